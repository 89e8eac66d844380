"""Everybody's ratings from a folder of answers files, as one table.

An answers file says which statement was rated how, and not what the statement says; that stands in `workbook.json`,
which lies in every pack.
"""

import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from workbook_kit.answers import sentences
from workbook_kit.answers.file import ENDING, read_file
from workbook_kit.answers.model import ANSWER_TYPES, Entry, Refused, SavedAnswers
from workbook_kit.answers.workbook_file import AskedStatement, WorkbookFile, read_workbook
from workbook_kit.paths import MODEL

_NAMES = ("person", "code", "area", "kind", "stem", "text", "value", "previous", "workbook")
_TYPES = dict.fromkeys(("person", "code", "area", "kind", "stem", "workbook"), "category")


class LeftOutWarning(UserWarning):
    """What of a folder is not in the table, as a sentence."""


@dataclass
class _Sent:
    """What one person has sent of one workbook, from one file or from several."""

    person: str
    saved: SavedAnswers
    entries: dict[str, Entry]
    earlier: list[SavedAnswers]
    files: int = 1


def cohort(folder: Path | str, workbooks: Path | str | None = None) -> pd.DataFrame:
    """Everybody's own ratings: one row for each person and each statement of a workbook, rated or not yet.

    - `person`: the name on the cover; where there is none, the name of the file
    - `code`, `area`, `kind`, `stem`, `text`: the statement: its code, the name of its area, "knowledge" or "practice",
      the line that it stands under, its words
    - `value`: the rating, from 1; missing where the statement is not yet rated
    - `previous`: the same person's last rating before that in another workbook, where it is known
    - `workbook`: the title of the workbook

    Numbers are nullable integers; names that come again and again are categories, in the order of the workbook. Ratings
    that a group made together are not among them.

    Args:
        folder: is searched through for files that end in `.answers.json`.
        workbooks: a `workbook.json`, or a folder that is searched through for them, such as that of the packs; the
            same folder where nothing is said.

    Raises:
        FileNotFoundError: there is no such folder.

    Warns:
        LeftOutWarning: for each file, or part of one, that is not in the table; `attrs["left_out"]` has them all.
    """
    told: list[str] = []
    asked = _workbooks(_existing(workbooks or folder), told)
    sent = list(_merged(_files(_existing(folder), told), told))
    frame = pd.DataFrame(_rows(sent, asked, told), columns=list(_NAMES))
    for name in _TYPES:
        frame[name] = pd.Categorical(frame[name], categories=list(dict.fromkeys(frame[name])))
    frame = frame.astype({"text": "string", "value": "Int64", "previous": "Int64"})
    frame.attrs["left_out"] = told
    for sentence in told:
        warnings.warn(sentence, LeftOutWarning, stacklevel=2)
    return frame


def _existing(place: Path | str) -> Path:
    path = Path(place).expanduser()
    if not path.exists():
        raise FileNotFoundError(f"There is no folder “{place}”; check its name.")
    return path


# What was asked.


def _workbooks(place: Path, told: list[str]) -> dict[str, list[WorkbookFile]]:
    """Every workbook found there, by its id; it may have been made in several editions."""
    found: dict[str, list[WorkbookFile]] = defaultdict(list)
    for path in [place] if place.is_file() else sorted(place.rglob(MODEL)):
        try:
            workbook = read_workbook(path)
        except Refused as refused:
            told.append(str(refused))
        else:
            found[workbook.name.id].append(workbook)
    return found


def _asked(workbooks: Sequence[WorkbookFile], edition: str) -> Sequence[AskedStatement]:
    """What the edition asks, or the last that there is."""
    return next((one for one in workbooks if one.name.content_hash == edition), workbooks[-1]).statements


# What was answered.


def _files(folder: Path, told: list[str]) -> Iterator[_Sent]:
    for path in [folder] if folder.is_file() else sorted(folder.rglob(f"*{ENDING}")):
        try:
            file = read_file(path)
        except Refused as refused:
            told.append(f"“{path.name}” was left out. {str(refused).removesuffix(sentences.NOTHING_LOADED)}")
            continue
        if file.left_out:
            told.append(f"“{path.name}”: {' '.join(sentences.left_out(file.left_out))}")
        person = " ".join(file.name.split()) or path.name.removesuffix(ENDING)
        yield _Sent(person, file, dict(file.entries), list(file.earlier))


def _merged(files: Iterable[_Sent], told: list[str]) -> Iterator[_Sent]:
    """Several files of one person and workbook as one; of two answers to a question the later edit counts."""
    people: dict[tuple[str, str], _Sent] = {}
    for sent in files:
        one = people.setdefault((sent.person.casefold(), sent.saved.workbook.id), sent)
        if one is sent:
            continue
        one.files += 1
        one.earlier += sent.earlier
        for key, entry in sent.entries.items():
            if key not in one.entries or entry.at > one.entries[key].at:
                one.entries[key] = entry
        one.saved = max(one.saved, sent.saved, key=lambda saved: saved.saved_at)
    for one in people.values():
        if one.files > 1:
            told.append(
                f"{one.files} files of {one.person} for “{one.saved.workbook.title}” were read as one person's."
            )
    yield from people.values()


# Both together.


def _rows(
    sent: Sequence[_Sent], asked: Mapping[str, Sequence[WorkbookFile]], told: list[str]
) -> Iterator[tuple[str | int | None, ...]]:
    unknown: dict[str, list[str]] = defaultdict(list)
    for one in sent:
        about = one.saved.workbook
        if about.id not in asked:
            unknown[about.title].append(one.person)
            continue
        others = [
            *(saved.entries for saved in one.earlier),
            *(other.entries for other in sent if _is_other(one, other)),
        ]
        for statement in _asked(asked[about.id], about.content_hash):
            named = statement.code, statement.area, statement.kind, statement.stem, statement.text
            value, previous = _rating(one, statement, told), _previous(one, statement, others)
            yield one.person, *named, value, previous, about.title
    for title, people in unknown.items():
        told.append(
            f"What “{title}” asks is not known here, so {', '.join(people)} had to be left out; "
            f"say where its {MODEL} is: cohort(folder, workbooks)."
        )


def _is_other(one: _Sent, other: _Sent) -> bool:
    """Whether these are the same person's answers in another workbook of the same NPQ."""
    here, there = one.saved.workbook, other.saved.workbook
    return one.person.casefold() == other.person.casefold() and here.npq == there.npq and here.id != there.id


def _rating(one: _Sent, statement: AskedStatement, told: list[str]) -> int | None:
    entry = one.entries.get(statement.key)
    if entry is None or entry.empty:
        return None
    if not _fits(entry, statement):
        told.append(f"{one.person}'s rating of {statement.code} is none ({entry.value!r}) and was left out.")
        return None
    return int(entry.value or 0)


def _previous(one: _Sent, statement: AskedStatement, others: Iterable[Mapping[str, Entry]]) -> int | None:
    """The newest rating that was made before the one here."""
    here = one.entries.get(statement.key)
    before = here.at if here else one.saved.saved_at
    found = [entry for other in others if (entry := other.get(statement.key))]
    older = [entry for entry in found if entry.at < before and not entry.empty and _fits(entry, statement)]
    return int(max(older, key=lambda entry: entry.at).value or 0) if older else None


def _fits(entry: Entry, statement: AskedStatement) -> bool:
    return ANSWER_TYPES["rating"].fits(entry.value, statement.points)
