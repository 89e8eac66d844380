"""What a build says while it runs: a bar on a terminal, lines of JSON for machines, otherwise nothing but problems."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Protocol, Self

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from workbook_kit.cli.console import err, exit_code, print_problems
from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.packs.pack import Result

# How a build is getting on: done, left, rate and an estimate of the time left, from what was made in this run.


class Pace:
    """Counts workbooks as they end.

    Unchanged ones say nothing about how long the others take, and all of them come first: the rate is that of
    the workbooks that were tried, made or failed, by the clock on the wall, since the last unchanged one.
    """

    def __init__(self, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.total, self._clock = total, clock
        self.counts: Counter[str] = Counter()
        self._begun = self._since = self._last = clock()

    def ended(self, result: Result) -> None:
        """Counts one more."""
        self.counts[result.status] += 1
        self._last = self._clock()
        if result.status == "unchanged":
            self._since = self._last

    @property
    def done(self) -> int:
        """How many have ended, one way or another."""
        return self.counts.total()

    @property
    def left(self) -> int:
        """How many have not."""
        return max(0, self.total - self.done)

    @property
    def seconds(self) -> float:
        """Since the start."""
        return self._clock() - self._begun

    @property
    def rate(self) -> float | None:
        """Workbooks a minute; None before the first was tried."""
        tried, spent = self.counts["made"] + self.counts["failed"], self._last - self._since
        return 60 * tried / spent if tried and spent > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """An estimate; None before there is anything to judge by."""
        if not self.left:
            return 0.0
        return 60 * self.left / self.rate if self.rate else None


def in_words(pace: Pace) -> str:
    """What stands beside the bar."""
    parts = [f"{pace.counts['failed']:,} failed"] if pace.counts["failed"] else []
    if pace.rate and pace.left:
        parts = [f"{pace.rate:.{0 if pace.rate >= 10 else 1}f} a minute", f"about {_long(pace.seconds_left or 0)} left",
                 *parts]  # fmt: skip
    return ", ".join(parts)


def _long(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


# What a build says while it runs: a bar on a terminal, lines of JSON for machines, otherwise nothing but problems.


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


class ProgressBar:
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


class JsonLines:
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
