"""Sheets: the parametrised notebooks in workbooks/, with the parameters that each declares and uses."""

import ast
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from workbook_kit.errors import Collector, Problem, ProblemsError, problem
from workbook_kit.project.placeholders import FillError
from workbook_kit.project.placeholders import names as names_in_text
from workbook_kit.project.plain import names_in_code, parsed

# Notebook files read as they come: from old editors, with ids missing, or damaged.

SAVE_AGAIN = "open it in Jupyter and save it again"
#: A sheet larger than this has pictures or outputs stored in it.
LARGEST = 5_000_000
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def read_notebook(path: Path, file: str) -> tuple[str, dict[str, Any]]:
    """The file's text, and the notebook that it holds, of format 4.5 and without outputs.

    Raises:
        ProblemsError: it cannot be read, is no notebook, or is made for another kernel than Python's.
    """
    raw = _text(path, file)
    return raw, _notebook(raw, file)


def _text(path: Path, file: str) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise problem(file, "the notebook is larger than 5 MB", "clear its outputs and save it again")
        return unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise problem(file, "this is not a notebook (not UTF-8)", SAVE_AGAIN) from None
    except OSError as error:
        raise problem(file, f"it cannot be read ({error.strerror or error})", "check the file and its rights") from None


def _notebook(raw: str, file: str) -> dict[str, Any]:
    try:
        data = json.loads(raw)
    except json.JSONDecodeError as error:
        raise problem(file, f"this is not a notebook ({error.msg})", SAVE_AGAIN, error.lineno) from None
    except (ValueError, RecursionError):
        raise problem(file, "this is not a notebook (not JSON that can be read)", SAVE_AGAIN) from None
    cells = data.get("cells") if isinstance(data, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells) or data.get("nbformat") != 4:
        raise problem(file, "this is not a notebook of version 4", SAVE_AGAIN)
    for why in _damage(data):
        raise problem(file, f"the notebook is damaged ({why})", SAVE_AGAIN)
    _check_kernel(data["metadata"], file)
    _give_ids(cells)
    return {"cells": [_cell(cell) for cell in cells], "metadata": data["metadata"], "nbformat": 4, "nbformat_minor": 5}


def _damage(data: Mapping[str, Any]) -> Iterator[str]:
    """What is not as the format has it, of all that is read here or by papermill."""
    metadata = data.get("metadata")
    if not isinstance(metadata, dict) or not isinstance(metadata.get("kernelspec", {}), dict):
        yield "it has no metadata that can be read"
    for number, cell in enumerate(data["cells"], 1):
        if cell.get("cell_type") not in ("markdown", "code", "raw"):
            yield f"cell {number} is neither text nor code"
        elif not _is_text(cell.get("source")):
            yield f"cell {number} has no text"
        elif not _is_metadata(cell.get("metadata")) or not isinstance(cell.get("attachments", {}), dict):
            yield f"cell {number} has no metadata that can be read"
        elif "id" in cell and not (cell["id"] is None or (isinstance(cell["id"], str) and _ID.fullmatch(cell["id"]))):
            yield f"cell {number} has an id that is none"


def _is_text(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(line, str) for line in value))


def _is_metadata(value: object) -> bool:
    tags = value.get("tags", []) if isinstance(value, dict) else None
    return isinstance(tags, list) and all(isinstance(tag, str) for tag in tags)


def _give_ids(cells: list[dict[str, Any]]) -> None:
    """Notebooks of older editors have no cell ids, and pasting can make two cells share one."""
    seen: set[str] = set()
    for number, cell in enumerate(cells):
        if cell.get("id") is None or cell["id"] in seen:
            cell["id"] = f"unnamed-{number + 1}"
        seen.add(cell["id"])


def _cell(cell: Mapping[str, Any]) -> dict[str, Any]:
    """The cell with its text in one piece, and without what an earlier run left in it."""
    made = {
        "cell_type": cell["cell_type"],
        "id": cell["id"],
        "metadata": cell["metadata"],
        "source": "".join(cell["source"]),
    }
    if cell["cell_type"] == "code":
        return {**made, "execution_count": None, "outputs": []}
    return {**made, "attachments": cell["attachments"]} if "attachments" in cell else made


def _check_kernel(metadata: Mapping[str, Any], file: str) -> None:
    if (language := str(metadata.get("kernelspec", {}).get("language", "python")).lower()) != "python":
        what = f"the sheet is written for another kernel ({language})"
        raise problem(file, what, "choose Python 3 as its kernel in Jupyter")


# Sheets: the parametrised notebooks in workbooks/, with the parameters that each declares and uses.


@dataclass(frozen=True)
class SheetCell:
    """A cell of a sheet, under the names that the notebook format has for its parts."""

    id: str
    cell_type: Literal["markdown", "code", "raw"]
    source: str
    metadata: Mapping[str, Any]


