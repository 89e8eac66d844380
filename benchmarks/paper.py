"""What paper costs a process that makes one workbook after another, and how much memory it takes.

Run with `python -m benchmarks.paper`. A handout and a facilitator's edition are set three times by turns in one
process: for a first workbook, for the next cohort of the same seminar, and for another seminar. Then workbooks of
which no paragraph is like another's are set, and the peaks of both processes are shown. Not counted are pandoc, which
comes before, and running the sheets. Three such rounds are run, each with a process of Typst's own; shown are medians.
"""

import re
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
from benchmarks.many import lay_down_many
from benchmarks.measuring import Run, timed
from rich.console import Console
from rich.table import Table

from workbook_kit.models.editions import EDITIONS
from workbook_kit.project.project import load_project
from workbook_kit.render import embedded
from workbook_kit.render.embedded import OWN
from workbook_kit.render.outputs import Options, Source, prepare
from workbook_kit.render.paper import Paper
from workbook_kit.render.typst import process_id, stop
from workbook_kit.workbook.plan import WorkbookSpec, plan

EVERY_PACK = [edition.name for edition in EDITIONS.values() if edition.always]

ROUNDS, WORKBOOKS = 3, 60
NPQ, SEMINARS = "NPQLTD", ("seminar-1", "seminar-2")
LOOKED_AT = (1, 10, 50)
FIRST, NEXT, OTHER = "first workbook", "next cohort, same seminar", "another seminar"


class Printer:
    """One workbook, through pandoc beforehand."""

    def __init__(self, made: Source, folder: Path) -> None:
        self._made, self._folder = made, folder
        self._pages: dict[str, Path] = {}
        for audience in ("participant", "facilitator"):
            work = folder / audience
            work.mkdir(parents=True)
            document = replace(made.document, metadata={**made.document.metadata, "edition": audience})
            self._pages[audience] = embedded.typst_source(document, work, made.extension)

    def print(self, name: str) -> bytes:
        """The edition; pandoc's part is done."""
        engine: Any = SimpleNamespace(typst_source=lambda document, *_: self._pages[document.metadata["edition"]])
        with tempfile.TemporaryDirectory(dir=self._folder) as work:
            return Paper(self._made.document, engine, self._made.extension, Path(work), self._made.fonts).print(name)

    def reword(self, number: int) -> None:
        """Makes every paragraph another than in the workbooks before."""
        for page in self._pages.values():
            own = page.with_name(OWN)
            mark = "".join(chr(ord("a") + int(digit)) for digit in str(number))
            own.write_text(re.sub(r"\b(and|the|you)[a-j]*\b", rf"\g<1>{mark}", own.read_text("utf-8")), "utf-8")


def printers(folder: Path) -> Iterator[Printer]:
    """The first workbook, the next cohort's, and another seminar's."""
    lay_down_many(folder / "project", WORKBOOKS)
    project = load_project(folder / "project")
    one, other = (
        [spec for spec in plan(project, seminars={seminar}) if spec.cohort.npq == NPQ and _is_plain(spec)]
        for seminar in SEMINARS
    )
    for number, spec in enumerate((one[0], one[1], other[1])):
        work = folder / str(number)
        work.mkdir()
        yield Printer(prepare(project, Options(work), spec, work), work)


def _is_plain(spec: WorkbookSpec) -> bool:
    return spec.cohort.id.startswith("ltd-saltmarsh")


def peaks(printer: Printer) -> Iterator[tuple[int, float, float]]:
    """How many workbooks, and the megabytes of Typst's process and of this one at most up to then."""
    typst = own = 0.0
    for number in range(1, max(LOOKED_AT) + 1):
        printer.reword(number)
        for name in EVERY_PACK:
            printer.print(name)
            own = max(own, psutil.Process().memory_info().rss / 1e6)
            if pid := process_id():
                typst = max(typst, psutil.Process(pid).memory_info().rss / 1e6)
        if number in LOOKED_AT:
            yield number, typst, own


def main() -> None:
    runs: dict[tuple[str, str], list[Run]] = {}
    with tempfile.TemporaryDirectory(prefix="workbook-kit-paper-") as folder:
        of = dict(zip((FIRST, NEXT, OTHER), printers(Path(folder)), strict=True))
        for _ in range(ROUNDS):
            stop()
            for name in EVERY_PACK:
                for what, printer in of.items():
                    runs.setdefault((what, name), []).append(timed(partial(printer.print, name))[0])
        table = Table("CPU s, with fields, row headers and scaling", *(EDITIONS[name].title for name in EVERY_PACK))
        for what in of:
            table.add_row(
                what, *(f"{statistics.median(run.cpu for run in runs[what, name]):.2f}" for name in EVERY_PACK)
            )
        Console(width=120).print(table)
        stop()
        memory = Table("workbooks, no paragraph alike", "Typst’s process, MB", "the process that asks, MB")
        for number, typst, own in peaks(of[FIRST]):
            memory.add_row(str(number), f"{typst:.0f}", f"{own:.0f}")
        Console(width=120).print(memory)
        stop()


if __name__ == "__main__":
    main()
