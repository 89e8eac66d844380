"""The commands about a project folder: `init`, `check`, `list`."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from workbook_kit.check.check import check
from workbook_kit.cli.console import JsonOption, ProjectOption, err, out, print_json, print_problems, told_plainly
from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.paths import MANIFEST, PACKS, pack_folder
from workbook_kit.project.project import load_project
from workbook_kit.project.starter import lay_down
from workbook_kit.workbook.plan import WorkbookSpec, plan


def init_command(
    folder: Annotated[Path, typer.Argument(help="The folder to make the project in; new, or empty.")],
) -> None:
    """Make a new project with sample cohorts, ready to build."""
    with told_plainly():
        lay_down(folder)
    out.print(Text(f"A project with sample cohorts is in {folder}."))
    out.print(Text(f"Next: cd {folder}, edit data/cohorts.csv, then workbook-kit build"))


def check_command(project: ProjectOption = Path(), as_json: JsonOption = False) -> None:
    """Find every problem of the project, each with its file and line, without building anything."""
    problems = _problems(project.resolve())
    if as_json:
        print_json({"problems": [{**asdict(problem), "message": str(problem)} for problem in problems]})
    elif problems:
        print_problems(problems)
        err.print(f"{len(problems)} problem{'s' if len(problems) != 1 else ''} to mend.")
    else:
        out.print("No problems found.")
    if problems:
        raise typer.Exit(1)


def _problems(root: Path) -> tuple[Problem, ...]:
    try:
        return check(load_project(root))
    except ProblemsError as error:
        return error.problems


def list_command(project: ProjectOption = Path(), as_json: JsonOption = False) -> None:
    """List every workbook that the cohorts and programmes ask for."""
    with told_plainly():
        root = project.resolve()
        rows = [_row(spec, root / PACKS) for spec in plan(load_project(root))]
    if as_json:
        print_json({"workbooks": rows})
        return
    table = Table(title="Workbooks", title_justify="left")
    for heading in ("Cohort", "NPQ", "Seminar", "Title", "Date", "Delivery", "Built"):
        table.add_column(heading, no_wrap=heading in ("Cohort", "NPQ", "Seminar"))
    for row in rows:
        named = ("cohort", "npq", "seminar", "title", "date", "delivery")
        table.add_row(*(Text(row[name]) for name in named), "yes" if row["built"] else "no")
    out.print(table)


def _row(spec: WorkbookSpec, packs: Path) -> dict[str, Any]:
    pack = pack_folder(packs, spec.cohort.id, spec.seminar.id)
    return {
        "workbook": spec.id,
        "cohort": spec.cohort.id,
        "npq": spec.cohort.npq,
        "seminar": spec.seminar.id,
        "title": spec.title,
        "date": spec.parameters["seminar"]["date"],
        "delivery": spec.cohort.delivery,
        "sheets": [sheet.sheet.name for sheet in spec.sheets],
        "built": (pack / MANIFEST).is_file(),
    }