@dataclass(frozen=True)
class Sheet:
    """A notebook of the project.

    Args:
        notebook: as JSON, of format 4.5; nobody changes it.
        parameters: the sample values of its parameters cell.
        lines: of the file, on which the text of each cell starts.
    """

    name: str
    path: Path
    notebook: dict[str, Any]
    parameters: dict[str, Any]
    lines: tuple[int, ...]

    @cached_property
    def cells(self) -> tuple[SheetCell, ...]:
        """Its cells, in order."""
        return tuple(SheetCell(*(cell[field.name] for field in fields(SheetCell))) for cell in self.notebook["cells"])

    @property
    def file(self) -> str:
        """How the user knows the sheet."""
        return f"{self.path.absolute().parent.name}/{self.path.name}"

    def problem(self, cell: int, line: int, what: str, todo: str) -> Problem:
        """A problem at a line (from 0) of a cell (from 0)."""
        place = self.lines[cell] + line if cell < len(self.lines) else 0
        return Problem(self.file, place, f"cell {cell + 1}: {what}", todo)


def load_sheets(folder: Path) -> dict[str, Sheet]:
    """Every sheet of the folder, by name.

    Raises:
        ProblemsError: every fault of every notebook.
    """
    collector = Collector()
    sheets = {}
    for path in sorted(folder.glob("[!.]*.ipynb")):
        with collector:
            sheets[path.stem] = load_sheet(path)
    collector.finish()
    if not sheets:
        raise problem("workbooks", "there is no sheet in this folder", "copy the sheets from a new project")
    return sheets


def load_sheet(path: Path) -> Sheet:
    """The sheet in that file.

    Raises:
        ProblemsError: every fault of the notebook.
    """
    file = f"workbooks/{path.name}"
    raw, notebook = read_notebook(path, file)
    sheet = sheet_of(path, notebook, raw)
    problems = list(use_problems(sheet))
    if problems:
        raise ProblemsError(problems)
    return sheet


def sheet_of(path: Path, notebook: dict[str, Any], raw: str | None = None) -> Sheet:
    """The notebook as a sheet, with the samples of its parameters cell.

    Args:
        raw: the text of its file; read, where it is not given and can be.

    Raises:
        ProblemsError: a parameter that is no plain value.
    """
    if raw is None:
        with suppress(OSError, ValueError):  # somewhere else than on this machine's disk
            raw = path.read_text(encoding="utf-8")
    lines = tuple(_cell_lines(raw or ""))
    sheet = Sheet(path.stem, path, notebook, {}, lines if len(lines) == len(notebook["cells"]) else ())
    return replace(sheet, parameters=_parameters(sheet))


def _cell_lines(raw: str) -> Iterator[int]:
    """The line of the file on which each cell's text starts."""
    for found in re.finditer(r'^\s*"source":\s*(\[\s*\n)?', raw, re.MULTILINE):
        yield raw.count("\n", 0, found.end()) + 1


def _parameters(sheet: Sheet) -> dict[str, Any]:
    cells = [i for i, cell in enumerate(sheet.cells) if is_tagged(cell, "parameters")]
    if not cells:
        return {}
    if len(cells) > 1:
        raise ProblemsError([sheet.problem(cells[1], 0, "a second parameters cell", "keep one")])
    try:
        body = parsed(sheet.cells[cells[0]].source).body
    except SyntaxError as error:
        line = (error.lineno or 1) - 1
        raise ProblemsError([sheet.problem(cells[0], line, f"not Python ({error.msg})", "mend the line")]) from None
    found: dict[str, Any] = {}
    for statement in body:
        name, value = _assignment(sheet, cells[0], statement)
        if name in found:
            line = statement.lineno - 1
            raise ProblemsError([sheet.problem(cells[0], line, f"the parameter `{name}` is set twice", "keep one")])
        found[name] = value
    return found


def _assignment(sheet: Sheet, cell: int, statement: ast.stmt) -> tuple[str, Any]:
    match statement:
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=value)
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
        ):
            with suppress(ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                return name, ast.literal_eval(value)
    todo = "write `name = value` with plain text, numbers, lists and dictionaries only"
    raise ProblemsError([sheet.problem(cell, statement.lineno - 1, "a parameter that is not a plain value", todo)])


def is_tagged(cell: Any, tag: str) -> bool:
    """Whether the cell carries the tag, be it ours or a notebook's."""
    return tag in cell.metadata.get("tags", [])


def use_problems(sheet: Sheet) -> Iterator[Problem]:
    """Placeholders that cannot be read or name no parameter, and parameters that nothing uses."""
    used: set[str] = set()
    for number, cell in enumerate(sheet.cells):
        if is_tagged(cell, "parameters"):
            continue
        try:
            names = names_in_text(cell.source) if cell.cell_type == "markdown" else names_in_code(cell.source)
        except FillError as error:
            what = f"a placeholder that cannot be read ({error.what})"
            yield sheet.problem(number, error.line, what, "mend it, or work it out in a code cell")
            continue
        used |= names
        if cell.cell_type == "markdown":
            for name in sorted(names - set(sheet.parameters)):
                todo = "add it to the parameters cell, or mend its name"
                yield sheet.problem(number, _line_with(cell.source, name), f"`{name}` is not a parameter", todo)
    for name in sheet.parameters:
        if name not in used:
            cell_number = next(i for i, cell in enumerate(sheet.cells) if is_tagged(cell, "parameters"))
            source = sheet.cells[cell_number].source
            what = f"the parameter `{name}` is never used"
            yield sheet.problem(cell_number, _line_with(source, name, at_start=True), what, "use it or take it out")


def _line_with(source: str, name: str, at_start: bool = False) -> int:
    pattern = re.compile(rf"{'' if at_start else '.*'}\b{name}\b")
    return next((i for i, line in enumerate(source.splitlines()) if pattern.match(line)), 0)
