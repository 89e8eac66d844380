"""Answers from filled forms, and from answers files, each as an answers file of its own."""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from workbook_kit.answers import sentences, times
from workbook_kit.answers.file import MOST_QUESTION, as_file, read_file, write_file
from workbook_kit.answers.merge import relation, take
from workbook_kit.answers.model import MOST_KEYS, AnswersFile, Entry, Refused, State, Workbook, clean, is_key, too_long
from workbook_kit.errors import Problem, ProblemsError, problem
from workbook_kit.files import free_name
from workbook_kit.render.pdf.read_form import FormAnswers, read_form

ENDING = ".answers.json"
#: No workbook is older: a PDF that says so has no clock behind it.
_FIRST = times.instant("2020-01-01T00:00:00Z") or 0
_SHORTEN = "shorten it in the form, or copy it elsewhere, and collect again"


@dataclass(frozen=True)
class Collected:
    """What became of a file. `notes` are sentences for the person who collects; `target` may be the file itself."""

    source: Path
    target: Path
    file: AnswersFile
    notes: tuple[str, ...] = ()
    written: bool = True

    @property
    def name(self) -> str:
        """The participant's, as on the cover."""
        return _name(self.file)

    @property
    def answers(self) -> int:
        """How many there are."""
        return sum(not entry.empty for entry in self.file.entries.values())


@dataclass(frozen=True)
class Read:
    """A file's answers, what to tell of them, and what was wrong with some."""

    file: AnswersFile
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def collect(
    files: Iterable[Path], out: Path | None = None, now: int | None = None
) -> tuple[list[Collected], list[Problem]]:
    """Writes the answers of each file as `<its name>.answers.json`, beside it or in the folder `out`.

    Where there is such a file already, both are merged as the page merges them: of two answers the one edited last is
    kept, and a file from which an answer would go is first put aside under another name. A file of another workbook or
    person is left alone, which is a problem. So are files that are no answers; the others are written all the same.
    """
    moment = times.now() if now is None else now
    done: list[Collected] = []
    problems: list[Problem] = []
    taken: dict[str, Path] = {}
    for source in dict.fromkeys(files):
        target = _target(source, out)
        try:
            read = _read(source, moment)
            if other := taken.get(_same(target)):
                raise problem(source, f"its answers would go to {target.name}, where those of {other} are",
                              "rename one of them and collect again")  # fmt: skip
            done.append(_put(source, target, read, moment))
            taken[_same(target)] = source
            problems += read.problems
        except ProblemsError as error:
            problems += error.problems
    return done, problems


def _target(source: Path, out: Path | None) -> Path:
    stem = source.name.removesuffix(ENDING) if source.name.endswith(ENDING) else source.stem
    if out is None and source.suffix == ".json":
        return source
    return (out or source.parent) / f"{stem}{ENDING}"


def _same(target: Path) -> str:
    """The same for two names of one file, also where a disk does not tell large letters from small."""
    return str(target.resolve()).casefold()


def _read(source: Path, now: int) -> Read:
    if source.suffix != ".json":
        form = read_form(source)
        return from_form(form, _saved_at(form, source, now), now, source)
    file = _answers_file(source)
    return Read(file, problems=tuple(_left_out(source, file.left_out)))


def _answers_file(path: Path) -> AnswersFile:
    try:
        return read_file(path)
    except Refused as refused:
        why = str(refused).removesuffix(" Nothing was loaded.").removesuffix(".")
        raise problem(path, why, "choose an answers file or a filled form") from None


def _saved_at(form: FormAnswers, source: Path, now: int) -> int:
    """When the form was saved: as it says itself, or else as its folder says."""
    if form.saved_at is not None and _FIRST <= form.saved_at <= now:
        return form.saved_at
    return min(now, int(source.stat().st_mtime * 1000))


