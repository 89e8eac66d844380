"""The answers to one workbook while it is open: a load that can be taken back, and what fits each question."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from workbook_kit.activities.base import Field
from workbook_kit.activities.keys import is_key
from workbook_kit.answers import sentences
from workbook_kit.answers.file import read, time_now, to_bytes, to_json
from workbook_kit.answers.merge import merge, revert
from workbook_kit.answers.model import (
    ANSWER_TYPES,
    MOST_BYTES,
    MOST_TEXT,
    AnswersFile,
    Entry,
    Json,
    Refused,
    SavedAnswers,
    State,
    Value,
    WorkbookName,
    is_too_long,
    is_value,
    plain_value,
)


@dataclass(frozen=True)
class Load:
    """What was here before a file was loaded, and what after."""

    name: str
    before: State
    after: State


class Responses:
    """What one person answers in one workbook.

    Args:
        clock: gives the time in milliseconds since 1970.
    """

    def __init__(self, workbook: WorkbookName, role: str = "participant", clock: Callable[[], int] = time_now) -> None:
        self.workbook, self.role = workbook, role
        self._clock = clock
        self._fields: dict[str, Field] = {}
        self._state = State()
        self._load: Load | None = None

    def ask(self, fields: Iterable[Field]) -> None:
        """Adds to what the workbook asks; a field asked again replaces itself.

        Raises:
            ValueError: no file can hold an answer under the key of one.
        """
        for field in fields:
            if not is_key(field.key):
                raise ValueError(f"“{field.key}” cannot be the key of a question; use an activity's id, or id--part.")
            self._fields[field.key] = field

    def get(self, key: str) -> Value:
        """The answer, or what stands for none: "" for text and dates, None for ratings and ticks."""
        entry = self._state.entries.get(key)
        if entry and self._fits(key, entry.value):
            return entry.value
        return ANSWER_TYPES[self._fields[key].type].nothing if key in self._fields else None

    @property
    def values(self) -> Mapping[str, Value]:
        """The answers to all that was asked so far, in its order."""
        return MappingProxyType({key: self.get(key) for key in self._fields})

    def all_values(self) -> dict[str, Value]:
        """Every answer that somebody gave, to what was asked and to what may still be asked."""
        given = {
            key: self.get(key) if key in self._fields else entry.value for key, entry in self._state.entries.items()
        }
        return {key: value for key, value in given.items() if value not in ("", None)}

    def set(self, key: str, value: Json, at: int | None = None, before: Json = None) -> None:
        """Answers a question.

        Args:
            at: when it was given, in milliseconds since 1970, where that was before; a later answer then stays.
            before: what it was written over, in that case. Where that still stands nobody answered later, whatever
                the clocks of two machines say.

        Raises:
            ValueError: this workbook does not ask it, or the value does not fit.
        """
        if key not in self._fields:
            raise ValueError(f"This workbook does not ask “{key}”; run its cell first, or check the key.")
        if not is_value(value) or not self._fits(key, plain_value(value)):
            field = self._fields[key]
            wanted = ANSWER_TYPES[field.type].wanted.format(points=field.points)
            raise ValueError(f"The answer to “{key}” does not fit; it must be {wanted}.")
        plain = plain_value(value)
        if isinstance(plain, str) and is_too_long(plain):
            raise ValueError(f"The answer to “{key}” is longer than {MOST_TEXT:,} characters; shorten it.")
        entry, now = self._state.entries.get(key), self.get(key)
        later = at is not None and entry and entry.at > at and (before or None) != (now or None)
        if plain != now and not later:
            self._edit({key: Entry(plain, 0, self._fields[key].label)})

    @property
    def earlier_workbooks(self) -> tuple[SavedAnswers, ...]:
        """Those loaded to compare with, newest first."""
        return self._state.earlier

    def earlier(self, key: str, workbook: str = "") -> tuple[Value, SavedAnswers] | None:
        """The newest earlier answer that could be an answer here, and where it is from; of one workbook or of any."""
        for saved in self._state.earlier:
            entry = saved.entries.get(key)
            if entry and self._fits(key, entry.value) and workbook in ("", saved.workbook.id):
                return entry.value, saved
        return None

    def kept(self) -> dict[str, Entry]:
        """Answers that no question knows, or that fit theirs no longer."""
        return {
            key: entry
            for key, entry in self._state.entries.items()
            if not entry.empty and (key not in self._fields or not self._fits(key, entry.value))
        }

    def load(self, data: bytes | str, name: str = "the file") -> list[str]:
        """Takes a file in and says in sentences what changed; `undo` takes it back.

        Args:
            name: what to call the file where taking it back is offered.

        Raises:
            Refused: nothing of it can be taken, and nothing has changed.
        """
        state, changes = merge(self.workbook, self._state, self._fields, read(data), self._clock())
        if len(to_bytes(self._as_json(state))) > MOST_BYTES:
            raise Refused(sentences.TOO_LARGE)
        if changes.any():
            self._load = Load(name, self._state, state)
        self._state = state
        return changes.summary()

    def merge_own(self, file: AnswersFile) -> None:
        """Takes in the workbook's own file, which another kernel may have written.

        Raises:
            Refused: the file belongs to another NPQ.
        """
        self._state, _ = merge(self.workbook, self._state, self._fields, file, self._clock(), own=True)

    def undo(self) -> str | None:
        """Takes back the last load that changed anything, and gives its name; None where there is none.

        What was edited since stays. What comes back are new edits, so that other copies follow.
        """
        if self._load is None:
            return None
        load, self._load = self._load, None
        entries, earlier = revert(self._state, load.before, load.after)
        self._edit(entries)
        self._state = replace(self._state, earlier=earlier)
        return load.name

    def to_file(self) -> dict[str, Any]:
        """The answers file of this moment."""
        return self._as_json(self._state)

    def _as_json(self, state: State) -> dict[str, Any]:
        return to_json(self.workbook, self.role, state, self._fields, self._clock())

    def _fits(self, key: str, value: Value) -> bool:
        field = self._fields.get(key)
        return field is None or ANSWER_TYPES[field.type].fits(value, field.points)

    def _edit(self, entries: Mapping[str, Entry]) -> None:
        """Puts these in place, as edited now: never before the last edit, though the clock may have been put back."""
        now, old = self._clock(), self._state.entries
        edited = {
            key: replace(entry, at=max(now, old[key].at + 1 if key in old else 0)) for key, entry in entries.items()
        }
        self._state = replace(self._state, entries={**old, **edited})
