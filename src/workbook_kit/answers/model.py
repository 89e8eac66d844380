"""What an answers file holds, once it has been checked: keys, single values, and everything together."""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

# What an answers file holds, once it has been checked.

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


# Keys: `activity--part`, or `activity` alone, split at the first two hyphens. A file nests them one deep.

#: In the name of an activity, and in that of a part.
MOST_LETTERS = 80
COVER = "cover--"

_KEY = re.compile("[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?:--[A-Za-z0-9][A-Za-z0-9.-]*)?")


def is_key(key: str) -> bool:
    """Whether the key can stand in an answers file."""
    return _KEY.fullmatch(key) is not None and (len(key) <= MOST_LETTERS or _short(key))


def flat(nested: Json) -> Iterator[tuple[str, Json]]:
    """Every value of a file's member with its key, which may be no key at all."""
    for activity, held in nested.items() if isinstance(nested, dict) else ():
        if isinstance(held, dict):
            yield from ((f"{activity}--{part}", value) for part, value in held.items())
        else:
            yield activity, held


def nest(values: Mapping[str, Any], keys: Container[str]) -> dict[str, Any]:
    """The values as a file nests them.

    Args:
        keys: every key of the file. Where an activity among them has an answer of its own besides those to parts, as
            when a new edition made the one from the others, the parts stand unnested.
    """
    nested: dict[str, Any] = {}
    for key, value in values.items():
        activity, dashes, part = key.partition("--")
        if not dashes or activity in keys:
            nested[key] = value
        else:
            nested.setdefault(activity, {})[part] = value
    return nested


def _short(key: str) -> bool:
    activity, _, part = key.partition("--")
    return len(activity) <= MOST_LETTERS and len(part) <= MOST_LETTERS


# Single answers: text without what no one typed, and whole numbers. JavaScript must come to the same.

MOST_TEXT = 200_000
#: Above it, JavaScript cannot tell one whole number from the next.
MOST_NUMBER = 2**53 - 1

#: Control characters except tab and newline, and halves of surrogate pairs, which UTF-8 cannot write.
_UNTYPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def clean(text: str) -> str:
    """The text with plain line ends and nothing that a keyboard cannot write."""
    return _UNTYPED.sub("", text.replace("\r\n", "\n"))


def too_long(text: str) -> bool:
    """Whether the text has more characters than an answer may; counted in UTF-16, as a text box counts."""
    if not MOST_TEXT < 2 * len(text) <= 2 * MOST_TEXT:
        return len(text) > MOST_TEXT
    return len(text) + sum(letter > "\uffff" for letter in text) > MOST_TEXT


def is_value(value: object) -> bool:
    """Whether this is text, a whole number or nothing. JSON's true and false are no numbers."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return -MOST_NUMBER <= value <= MOST_NUMBER and value == int(value)
    return value is None or isinstance(value, str)


def plain_value(value: object) -> Value:
    """The value as it is kept: text cleaned, 3.0 as 3. Only for what `is_value`."""
    if isinstance(value, str):
        return clean(value)
    return int(value) if isinstance(value, int | float) else None


# What a workbook asks, and which answers fit.

_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Question:
    """One thing to fill in. `points` is how many a rating's scale has; `label` the question in words."""

    key: str
    kind: Literal["text", "date", "radio"]
    points: int = 0
    label: str = ""

    def __post_init__(self) -> None:
        if not is_key(self.key):
            raise ValueError(f"“{self.key}” cannot be the key of a question; use an activity's id, or id--part.")

    @property
    def nothing(self) -> Value:
        """The answer of someone who has not answered."""
        return None if self.kind == "radio" else ""

    def fits(self, value: Value) -> bool:
        """Whether this can be an answer."""
        if self.kind == "radio":
            return value is None or (isinstance(value, int) and 1 <= value <= self.points)
        if self.kind == "date":
            return isinstance(value, str) and (not value or _DATE.fullmatch(value) is not None)
        return isinstance(value, str)

    def wanted(self) -> str:
        """What fits, in words."""
        if self.kind == "radio":
            return f"a whole number from 1 to {self.points}, or None for not yet rated"
        return 'a date such as "2027-01-14", or ""' if self.kind == "date" else "text"
