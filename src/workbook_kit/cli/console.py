"""How every command prints: results to standard output, problems to standard error."""

import json
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
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
    except KeyboardInterrupt as stop:
        err.print("Stopped. Packs that were finished are complete; the others are as they were before.")
        raise typer.Exit(exit_code(stop)) from None


class Stopped(KeyboardInterrupt):
    """A signal that asks for the end."""

    def __init__(self, signal_number: int) -> None:
        super().__init__()
        self.signal_number = signal_number


def exit_code(stop: BaseException) -> int:
    """What shells expect of a program that a signal has ended."""
    return 128 + (stop.signal_number if isinstance(stop, Stopped) else signal.SIGINT)


@contextmanager
def stopped_like_ctrl_c() -> Iterator[None]:
    """Makes `kill`, a closing terminal and Ctrl-C the same: what was started is put away first, and nothing hurries it.

    After the first signal the others are ignored, up to the end of the process: a second Ctrl-C would come in between.
    What is ignored already stays so, as `nohup` wants it.
    """
    known = (getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
    numbers = [number for number in known if signal.getsignal(number) != signal.SIG_IGN]
    stopped = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True
        for one in numbers:
            signal.signal(one, signal.SIG_IGN)
        raise Stopped(number)

    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        if not stopped:
            for number, handler in before.items():
                signal.signal(number, handler)
