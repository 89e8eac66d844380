"""What a screen reader could not read out, or PDF/UA would refuse, found in the filled text of the sheets.

The text is read by pandoc, as it will be when it is built, so that code, escaped dollars and prices raise no alarm.
Pandoc is asked once for all sheets, and not at all where no cell holds anything that could be at fault.
"""

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from workbook_kit.check.sheets import is_left_open, line_of, without_code
from workbook_kit.errors import Problem
from workbook_kit.project.sheets import Sheet
from workbook_kit.render.pandoc import Format, convert
from workbook_kit.render.scopes import Scope

#: The blocks that seminar.lua draws. One whose name is nearly one of these would be drawn as plain text.
BLOCKS = (
    *("intentions", "scenario", "quotation", "reminder", "facilitator", "stage", "parts", "coach", "coached"),
    *("beside", "pagebreak"),
)
#: Texts of links that say nothing when links are read out on their own.
_SAYS_NOTHING = re.compile(r"((click|tap|see|look|read) )?(here|this|more|link|this link|this page|this website)")
#: Marks of formulas, links, tables, blocks, and of headings that are empty or not at the start of a line.
_OF_INTEREST = re.compile(r"[$\[|]|--|==|:::|^[ \t>*+-]+#|^#{1,6}[ \t]*(\{[^}\n]*\})?[ \t]*#*[ \t]*$", re.MULTILINE)
_BRACKET = re.compile(r"\\.|[\[\]]|\n[ \t]*\n")
#: Brackets open at once. Each more doubles the time that pandoc takes, and from a dozen on it hangs.
MOST_BRACKETS = 6


class Known(Protocol):
    """What is known of texts from before."""

    def has(self, texts: Sequence[str]) -> bool:
        """Whether nothing was wrong with them."""

    def keep(self, texts: Sequence[str]) -> None:
        """Nothing is wrong with them."""


@dataclass(frozen=True)
class Cell:
    """A markdown cell of a sheet, by its number from 0, with its placeholders filled."""

    sheet: Sheet
    number: int
    source: str

    def problem(self, what: str, todo: str, near: str = "") -> Problem:
        """A problem in this cell, at the line where the author wrote the words `near`."""
        written = self.sheet.cells[self.number].source
        line = line_of(written, found) if near and (found := written.find(near)) >= 0 else 0
        return self.sheet.problem(self.number, line, what, todo)


def accessible_problems(cells: Iterable[Cell], known: Known | None = None) -> Iterator[Problem]:
    """Every problem of these cells; the same cell may come with the values of several cohorts.

    Args:
        known: texts in which nothing was wrong the last time, which pandoc need not read again.
    """
    different = {(cell.sheet.file, cell.number, cell.source): cell for cell in cells}
    asked = []
    for cell in different.values():
        if _open_brackets(cell.source) > MOST_BRACKETS:
            yield cell.problem(f"more than {MOST_BRACKETS} brackets [ open at once", "close some, or write \\[", "[")
        elif _OF_INTEREST.search(cell.source) and not is_left_open(cell.source):
            # what is left open, which is told elsewhere, would swallow the next cells
            asked.append(cell)
    texts = [cell.source for cell in asked]
    if known and known.has(texts):
        return
    try:
        found = [problem for number, node in _nodes(asked) for problem in _node_problems(asked[number], node)]
    except RecursionError:
        what = "the text of a sheet is nested too deeply to be read"
        found = [Problem("workbooks", 0, what, "take out some of its lists or > marks")]
    if known and not found:
        known.keep(texts)
    yield from found


def _open_brackets(source: str) -> int:
    """How many brackets stand open at the most; a new paragraph closes all."""
    most = deep = 0
    for found in _BRACKET.finditer(without_code(source)):
        match found[0]:
            case "[":
                deep += 1
            case "]":
                deep = max(0, deep - 1)
            case mark if mark.startswith("\n"):
                deep = 0
        most = max(most, deep)
    return most


