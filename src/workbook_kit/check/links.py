"""What Markdown would tie together and cannot: notes and references without their other end, and links that lead to
nothing in a seminar. A sheet is a scope, so the other end stands in the sheet itself, or is a chapter of the workbook.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from workbook_kit.check.accessible import Cell, Known, nodes_by_cell
from workbook_kit.check.sheets import is_left_open, without_code
from workbook_kit.errors import Problem
from workbook_kit.render.pandoc import Format, convert
from workbook_kit.render.scopes import Scope, is_tied

#: Marks of notes, references and identifiers, which most sheets do without.
_OF_INTEREST = re.compile(r"\[\^|\]\[|\]:|\{[^}\n]*#")
_CODE = re.compile(r"(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_NOTE = re.compile(r"(?<!\\)\[\^(?P<name>[^\]\s]+)\](?P<defines>:)?")
_REFERENCE = re.compile(r"^ {0,3}\[(?P<name>[^\]^][^\]]*)\]:[ \t]*\S", re.MULTILINE)
_REFERRED = re.compile(r"(?<!\\)\]\[(?P<name>[^\]]+)\]")
_HEADING = re.compile(
    r"^#{1,6} +(?P<words>.*?)[ #]*(?:\{[^}\n#]*(?:#(?P<name>[\w.-]+))?[^}\n]*\})?[ #]*$", re.MULTILINE
)
_INNER_LINK = re.compile(r"\](?:\(|:[ \t]*)<?#")

Found = tuple[str, Cell, re.Match[str]]


def tie_problems(cells: Sequence[Cell]) -> Iterator[Problem]:
    """Notes, references and identifiers of one sheet, of which one end is missing or there are two."""
    if not any(_OF_INTEREST.search(cell.source) for cell in cells):
        return
    texts = [(cell, _CODE.sub("", without_code(cell.source))) for cell in cells]
    notes = _found(_NOTE, texts)
    written = [one for one in notes if one[2]["defines"]]
    known, used = {name for name, *_ in written}, {name for name, *_, found in notes if not found["defines"]}
    yield from _twice(written, "the note [^{}] is written twice in this sheet", "[^{}]:")
    for name, cell, found in notes:
        if found["defines"] and name not in used:
            yield cell.problem(f"nothing refers to the note [^{name}]", f"write [^{name}] in the text", found[0])
        elif not found["defines"] and name not in known:
            todo = f"write it in a line that begins with [^{name}]:"
            yield cell.problem(f"there is no note [^{name}] in this sheet", todo, found[0])
    yield from _reference_problems(texts)


def _reference_problems(texts: Sequence[tuple[Cell, str]]) -> Iterator[Problem]:
    references, headings = _found(_REFERENCE, texts), _found(_HEADING, texts)
    yield from _twice(references, "the reference [{}] is written twice in this sheet", "[{}]:")
    yield from _twice(headings, "the identifier #{} is given twice in this sheet", "#{}")
    # pandoc takes the words of a heading for a reference to it
    known = {name for name, *_ in references} | {_label(found["words"]) for *_, found in headings}
    for name, cell, found in _found(_REFERRED, texts):
        if name not in known:
            todo = f"write it in a line such as [{found['name']}]: https://…"
            yield cell.problem(f"there is no reference [{found['name']}] in this sheet", todo, found[0])


def _found(pattern: re.Pattern[str], texts: Sequence[tuple[Cell, str]]) -> list[Found]:
    return [(_label(found["name"] or ""), cell, found) for cell, text in texts for found in pattern.finditer(text)]


def _label(words: str) -> str:
    """As pandoc compares them."""
    return " ".join(words.lower().split())


def _twice(all_found: Sequence[Found], what: str, near: str) -> Iterator[Problem]:
    counts = Counter(name for name, *_ in all_found if name)
    for name, cell, found in all_found:
        if counts[name] > 1:
            yield cell.problem(what.format(found["name"]), "give each a name of its own", near.format(found["name"]))


def link_problems(workbook: str, sheets: Mapping[str, Sequence[Cell]], known: Known | None = None) -> Iterator[Problem]:
    """Links that lead to nothing in this workbook, and text that runs from one cell into the next.

    Args:
        workbook: what to call it.
        sheets: the cells of each, in their order.
        known: texts in which nothing was wrong the last time.
    """
    scopes = [_scope(name, cells) for name, cells in sheets.items()]
    texts = [text for scope in scopes for _, text in scope.cells]
    if not any(scope.tied for scope in scopes) and not any(map(_INNER_LINK.search, texts)):
        return
    if known and known.has([workbook, *texts]):
        return
    problems = list(_told(workbook, sheets, scopes))
    if known and not problems:
        known.keep([workbook, *texts])
    yield from problems


def _scope(sheet: str, cells: Sequence[Cell]) -> Scope:
    # what is left open is told elsewhere
    texts = tuple((cell.number, cell.source) for cell in cells if not is_left_open(cell.source))
    return Scope(sheet, texts, is_tied("\n\n".join(text for _, text in texts)))


def _told(workbook: str, sheets: Mapping[str, Sequence[Cell]], scopes: Sequence[Scope]) -> Iterator[Problem]:
    by_number = {f"{cell.number} {name}": cell for name, cells in sheets.items() for cell in cells}
    read = json.loads(convert(scopes, Format("json")))
    for start, node in nodes_by_cell(read["blocks"]):
        if node["t"] == "RawInline" and node["c"][0] == "seminar-problem":
            what, _, todo = node["c"][1].rpartition("; ")
            if link := re.match(r"the link (#\S+) ", what):
                yield by_number[start].problem(what.replace("this workbook", workbook), todo, f"({link[1]}")
            elif not what.startswith("a box "):  # these are told as they are written
                yield by_number[start].problem(what, todo)
