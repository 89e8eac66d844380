"""The answers to one workbook while it is open: what it asks, and which answers fit."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from workbook_kit.answers import sentences, times
from workbook_kit.answers.file import as_file, read, to_bytes
from workbook_kit.answers.merge import Load, alike, take
from workbook_kit.answers.model import (
    MOST_BYTES,
    MOST_TEXT,
    AnswersFile,
    Earlier,
    Entry,
    Kept,
    Question,
    Refused,
    State,
    Value,
    Workbook,
    is_value,
    plain_value,
    too_long,
)

# The answers to one workbook while it is open.


class Responses:
    """What one person answers in one workbook.

    Args:
        clock: gives the time in milliseconds since 1970.
    """

    def __init__(self, workbook: Workbook, role: str = "participant", clock: Callable[[], int] = times.now) -> None:
        self.workbook, self.role = workbook, role
        self._clock = clock
        self._questions: dict[str, Question] = {}
        self._state = State()
        self._load: Load | None = None

    def ask(self, questions: Iterable[Question]) -> None:
        """Adds to what the workbook asks; a question asked again replaces itself."""
        self._questions.update((question.key, question) for question in questions)

    def get(self, key: str) -> Value:
        """The answer, or what stands for none: "" for text and dates, None for a rating."""
        question, entry = self._questions.get(key), self._state.entries.get(key)
        if question is None:
            return entry.value if entry else None
        return entry.value if entry and question.fits(entry.value) else question.nothing

    @property
    def values(self) -> Mapping[str, Value]:
        """The answers to all questions asked so far, in their order."""
        return MappingProxyType({key: self.get(key) for key in self._questions})

    def set(self, key: str, value: Value, asked: str = "") -> None:
        """Answers a question.

        Raises:
            ValueError: this workbook does not ask it, or the value does not fit.
        """
        question, plain = self._question(key), self._fitting(self._question(key), value)
        if plain == self.get(key):
            return
        self._put({key: Entry(plain, self._after(key), asked or question.label)})

    def earlier(self, key: str) -> Earlier | None:
        """The newest earlier answer that could be an answer here, or None."""
        question = self._questions.get(key)
        for past in self._state.earlier:
            entry = past.entries.get(key)
            if entry and (question is None or question.fits(entry.value)):
                return Earlier(entry.value, past.workbook.title, times.iso(past.saved_at))
        return None

    def kept(self) -> list[Kept]:
        """Answers that no question knows, or that fit theirs no longer."""
        return [
            Kept(key, entry.value, entry.asked)
            for key, entry in self._state.entries.items()
            if not entry.empty and (key not in self._questions or not self._questions[key].fits(entry.value))
        ]

    def load(self, data: bytes | str, name: str = "the file") -> list[str]:
        """Takes a file in and says in sentences what changed; `undo` takes it back.

        Args:
            name: what to call the file where taking it back is offered.

        Raises:
            Refused: nothing of it can be taken, and nothing has changed.
        """
        state, changes = take(self.workbook, self._state, self._questions, read(data), self._clock())
        if len(to_bytes(self._file(state))) > MOST_BYTES:
            raise Refused(sentences.TOO_LARGE)
        if changes.any():
            self._load = Load(name, self._state, state)
        self._state = state
        return changes.summary()

    def merge_own(self, file: AnswersFile) -> tuple[str, ...]:
        """Takes in the workbook's own file, which another kernel may have written; gives the keys that changed.

        Raises:
            Refused: the file belongs to another NPQ.
        """
        before = self._state.entries
        self._state, _ = take(self.workbook, self._state, self._questions, file, self._clock(), own=True)
        return tuple(key for key, entry in self._state.entries.items() if not alike(entry, before.get(key)))

    @property
    def loaded(self) -> str | None:
        """The name of the file that `undo` would take back."""
        return self._load.name if self._load else None

    def undo(self) -> bool:
        """Takes back the last load that changed anything; what was edited since stays. False where there is none.

        What comes back are new edits, so that other copies follow.
        """
        if self._load is None:
            return False
        load, self._load = self._load, None
        self._put({key: Entry(value, self._after(key), asked) for key, value, asked in load.restored(self._state)})
        self._state = replace(self._state, earlier=load.without(self._state.earlier))
        return True

    def to_file(self) -> dict[str, Any]:
        """The answers file of this moment."""
        return self._file(self._state)

    def _file(self, state: State) -> dict[str, Any]:
        return as_file(self.workbook, self.role, state, self._questions, self._clock())

    def _question(self, key: str) -> Question:
        if key not in self._questions:
            raise ValueError(f"This workbook does not ask “{key}”; run its cell first, or check the key.")
        return self._questions[key]

    def _fitting(self, question: Question, value: Value) -> Value:
        plain = plain_value(value) if is_value(value) else None
        if not is_value(value) or not question.fits(plain):
            raise ValueError(f"The answer to “{question.key}” does not fit; it must be {question.wanted()}.")
        if isinstance(plain, str) and too_long(plain):
            raise ValueError(f"The answer to “{question.key}” is longer than {MOST_TEXT:,} characters; shorten it.")
        return plain

    def _after(self, key: str) -> int:
        """A time for an edit: never before the last one, though the clock may have been put back."""
        entry = self._state.entries.get(key)
        return max(self._clock(), entry.at + 1 if entry else 0)

    def _put(self, entries: Mapping[str, Entry]) -> None:
        self._state = replace(self._state, entries={**self._state.entries, **entries})
