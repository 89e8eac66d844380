"""What making a workbook costs, beside the plain way: papermill's command line, then pandoc and Typst started anew.

Run with `python -m benchmarks.build`. Both ways make the same workbooks, by turns and in one run; what we start once
for many workbooks (the process that sheets are forked from, Typst's fonts) is started before and shown apart.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.convert import page_anew, paper_anew
from benchmarks.measuring import Run, timed
from rich.console import Console
from rich.table import Table

from workbook_kit.execute import execute
from workbook_kit.forked.engine import start, stop
from workbook_kit.load import Project, load_project
from workbook_kit.pack import Options, source
from workbook_kit.plan import SheetSpec, WorkbookSpec, plan
from workbook_kit.render import Source, embedded
from workbook_kit.render.typesetting import typeset

ROUNDS = 5
NPQ, SHEET = "NPQLTD", "module-review"
_TYPESET = "import sys; from pathlib import Path; from workbook_kit.render.typesetting import typeset; " \
    "typeset(Path(sys.argv[1]), Path(sys.argv[2]))"  # fmt: skip


def by_command_line(spec: SheetSpec, folder: Path) -> None:
    """The sheet by papermill's own command line, with a kernel of its own."""
    values, made = folder / "values.yml", folder / "executed.ipynb"
    values.write_text(json.dumps(spec.parameters), encoding="utf-8")
    papermill = Path(sys.executable).with_name("papermill")
    command = [papermill, spec.sheet.path, made, "-f", values, "-k", "python3", "--no-progress-bar"]
    subprocess.run([*command, "--log-level", "ERROR"], check=True, cwd=folder, stderr=subprocess.DEVNULL)


def started_anew(spec: WorkbookSpec, made: Source, folder: Path) -> None:
    """Page and handout of a workbook, with every tool started for each step."""
    for sheet in spec.sheets:
        by_command_line(sheet, folder)
    page_anew(made.document, _empty(folder / "html"))
    page = paper_anew(made.document, _empty(folder / "pdf"))
    subprocess.run([sys.executable, "-c", _TYPESET, page, made.extension], check=True)


def ours(project: Project, spec: WorkbookSpec, folder: Path) -> None:
    """The same as a build does it."""
    made = source(project, Options(out=folder), spec, folder)
    embedded.render_html(made.document, _empty(folder / "html"), made.extension)
    typeset(embedded.typst_source(made.document, _empty(folder / "pdf"), made.extension), made.extension)


def _empty(folder: Path) -> Path:
    folder.mkdir()
    return folder


def in_folders(do: Callable[[int, Path], Any]) -> list[Run]:
    """Each round in a folder of its own."""
    runs = []
    for number in range(ROUNDS):
        with tempfile.TemporaryDirectory(prefix="workbook-kit-benchmark-") as folder:
            runs.append(timed(lambda number=number, folder=folder: do(number, Path(folder)))[0])
    return runs


def row(table: Table, name: str, runs: Sequence[Run], beside: Sequence[Run] | None = None) -> None:
    """A line of the table: medians, and how many times the others' processor time ours is."""
    wall, used = (statistics.median(getattr(run, what) for run in runs) for what in ("wall", "cpu"))
    other = statistics.median(run.cpu for run in beside) / used if beside else None
    table.add_row(name, f"{wall:.3f}", f"{used:.3f}", f"{other:.1f}" if other else "")


def main() -> None:
    """Prints the table."""
    project = load_project(Path(__file__).parents[1])
    specs = plan(project, npqs=[NPQ])[:ROUNDS]
    table = Table("What", "Seconds", "CPU s", "Less CPU, times", title=f"Medians of {ROUNDS}", title_justify="left")
    sheets = [next(sheet for sheet in spec.sheets if sheet.sheet.name == SHEET) for spec in specs]
    with tempfile.TemporaryDirectory(prefix="workbook-kit-benchmark-") as folder:
        ready, _ = timed(lambda: (start(), ours(project, plan(project)[-1], Path(folder))))
    row(table, "started once, with a first workbook", [ready])

    plain = in_folders(lambda n, folder: by_command_line(sheets[n % len(sheets)], folder))
    forked = in_folders(lambda n, folder: execute(sheets[n % len(sheets)]))
    row(table, "one sheet, papermill's command line", plain)
    row(table, "one sheet, ours", forked, plain)

    with tempfile.TemporaryDirectory(prefix="workbook-kit-benchmark-") as folder:
        made = [source(project, Options(out=Path(folder)), spec, Path(folder)) for spec in specs]
        anew = in_folders(lambda n, folder: started_anew(specs[n % len(specs)], made[n % len(made)], folder))
    warm = in_folders(lambda n, folder: ours(project, specs[n % len(specs)], folder))
    row(table, "page and handout of a workbook, each tool started anew", anew)
    row(table, "page and handout of a workbook, ours", warm, anew)
    stop()
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
