"""What one person answered, printed in any edition. Such a PDF lies beside the answers, never in a pack."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from workbook_kit.activities.keys import field_id
from workbook_kit.answers import times
from workbook_kit.answers.file import read_file
from workbook_kit.answers.model import AnswersFile, Refused
from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.files import scratch, write_whole
from workbook_kit.project.placeholders import escape_markdown
from workbook_kit.project.project import Project
from workbook_kit.render.document import Document
from workbook_kit.render.outputs import Options, Source, prepare
from workbook_kit.render.paper import Paper
from workbook_kit.render.pdf.glyphs import make_drawable
from workbook_kit.workbook.plan import WorkbookSpec, plan

ENDING = ".answers.json"


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
    read = [(path, _read(project, path)) for path in files]
    yield from (Printed(path, problems=found.problems) for path, found in read if isinstance(found, ProblemsError))
    good = [(path, *found) for path, found in read if not isinstance(found, ProblemsError)]
    for _, group in groupby(sorted(good, key=lambda one: one[1].id), lambda one: one[1].id):
        people = [(path, answers) for path, _, answers in group]
        spec = next(spec for path, spec, _ in good if path == people[0][0])
        # the sheets are run once for all who answered this workbook
        with scratch() as work:
            try:
                made = prepare(project, options, spec, Path(work))
                yield from (_print(made, path, answers, editions, out) for path, answers in people)
            except ProblemsError as error:
                yield from (Printed(path, problems=error.problems) for path, _ in people)


def _read(project: Project, path: Path) -> tuple[WorkbookSpec, AnswersFile] | ProblemsError:
    try:
        answers = read_file(path)
    except Refused as refused:
        return ProblemsError([Problem(str(path), 0, str(refused).rstrip("."), "choose an answers file")])
    of = answers.workbook
    for spec in plan(project, [of.cohort] if of.cohort in project.cohorts else []):
        if spec.id == of.id:
            return spec, answers
    what = f"these answers belong to the workbook {of.id!r}, which this project does not make"
    return ProblemsError(
        [Problem(str(path), 0, what, "go to the project that made it, or look at `workbook-kit list`")]
    )


def _print(made: Source, path: Path, answers: AnswersFile, editions: Sequence[str], out: Path | None) -> Printed:
    document, shown = _placed(made, answers)
    stem = path.name.removesuffix(ENDING).removesuffix(".json")
    edited = {key: times.iso(entry.at) for key, entry in answers.entries.items()}
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


def _placed(made: Source, answers: AnswersFile) -> tuple[Document, Mapping[str, str | int]]:
    """The answers by the ids of their fields; those without a field in a chapter at the end of the document."""
    document = made.document
    fields = {field["id"]: int(field.get("points", 0)) for field in document.workbook.fields()}
    shown: dict[str, str | int] = {}
    rest: list[str] = []
    ratings: list[str] = []
    for key, entry in answers.entries.items():
        value, place = entry.value, field_id(key)
        if value is None or value == "":
            continue
        if place in fields and place not in shown and _fits(value, fields[place]):
            shown[place] = value
        elif isinstance(value, int):
            ratings.append(f"{key.replace('--', ' ', 1)}: {value}")
        else:
            rest += [entry.asked or key, value]
    if rest or ratings:
        said = make_drawable(rest, [made.extension / "fonts", *made.fonts])
        document = replace(document, markdown=document.markdown + _chapter(said[::2], said[1::2], ratings))
    return document, shown


def _fits(value: str | int, points: int) -> bool:
    return isinstance(value, int) and 1 <= value <= points if points else isinstance(value, str)


def _chapter(questions: Sequence[str], answers: Sequence[str], ratings: Sequence[str]) -> str:
    each = zip(questions, answers, strict=True)
    said = "\n\n".join(f"**{escape_markdown(question)}**\n\n{_paragraphs(answer)}" for question, answer in each)
    if ratings:
        said += f"\n\n**Ratings**\n\n{escape_markdown('; '.join(ratings))}"
    return f"\n# From an earlier edition\n\nThe workbook no longer asks these.\n\n{said}\n"


def _paragraphs(text: str) -> str:
    return "\n\n".join(escape_markdown(line) for line in text.splitlines() if line.strip())
