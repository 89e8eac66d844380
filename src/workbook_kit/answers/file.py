"""The answers file on disk: read with care, written whole."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from stat import S_ISREG
from typing import Any, NoReturn

from workbook_kit.answers import sentences
from workbook_kit.answers.model import (
    MOST_BYTES,
    MOST_EARLIER,
    MOST_KEYS,
    SCHEMA,
    AnswersFile,
    Entry,
    Json,
    Past,
    Refused,
    State,
    Workbook,
    clean,
    flat,
    is_key,
    is_value,
    nest,
    plain_value,
    too_long,
)
from workbook_kit.answers.times import instant, iso
from workbook_kit.files import write_whole

# Reads an answers file. It is anyone's file until it is checked: refused with a sentence, or taken in part.

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


# What is here as an answers file. Optional members that would be empty are left out.


def as_file(workbook: Workbook, role: str, state: State, order: Iterable[str], now: int) -> dict[str, Any]:
    """The answers file, ready to be written as JSON: keys in the given order, then the others."""
    entries = {key: state.entries[key] for key in [*order, *state.entries] if key in state.entries}
    name = entries["cover--name"].value if "cover--name" in entries else None
    return {
        "schema": SCHEMA,
        "workbook": asdict(workbook),
        "participant": {"name": name if isinstance(name, str) else "", "role": role},
        "saved_at": iso(now),
        "answers": nest({key: entry.value for key, entry in entries.items()}, entries),
        **_unless_empty("edited", nest({key: iso(entry.at) for key, entry in entries.items()}, entries)),
        **_asked(entries),
        **_unless_empty("earlier", [_past_as_json(past) for past in state.earlier]),
    }


def _past_as_json(past: Past) -> dict[str, Any]:
    return {
        "workbook": asdict(past.workbook),
        "saved_at": iso(past.saved_at),
        "answers": nest({key: entry.value for key, entry in past.entries.items()}, past.entries),
        **_asked(past.entries),
    }


def _asked(entries: Mapping[str, Entry]) -> dict[str, Any]:
    said = {key: e.asked for key, e in entries.items() if e.asked and isinstance(e.value, str) and e.value}
    return _unless_empty("asked", nest(said, entries))


def _unless_empty(name: str, member: Any) -> dict[str, Any]:
    return {name: member} if member else {}


# Answers files on disk: read with care, replaced whole.


def read_file(path: Path | str) -> AnswersFile:
    """What the file holds.

    Raises:
        Refused: there is no such file, or it is no answers file.
    """
    return read(file_bytes(path))


def file_bytes(path: Path | str) -> bytes:
    """The content of a file that is small enough; raises Refused."""
    place = Path(path)
    try:
        found = place.stat()
        # A pipe or a device may have no end, or never begin.
        content = _beginning(place) if S_ISREG(found.st_mode) and found.st_size <= MOST_BYTES else b""
    except FileNotFoundError:
        raise Refused(f"There is no file “{place}”; check its name and its folder. Nothing was loaded.") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise Refused(f"“{place}” cannot be read ({why}). Nothing was loaded.") from None
    if not S_ISREG(found.st_mode):
        raise Refused(f"“{place}” is no file; choose an answers file. Nothing was loaded.")
    if found.st_size > MOST_BYTES:
        raise Refused(sentences.TOO_LARGE)
    return content


def write_file(path: Path | str, file: dict[str, Any]) -> None:
    """Writes the answers so that a reader finds the old file or the new one, never a part.

    Raises:
        ValueError: the answers are more than could be read again.
        OSError: the file cannot be written; the old one is as it was.
    """
    content = to_bytes(file)
    if len(content) > MOST_BYTES:
        raise ValueError("The answers are more than 20 MB, too many to be read again; shorten some. Nothing was saved.")
    write_whole(Path(path), content)


def to_bytes(file: dict[str, Any]) -> bytes:
    """The file as it lies on disk."""
    # Half a surrogate pair in a title has no UTF-8; as a JSON escape it has.
    return f"{json.dumps(file, indent=1, ensure_ascii=False)}\n".encode("utf-8", "backslashreplace")


def _beginning(path: Path) -> bytes:
    """As much as shows whether the file is too large: it may have grown."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)
