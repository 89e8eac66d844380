"""What one person answered, printed in any edition. Such a PDF lies beside the answers, never in a pack."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from workbook_kit.activities.keys import split_key
from workbook_kit.answers.file import ENDING, format_time, read_file
from workbook_kit.answers.model import ANSWER_TYPES, AnswersFile, Refused
from workbook_kit.errors import Problem, ProblemsError, problem
from workbook_kit.files import scratch, write_whole
from workbook_kit.project.placeholders import escape_markdown
from workbook_kit.project.project import Project
from workbook_kit.render.document import Document
from workbook_kit.render.outputs import Options, Source, prepare
from workbook_kit.render.paper import Paper
from workbook_kit.render.pdf.glyphs import make_drawable
from workbook_kit.render.scopes import Scope
from workbook_kit.workbook.plan import WorkbookSpec, plan


@dataclass(frozen=True)
class Printed:
    """What became of one answers file: the PDFs written, or why there are none."""

    file: Path
    written: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()


def print_answers(
    project: Project, options: Options, files: Sequence[Path], editions: Sequence[str], out: Path | None = None
) -> Iterator[Printed]:
    """Prints each answers file in each edition.

    Args:
        out: the folder for the PDFs; without one, each lies beside its answers.
    """
    specs: dict[str, WorkbookSpec] = {}
    people: dict[str, list[tuple[Path, AnswersFile]]] = {}
    for path in files:
        try:
            spec, answers = _read(project, path)
        except ProblemsError as error:
            yield Printed(path, problems=error.problems)
        else:
            specs[spec.id] = spec
            people.setdefault(spec.id, []).append((path, answers))
    for id, spec in specs.items():
        # the sheets are run once for all who answered this workbook
        with scratch() as work:
            try:
                made = prepare(project, options, spec, Path(work))
                yield from (_print(made, path, answers, editions, out) for path, answers in people[id])
            except ProblemsError as error:
                yield from (Printed(path, problems=error.problems) for path, _ in people[id])


def _read(project: Project, path: Path) -> tuple[WorkbookSpec, AnswersFile]:
    """The answers, and the plan of the workbook that they belong to; raises ProblemsError."""
    try:
        answers = read_file(path)
    except Refused as refused:
        raise problem(path, str(refused).rstrip("."), "choose an answers file") from None
    of = answers.workbook
    for spec in plan(project, [of.cohort] if of.cohort in project.cohorts else []):
        if spec.id == of.id:
            return spec, answers
    what = f"these answers belong to the workbook {of.id!r}, which this project does not make"
    raise problem(path, what, "go to the project that made it, or look at `workbook-kit list`")


def _print(made: Source, path: Path, answers: AnswersFile, editions: Sequence[str], out: Path | None) -> Printed:
    document, shown = _place(made, answers)
    stem = path.name.removesuffix(ENDING).removesuffix(".json")
    edited = {key: format_time(entry.at) for key, entry in answers.entries.items()}
    try:
        with scratch() as work:
            paper = Paper(document, made.engine, made.extension, Path(work), made.fonts, shown, edited, made.archive)
            pdfs = {(out or path.parent) / f"{stem}.{name}.pdf": paper.print(name) for name in editions}
    except ProblemsError as error:
        return Printed(path, problems=tuple(p if p.file else replace(p, file=str(path)) for p in error.problems))
    try:
        for target, content in pdfs.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, content)
    except OSError as error:
        what = f"the PDF cannot be written ({error.strerror or error})"
        return Printed(path, problems=(Problem(str(target), 0, what, "choose another folder with --out"),))
    return Printed(path, tuple(pdfs))


def _place(made: Source, answers: AnswersFile) -> tuple[Document, dict[str, str | int]]:
    """The answers by the ids of their fields; those without a field in a chapter at the end of the document."""
    document = made.document
    fields = {str(field["key"]): field for field in document.workbook.fields()}
    shown: dict[str, str | int] = {}
    texts: list[str] = []
    numbers: list[str] = []
    for key, entry in answers.entries.items():
        value = entry.value
        if value is None or value == "":
            continue
        if key in fields and _has_room(fields[key], value):
            shown[fields[key]["id"]] = value
        elif isinstance(value, int):
            numbers.append(f"{' '.join(filter(None, split_key(key)))}: {value}")
        else:
            texts += [entry.asked or key, value]
    if texts or numbers:
        said = make_drawable(texts, [made.extension / "fonts", *made.fonts])
        chapter = Scope("", ((0, _chapter(said[::2], said[1::2], numbers)),), tied=False)
        document = replace(document, scopes=(*document.scopes, chapter))
    return document, shown


def _has_room(field: Mapping[str, Any], value: str | int) -> bool:
    kind = ANSWER_TYPES[field["type"]]
    # what was written for a date and is none is printed where it was written
    return isinstance(value, str) if kind.nothing == "" else kind.fits(value, field.get("points", 0))


def _chapter(questions: Sequence[str], answers: Sequence[str], ratings: Sequence[str]) -> str:
    each = zip(questions, answers, strict=True)
    said = "\n\n".join(f"**{escape_markdown(question)}**\n\n{_paragraphs(answer)}" for question, answer in each)
    if ratings:
        said += f"\n\n**Ratings**\n\n{escape_markdown('; '.join(ratings))}"
    return f"# From an earlier edition\n\nThe workbook no longer asks these.\n\n{said}\n"


def _paragraphs(text: str) -> str:
    return "\n\n".join(escape_markdown(line) for line in text.splitlines() if line.strip())