def from_form(form: FormAnswers, saved_at: int, now: int, source: Path) -> Read:
    """The form's answers as those of an answers file.

    What was filled in beforehand and not changed keeps the time of its edit; a field that never held anything is left
    out.
    """
    entries: dict[str, Entry] = {}
    left_out = Counter[str]()
    for key, value in form.values.items():
        plain = clean(value) if isinstance(value, str) else value
        if not plain and not form.before.get(key):
            continue
        if reason := _fault(key, plain, len(entries)):
            left_out[reason] += 1
            continue
        edited = min(now, times.instant(form.edited.get(key)) or 0)
        unchanged = value == form.before.get(key)
        # An edit is never before the one that it follows, whatever the clocks said.
        at = edited if unchanged else min(now, max(saved_at, edited + 1))
        asked = clean(form.labels.get(key, ""))[:MOST_QUESTION] if isinstance(plain, str) and plain else ""
        entries[key] = Entry(plain, at, asked)
    workbook = Workbook(**{name: clean(said)[:200] for name, said in form.facts.items()})
    notes = tuple(_unclear(form))
    file = AnswersFile(workbook, "participant", saved_at, entries, (), {})
    return Read(file, notes, tuple(_left_out(source, left_out)))


def _fault(key: str, value: object, count: int) -> str:
    if not is_key(key):
        return "name"
    if count >= MOST_KEYS:
        return "many"
    return "long" if isinstance(value, str) and too_long(value) else ""


def _left_out(source: Path, counts: Any) -> Iterator[Problem]:
    for said in sentences.left_out(counts):
        yield Problem(str(source), 0, said.removesuffix("."), _SHORTEN if "characters" in said else "look at the file")


def _unclear(form: FormAnswers) -> Iterator[str]:
    for key in form.unclear:
        said = f"“{form.values[key]}” under “{form.labels.get(key) or key}” is no date that could be understood"
        yield f"{said}; it is kept as text, and the page shows it apart from the question."


def _put(source: Path, target: Path, read: Read, now: int) -> Collected:
    file = read.file
    if target.resolve() == source.resolve():
        return Collected(source, target, file, read.notes, written=False)
    try:
        if target.exists():
            return _merged(source, target, read, now)
        target.parent.mkdir(parents=True, exist_ok=True)
        write_file(target, _content(file))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise problem(target, f"the answers of {source} cannot be written here ({why})",
                      "choose another folder with --out") from None  # fmt: skip
    return Collected(source, target, file, read.notes)


def _merged(source: Path, target: Path, read: Read, now: int) -> Collected:
    there = _answers_file(target)
    _check_whose(source, target, read.file, there)
    state, changes = take(read.file.workbook, State(there.entries, there.earlier), {}, _told(read.file), now, own=True)
    saved_at = max(there.saved_at, read.file.saved_at)
    merged = replace(read.file, saved_at=min(now, saved_at), entries=state.entries, earlier=state.earlier)
    if not changes.any():
        note = "Every answer was in the answers file already."
        return Collected(source, target, merged, (*read.notes, note), written=False)
    # Nothing is known here of what the workbook asks, so that "kept" counts what is new.
    said = ((sentences.added, changes.kept), (sentences.changed, changes.changed), (sentences.older, changes.older))
    notes = [*read.notes, *(sentence(count) for sentence, count in said if count)]
    if changes.changed:
        notes.append(f"The answers file as it was before is kept as {_put_aside(target).name}.")
    write_file(target, _content(merged))
    return Collected(source, target, merged, tuple(notes))


def _told(file: AnswersFile) -> AnswersFile:
    """The file without what was left out of it, which is told apart."""
    return replace(file, left_out={})


def _check_whose(source: Path, target: Path, file: AnswersFile, there: AnswersFile) -> None:
    what = ""
    if relation(there.workbook, file.workbook) != "same":
        what = f"belongs to another workbook (“{there.workbook.title}”)"
    elif _name(file) and _name(there) and _name(file).casefold() != _name(there).casefold():
        what = f"holds the answers of {_name(there)}, and the form those of {_name(file)}"
    if what:
        raise problem(source, f"the answers file {target} {what}",
                      "rename one of the two, or choose another folder with --out")  # fmt: skip


def _put_aside(target: Path) -> Path:
    """Keeps a copy of the file under a name that is free, and gives that name."""
    aside = free_name(target, "before", ENDING)
    shutil.copy2(target, aside)
    return aside


def _name(file: AnswersFile) -> str:
    entry = file.entries.get("cover--name")
    return entry.value.strip() if entry and isinstance(entry.value, str) else ""


def _content(file: AnswersFile) -> dict[str, Any]:
    state = State(file.entries, file.earlier)
    return as_file(file.workbook, file.role or "participant", state, file.entries, file.saved_at)
