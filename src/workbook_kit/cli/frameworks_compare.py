"""The commands `workbook-kit frameworks coverage` and `compare`."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from workbook_kit.cli.console import JsonOption, ProjectOption, out, print_json, told_plainly
from workbook_kit.cli.frameworks import chosen, frameworks_app
from workbook_kit.coverage import Covered, coverage
from workbook_kit.errors import problem
from workbook_kit.frameworks import Difference, differences
from workbook_kit.load import load_frameworks, load_project
from workbook_kit.models import Area, Framework

__all__ = ["frameworks_app"]
AreaArgument = Annotated[str, typer.Argument(help="A framework and an area of it, such as NPQLBC:5.")]


@frameworks_app.command("coverage")
def coverage_command(
    npq: Annotated[str, typer.Argument(help="Short name, such as NPQLBC.")],
    project: ProjectOption = Path(),
    as_data: JsonOption = False,
) -> None:
    """Show which seminars take up which statements, and which statements none does."""
    with told_plainly():
        loaded = load_project(project.resolve())
        framework = chosen(loaded.frameworks, npq)
        programme = loaded.programmes.get(framework.npq)
        if programme is None:
            file = f"data/programmes/{framework.npq}.yml"
            raise problem(file, f"{framework.npq} has no programme", "write one; the others show how")
        rows = coverage(programme, framework)
    if as_data:
        print_json({"npq": framework.npq, "statements": [_row(row) for row in rows]})
        return
    seminars = [seminar.id for seminar in programme.seminars]
    table = Table("Code", "Statement", *seminars)
    for row in rows:
        table.add_row(row.statement.code, Text(row.statement.text), *("yes" * (s in row.seminars) for s in seminars))
    out.print(table)
    gaps = [row.statement.code for row in rows if not row.seminars]
    out.print(f"{len(rows) - len(gaps)} of {len(rows)} statements are addressed.")
    if gaps:
        out.print(f"In no seminar: {', '.join(gaps)}")


def _row(row: Covered) -> dict[str, Any]:
    return {"area": row.area.number, "code": row.statement.code, "seminars": list(row.seminars)}


@frameworks_app.command("compare")
def compare_command(
    first: AreaArgument, second: AreaArgument, project: ProjectOption = Path(), as_data: JsonOption = False
) -> None:
    """Show where two areas word the same statement differently, and what only one of them has."""
    with told_plainly():
        frameworks = load_frameworks(project.resolve() / "data")
    found = differences(_area(frameworks, first), _area(frameworks, second))
    if as_data:
        print_json({"first": first, "second": second, "differences": [_pair(pair) for pair in found]})
        return
    table = Table(first, second)
    for pair in found:
        table.add_row(*(Text(f"{s.code}  {s.text}" if s else "") for s in (pair.first, pair.second)))
    out.print(table if found else "The two areas have the same statements.")


def _pair(pair: Difference) -> dict[str, Any]:
    sides = {"first": pair.first, "second": pair.second}
    return {side: {"code": s.code, "text": s.text} if s else None for side, s in sides.items()}


def _area(frameworks: dict[str, Framework], text: str) -> Area:
    npq, _, number = text.partition(":")
    framework = chosen(frameworks, npq)
    area = framework.area(int(number)) if number.isdecimal() and len(number) < 4 else None
    if area is None:
        known = ", ".join(f"{framework.npq}:{area.number}" for area in framework.areas)
        raise typer.BadParameter(f"{text!r} is no area; there are: {known}")
    return area
