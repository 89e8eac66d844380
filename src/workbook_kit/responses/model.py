"""What an answers file holds, once it has been checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: Text or a date is a string, a rating is a whole number or None.
Value = str | int | None

SCHEMA = "workbook-answers/1"
MOST_BYTES = 20_000_000
MOST_KEYS = 5_000
MOST_EARLIER = 10


class Refused(ValueError):  # noqa: N818
    """Why nothing of a file was taken, as a sentence for the person who chose it."""


@dataclass(frozen=True)
class Workbook:
    """Which workbook answers belong to. `content_hash` changes with every edition."""

    id: str
    title: str
    npq: str
    cohort: str = ""
    seminar: str = ""
    content_hash: str = ""


@dataclass(frozen=True)
class Entry:
    """One answer. `at` is when it was last edited, in milliseconds since 1970; `asked` the question in words."""

    value: Value
    at: int
    asked: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is answered: never, or no longer."""
        return self.value is None or self.value == ""


@dataclass(frozen=True)
class Past:
    """What was answered in another seminar's workbook, to compare with. It holds no empty answer."""

    workbook: Workbook
    saved_at: int
    entries: Mapping[str, Entry]


@dataclass(frozen=True)
class Earlier:
    """An earlier answer to a question. `saved_at` is an ISO time."""

    value: Value
    title: str
    saved_at: str


@dataclass(frozen=True)
class Kept:
    """An answer without a place in this workbook."""

    key: str
    value: Value
    asked: str


@dataclass(frozen=True)
class State:
    """Every answer of one workbook by its key, and the earlier ones, newest first."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    earlier: tuple[Past, ...] = ()


@dataclass(frozen=True)
class AnswersFile:
    """A file as it was read. `role` is the writer's; `left_out` counts what was not taken, by `sentences.REASONS`."""

    workbook: Workbook
    role: str
    saved_at: int
    entries: Mapping[str, Entry]
    earlier: tuple[Past, ...]
    left_out: Mapping[str, int]


#: JSON as it was parsed, with nothing about it known yet.
Json = Any
