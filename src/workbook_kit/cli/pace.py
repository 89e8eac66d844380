"""How a build is getting on: done, left, rate and an estimate of the time left, from what was made in this run."""

import time
from collections import Counter
from collections.abc import Callable

from workbook_kit.build import Result


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
