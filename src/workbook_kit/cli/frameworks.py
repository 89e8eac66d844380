"""The commands `workbook-kit frameworks list`, `show`, `import`, `coverage` and `compare`."""

import re
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from workbook_kit.cli.console import JsonOption, ProjectOption, out, print_json, told_plainly
from workbook_kit.cli.frameworks_view import (
    list_json,
    print_framework,
    print_list,
    print_registry,
    print_report,
    registry_json,
)
from workbook_kit.errors import ProblemsError, problem
from workbook_kit.frameworks.corrections import load_corrections
from workbook_kit.frameworks.crosswalk import Difference, differences
from workbook_kit.frameworks.header import Header
from workbook_kit.frameworks.importer import import_framework
from workbook_kit.frameworks.source import read_source
from workbook_kit.frameworks.write import as_json, save, to_yaml
from workbook_kit.models import Area, Framework
from workbook_kit.models.programme import Coverage, coverage
from workbook_kit.project.frameworks import load_frameworks, load_npqs
from workbook_kit.project.project import load_project
from workbook_kit.project.yaml import read_yaml, validate

frameworks_app = typer.Typer(
    name="frameworks", help="List, show and import the official statements.", no_args_is_help=True
)

NpqArgument = Annotated[str, typer.Argument(help="Short name, such as NPQLBC.")]
AreaArgument = Annotated[str, typer.Argument(help="A framework and an area of it, such as NPQLBC:5.")]


@frameworks_app.command("list")
def list_frameworks(project: ProjectOption = Path(), as_data: JsonOption = False) -> None:
    """List the frameworks of the project, and the NPQs that have none yet."""
    with told_plainly():
        frameworks = load_frameworks(project / "data")
        npqs = load_npqs(project / "data")
    if as_data:
        print_json({"frameworks": list_json(frameworks.values()), "npqs": registry_json(npqs.values())})
    else:
        print_list(out, frameworks.values())
        print_registry(out, npqs.values(), frameworks)


@frameworks_app.command("show")
def show_framework(
    npq: NpqArgument,
    project: ProjectOption = Path(),
    as_data: JsonOption = False,
) -> None:
    """Show every statement of a framework."""
    with told_plainly():
        frameworks = load_frameworks(project / "data")
    framework = _framework(frameworks, npq)
    if as_data:
        print_json(as_json(framework))
    else:
        print_framework(out, framework)


@frameworks_app.command("import")
def import_command(
    source: Annotated[Path, typer.Argument(help="The published framework, saved as text or Markdown.")],
    npq: Annotated[str, typer.Option("--npq", help="Short name, such as NPQLL.")],
    title: Annotated[str | None, typer.Option(help="Full title; default: as in npqs.yml.")] = None,
    edition: Annotated[str | None, typer.Option(help="Such as “September 2023”; default: as in the text.")] = None,
    published: Annotated[str | None, typer.Option(help="Where the text was published.")] = None,
    areas: Annotated[str | None, typer.Option(help="Areas to take, such as 1-5 or 1,3.")] = None,
    name: Annotated[list[str] | None, typer.Option(help="Name of an area, such as “6=Implementation”.")] = None,
    learn_that_from: Annotated[
        str | None,
        typer.Option(help="Area whose Learn that to use where the text has none, such as NPQLBC:5."),
    ] = None,
    to: Annotated[Path | None, typer.Option("--out", help="File to write; default: data/frameworks/<NPQ>.yml.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over an existing file.")] = False,
    project: ProjectOption = Path(),
) -> None:
    """Import a published framework, and tell everything it was unsure of."""
    npq = _npq(npq)
    wanted, names = _areas(areas), dict(_name(entry) for entry in name or ())
    data = project / "data"
    target = to or data / "frameworks" / f"{npq}.yml"
    with told_plainly():
        lender = _lender(data, learn_that_from)
        header = _header(data, target, npq, {"title": title, "edition": edition, "source": published})
        report = import_framework(
            read_source(source),
            npq=npq,
            corrections=load_corrections(data / "frameworks" / "corrections.yml"),
            areas=wanted,
            names=names,
            lender=lender,
            header=header,
            file=str(source),
        )
        save(to_yaml(report.framework), target, force=force)
    print_report(out, report, str(source))
    out.print(f"Written to {target}", markup=False, highlight=False, soft_wrap=True)


