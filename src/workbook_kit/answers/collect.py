"""Answers from filled forms, and from answers files, each as an answers file of its own."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from workbook_kit.answers import sentences
from workbook_kit.answers.file import (
    ENDING,
    format_time,
    from_json,
    parse_time,
    read_file,
    time_now,
    to_json,
    write_file,
)
from workbook_kit.answers.merge import merge, relation
from workbook_kit.answers.model import SCHEMA, AnswersFile, Refused, State, clean
from workbook_kit.errors import Problem, ProblemsError, problem
from workbook_kit.files import free_name
from workbook_kit.render.pdf.read_form import FormAnswers, read_form

#: No workbook is older: a PDF that says so has no clock behind it.
_FIRST = parse_time("2020-01-01T00:00:00Z") or 0


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
        return self.file.name.strip()

    @property
    def answers(self) -> int:
        """How many there are."""
        return sum(not entry.empty for entry in self.file.entries.values())


def collect(
    files: Iterable[Path], out: Path | None = None, now: int | None = None
) -> tuple[list[Collected], list[Problem]]:
    """Writes the answers of each file as `<its name>.answers.json`, beside it or in the folder `out`.

    Where there is such a file already, both are merged as the page merges them: of two answers the one edited last is
    kept, and a file from which an answer would go is first put aside under another name. A file of another workbook or
    person is left alone, which is a problem. So are files that are no answers; the others are written all the same.
    """
    now = time_now() if now is None else now
    done: list[Collected] = []
    problems: list[Problem] = []
    sources: dict[str, Path] = {}
    for source in dict.fromkeys(files):
        target = _target(source, out)
        # a disk may not tell large letters from small
        place = str(target.resolve()).casefold()
        try:
            file, notes = _read(source, now)
            if other := sources.get(place):
                raise problem(source, f"its answers would go to {target.name}, where those of {other} are",
                              "rename one of them and collect again")  # fmt: skip
            done.append(_write(Collected(source, target, file, notes), now))
            sources[place] = source
            problems += _left_out(source, file)
        except ProblemsError as error:
            problems += error.problems
    return done, problems


def _target(source: Path, out: Path | None) -> Path:
    if out is None and source.suffix == ".json":
        return source
    stem = source.name.removesuffix(ENDING) if source.name.endswith(ENDING) else source.stem
    return (out or source.parent) / f"{stem}{ENDING}"


def _read(source: Path, now: int) -> tuple[AnswersFile, tuple[str, ...]]:
    """The file's answers, and what to tell of them."""
    try:
        if source.suffix == ".json":
            return read_file(source), ()
        form = read_form(source)
        return from_form(form, _saved_at(form, source, now), now), tuple(_unclear(form))
    except Refused as refused:
        why = str(refused).removesuffix(sentences.NOTHING_LOADED).removesuffix(".")
        raise problem(source, why, "choose an answers file or a filled form") from None


def _saved_at(form: FormAnswers, source: Path, now: int) -> int:
    """When the form was saved: as it says itself, or else as its folder says."""
    if form.saved_at is not None and _FIRST <= form.saved_at <= now:
        return form.saved_at
    return min(now, int(source.stat().st_mtime * 1000))


def from_form(form: FormAnswers, saved_at: int, now: int) -> AnswersFile:
    """The form's answers as those of an answers file, checked as one is.

    What was filled in beforehand and not changed keeps the time of its edit; a field that never held anything is left
    out.
    """
    said = {key: clean(value) if isinstance(value, str) else value for key, value in form.values.items()}
    answers = {key: value for key, value in said.items() if value or form.before.get(key)}
    return from_json({
        "schema": SCHEMA,
        "workbook": form.facts,
        "participant": {"role": "participant"},
        "saved_at": format_time(saved_at),
        "answers": answers,
        "edited": {key: format_time(_edited(form, key, saved_at, now)) for key in answers},
        "asked": dict(form.labels),
    })  # fmt: skip


def _edited(form: FormAnswers, key: str, saved_at: int, now: int) -> int:
    before = min(now, parse_time(form.edited.get(key)) or 0)
    if form.values[key] == form.before.get(key):
        return before
    # An edit is never before the one that it follows, whatever the clocks said.
    return min(now, max(saved_at, before + 1))


def _unclear(form: FormAnswers) -> Iterator[str]:
    for key in form.unclear:
        said = f"“{form.values[key]}” under “{form.labels.get(key) or key}” is no date that could be understood"
        yield f"{said}; it is kept as text, and the page shows it apart from the question."


def _left_out(source: Path, file: AnswersFile) -> Iterator[Problem]:
    for said in sentences.left_out(file.left_out):
        shorten = "shorten it in the form, or copy it elsewhere, and collect again"
        yield Problem(str(source), 0, said.removesuffix("."), shorten if "characters" in said else "look at the file")


def _write(read: Collected, now: int) -> Collected:
    target = read.target
    if target.resolve() == read.source.resolve():
        return replace(read, written=False)
    try:
        done = _merge(read, _read(target, now)[0], now) if target.exists() else read
        if done.written:
            target.parent.mkdir(parents=True, exist_ok=True)
            state = State(done.file.entries, done.file.earlier)
            role = done.file.role or "participant"
            write_file(target, to_json(done.file.workbook, role, state, (), done.file.saved_at))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise problem(target, f"the answers of {read.source} cannot be written here ({why})",
                      "choose another folder with --out") from None  # fmt: skip
    return done


def _merge(read: Collected, there: AnswersFile, now: int) -> Collected:
    """The same with what is in the target already, which is put aside if an answer in it gives way."""
    _check_owner(read, there)
    file, workbook = read.file, read.file.workbook
    state, changes = merge(workbook, State(there.entries, there.earlier), {}, file, now, own=True)
    saved_at = min(now, max(there.saved_at, file.saved_at))
    merged = replace(read, file=replace(file, saved_at=saved_at, entries=state.entries, earlier=state.earlier))
    if not changes.any():
        note = "Every answer was in the answers file already."
        return replace(merged, notes=(*read.notes, note), written=False)
    # Nothing is known here of what the workbook asks, so what is new counts as kept.
    changes.counts["added"] = changes.counts.pop("kept", 0)
    notes = (*read.notes, *sentences.changes(changes.counts))
    if changes.counts["changed"]:
        aside = free_name(read.target, "before", ENDING)
        shutil.copy2(read.target, aside)
        notes = (*notes, f"The answers file as it was before is kept as {aside.name}.")
    return replace(merged, notes=notes)


def _check_owner(read: Collected, there: AnswersFile) -> None:
    name, what = there.name.strip(), ""
    if relation(there.workbook, read.file.workbook) != "same":
        what = f"belongs to another workbook (“{there.workbook.title}”)"
    elif name and read.name and name.casefold() != read.name.casefold():
        what = f"holds the answers of {name}, and the form those of {read.name}"
    if what:
        raise problem(read.source, f"the answers file {read.target} {what}",
                      "rename one of the two, or choose another folder with --out")  # fmt: skip
