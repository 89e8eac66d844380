"""What can be told from a sheet alone: headings, apostrophes, activities, words of one programme."""

import ast
import re
from collections.abc import Iterator, Sequence

from nbformat import NotebookNode

from workbook_kit import activities
from workbook_kit.check.markdown import div_problems, line_of, markdown_problems, without_code
from workbook_kit.errors import Problem
from workbook_kit.load import Project, Sheet
from workbook_kit.load.code import parsed

_HEADING = re.compile(r"^(#{1,6})[ \t]+\S", re.MULTILINE)
# "The Trust' Values": an apostrophe that closes a word without s and opens a name is one that lost its s.
_LOST_S = re.compile(r"(?<![\w'’‘])[A-Za-z]*[A-RT-Za-rt-z]['’](?=\s+[A-Z])")


def sheet_problems(sheet: Sheet, project: Project) -> Iterator[Problem]:
    """Every problem of one sheet's text."""
    yield from heading_problems(sheet, sheet.notebook.cells)
    yield from div_problems(sheet)
    for number, cell in enumerate(sheet.notebook.cells):
        if cell.cell_type == "markdown":
            yield from markdown_problems(sheet, number, cell.source)
            yield from _apostrophe_problems(sheet, number, cell.source)
            yield from _leak_problems(sheet, number, cell.source, project)
        elif cell.cell_type == "code":
            yield from _python_problems(sheet, number, cell.source)
            for line, text in _strings(cell.source):
                for problem in _leak_problems(sheet, number, text, project):
                    yield Problem(problem.file, problem.line + line, problem.what, problem.todo)


def heading_problems(sheet: Sheet, cells: Sequence[NotebookNode]) -> Iterator[Problem]:
    """Headings out of order, in a sheet's cells as they are written or as they are once filled."""
    level = 0
    for number, cell in enumerate(cells):
        if cell.cell_type != "markdown":
            continue
        for found in _HEADING.finditer(without_code(cell.source)):
            written = sheet.notebook.cells[number].source == cell.source
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


def _leak_problems(sheet: Sheet, number: int, source: str, project: Project) -> Iterator[Problem]:
    for npq in project.npqs.values():
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
    for number, cell in enumerate(sheet.notebook.cells):
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
