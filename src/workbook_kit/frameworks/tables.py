"""The reader of two-column tables: rows of paragraphs, split wherever a page ended."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from workbook_kit.frameworks.codes import area_heading, is_column_header, markdown_heading
from workbook_kit.frameworks.draft import Draft, DraftArea, Item, SourceLine
from workbook_kit.frameworks.header import is_footer, is_references, place_reference, reference_heading
from workbook_kit.frameworks.source import is_bold, plain_text

_PARAGRAPH = re.compile(r"</?p\b[^<>]*>|<br\s*/?>", re.IGNORECASE)
_CODE = re.compile(r"^(?:[-●•]\s+)?([0-9]{1,2})\.([0-9]{1,2}|[A-Za-z])[.)]?\s+(?=\S)")
_PAGE_NUMBER = re.compile(r"^\s*[0-9]{1,3}\s*$")
_RULE = re.compile(r"^[\s|:-]+$")


@dataclass
class _State:
    """Where in the text the reader is."""

    draft: Draft = field(default_factory=Draft)
    area: DraftArea | None = None
    heading: SourceLine | None = None
    in_table: bool = False
    references: bool = False
    listed: DraftArea | None = None


def read_tables(lines: Sequence[SourceLine]) -> Draft:
    """The areas of a text whose statements stand in two-column tables."""
    state = _State()
    for line in lines:
        if is_footer(line.text):
            state.area, state.listed, state.references, state.in_table = None, None, False, False
        elif heading := markdown_heading(line.text):
            _open_heading(state, heading, line)
        elif line.text.strip():
            _read_line(state, line)
    return state.draft


def _open_heading(state: _State, heading: str, line: SourceLine) -> None:
    state.in_table, state.heading = False, SourceLine(line.number, heading)
    if is_references(heading):
        state.references, state.area = True, None
    elif state.references:
        state.listed = reference_heading(state.draft, heading, line)
    elif found := area_heading(heading):
        state.area = DraftArea(found[1], line.number, found[0])
        state.draft.areas.append(state.area)
    else:
        state.area = None


def _read_line(state: _State, line: SourceLine) -> None:
    if state.references:
        if state.listed:
            place_reference(state.draft, state.listed, line)
    elif is_column_header(line.text.replace("|", " ")):
        state.in_table = True
        if state.area is None:
            _open_unnumbered(state, line)
    elif state.area and state.in_table:
        _read_row(state.draft, state.area, line)
    elif state.area:
        state.area.note.append(SourceLine(line.number, plain_text(line.text)))


def _open_unnumbered(state: _State, line: SourceLine) -> None:
    """A table under a heading without a number is an area too; its number is read from the codes."""
    name = state.heading or SourceLine(line.number, f"Area {len(state.draft.areas) + 1}")
    state.draft.doubt(name.number, "heading", f"the table under “{name.text}” is taken for an area of that name")
    state.area = DraftArea(name.text or "Area", name.number)
    state.draft.areas.append(state.area)


def _read_row(draft: Draft, area: DraftArea, line: SourceLine) -> None:
    if _PAGE_NUMBER.match(line.text) or _RULE.match(line.text):
        return
    cells = line.text.strip().strip("|").split("|") if _piped(line.text) else line.text.split("\t")
    if len(cells) == 1:
        draft.doubt(line.number, "left out", "the row has one column: each part is placed by its own code")
    if any(cell.strip() for cell in cells[2:]):
        draft.doubt(line.number, "left out", "the row has more than two columns: only two were read")
    for index, cell in enumerate(cells[:2]):
        for paragraph in _PARAGRAPH.split(cell):
            if plain_text(paragraph):
                _place(draft, area, paragraph, line, how_to=_column(area, paragraph, index, len(cells)))


def _piped(text: str) -> bool:
    return text.strip().startswith("|")


def _column(area: DraftArea, paragraph: str, index: int, cells: int) -> bool:
    """Whether a paragraph belongs under Learn how to; a row that lost its tab is judged by the code."""
    if cells > 1:
        return index == 1
    code = _CODE.match(plain_text(paragraph))
    return not code.group(2).isdigit() if code else is_bold(paragraph)


def _place(draft: Draft, area: DraftArea, paragraph: str, line: SourceLine, *, how_to: bool) -> None:
    text = plain_text(paragraph)
    column = area.learn_how_to if how_to else area.learn_that
    code = _CODE.match(text)
    if code:
        piece = SourceLine(line.number, text[code.end() :])
        column.append(Item([piece], area=int(code.group(1)), tail=code.group(2)))
    elif how_to and (is_bold(paragraph) or text.endswith("by:")):
        _place_stem(column, SourceLine(line.number, text))
    elif column:
        draft.doubt(line.number, "join", f"“{_opening(text)}” was joined to the statement of an earlier row")
        column[-1].pieces.append(SourceLine(line.number, text))
    else:
        draft.doubt(line.number, "left out", f"“{_opening(text)}” belongs to no statement and was left out")


def _place_stem(column: list[Item], piece: SourceLine) -> None:
    if column and column[-1].stem and not column[-1].finished:
        column[-1].pieces.append(piece)
    else:
        column.append(Item([piece], stem=True))


def _opening(text: str) -> str:
    words = text.split()
    return " ".join(words[:5]) + (" …" if len(words) > 5 else "")
