"""How every command prints: results to standard output, problems to standard error."""

import json
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from workbook_kit.errors import Problem, ProblemsError

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)

ProjectOption = Annotated[
    Path, typer.Option("--project", "-p", help="The project's folder.", file_okay=False, show_default="here")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def print_problems(problems: Iterable[Problem]) -> None:
    """Each problem on a line, as plain text whatever it quotes."""
    for problem in problems:
        err.print(Text(str(problem), style="red"))


def print_json(value: Any) -> None:
    """The value as JSON, for machines."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turns problems into printed lines and exit code 1, and Ctrl-C into exit code 130."""
    try:
        yield
    except ProblemsError as error:
        print_problems(error.problems)
        count = len(error.problems)
        err.print(f"{count} problem{'s' if count != 1 else ''} to mend.")
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        err.print("Stopped. Packs that were finished are complete; the others are as they were before.")
        raise typer.Exit(130) from None


@contextmanager
def stopped_like_ctrl_c() -> Iterator[None]:
    """Makes `kill`, a closing terminal and Ctrl-C the same: what was started is put away first."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), signal.default_int_handler) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
