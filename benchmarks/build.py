"""What making a workbook costs, beside the plain way: papermill's command line, then pandoc and Typst started anew.

Run with `python -m benchmarks.build`. Both ways make the same workbooks in one run; what we start once for many
workbooks (papermill's import, pandoc, Typst's fonts) is started before and shown apart. Then whole
builds of many workbooks, by the command line (`benchmarks/scale.py`).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.convert import page_anew, paper_anew
from benchmarks.many import lay_down_many
from benchmarks.measuring import Run, timed
from benchmarks.scale import scale_table
from rich.console import Console
from rich.table import Table

from workbook_kit.project.project import Project, load_project
from workbook_kit.render import embedded, quarto
from workbook_kit.render.outputs import Options, Source, prepare
from workbook_kit.render.quarto import quarto_version
from workbook_kit.render.typst import typeset
from workbook_kit.workbook.plan import SheetSpec, WorkbookSpec, plan
from workbook_kit.workbook.run import execute

ROUNDS = 5
#: Workbooks of the project, enough for so many further cohorts in each seminar.
MADE, NEXT = 60, 2
SHEET = "module-review"
_TYPESET = (
    "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[3], format='pdf', font_paths=[sys.argv[2]], "
    "ignore_system_fonts=True, pdf_standards=['ua-1'])"
)


def by_command_line(spec: SheetSpec, folder: Path) -> None:
    """The sheet by papermill's own command line, with a kernel of its own."""
    values, made = folder / "values.yml", folder / "executed.ipynb"
    values.write_text(json.dumps(spec.parameters), encoding="utf-8")
    papermill = Path(sys.executable).with_name("papermill")
    command = [papermill, spec.sheet.path, made, "-f", values, "-k", "python3", "--no-progress-bar"]
    subprocess.run([*command, "--log-level", "ERROR"], check=True, cwd=folder, stderr=subprocess.DEVNULL)


def started_anew(spec: WorkbookSpec, made: Source, folder: Path) -> None:
    """Page and handout of a workbook, with every tool started for each step: Quarto where it is installed."""
    for sheet in spec.sheets:
        by_command_line(sheet, folder)
    html, paper = _empty(folder / "html"), _empty(folder / "pdf")
    if quarto_version():
        quarto.render_html(made.document, html, made.extension)
        (folder / "handout.pdf").write_bytes(quarto.render_pdf(made.document, paper, made.extension))
    else:
        page_anew(made.document, html)
        page = paper_anew(made.document, paper)
        fonts, target = made.extension / "fonts", folder / "handout.pdf"
        subprocess.run([sys.executable, "-c", _TYPESET, page, fonts, target], check=True)


def ours(project: Project, spec: WorkbookSpec, folder: Path) -> None:
    """The same as a build does it."""
    made = prepare(project, Options(out=folder), spec, folder)
    embedded.render_html(made.document, _empty(folder / "html"), made.extension)
    typeset(embedded.typst_source(made.document, _empty(folder / "pdf"), made.extension), made.extension)


def _empty(folder: Path) -> Path:
    folder.mkdir()
    return folder


def in_folders(do: Callable[[int, Path], Any], rounds: int = ROUNDS) -> list[Run]:
    """Each round in a folder of its own."""
    runs = []
    for number in range(rounds):
        with tempfile.TemporaryDirectory(prefix="workbook-kit-benchmark-") as folder:
            runs.append(timed(lambda number=number, folder=folder: do(number, Path(folder)))[0])
    return runs


def row(table: Table, name: str, runs: Sequence[Run], beside: Sequence[Run] | None = None) -> None:
    """A line of the table: medians, and how many times the others' processor time ours is."""
    wall, used = (statistics.median(getattr(run, what) for run in runs) for what in ("wall", "cpu"))
    other = statistics.median(run.cpu for run in beside) / used if beside else None
    table.add_row(name, f"{wall:.3f}", f"{used:.3f}", f"{other:.1f}" if other else "")


def alike(project: Project) -> list[list[WorkbookSpec]]:
    """The workbooks of each seminar, for cohorts that meet alike."""
    groups: dict[Any, list[WorkbookSpec]] = {}
    for spec in plan(project):
        groups.setdefault((spec.cohort.npq, spec.seminar.id, spec.cohort.delivery), []).append(spec)
    return list(groups.values())


def one_workbook(table: Table, folder: Path) -> None:
    """A sheet, and a workbook, beside what they cost when each tool is started anew."""
    lay_down_many(folder / "project", MADE)
    project = load_project(folder / "project")
    groups = alike(project)
    with tempfile.TemporaryDirectory(prefix="workbook-kit-benchmark-") as first:
        ready, _ = timed(lambda: ours(project, groups[-1][0], Path(first)))
    row(table, "started once, with a first workbook", [ready])

    new = groups[:-1]
    sheets = [next(sheet for sheet in group[0].sheets if sheet.sheet.name == SHEET) for group in new]
    plain = in_folders(lambda n, folder: by_command_line(sheets[n], folder))
    row(table, "one sheet, papermill's command line", plain)
    row(table, "one sheet, ours", in_folders(lambda n, folder: execute(sheets[n])), plain)
    row(table, "all nine sheets, ours", in_folders(lambda n, folder: [execute(one) for one in new[n][0].sheets]))

    made = [prepare(project, Options(out=folder), group[0], folder) for group in new[:ROUNDS]]
    anew = in_folders(lambda n, folder: started_anew(new[n][0], made[n], folder))
    row(table, f"page and handout, papermill's command line and {engine()}, started anew", anew)
    table.add_section()
    by_seminar = [in_folders(lambda n, folder, group=group: ours(project, group[n], folder), 1 + NEXT) for group in new]
    row(table, "ours, a seminar that is new", [runs[0] for runs in by_seminar], anew)
    row(table, "ours, the next cohort in it", [run for runs in by_seminar for run in runs[1:]], anew)


def engine() -> str:
    """What the plain way draws with."""
    return "Quarto" if quarto_version() else "pandoc and Typst"


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=100, help="workbooks of the smaller builds; 0 for none")
    parser.add_argument("--many", type=int, default=1000, help="workbooks of the larger build")
    asked = parser.parse_args()
    table = Table("What", "Seconds", "CPU s", "Less CPU, times", title="Medians", title_justify="left")
    with tempfile.TemporaryDirectory(prefix="workbook-kit-benchmark-") as folder:
        one_workbook(table, Path(folder))
    console = Console(width=170)
    console.print(table)
    if asked.few:
        console.print(scale_table(asked.few, asked.many, os.cpu_count() or 1))


if __name__ == "__main__":
    main()
