"""Takes answers into those that are here: by key, the newest wins. What is passed in is never changed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from workbook_kit.activities.base import Field
from workbook_kit.activities.keys import COVER, join_key
from workbook_kit.answers import sentences
from workbook_kit.answers.model import (
    ANSWER_TYPES,
    MOST_EARLIER,
    MOST_KEYS,
    AnswersFile,
    Entry,
    Refused,
    SavedAnswers,
    State,
    WorkbookName,
)

_COVER = join_key(COVER, "")
_NEVER = Entry("", 0)


@dataclass
class Changes:
    """What a file brought: answers counted by what became of them, in the words of `sentences`.

    Args:
        earlier: of each earlier workbook, how many answers were taken, and its title.
    """

    counts: Counter[str]
    earlier: list[tuple[int, str]] = field(default_factory=list)

    def any(self) -> bool:
        """Whether an answer here is another now, or there are others to compare with."""
        return bool(self.earlier) or any(self.counts[name] for name in ("added", "changed", "kept"))

    def summary(self) -> list[str]:
        """The changes in sentences."""
        earlier = [sentences.earlier(count, title) for count, title in self.earlier]
        said = [*sentences.changes(self.counts), *earlier, *sentences.left_out(self.counts)]
        return said or [sentences.NOTHING_CHANGED]


def relation(here: WorkbookName, theirs: WorkbookName) -> Literal["same", "earlier", "other"]:
    """Whether theirs is this workbook (perhaps another edition or cohort), another seminar's, or another NPQ's."""
    if theirs.id == here.id or (theirs.npq, theirs.seminar) == (here.npq, here.seminar):
        return "same"
    return "earlier" if theirs.npq == here.npq else "other"


def merge(here: WorkbookName, state: State, fields: Mapping[str, Field], file: AnswersFile, now: int,
          own: bool = False) -> tuple[State, Changes]:  # fmt: skip
    """The state with what the file adds to it. Of the workbook's `own` file everything is kept, whether it fits or not.

    Raises:
        Refused: the file belongs to another NPQ.
    """
    related = relation(here, file.workbook)
    if related == "other":
        raise Refused(sentences.other_npq(file.workbook, here))
    changes = Changes(Counter(file.left_out))
    entries, earlier = dict(state.entries), state.earlier
    theirs = {key: replace(entry, at=min(entry.at, now)) for key, entry in file.entries.items()}
    for key, new in theirs.items() if related == "same" else _cover(theirs, state.entries):
        if not own and (reason := _no_place(key, new, fields, entries)):
            changes.counts[reason] += 1
        else:
            _merge_entry(entries, key, new, "added" if key in fields and not own else "kept", changes)
    for saved in (file, *file.earlier):
        if relation(here, saved.workbook) == "earlier":
            earlier = _merge_earlier(earlier, saved, now, changes)
    return State(entries, earlier), changes


def is_same(one: Entry | None, other: Entry | None) -> bool:
    """Whether both say the same; an empty answer says the same as none."""
    one, other = one or _NEVER, other or _NEVER
    return one.value == other.value or (one.empty and other.empty)


def revert(state: State, before: State, after: State) -> tuple[dict[str, Entry], tuple[SavedAnswers, ...]]:
    """What a merge changed from `before` to `after` and nobody has edited since, as it was; and the earlier workbooks.

    Those are without what the merge brought, and with what it replaced.
    """
    entries = {
        key: before.entries.get(key) or replace(_NEVER, value="" if isinstance(merged.value, str) else None)
        for key, merged in after.entries.items()
        if not is_same(before.entries.get(key), merged) and is_same(state.entries.get(key), merged)
    }
    stay = [one for one in state.earlier if one in before.earlier or one not in after.earlier]
    known = {one.workbook.id for one in stay}
    return entries, _newest([*stay, *(one for one in before.earlier if one.workbook.id not in known)])


def _cover(theirs: Mapping[str, Entry], here: Mapping[str, Entry]) -> Iterator[tuple[str, Entry]]:
    """What another workbook's cover says, for what is empty here: there it is as new as the emptiness."""
    for key, new in theirs.items():
        old = here.get(key, _NEVER)
        if key.startswith(_COVER) and old.empty:
            yield key, replace(new, at=max(new.at, old.at))


def _no_place(key: str, new: Entry, fields: Mapping[str, Field], entries: Mapping[str, Entry]) -> str:
    """Why the answer cannot be taken, or nothing."""
    if asked := fields.get(key):
        return "" if ANSWER_TYPES[asked.type].fits(new.value, asked.points) else "fit"
    # What is written must be read again, so there is an end to what is kept.
    return "" if key in entries or len(entries) < MOST_KEYS else "many"


def _merge_entry(entries: dict[str, Entry], key: str, new: Entry, first: str, changes: Changes) -> None:
    """Takes the answer if it is newer, and counts what that changed; `first` is what one is called where none was."""
    old = entries.get(key)
    is_newer = old is None or new.at > old.at or (new.at == old.at and old.empty)
    if is_newer:
        entries[key] = new
    if is_same(new, old) or (new.empty and not is_newer):
        return
    changes.counts["older" if not is_newer else "changed" if old and not old.empty else first] += 1


def _merge_earlier(
    earlier: tuple[SavedAnswers, ...], saved: SavedAnswers, now: int, changes: Changes
) -> tuple[SavedAnswers, ...]:
    """The earlier workbooks with the answers of this one, unless those here are as new."""
    # Each of these answers has the time of its file, which is all that is written of it.
    at = min(saved.saved_at, now)
    entries = {
        key: replace(entry, at=at)
        for key, entry in saved.entries.items()
        if not key.startswith(_COVER) and not entry.empty
    }
    known = next((one for one in earlier if one.workbook.id == saved.workbook.id), None)
    if not entries or (known and known.saved_at >= at):
        return earlier
    new = SavedAnswers(saved.workbook, at, entries)
    merged = _newest([*(one for one in earlier if one is not known), new])
    if new in merged:
        changes.earlier.append((len(entries), saved.workbook.title))
    return merged


def _newest(saved: Iterable[SavedAnswers]) -> tuple[SavedAnswers, ...]:
    """As many earlier workbooks as are kept, newest first."""
    return tuple(sorted(saved, key=lambda one: -one.saved_at)[:MOST_EARLIER])
