"""The answers file: read with care, for it is anyone's until it is checked; written whole."""

import json
import re
import time
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from stat import S_ISREG
from typing import Any, NoReturn

from workbook_kit.activities.keys import join_key, split_key
from workbook_kit.answers import sentences
from workbook_kit.answers.model import (
    MOST_BYTES,
    MOST_EARLIER,
    SCHEMA,
    AnswersFile,
    Entry,
    Json,
    Refused,
    SavedAnswers,
    State,
    Value,
    WorkbookName,
    clean,
    plain_value,
    why_left_out,
)
from workbook_kit.files import write_whole

#: How a file's name ends.
ENDING = ".answers.json"
#: Letters of a workbook's title and of its other names, of a question, of another version's name: they are quoted.
MOST_NAME, MOST_QUESTION, MOST_VERSION = 200, 500, 40

_MEMBERS = ("id", "title", "npq", "cohort", "seminar", "content_hash")
_NEEDED = ("id", "title", "npq")

# Times: milliseconds since 1970 in memory, ISO 8601 in a file.

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})")


def time_now() -> int:
    """The time by this machine's clock."""
    return time.time_ns() // 1_000_000


def format_time(at: int) -> str:
    """The time as a file says it, such as `2027-01-14T10:42:05.123Z`."""
    return (_EPOCH + at * _MILLISECOND).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_time(said: object) -> int | None:
    """The time that a file says, or None where it says none."""
    if not isinstance(said, str) or not _ISO.fullmatch(said):
        return None
    try:
        return max(0, (datetime.fromisoformat(said) - _EPOCH) // _MILLISECOND)
    except (ValueError, OverflowError):
        return None


# Keys: a file nests them one deep.


def flat(nested: Json) -> Iterator[tuple[str, Json]]:
    """Every value of a file's member with its key, which may be no key at all."""
    for activity, given in nested.items() if isinstance(nested, dict) else ():
        if isinstance(given, dict):
            yield from ((join_key(activity, part), value) for part, value in given.items())
        else:
            yield activity, given


def nest(values: Mapping[str, Any], keys: Container[str]) -> dict[str, Any]:
    """The values as a file nests them.

    Args:
        keys: every key of the file. Where an activity among them has an answer of its own besides those to parts, as
            when a new edition made the one from the others, the parts stand unnested.
    """
    nested: dict[str, Any] = {}
    for key, value in values.items():
        activity, part = split_key(key)
        if part is None or activity in keys:
            nested[key] = value
        else:
            nested.setdefault(activity, {})[part] = value
    return nested


# Reading: refused with a sentence, or taken in part.


def read(data: bytes | str) -> AnswersFile:
    """What the file holds.

    Raises:
        Refused: the file is no answers file, or cannot be read.
    """
    return from_json(_parse(data))


def _parse(data: bytes | str) -> Json:
    size = len(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise Refused(sentences.TOO_LARGE)
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data.removeprefix("\ufeff")
        return json.loads(text, parse_int=_parse_whole, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Refused(sentences.NOT_JSON) from None


def _parse_whole(digits: str) -> float:
    # A number of thousands of digits is none to Python, and infinite to JavaScript and here.
    return int(digits) if len(digits) < 20 else float(digits)


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def from_json(whole: Json) -> AnswersFile:
    """The same of a file that was parsed; raises Refused."""
    schema = whole.get("schema") if isinstance(whole, dict) else None
    said = clean(schema) if isinstance(schema, str) else ""
    if not said.startswith("workbook-answers/"):
        raise Refused(sentences.NO_ANSWERS)
    if schema != SCHEMA:
        raise Refused(sentences.other_version(said[:MOST_VERSION]))
    left_out = Counter[str]()
    own = _saved_answers(whole, left_out)
    if own is None:
        raise Refused(sentences.NO_ANSWERS)
    given = whole.get("earlier")
    # An earlier workbook that is none is passed over: the file's own answers are good without.
    found = [_saved_answers(one, left_out) for one in given[:MOST_EARLIER]] if isinstance(given, list) else []
    earlier = tuple(one for one in found if one)
    return AnswersFile(
        own.workbook, own.saved_at, own.entries, _name(whole.get("participant"), "role"), earlier, left_out
    )


def _saved_answers(holder: Json, left_out: Counter[str]) -> SavedAnswers | None:
    """One workbook's answers, or None where it is not said whose they are."""
    if not isinstance(holder, dict) or not isinstance(holder.get("answers"), dict):
        return None
    about = {member: _name(holder.get("workbook"), member) for member in _MEMBERS}
    if not all(about[member] for member in _NEEDED):
        return None
    saved_at = parse_time(holder.get("saved_at")) or 0
    return SavedAnswers(WorkbookName(**about), saved_at, _entries(holder, saved_at, left_out))


def _name(holder: Json, member: str) -> str:
    said = holder.get(member) if isinstance(holder, dict) else None
    return clean(said)[:MOST_NAME] if isinstance(said, str) else ""


def _entries(holder: Json, saved_at: int, left_out: Counter[str]) -> dict[str, Entry]:
    values: dict[str, Value] = {}
    for key, given in flat(holder["answers"]):
        if reason := why_left_out(key, given, len(values)):
            left_out[reason] += 1
        else:
            values[key] = plain_value(given)
    edited, asked = dict(flat(holder.get("edited"))), dict(flat(holder.get("asked")))
    entries: dict[str, Entry] = {}
    for key, value in values.items():
        at = parse_time(edited.get(key))
        entry = Entry(value, saved_at if at is None else at, _question(value, asked.get(key)))
        # An empty answer without a time of its own was never edited.
        if at is not None or not entry.empty:
            entries[key] = entry
    return entries


def _question(value: Value, asked: Json) -> str:
    """The question asked, which a file says of text alone."""
    return clean(asked)[:MOST_QUESTION] if isinstance(asked, str) and isinstance(value, str) and value else ""


# Writing.


def to_json(workbook: WorkbookName, role: str, state: State, order: Iterable[str], now: int) -> dict[str, Any]:
    """What is here as an answers file: keys in the given order, then the others."""
    entries = {key: state.entries[key] for key in [*order, *state.entries] if key in state.entries}
    own = SavedAnswers(workbook, now, entries)
    return _without_empty(
        schema=SCHEMA,
        participant={"name": own.name, "role": role},
        **_saved(own),
        edited=nest({key: format_time(entry.at) for key, entry in entries.items()}, entries),
        earlier=list(map(_saved, state.earlier)),
    )


def _saved(saved: SavedAnswers) -> dict[str, Any]:
    entries = saved.entries
    asked = {key: e.asked for key, e in entries.items() if e.asked and isinstance(e.value, str) and e.value}
    return _without_empty(
        workbook=asdict(saved.workbook),
        saved_at=format_time(saved.saved_at),
        answers=nest({key: entry.value for key, entry in entries.items()}, entries),
        asked=nest(asked, entries),
    )


def _without_empty(**members: Any) -> dict[str, Any]:
    """The members without optional ones that would be empty."""
    return {name: member for name, member in members.items() if member or name == "answers"}


# On disk: replaced whole.


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
        if not S_ISREG(found.st_mode):
            raise Refused(f"“{place}” is no file; choose an answers file.{sentences.NOTHING_LOADED}")
        if found.st_size > MOST_BYTES:
            raise Refused(sentences.TOO_LARGE)
        return first_bytes(place)
    except FileNotFoundError:
        said = f"There is no file “{place}”; check its name and its folder."
        raise Refused(f"{said}{sentences.NOTHING_LOADED}") from None
    except Refused:
        raise
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise Refused(f"“{place}” cannot be read ({why}).{sentences.NOTHING_LOADED}") from None


def first_bytes(path: Path) -> bytes:
    """As much of a file as shows whether it is too large: it may have grown."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


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
