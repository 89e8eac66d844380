"""`workbook-kit collect`."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from workbook_kit.answers.collect import Collected, collect
from workbook_kit.answers.file import format_time
from workbook_kit.cli.console import JsonOption, err, out, print_json, print_problems
from workbook_kit.errors import Problem


def collect_command(
    files: Annotated[list[Path], typer.Argument(help="Filled forms (PDF) and answers files.", metavar="FILE...")],
    out_folder: Annotated[
        Path | None, typer.Option("--out", help="Where the answers files go.", file_okay=False, show_default="beside")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read the answers out of filled forms, and keep each as an answers file."""
    done, problems = collect(files, out_folder)
    if as_json:
        print_json(_as_json(done, problems))
    else:
        _print(done, problems)
    if problems:
        raise typer.Exit(1)


def _as_json(done: Sequence[Collected], problems: Sequence[Problem]) -> dict[str, Any]:
    return {
        "files": [
            {
                "file": str(one.source),
                "answers_file": str(one.target),
                "written": one.written,
                "workbook": asdict(one.file.workbook),
                "name": one.name,
                "answers": one.answers,
                "saved_at": format_time(one.file.saved_at),
                "notes": list(one.notes),
            }
            for one in done
        ],
        "problems": [{**asdict(problem), "message": str(problem)} for problem in problems],
    }


def _print(done: Sequence[Collected], problems: Sequence[Problem]) -> None:
    for one in done:
        count = "1 answer" if one.answers == 1 else f"{one.answers} answers"
        whose = f"{count} of {one.name or 'someone without a name'} to “{one.file.workbook.title}”"
        where = "" if one.target == one.source else f", in {one.target}"
        out.print(_plain(f"{one.source}: {whose}{where}"))
        for note in one.notes:
            out.print(_plain(f"  {note}"))
    print_problems(problems)
    if problems:
        err.print(f"{len(problems)} problem{'s' if len(problems) != 1 else ''} to mend.")


def _plain(said: str) -> Text:
    """Text on one line, without codes that a terminal obeys: names and answers are anyone's."""
    return Text("".join(letter if letter.isprintable() else " " for letter in said))
