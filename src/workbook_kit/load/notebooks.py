"""Notebook files read as they come: from old editors, with ids missing, or damaged."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import nbformat

from workbook_kit.errors import problem

SAVE_AGAIN = "open it in Jupyter and save it again"
#: A sheet larger than this has pictures or outputs stored in it.
LARGEST = 5_000_000


def read_notebook(path: Path, file: str) -> tuple[str, nbformat.NotebookNode]:
    """The file's text, and the notebook that it holds.

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


def _notebook(raw: str, file: str) -> nbformat.NotebookNode:
    try:
        data = json.loads(raw)
    except json.JSONDecodeError as error:
        raise problem(file, f"this is not a notebook ({error.msg})", SAVE_AGAIN, error.lineno) from None
    except (ValueError, RecursionError):
        raise problem(file, "this is not a notebook (not JSON that can be read)", SAVE_AGAIN) from None
    cells = data.get("cells") if isinstance(data, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells) or data.get("nbformat") != 4:
        raise problem(file, "this is not a notebook of version 4", SAVE_AGAIN)
    _give_ids(cells)
    data["nbformat_minor"] = 5
    try:
        notebook: nbformat.NotebookNode = nbformat.reads(json.dumps(data), as_version=4)
        nbformat.validate(notebook)
    except (nbformat.ValidationError, ValueError, KeyError, AttributeError, TypeError) as error:
        why = str(error).splitlines()[0][:120]
        raise problem(file, f"the notebook is damaged ({why})", SAVE_AGAIN) from None
    _check_kernel(notebook, file)
    return notebook


def _give_ids(cells: list[dict[str, Any]]) -> None:
    """Notebooks of older editors have no cell ids, and pasting can make two cells share one."""
    seen: set[str] = set()
    for number, cell in enumerate(cells):
        if cell.get("id") is None or cell["id"] in seen:
            cell["id"] = f"unnamed-{number + 1}"
        seen.add(cell["id"])


def _check_kernel(notebook: nbformat.NotebookNode, file: str) -> None:
    spec = notebook.metadata.get("kernelspec", {})
    if (language := str(spec.get("language", "python")).lower()) != "python":
        what = f"the sheet is written for another kernel ({language})"
        raise problem(file, what, "choose Python 3 as its kernel in Jupyter")
