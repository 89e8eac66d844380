"""`workbook-kit check`."""

from dataclasses import asdict
from pathlib import Path

import typer

from workbook_kit.check import check
from workbook_kit.cli.console import JsonOption, ProjectOption, err, out, print_json, print_problems
from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.load import load_project


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
