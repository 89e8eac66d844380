"""What an answers file holds, once it has been checked; and which answers fit a field."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbook_kit.activities.base import FieldType
from workbook_kit.activities.keys import COVER, is_key, join_key

SCHEMA = "workbook-answers/1"
MOST_BYTES = 20_000_000
MOST_KEYS = 5_000
MOST_EARLIER = 10
MOST_TEXT = 200_000
#: Above it, JavaScript cannot tell one whole number from the next.
MOST_NUMBER = 2**53 - 1

#: The participant's name, as on the cover.
NAME = join_key(COVER, "name")

#: JSON as it was parsed, with nothing about it known yet.
Json = Any
#: Text or a date is a string, a rating a whole number, a tick 1; None where nothing is chosen.
Value = str | int | None


class Refused(ValueError):  # noqa: N818
    """Why nothing of a file was taken, as a sentence for the person who chose it."""


@dataclass(frozen=True)
class WorkbookName:
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
class SavedAnswers:
    """One workbook's answers by their keys, as they were when they were saved, in milliseconds since 1970."""

    workbook: WorkbookName
    saved_at: int
    entries: Mapping[str, Entry]

    @property
    def name(self) -> str:
        """Whose they are, as on the cover."""
        said = self.entries[NAME].value if NAME in self.entries else None
        return said if isinstance(said, str) else ""


@dataclass(frozen=True)
class AnswersFile(SavedAnswers):
    """A file as it was read. `role` is the writer's; `left_out` counts what was not taken, by `sentences.LEFT_OUT`."""

    role: str = "participant"
    earlier: tuple[SavedAnswers, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class State:
    """Every answer of one workbook by its key; and those of earlier ones, newest first, to compare with."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    earlier: tuple[SavedAnswers, ...] = ()


# Single answers: text without what no one typed, and whole numbers. JavaScript must come to the same.

#: Control characters except tab and newline, and halves of surrogate pairs, which UTF-8 cannot write.
_UNTYPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def clean(text: str) -> str:
    """The text with plain line ends and nothing that a keyboard cannot write."""
    return _UNTYPED.sub("", text.replace("\r\n", "\n"))


def is_too_long(text: str) -> bool:
    """Whether the text has more characters than an answer may; counted in UTF-16, as a text box counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) > 2 * MOST_TEXT


def is_value(value: object) -> bool:
    """Whether this is text, a whole number or nothing. JSON's true and false are no numbers."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return -MOST_NUMBER <= value <= MOST_NUMBER and value == int(value)
    return value is None or isinstance(value, str)


def plain_value(value: Json) -> Value:
    """The value as it is kept: text cleaned, 3.0 as 3. Only for what `is_value`."""
    if isinstance(value, str):
        return clean(value)
    return None if value is None else int(value)


def why_left_out(key: str, value: Json, taken: int) -> str:
    """The reason, one of `sentences.LEFT_OUT`, why this is no answer after so many others; or nothing."""
    if isinstance(value, dict) or not is_key(key):
        return "name"
    if not is_value(value):
        return "value"
    if isinstance(value, str) and is_too_long(clean(value)):
        return "long"
    return "many" if taken >= MOST_KEYS else ""


# Which answers fit: a row for each type of field.

_DATE = re.compile("(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?")


@dataclass(frozen=True)
class AnswerType:
    """The answers to fields of one type.

    Args:
        nothing: the answer of someone who has not answered.
        wanted: what fits, in words.
        fits: whether a value does, on a scale of so many points.
    """

    nothing: Value
    wanted: str
    fits: Callable[[Value, int], bool]


ANSWER_TYPES: Mapping[FieldType, AnswerType] = {
    "text": AnswerType("", "text", lambda value, _: isinstance(value, str)),
    "date": AnswerType(
        "",
        'a date such as "2027-01-14", or ""',
        lambda value, _: isinstance(value, str) and _DATE.fullmatch(value) is not None,
    ),
    "rating": AnswerType(
        None,
        "a whole number from 1 to {points}, or None for not yet rated",
        lambda value, points: value is None or (isinstance(value, int) and 1 <= value <= points),
    ),
    "check": AnswerType(None, "1 for a tick, or None for none", lambda value, _: value is None or value == 1),
}