@frameworks_app.command("coverage")
def show_coverage(
    npq: NpqArgument,
    project: ProjectOption = Path(),
    as_data: JsonOption = False,
) -> None:
    """Show which seminars take up which statements, and which statements none does."""
    with told_plainly():
        loaded = load_project(project.resolve())
        framework = _framework(loaded.frameworks, npq)
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


@frameworks_app.command("compare")
def compare_areas(
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


def _framework(frameworks: dict[str, Framework], npq: str) -> Framework:
    """The framework of that short name, in small or capital letters; a wrong name is wrong usage."""
    framework = frameworks.get(npq.upper())
    if framework is None:
        known = ", ".join(frameworks) or "none yet"
        raise typer.BadParameter(f"there is no framework for {npq}; there are: {known}", param_hint="NPQ")
    return framework


def _npq(text: str) -> str:
    if not re.fullmatch(r"[A-Z][A-Z0-9]{1,11}", text.upper()):
        raise typer.BadParameter(f"{text!r} is not a short name such as NPQLL or ECF", param_hint="--npq")
    return text.upper()


def _areas(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    numbers: list[int] = []
    for part in text.replace("–", "-").split(","):
        match = re.fullmatch(r"\s*([0-9]{1,2})\s*(?:-\s*([0-9]{1,2})\s*)?", part)
        if not match:
            raise typer.BadParameter(f"{text!r} is not a list of areas such as 1-5 or 1,3", param_hint="--areas")
        first = int(match.group(1))
        numbers.extend(range(first, int(match.group(2) or first) + 1))
    if not numbers:
        raise typer.BadParameter(f"{text!r} runs backwards and names no area", param_hint="--areas")
    return tuple(dict.fromkeys(numbers))


def _name(text: str) -> tuple[int, str]:
    number, _, name = text.partition("=")
    if not re.fullmatch(r"[0-9]{1,2}", number.strip()) or not name.strip():
        raise typer.BadParameter(f"{text!r} is not a number and a name such as “6=Implementation”", param_hint="--name")
    return int(number), name.strip()


def _lender(data: Path, text: str | None) -> Area | None:
    if text is None:
        return None
    npq, _, number = text.upper().partition(":")
    framework = load_frameworks(data).get(npq)
    area = framework.area(int(number)) if framework and re.fullmatch(r"[0-9]{1,2}", number) else None
    if area is None:
        raise typer.BadParameter(f"{text!r} is no area of a framework in {data}", param_hint="--learn-that-from")
    return area


def _header(data: Path, target: Path, npq: str, given: dict[str, str | None]) -> Header:
    """What was given, then what the file to be replaced says, then the registry's title."""
    old = _existing(target)
    registry = load_npqs(data) if (data / "frameworks" / "npqs.yml").exists() else {}
    known = Header.of(old).model_dump() if old else {}
    title = {"title": registry[npq].title} if npq in registry else {}
    return Header(**{**title, **known, **{key: value for key, value in given.items() if value and value.strip()}})


def _existing(path: Path) -> Framework | None:
    """The framework to be replaced; a broken file has nothing to keep."""
    try:
        return validate(read_yaml(path, str(path)), Framework)
    except ProblemsError:
        return None


def _row(row: Coverage) -> dict[str, Any]:
    return {"area": row.area.number, "code": row.statement.code, "seminars": list(row.seminars)}


def _area(frameworks: dict[str, Framework], text: str) -> Area:
    npq, _, number = text.partition(":")
    framework = _framework(frameworks, npq)
    area = framework.area(int(number)) if number.isdecimal() and len(number) < 4 else None
    if area is None:
        known = ", ".join(f"{framework.npq}:{area.number}" for area in framework.areas)
        raise typer.BadParameter(f"{text!r} is no area; there are: {known}")
    return area


def _pair(pair: Difference) -> dict[str, Any]:
    sides = {"first": pair.first, "second": pair.second}
    return {side: {"code": s.code, "text": s.text} if s else None for side, s in sides.items()}
