"""What a build says while it runs: a bar on a terminal, lines of JSON for machines, otherwise nothing but problems."""

import json
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Protocol, Self

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from workbook_kit.build import Result
from workbook_kit.cli.console import err, exit_code, print_problems
from workbook_kit.cli.pace import Pace, in_words
from workbook_kit.errors import Problem, ProblemsError


class Teller(Protocol):
    """Is told how a build is getting on; ended with the build, however that ends."""

    def __enter__(self) -> Self: ...
    def __exit__(self, kind: object, error: BaseException | None, trace: TracebackType | None) -> None: ...

    def planned(self, total: int) -> None:
        """So many workbooks are to be looked at."""

    def waiting(self) -> None:
        """Another build has to end first."""

    def ended(self, result: Result, total: int) -> None:
        """One of them has ended."""

    def finished(self, results: Iterable[Result]) -> None:
        """All have."""

    def problems(self, problems: Iterable[Problem]) -> None:
        """What stops the build."""


class Bar:
    """For people. Where standard error is no terminal, nothing until the end, and then only problems."""

    def __init__(self, console: Console = err) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            TextColumn("{task.fields[pace]}"), console=console, transient=True, disable=not console.is_terminal,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bar.stop()

    def planned(self, total: int) -> None:
        """Shows the bar."""
        self._pace = Pace(total)
        self._task = self._bar.add_task("Making packs", total=total, pace="")
        self._bar.start()

    def waiting(self) -> None:
        """Says so above the bar."""
        self._bar.console.print("Another build is working in this folder of packs; waiting for it to end.")

    def ended(self, result: Result, total: int) -> None:
        """Moves it on."""
        self._pace.ended(result)
        self._bar.update(self._task, advance=1, pace=in_words(self._pace))

    def finished(self, results: Iterable[Result]) -> None:
        """Takes the bar away and tells what went wrong."""
        self._bar.stop()
        for result in results:
            self.problems(result.problems)

    def problems(self, problems: Iterable[Problem]) -> None:
        """Each on a line."""
        print_problems(problems)


class Lines:
    """For machines: one JSON object a line on standard error."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: TracebackType | None) -> None:
        if isinstance(error, ProblemsError):
            self.problems(error.problems)
            raise typer.Exit(1) from None
        if isinstance(error, KeyboardInterrupt):
            _line("stopped")
            raise typer.Exit(exit_code(error)) from None

    def planned(self, total: int) -> None:
        """The first line."""
        self._pace = Pace(total)
        _line("planned", workbooks=total)

    def waiting(self) -> None:
        """A line for it."""
        _line("waiting", what="another build is working in this folder of packs")

    def ended(self, result: Result, total: int) -> None:
        """A line for the workbook, and one for each of its problems."""
        pace = self._pace
        pace.ended(result)
        _line(
            result.status, workbook=result.workbook, seconds=round(result.seconds, 3), done=pace.done, left=pace.left,
            rate_per_minute=_rounded(pace.rate), seconds_left=_rounded(pace.seconds_left),
        )  # fmt: skip
        self.problems(result.problems)

    def finished(self, results: Iterable[Result]) -> None:
        """The last line."""
        counts = {status: self._pace.counts[status] for status in ("made", "unchanged", "failed")}
        _line("finished", **counts, seconds=round(self._pace.seconds, 3))

    def problems(self, problems: Iterable[Problem]) -> None:
        """A line for each."""
        for problem in problems:
            _line("problem", file=problem.file, line=problem.line, what=problem.what, todo=problem.todo)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _line(event: str, **values: Any) -> None:
    # ASCII, so that no console's encoding can break a line.
    typer.echo(json.dumps({"event": event, **values}), err=True)
