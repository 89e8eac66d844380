"""What answers need to know of a workbook: which it is, and what it asks to be rated.

`workbook.json`, which lies in every pack, says both. A pack's notebook says the first, in the cell that opens it.
"""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from workbook_kit.answers.model import Refused, WorkbookName
from workbook_kit.paths import MODEL

_OF_A_STATEMENT = ("framework", "edition", "kind", "code")
_MEMBERS = [field.name for field in fields(WorkbookName)]
_OPENED = re.compile(r"^answers = (open_workbook\(\n(?: +\w+=.*,\n)+\))$", re.MULTILINE)
#: Bytes of a notebook that may be one of a pack's.
_LARGEST = 50_000_000


@dataclass(frozen=True)
class AskedStatement:
    """A statement that a workbook asks a person to rate, and where it stands.

    Args:
        key: what the rating is kept under.
        area: its name, or its number where it has none.
    """

    key: str
    points: int
    code: str
    area: str
    kind: str
    stem: str
    text: str


@dataclass(frozen=True)
class WorkbookFile:
    """A `workbook.json`. Of the statements, those that are a group's to rate are left out."""

    name: WorkbookName
    statements: tuple[AskedStatement, ...]


def read_workbook(path: Path) -> WorkbookFile:
    """What the file says.

    Raises:
        Refused: it is no workbook file, or cannot be read.
    """
    try:
        model = json.loads(path.read_bytes())
        said = {**model, "content_hash": model["edition"]}
        name = WorkbookName(**{member: str(said[member]) for member in _MEMBERS})
        return WorkbookFile(name, tuple(_statements(model)))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise Refused(f"“{path}” is no workbook file that can be read; take it from its pack again.") from None


def _statements(model: Mapping[str, Any]) -> Iterator[AskedStatement]:
    quoted = {
        (stem["framework"], stem["edition"], stem["kind"], one["code"]): (stem, str(one["text"]))
        for stem in model["statements"]
        for one in stem["statements"]
    }
    blocks = (block for chapter in model["chapters"] for block in chapter["blocks"] if block["type"] == "activity")
    for field in (field for block in blocks if not block["group_notes"] for field in block["fields"]):
        if "statement" in field:
            framework, edition, kind, code = (field["statement"][name] for name in _OF_A_STATEMENT)
            stem, text = quoted[framework, edition, kind, code]
            area = str(stem["area_name"] or stem["area"] or "")
            yield AskedStatement(field["key"], int(field["points"]), code, area, kind, str(stem["stem"]), text)


def workbook_in(folder: Path, notebook: Path | None = None) -> WorkbookName:
    """The workbook that a folder holds.

    Args:
        notebook: the one that asks, which counts before the others of the folder.

    Raises:
        Refused: there is none, or there are several.
    """
    if notebook and (own := _named_by(notebook)):
        return own
    if (folder / MODEL).is_file():
        return read_workbook(folder / MODEL).name
    found = {name for path in sorted(folder.glob("*.ipynb")) if (name := _named_by(path))}
    if len(found) == 1:
        return found.pop()
    what = f"There are several workbooks in “{folder}”" if found else f"There is no workbook in “{folder}”"
    raise Refused(
        f"{what}; say which: workbook_kit.open(id=…, title=…, npq=…), as the first cell of its notebook does."
    )


def _named_by(notebook: Path) -> WorkbookName | None:
    """The workbook that a pack's notebook opens."""
    try:
        if notebook.stat().st_size > _LARGEST:
            return None
        cells = json.loads(notebook.read_bytes())["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        found = next(found for source in code if (found := _OPENED.search(source)))
        [call] = ast.parse(found[1]).body
        said = {one.arg: ast.literal_eval(one.value) for one in call.value.keywords}  # type: ignore[attr-defined]
        return WorkbookName(**{name: said[name] for name in _MEMBERS if name in said})
    except (OSError, ValueError, LookupError, TypeError, AttributeError, SyntaxError, StopIteration, RecursionError):
        return None
