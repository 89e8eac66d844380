"""A load that can be taken back."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from workbook_kit.answers import sentences
from workbook_kit.answers.model import (
    COVER,
    MOST_EARLIER,
    MOST_KEYS,
    AnswersFile,
    Entry,
    Past,
    Question,
    Refused,
    State,
    Value,
    Workbook,
)

# Takes a file into what is here: by key, the newest wins. What is passed in is never changed.


@dataclass
class Changes:
    """What a file brought: counts of answers, and those taken from each earlier workbook by its title."""

    added: int = 0
    changed: int = 0
    older: int = 0
    kept: int = 0
    earlier: list[tuple[int, str]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def any(self) -> bool:
        """Whether an answer here is another now, or there are others to compare with."""
        return bool(self.added or self.changed or self.kept or self.earlier)

    def summary(self) -> list[str]:
        """The changes in sentences."""
        named = ("added", "changed", "older", "kept")
        said = [getattr(sentences, name)(getattr(self, name)) for name in named if getattr(self, name)]
        said += [sentences.earlier(count, title) for count, title in self.earlier]
        said += sentences.left_out(self.left_out)
        return said or [sentences.NOTHING_CHANGED]


def relation(here: Workbook, theirs: Workbook) -> Literal["same", "earlier", "other"]:
    """Whether theirs is this workbook (perhaps another edition or cohort), another seminar's, or another NPQ's."""
    if theirs.id == here.id or (theirs.npq, theirs.seminar) == (here.npq, here.seminar):
        return "same"
    return "earlier" if theirs.npq == here.npq else "other"


def take(here: Workbook, state: State, questions: Mapping[str, Question], file: AnswersFile, now: int,
         own: bool = False) -> tuple[State, Changes]:  # fmt: skip
    """The state with what the file adds to it. Of the workbook's `own` file everything is kept, whether it fits or not.

    Raises:
        Refused: the file belongs to another NPQ.
    """
    kin = relation(here, file.workbook)
    if kin == "other":
        raise Refused(sentences.other_npq(file.workbook, here))
    merge = Merge(state, {} if own else questions, now, own)
    theirs = {key: replace(entry, at=min(entry.at, now)) for key, entry in file.entries.items()}
    merge.answers(theirs if kin == "same" else _cover(theirs, state.entries))
    pasts = (Past(file.workbook, file.saved_at, file.entries), *file.earlier)
    merge.pasts(past for past in pasts if relation(here, past.workbook) == "earlier")
    merge.changes.left_out.update(file.left_out)
    return State(merge.entries, merge.earlier), merge.changes


class Merge:
    """A state that answers are taken into, one by one, and the changes counted."""

    def __init__(self, state: State, questions: Mapping[str, Question], now: int, own: bool) -> None:
        self.entries, self.earlier, self.changes = dict(state.entries), state.earlier, Changes()
        self._questions, self._now, self._own = questions, now, own

    def answers(self, theirs: Mapping[str, Entry]) -> None:
        """Takes each answer that has a place and is newer than the one here."""
        for key, new in theirs.items():
            if reason := self._no_place(key, new):
                self.changes.left_out[reason] += 1
            else:
                self._newest(key, new)

    def pasts(self, pasts: Iterable[Past]) -> None:
        """Takes the answers of each earlier workbook unless those here are as new."""
        for past in pasts:
            self._past(past)

    def _newest(self, key: str, new: Entry) -> None:
        old = self.entries.get(key)
        newer = old is None or new.at > old.at or (new.at == old.at and old.empty)
        if newer:
            self.entries[key] = new
        self._count(key, new, old, newer)

    def _no_place(self, key: str, new: Entry) -> str:
        """Why the answer cannot be taken, or nothing."""
        question = self._questions.get(key)
        if question:
            return "" if question.fits(new.value) else "fit"
        # What is written must be read again, so there is an end to what is kept.
        return "" if self._own or key in self.entries or len(self.entries) < MOST_KEYS else "many"

    def _count(self, key: str, new: Entry, old: Entry | None, newer: bool) -> None:
        if alike(new, old) or (new.empty and not newer):
            return
        if not newer:
            self.changes.older += 1
        elif old and not old.empty:
            self.changes.changed += 1
        elif key in self._questions:
            self.changes.added += 1
        else:
            self.changes.kept += 1

    def _past(self, past: Past) -> None:
        # Each answer of the past has the time of its file, which is all that is written of it.
        at = min(past.saved_at, self._now)
        held = {key: replace(entry, at=at) for key, entry in past.entries.items() if _compares(key, entry)}
        known = next((one for one in self.earlier if one.workbook.id == past.workbook.id), None)
        if not held or (known and known.saved_at >= at):
            return
        new = Past(past.workbook, at, held)
        self.earlier = newest_first([*(one for one in self.earlier if one is not known), new])
        if new in self.earlier:
            self.changes.earlier.append((len(held), past.workbook.title))


def alike(one: Entry | None, other: Entry | None) -> bool:
    """Whether both say the same; an empty answer says the same as none."""
    if one is None or other is None or one.empty or other.empty:
        return (one is None or one.empty) and (other is None or other.empty)
    return one.value == other.value


def newest_first(pasts: Iterable[Past]) -> tuple[Past, ...]:
    """As many earlier workbooks as are kept."""
    return tuple(sorted(pasts, key=lambda past: -past.saved_at)[:MOST_EARLIER])


def _cover(theirs: Mapping[str, Entry], here: Mapping[str, Entry]) -> dict[str, Entry]:
    """What another workbook's cover says, for what is empty here: there it is as new as the emptiness."""
    nothing = Entry("", 0)
    empty = {key: entry for key, entry in theirs.items() if key.startswith(COVER) and here.get(key, nothing).empty}
    return {key: replace(entry, at=max(entry.at, here.get(key, nothing).at)) for key, entry in empty.items()}


def _compares(key: str, entry: Entry) -> bool:
    return not key.startswith(COVER) and not entry.empty


# A load that can be taken back.


@dataclass(frozen=True)
class Load:
    """What was here before a file was loaded, and what after."""

    name: str
    before: State
    after: State

    def restored(self, now: State) -> Iterator[tuple[str, Value, str]]:
        """Key, value and question of each answer that the load changed and that no one has edited since."""
        for key, loaded in self.after.entries.items():
            old = self.before.entries.get(key)
            if not alike(old, loaded) and alike(now.entries.get(key), loaded):
                nothing = "" if isinstance(loaded.value, str) else None
                yield (key, old.value, old.asked) if old else (key, nothing, "")

    def without(self, pasts: tuple[Past, ...]) -> tuple[Past, ...]:
        """The earlier answers without what the load brought, and with what it replaced."""
        stay = [past for past in pasts if past in self.before.earlier or past not in self.after.earlier]
        ids = {past.workbook.id for past in stay}
        return newest_first([*stay, *(past for past in self.before.earlier if past.workbook.id not in ids)])
