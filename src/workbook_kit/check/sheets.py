"""What can be told from a sheet alone: its marks, pictures, headings and apostrophes, words of one programme."""

import ast
import re
from collections.abc import Collection, Iterator, Sequence

from workbook_kit import activities
from workbook_kit.errors import Problem
from workbook_kit.models import Npq
from workbook_kit.project.plain import parsed
from workbook_kit.project.sheets import Sheet, SheetCell
from workbook_kit.render.document import IMAGE, is_inside

_FENCED = re.compile(
    r"^(?P<fence>`{3,}|~{3,})(?P<rest>[^\n]*\n(?:.*?\n)??)(?P=fence)[`~]*[ \t]*$", re.MULTILINE | re.DOTALL
)
_FENCE = re.compile(r"^(`{3,}|~{3,})", re.MULTILINE)
_PICTURE = re.compile(r"(?<!\\)!\[")
_RAW = re.compile(r"\{=\s*\w+\s*\}")
_METADATA = re.compile(r"^---[ \t]*\n(?=[\w-]+[ \t]*:)", re.MULTILINE)
_DIV = re.compile(r"^(:{3,})[ \t]*(\S?)", re.MULTILINE)
_HEADING = re.compile(r"^(#{1,6})[ \t]+\S", re.MULTILINE)
# "The Trust' Values": an apostrophe that closes a word without s and opens a name is one that lost its s.
_LOST_S = re.compile(r"(?<![\w'’‘])[A-Za-z]*[A-RT-Za-rt-z]['’](?=\s+[A-Z])")


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
        what, todo = "--- with `key: value` below it would be drawn as a table", "put an empty line after ---"
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
    for number, cell in enumerate(sheet.cells):
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


def sheet_problems(sheet: Sheet, npqs: Collection[Npq] = ()) -> Iterator[Problem]:
    """Every problem of one sheet's text.

    Args:
        npqs: whose words belong to one of them alone.
    """
    yield from heading_problems(sheet, sheet.cells)
    yield from div_problems(sheet)
    for number, cell in enumerate(sheet.cells):
        if cell.cell_type == "markdown":
            yield from markdown_problems(sheet, number, cell.source)
            yield from _apostrophe_problems(sheet, number, cell.source)
            yield from _leak_problems(sheet, number, cell.source, npqs)
        elif cell.cell_type == "code":
            yield from _python_problems(sheet, number, cell.source)
            for line, text in _strings(cell.source):
                for problem in _leak_problems(sheet, number, text, npqs):
                    yield Problem(problem.file, problem.line + line, problem.what, problem.todo)


def heading_problems(sheet: Sheet, cells: Sequence[SheetCell]) -> Iterator[Problem]:
    """Headings out of order, in a sheet's cells as they are written or as they are once filled."""
    level = 0
    for number, cell in enumerate(cells):
        if cell.cell_type != "markdown":
            continue
        for found in _HEADING.finditer(without_code(cell.source)):
            written = sheet.cells[number].source == cell.source
            depth, line = len(found[1]), line_of(cell.source, found.start()) if written else 0
            if depth == 1 and level:
                yield sheet.problem(number, line, "a second chapter title", "start a sheet of its own, or write ##")
            elif depth > level + 1:
                todo = f"write {'#' * (level + 1)}" if level else "start the sheet with `# ` and its title"
                yield sheet.problem(number, line, "a heading that skips a level", todo)
            level = depth
    if not level:
        yield sheet.problem(0, 0, "the sheet has no title", "start it with `# ` and its title")


def _apostrophe_problems(sheet: Sheet, number: int, source: str) -> Iterator[Problem]:
    for found in _LOST_S.finditer(source):
        what = f"the apostrophe of “{found[0]}” has lost its s"
        yield sheet.problem(number, line_of(source, found.start()), what, f"write {found[0]}s")


def _leak_problems(sheet: Sheet, number: int, source: str, npqs: Collection[Npq]) -> Iterator[Problem]:
    for npq in npqs:
        for word in (npq.code, *npq.role_words):
            flags = 0 if word == npq.code else re.IGNORECASE
            if found := re.search(rf"(?<!\w){re.escape(word)}(?!\w)", source, flags):
                what = f"“{found[0]}” belongs to {npq.code} alone, and a sheet serves every programme"
                yield sheet.problem(number, line_of(source, found.start()), what, "use a placeholder")


def _python_problems(sheet: Sheet, number: int, source: str) -> Iterator[Problem]:
    if re.search(r"^\s*[%!]", source, re.MULTILINE):
        return  # Jupyter's own commands are not Python, and may stand
    try:
        parsed(source)
    except SyntaxError as error:
        yield sheet.problem(number, (error.lineno or 1) - 1, f"not Python ({error.msg})", "mend the line")


def _strings(source: str) -> Iterator[tuple[int, str]]:
    try:
        tree = parsed(source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno - 1, node.value


def activity_ids(sheet: Sheet) -> Iterator[tuple[int, int, str]]:
    """Cell, line and id of each activity that the sheet's code declares."""
    for number, cell in enumerate(sheet.cells):
        if cell.cell_type != "code":
            continue
        try:
            tree = parsed(cell.source)
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in activities.__all__:
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield number, node.lineno - 1, first.value