def _nodes(cells: list[Cell]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Everything in the cells' text as pandoc reads it, each with the place of its cell in the list."""
    if not cells:
        return
    read = json.loads(convert(_scopes(cells), Format("json")))
    yield from ((int(start.split()[0]), node) for start, node in nodes_by_cell(read["blocks"]))


def nodes_by_cell(blocks: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every node after the number and sheet of the cell that it stands in."""
    start = "0 "
    for node in _inside(blocks):
        if node["t"] == "RawBlock" and node["c"][0] == "seminar-cell":
            start = node["c"][1]
        yield start, node


def _scopes(cells: list[Cell]) -> Iterator[Scope]:
    """The cells of each sheet, by their places in the list."""
    by_sheet = dict[str, list[tuple[int, str]]]()
    for place, cell in enumerate(cells):
        # a colon or hash that a value brought is escaped; it is no mark, and shall not look like one when it is read
        by_sheet.setdefault(cell.sheet.name, []).append((place, re.sub(r"\\[:#]", r"\\.", cell.source)))
    return (Scope(sheet, tuple(texts), tied=True) for sheet, texts in by_sheet.items())


def _inside(tree: Any) -> Iterator[dict[str, Any]]:
    """Every node in reading order, however deep, but not the mathematics that has words beside it."""
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting.extend(reversed(part))
        elif isinstance(part, dict) and "t" in part:
            yield part
            if not _is_told_maths(part):
                waiting.append(part.get("c"))


def _is_told_maths(node: dict[str, Any]) -> bool:
    if node["t"] != "Span" or [one["t"] for one in node["c"][1]] != ["Math"]:
        return False
    return bool(_attributes(node).get("alt", "").strip())


def _attributes(node: dict[str, Any]) -> dict[str, str]:
    return dict(node["c"][0][2])


def _text(tree: Any) -> str:
    """The words in part of the tree, with those that stand for its pictures."""
    words = []
    for node in _inside(tree):
        match node["t"]:
            case "Str":
                words.append(node["c"])
            case "Code" | "Math":
                words.append(node["c"][1])
            case "Image":
                words.append(_attributes(node).get("fig-alt", ""))
            case "Space" | "SoftBreak" | "LineBreak":
                words.append(" ")
    return "".join(words).strip()


def _node_problems(cell: Cell, node: dict[str, Any]) -> Iterator[Problem]:
    match node["t"]:
        case "Str" if node["c"].startswith(":::"):
            # such as a note for facilitators, which everybody would get to read
            what = "::: stands in the middle of a paragraph, so it opens or closes nothing"
            yield cell.problem(what, "put an empty line before it, and two after a line that ends with %}", ":::")
        case "Math":
            formula = node["c"][1]
            todo = f'write [${formula}$]{{alt="..."}}, or \\$ where a dollar sign is meant'
            yield cell.problem(f"the formula {formula} has no words beside it", todo, f"${formula}")
        case "Link":
            yield from _link_problems(cell, node)
        case "Table":
            yield from _table_problems(cell, node)
        case "Div":
            yield from _block_problems(cell, node)
        case "Header":
            yield from _heading_problems(cell, node)


def _link_problems(cell: Cell, node: dict[str, Any]) -> Iterator[Problem]:
    said, address = _text(node["c"][1]), node["c"][2][0]
    if not said:
        yield cell.problem(f"the link to {address} has no text", "write where it leads: [text](address)", address)
    elif _SAYS_NOTHING.fullmatch(said.lower().strip(" .,:;!»›>…")):
        what = f"the link “{said}” does not say where it leads"
        yield cell.problem(what, "name what is found there", f"[{said}]")


def _table_problems(cell: Cell, node: dict[str, Any]) -> Iterator[Problem]:
    heads = [_text(one[4]) for row in node["c"][3][1] for one in row[1]]
    first = next((one["c"] for one in _inside(node["c"][3:]) if one["t"] == "Str"), "")
    if not any(heads):
        yield cell.problem("a table without headings", "give each column a heading in the first row", first)
    elif not all(heads):
        what = f"the heading of column {heads.index('') + 1} of a table is empty"
        yield cell.problem(what, "say what the column holds", first)


def _block_problems(cell: Cell, node: dict[str, Any]) -> Iterator[Problem]:
    classes, minutes = node["c"][0][1], _attributes(node).get("minutes")
    for name in classes:
        if name not in BLOCKS and (close := difflib.get_close_matches(name, BLOCKS, n=1, cutoff=0.75)):
            what = f"there is no block {name}, so everybody would read it as plain text"
            yield cell.problem(what, f"did you mean {close[0]}?", name)
    if "facilitator" in classes and minutes is not None and not re.fullmatch(r"[1-9]\d?", minutes):
        yield cell.problem(f"minutes={minutes} is no time", "write whole minutes, from 1 to 99", "minutes")


def _heading_problems(cell: Cell, node: dict[str, Any]) -> Iterator[Problem]:
    level, words = node["c"][0], _text(node["c"][2])
    first = words.split(" ", 1)[0]
    if not words:
        yield cell.problem("a heading without words", "write some, or take out its #")
    elif not re.search(rf"^#{{{level}}}[ \t]", cell.source, re.MULTILINE):
        # headings are counted by their marks, so one in another form would escape the count
        what = f"the heading “{words}” is in a form that is not read"
        yield cell.problem(what, f"start a line of its own with {'#' * level} and a space", first)
