"""Reads an answers file. It is anyone's file until it is checked: refused with a sentence, or taken in part."""

import json
from collections import Counter
from dataclasses import replace
from typing import NoReturn

from workbook_kit.responses import sentences
from workbook_kit.responses.keys import flat, is_key
from workbook_kit.responses.model import (
    MOST_BYTES,
    MOST_EARLIER,
    MOST_KEYS,
    SCHEMA,
    AnswersFile,
    Entry,
    Json,
    Past,
    Refused,
    Workbook,
)
from workbook_kit.responses.times import instant
from workbook_kit.responses.values import clean, is_value, plain_value, too_long

#: Letters of a workbook's title and of its other names, of a question, of another version's name: they are quoted.
MOST_NAME, MOST_QUESTION, MOST_VERSION = 200, 500, 40

_MEMBERS = ("id", "title", "npq", "cohort", "seminar", "content_hash")
_NEEDED = ("id", "title", "npq")


def read(data: bytes | str) -> AnswersFile:
    """What the file holds.

    Raises:
        Refused: the file is no answers file, or cannot be read.
    """
    whole = _parse(data)
    _check_schema(whole)
    left_out = Counter[str]()
    past = _past(whole, left_out)
    if past is None:
        raise Refused(sentences.NO_ANSWERS)
    return AnswersFile(past.workbook, _role(whole), past.saved_at, past.entries, _earlier(whole, left_out), left_out)


def _parse(data: bytes | str) -> Json:
    if _size(data) > MOST_BYTES:
        raise Refused(sentences.TOO_LARGE)
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data.removeprefix("\ufeff")
        return _parse_text(text)
    except (ValueError, RecursionError):
        raise Refused(sentences.NOT_JSON) from None


def _parse_text(text: str) -> Json:
    try:
        return json.loads(text, parse_constant=_not_json)
    except json.JSONDecodeError:
        raise
    except ValueError:
        # A number of thousands of digits is none to Python, and infinite to JavaScript and here.
        return json.loads(text, parse_int=float, parse_constant=_not_json)


def _size(data: bytes | str) -> int:
    """The bytes of the file; text that is surely small or surely large is not encoded to find out."""
    if isinstance(data, bytes) or not len(data) <= MOST_BYTES < 4 * len(data):
        return len(data)
    return len(data.encode("utf-8", "surrogatepass"))


def _not_json(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _check_schema(whole: Json) -> None:
    schema = whole.get("schema") if isinstance(whole, dict) else None
    said = clean(schema) if isinstance(schema, str) else ""
    if not said.startswith("workbook-answers/"):
        raise Refused(sentences.NO_ANSWERS)
    if schema != SCHEMA:
        raise Refused(sentences.other_version(said[:MOST_VERSION]))


def _role(whole: Json) -> str:
    person = whole.get("participant")
    return _name(person, "role") if isinstance(person, dict) else ""


def _past(holder: Json, left_out: Counter[str]) -> Past | None:
    """One workbook's answers, or None where it is not said whose they are."""
    if not isinstance(holder, dict) or not isinstance(holder.get("answers"), dict):
        return None
    given = holder.get("workbook")
    if not isinstance(given, dict) or not all(_name(given, member) for member in _NEEDED):
        return None
    workbook = Workbook(**{member: _name(given, member) for member in _MEMBERS})
    saved_at = instant(holder.get("saved_at")) or 0
    return Past(workbook, saved_at, _entries(holder, saved_at, left_out))


def _earlier(whole: Json, left_out: Counter[str]) -> tuple[Past, ...]:
    """The earlier workbooks in the file. One that is none is passed over: the file's own answers are good without."""
    given = whole.get("earlier")
    found = (_past(one, left_out) for one in given[:MOST_EARLIER]) if isinstance(given, list) else ()
    return tuple(past for past in found if past)


def _name(holder: Json, member: str) -> str:
    said = holder.get(member)
    return clean(said)[:MOST_NAME] if isinstance(said, str) else ""


def _entries(holder: Json, saved_at: int, left_out: Counter[str]) -> dict[str, Entry]:
    values = _values(holder["answers"], left_out)
    times, asked = dict(flat(holder.get("edited"))), dict(flat(holder.get("asked")))
    found = ((key, Entry(plain_value(value), -1), instant(times.get(key))) for key, value in values.items())
    return {
        key: replace(entry, at=saved_at if at is None else at, asked=_question(entry, asked.get(key)))
        for key, entry, at in found
        # An empty answer without a time of its own was never edited.
        if at is not None or not entry.empty
    }


def _values(answers: Json, left_out: Counter[str]) -> dict[str, Json]:
    """The answers that can be taken, by their keys."""
    values: dict[str, Json] = {}
    for key, value in flat(answers):
        if reason := _fault(key, value) or ("many" if len(values) >= MOST_KEYS else ""):
            left_out[reason] += 1
        else:
            values[key] = value
    return values


def _fault(key: str, value: Json) -> str:
    """Why this is no answer, or nothing."""
    if isinstance(value, dict) or not is_key(key):
        return "name"
    if not is_value(value):
        return "value"
    return "long" if isinstance(value, str) and too_long(clean(value)) else ""


def _question(entry: Entry, asked: Json) -> str:
    """The question asked, which a file says of text alone."""
    if not isinstance(asked, str) or not isinstance(entry.value, str) or entry.empty:
        return ""
    return clean(asked)[:MOST_QUESTION]
