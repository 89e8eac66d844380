"""What pandoc's share of a workbook costs: the page, and Typst source for participants and for facilitators.

Run with `python -m benchmarks.convert`. Beside ours, pandoc is started anew for each of the three, as its command line
is used. The first workbook of each seminar is new to us; for the next cohort of a seminar, what both share is known.
"""

import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import psutil
from benchmarks.measuring import Run, timed
from rich.console import Console
from rich.table import Table
from tests.render.anew import by_command_line
from tests.render.workbook import markdown

from workbook_kit.project.project import load_project
from workbook_kit.render import embedded, pandoc
from workbook_kit.render.document import Document
from workbook_kit.render.outputs import Options, prepare
from workbook_kit.render.pandoc import Format
from workbook_kit.render.script import styles
from workbook_kit.workbook.plan import plan

ROOT = Path(__file__).parents[1]
EXTENSION = ROOT / "_extensions" / "seminar"
EDITIONS = ("participant", "facilitator")


def workbooks() -> Iterator[tuple[str, str, Document]]:
    """Every sample workbook, after the seminar that it is for and how the cohort meets."""
    project = load_project(ROOT)
    for spec in plan(project):
        with tempfile.TemporaryDirectory(prefix="workbook-kit-benchmark-") as folder:
            made = prepare(project, Options(out=Path(folder)), spec, Path(folder))
        yield f"{spec.cohort.npq} {spec.seminar.id}", spec.cohort.delivery, made.document


def page_anew(document: Document, work: Path) -> str:
    """The page by pandoc's command line, which puts style, script, fonts and pictures into it."""
    document.lay_out(work)
    sheets = [str(EXTENSION / name) for name in styles(EXTENSION)]
    return _anew(document, replace(embedded.PAGE, variables={"css": sheets}), work, "--embed-resources")


def paper_anew(document: Document, work: Path) -> Path:
    """Typst source by pandoc's command line."""
    document.lay_out(work)
    source = work / "workbook.typ"
    source.write_text(_anew(document, embedded.PAPER, work), encoding="utf-8")
    return source


def _anew(document: Document, format: Format, work: Path, *more: str) -> str:
    format = replace(format, extension=EXTENSION)
    done = by_command_line(markdown(document), format, document.metadata, "--standalone", *more, cwd=work)
    done.check_returncode()
    return done.stdout


def in_edition(document: Document, edition: str) -> Document:
    """The same workbook for others."""
    return replace(document, metadata={**document.metadata, "edition": edition})


def anew(document: Document, work: Path) -> None:
    """Three times pandoc's command line."""
    page_anew(document, work)
    for edition in EDITIONS:
        paper_anew(in_edition(document, edition), work)


def ours(document: Document, work: Path) -> None:
    """The same by the process that stays."""
    embedded.render_html(document, work, EXTENSION)
    for edition in EDITIONS:
        embedded.typst_source(in_edition(document, edition), work, EXTENSION)


def in_a_folder(do: Callable[[Document, Path], None], document: Document) -> Run:
    """One run, in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="workbook-kit-benchmark-") as folder:
        return timed(lambda: do(document, Path(folder)))[0]


def row(table: Table, name: str, runs: Sequence[Run], beside: Sequence[Run] | None = None) -> None:
    """A line of the table: means, and how many times the others' processor time ours is."""
    wall, used = (statistics.mean(getattr(run, what) for run in runs) for what in ("wall", "cpu"))
    other = statistics.mean(run.cpu for run in beside) / used if beside else None
    table.add_row(name, str(len(runs)), f"{wall:.3f}", f"{used:.3f}", f"{other:.1f}" if other else "")


def main() -> None:
    """Prints the table."""
    started, new, other, same, plain = (list[Run]() for _ in range(5))
    seen = set[str]()
    for seminar, delivery, document in list(workbooks()):
        plain.append(in_a_folder(anew, document))
        alike = f"{seminar} {delivery}"
        runs = same if alike in seen else other if seminar in seen else new if seen else started
        runs.append(in_a_folder(ours, document))
        seen |= {seminar, alike}
    table = Table("Page and two Typst sources", "Workbooks", "Seconds", "CPU s", "Less CPU, times")
    row(table, "pandoc started anew for each", plain)
    row(table, "ours, the first workbook, with the start", started)
    row(table, "ours, a seminar that is new", new, plain)
    row(table, "ours, the next cohort, which meets otherwise", other, plain)
    row(table, "ours, the next cohort, which meets alike", same, plain)
    Console(width=110).print(table)
    memory = psutil.Process(pandoc.process_id()).memory_info().rss / 1e6
    Console(width=110).print(f"pandoc's memory in the end: {memory:.0f} MB")


if __name__ == "__main__":
    main()
