"""One sheet, filled and run with its values."""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.project.placeholders import FillError, fill, has_placeholders
from workbook_kit.project.sheets import SheetCell, is_tagged, sheet_of
from workbook_kit.workbook.plan import SheetSpec

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: Seconds that a cell may take. Sheets declare activities; nothing in them should take one.
CELL_TIMEOUT = 60
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: How Python names an object that has no words of its own, such as HTML or a widget.
_OBJECT = re.compile(r"<[^\n]*>|\w+\(.*\)", re.DOTALL)
#: What shows a sheet to whoever writes it, and nothing where pages are made.
_LOOK = re.compile(r"%(re)?load_ext +workbook_kit|%preview\b.*")
_GRAMMAR = "rfc3987_syntax"


def fill_cells(spec: SheetSpec) -> tuple[SheetCell, ...]:
    """The sheet's cells with the placeholders of those in Markdown filled, and without commands that show the sheet.

    Raises:
        ProblemsError: every placeholder that cannot be filled, with sheet, cell and line.
    """
    cells, problems = [], []
    for number, cell in enumerate(spec.sheet.cells):
        try:
            cells.append(replace(cell, source=_filled(cell, spec.parameters)))
        except FillError as error:
            problems.append(spec.sheet.problem(number, error.line, error.what, "mend the placeholder"))
    if problems:
        raise ProblemsError(problems)
    return tuple(cells)


def _filled(cell: SheetCell, parameters: dict[str, Any]) -> str:
    if cell.cell_type == "markdown":
        return fill(cell.source, parameters)
    return "" if _only_looks(cell.source) else cell.source


def _only_looks(source: str) -> bool:
    lines = [line.strip() for line in source.splitlines()]
    code = [line for line in lines if line and not line.startswith("#")]
    return bool(code) and all(map(_LOOK.fullmatch, code))


def fill_notebook(notebook: "NotebookNode", path: str) -> None:
    """Fills the text of a notebook that papermill is about to run: samples, and what it injects in their place. Only of
    Python's notebooks are the samples known.

    Args:
        path: of the notebook's file, as papermill was told.

    Raises:
        ProblemsError: every placeholder that cannot be filled, or a sample that is no plain value.
    """
    own = [cell for cell in notebook.cells if not is_tagged(cell, "injected-parameters")]
    is_python = notebook.metadata.get("kernelspec", {}).get("language", "python").lower() == "python"
    if not is_python or not any(cell.cell_type == "markdown" and has_placeholders(cell.source) for cell in own):
        return
    sheet = sheet_of(Path(path), {**notebook, "cells": own})
    # as plain as in the code: a notebook's metadata has a kind of dictionary of its own, and YAML has dates
    injected = json.loads(json.dumps(notebook.metadata.get("papermill", {}).get("parameters", {}), default=str))
    for cell, filled in zip(own, fill_cells(SheetSpec(sheet, {**sheet.parameters, **injected})), strict=True):
        cell.source = filled.source


def execute(spec: SheetSpec, timeout: int = CELL_TIMEOUT) -> "NotebookNode":
    """The sheet's notebook, filled and run, with its outputs.

    Args:
        timeout: seconds that any one cell may take.

    Raises:
        ProblemsError: a cell that failed, took too long, or lost its kernel.
    """
    filled = zip(spec.sheet.notebook["cells"], fill_cells(spec), strict=True)
    notebook = {**spec.sheet.notebook, "cells": [{**cell, "source": made.source} for cell, made in filled]}
    engine = _engine()
    try:
        executed: NotebookNode = engine.execute(notebook, spec.parameters, timeout)
    except engine.CellError as error:
        ids = [cell.id for cell in spec.sheet.cells]
        number = ids.index(error.cell) if error.cell in ids else 0
        what = " ".join(error.what.split())[:300]
        raise ProblemsError([spec.sheet.problem(number, error.line, what, error.todo)]) from None
    if problems := list(_output_problems(spec, executed)):
        raise ProblemsError(problems)
    return executed


def _engine() -> ModuleType:
    """papermill and all that comes with it, imported when the first sheet is run.

    It imports jsonschema, and that, where JupyterLab has brought it along, a grammar of web addresses that is worked
    out anew in each process: two seconds, many times what a workbook takes. jsonschema does without, and only a check
    of the format "iri" would notice. None among the modules is Python's own way to say: not to be had.
    """
    if _GRAMMAR in sys.modules:
        return import_module("workbook_kit.workbook.engine")
    sys.modules[_GRAMMAR] = None  # type: ignore[assignment]
    try:
        return import_module("workbook_kit.workbook.engine")
    finally:
        del sys.modules[_GRAMMAR]  # whoever asks for it later gets it


def _output_problems(spec: SheetSpec, executed: Any) -> Iterator[Problem]:
    """What a cell shows that no page can hold."""
    shown = (cell for cell in executed.cells if not is_tagged(cell, "injected-parameters"))
    for number, cell in enumerate(shown):
        for output in cell.get("outputs", ()):
            if _CONTROL.search(output.get("text", "")):
                yield spec.sheet.problem(
                    number, 0, "it prints colours or other codes of a terminal", "print plain text"
                )
            data = output.get("data", {})
            drawn = {"text/markdown", "image/png"} & set(data)
            if not all(isinstance(data[kind], str) for kind in (*drawn, *({"text/plain"} & set(data)))):
                yield spec.sheet.problem(number, 0, "what it shows is not text", "show Markdown, text or a picture")
            elif data and not drawn and _OBJECT.fullmatch(data.get("text/plain", "<>")):
                what = f"it shows {data.get('text/plain', 'something')}, which no page can hold"
                yield spec.sheet.problem(number, 0, what, "show an activity, Markdown, text or a PNG picture")
