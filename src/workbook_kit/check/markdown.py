"""What can be told from a sheet's text: pictures, blocks left open, code meant for one engine."""

import re
from collections.abc import Iterator

from workbook_kit.errors import Problem
from workbook_kit.load import Sheet
from workbook_kit.render.document import IMAGE, is_inside

_FENCED = re.compile(
    r"^(?P<fence>`{3,}|~{3,})(?P<rest>[^\n]*\n(?:.*?\n)??)(?P=fence)[`~]*[ \t]*$", re.MULTILINE | re.DOTALL
)
_FENCE = re.compile(r"^(`{3,}|~{3,})", re.MULTILINE)
_PICTURE = re.compile(r"(?<!\\)!\[")
_RAW = re.compile(r"\{=\s*\w+\s*\}")
_METADATA = re.compile(r"^---[ \t]*\n(?=[\w-]+[ \t]*:)", re.MULTILINE)
_DIV = re.compile(r"^(:{3,})[ \t]*(\S?)", re.MULTILINE)


def line_of(source: str, position: int) -> int:
    """The line, from 0, of a place in the text."""
    return source.count("\n", 0, position)


def without_code(source: str) -> str:
    """The text with every fenced block emptied; its lines keep their numbers."""
    return _FENCED.sub(lambda found: "\n" * found[0].count("\n"), source)


def is_left_open(source: str) -> bool:
    """Whether a block of code, or of metadata, starts in the text and swallows what comes after it."""
    text = without_code(source)
    return bool(_FENCE.search(text) or _METADATA.search(text))


def markdown_problems(sheet: Sheet, number: int, source: str) -> Iterator[Problem]:
    """Every problem of one markdown cell that has to do with its marks."""
    for found in _RAW.finditer(source):
        what, todo = f"{found[0]} is written for one engine alone", "write it in Markdown"
        yield sheet.problem(number, line_of(source, found.start()), what, todo)
    source = without_code(source)
    for found in _FENCE.finditer(source):
        what = f"the code block that {found[1]} opens is never closed"
        yield sheet.problem(number, line_of(source, found.start()), what, f"close it with {found[1]}")
    for found in _METADATA.finditer(source):
        what, todo = "--- with `key: value` below it would change the cover", "put an empty line after ---"
        yield sheet.problem(number, line_of(source, found.start()), what, todo)
    yield from _picture_problems(sheet, number, source)


def _picture_problems(sheet: Sheet, number: int, source: str) -> Iterator[Problem]:
    known = set()
    for found in IMAGE.finditer(source):
        line, address = line_of(source, found.start()), found["address"]
        known.add(found.start())
        if not re.search(r'fig-alt="\s*[^"\s]', found["attributes"] or ""):
            todo = 'add {fig-alt="what the picture shows"} after it'
            yield sheet.problem(number, line, f"the picture {address} has no text alternative", todo)
        if "://" in address or not is_inside(sheet.path.parent, address):
            yield sheet.problem(number, line, f"the picture {address} is elsewhere", "put it in workbooks/figures")
        elif not (sheet.path.parent / address).is_file():
            yield sheet.problem(number, line, f"there is no picture {address}", "mend its name")
    for other in _PICTURE.finditer(source):
        if other.start() not in known:
            todo = 'write ![caption](figures/name.svg){fig-alt="what it shows"}'
            yield sheet.problem(number, line_of(source, other.start()), "a picture in a form that is not read", todo)


def div_problems(sheet: Sheet) -> Iterator[Problem]:
    """Blocks (`:::`) opened and not closed, which would swallow the rest of the workbook; or the other way round."""
    opened: list[tuple[int, int]] = []
    for number, cell in enumerate(sheet.notebook.cells):
        if cell.cell_type != "markdown":
            continue
        source = without_code(cell.source)
        for found in _DIV.finditer(source):
            line = line_of(source, found.start())
            if found[2]:
                opened.append((number, line))
            elif opened:
                opened.pop()
            else:
                yield sheet.problem(number, line, "::: closes a block that was not opened", "take it out")
    for number, line in opened:
        yield sheet.problem(number, line, "the block that ::: opens here is never closed", "close it with :::")
