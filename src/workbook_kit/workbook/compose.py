"""The executed sheets of a workbook as one model: what each cell says or asks becomes a block."""

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

from workbook_kit.activities import COVER_FIELDS
from workbook_kit.activities.base import MIME_TYPE
from workbook_kit.activities.markup import plain
from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.project.sheets import is_tagged
from workbook_kit.workbook.divs import parts
from workbook_kit.workbook.model import (
    ActivityBlock,
    Block,
    Chapter,
    Json,
    Note,
    Picture,
    Prose,
    Workbook,
    statement_name,
)
from workbook_kit.workbook.plan import WorkbookSpec, facts
from workbook_kit.workbook.run import CELL_TIMEOUT, execute

if TYPE_CHECKING:  # whoever has executed a sheet has imported it already
    from nbformat import NotebookNode

_TITLE = re.compile(r"^# +(?P<title>.*?)[ #]*(?:\{[^}]*\})?[ \t]*$", re.MULTILINE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def run_workbook(spec: WorkbookSpec, timeout: int = CELL_TIMEOUT) -> "tuple[Workbook, list[NotebookNode]]":
    """The workbook, and its sheets, executed.

    Args:
        timeout: seconds that any one cell may take.

    Raises:
        ProblemsError: a sheet that cannot be filled, fails or takes too long, or what `compose` finds.
    """
    notebooks = [execute(sheet, timeout) for sheet in spec.sheets]
    return compose(spec, notebooks), notebooks


def compose(spec: WorkbookSpec, notebooks: "Sequence[NotebookNode]") -> Workbook:
    """The workbook that these sheets make together.

    Args:
        notebooks: the spec's sheets, executed, in their order.

    Raises:
        ProblemsError: two activities share an id, or two ratings quote one statement in different words.
    """
    pictures = picture_names()
    chapters = tuple(
        read_chapter(one.sheet.name, minutes, notebook, pictures)
        for one, minutes, notebook in zip(spec.sheets, spec.seminar.sheets.values(), notebooks, strict=True)
    )
    made = Workbook(
        id=spec.id,
        kind="seminar",
        npq=spec.cohort.npq,
        cohort=spec.cohort.id,
        seminar=spec.seminar.id,
        title=plain(spec.title),
        facts=tuple(facts(spec)),
        cover=tuple(field.model() for field in COVER_FIELDS),
        chapters=chapters,
    )
    if problems := [*_shared_ids(spec, made), *_misquoted(spec, made)]:
        raise ProblemsError(problems)
    return made


def read_chapter(sheet: str, minutes: int, notebook: "NotebookNode", pictures: Iterator[str]) -> Chapter:
    """What an executed sheet says and asks.

    Args:
        pictures: names for those that its cells drew.
    """
    blocks = tuple(_blocks(notebook, pictures))
    text = "\n".join(block.markdown for block in blocks if isinstance(block, Prose))
    found = _TITLE.search(text)
    title = _ESCAPED.sub(r"\1", found["title"]).strip("*_ ") if found else sheet
    return Chapter(sheet, title, minutes, blocks)


def _blocks(notebook: "NotebookNode", pictures: Iterator[str]) -> Iterator[Block]:
    own = (cell for cell in notebook.cells if not is_tagged(cell, "injected-parameters"))
    for number, cell in enumerate(own):
        if cell.cell_type == "markdown":
            for text, is_note in parts(cell.source):
                yield Note(text, number) if is_note else Prose(text, number)
        elif cell.cell_type == "code" and not is_tagged(cell, "parameters"):
            for output in cell.outputs:
                yield from _output(output, number, pictures)


def _output(output: Mapping[str, Any], cell: int, pictures: Iterator[str]) -> Iterator[Block]:
    if output["output_type"] == "stream":
        if output["name"] == "stdout":
            yield Prose(_verbatim(output["text"]), cell)
        return
    data = output.get("data", {})
    if MIME_TYPE in data:
        yield ActivityBlock(data[MIME_TYPE], str(data["text/markdown"]).strip("\n"), cell)
    elif "text/markdown" in data:
        yield Prose(str(data["text/markdown"]), cell)
    elif "image/png" in data:
        alt = str(data.get("text/plain", "Picture"))
        yield Picture(next(pictures), alt, base64.b64decode(data["image/png"]), cell)
    elif "text/plain" in data:
        yield Prose(_verbatim(data["text/plain"]), cell)


def picture_names() -> Iterator[str]:
    """Names for the pictures of a workbook that have no file."""
    return (f"outputs/picture-{number}.png" for number in count(1))


def _verbatim(text: str) -> str:
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    # what a cell printed may look like a command of Quarto's; pandoc alone makes nothing of this word
    return f"{fence} {{shortcodes=false}}\n{text.rstrip()}\n{fence}"


def _shared_ids(spec: WorkbookSpec, made: Workbook) -> Iterator[Problem]:
    """Answers of two activities of one id would be taken for each other's."""
    known: dict[str, str] = {}
    for sheet, chapter in zip((one.sheet for one in spec.sheets), made.chapters, strict=True):
        for block in _activities(chapter.blocks):
            id = str(block.model["id"])
            if id in known:
                where = f"in {known[id]} too" if known[id] != sheet.file else "twice here"
                yield sheet.problem(block.cell, 0, f"the id {id!r} is used {where}", "give each activity its own id")
            known[id] = sheet.file


def _misquoted(spec: WorkbookSpec, made: Workbook) -> Iterator[Problem]:
    """A statement has one wording: in the model it stands once."""
    known: dict[tuple[str, ...], Json] = {}
    for sheet, chapter in zip((one.sheet for one in spec.sheets), made.chapters, strict=True):
        for block in _activities(chapter.blocks):
            for one in block.model.get("statements", ()):
                if known.setdefault(statement_name(one), one)["text"] != one["text"]:
                    what = f"the statement {one['code']} stands in this workbook in other words too"
                    yield sheet.problem(block.cell, 0, what, "quote it as the framework has it")


def _activities(blocks: Iterable[Block]) -> Iterator[ActivityBlock]:
    return (block for block in blocks if isinstance(block, ActivityBlock))
