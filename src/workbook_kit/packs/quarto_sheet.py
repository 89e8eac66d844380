"""A sheet by itself, for `quarto render workbooks/<sheet>.ipynb`: filled and run with its own sample values.

Quarto hands the notebook to this filter and draws what comes back. To it, a sheet stands outside the project, where it
finds no extension by its name; so `workbooks/_metadata.yml` says what the extension says of each format, with the
places of its files. It is written from there, by `make sheet-metadata`.
"""

import json
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from workbook_kit.errors import problem
from workbook_kit.files import write_whole
from workbook_kit.project.sheets import load_sheet
from workbook_kit.render.outputs import make_sheet_document
from workbook_kit.render.quarto import source_parts
from workbook_kit.workbook.plan import SheetSpec

FORMATS = ("html", "typst")
#: Of a handout that nobody hands on: Quarto would warn wherever veraPDF is not installed.
NO_CLAIM = "1.7"
#: Where the extension is, as seen from a sheet.
PLACE = "../_extensions/seminar"
_ABOUT = """\
# A sheet by itself, with the values of its parameters cell: `quarto render workbooks/scenario.ipynb`. To Quarto it is
# outside the project, so all that the seminar extension says stands here, too: written by `make sheet-metadata`.
"""


def sheet_alone(folder: Path, text: str) -> str:
    """The notebook that Quarto is to draw instead of a sheet. Pictures that the sheet drew are written beside it.

    Args:
        folder: that of the sheets; the extension is in the folder above.
        text: of the sheet's file.

    Raises:
        ProblemsError: what is wrong with the sheet.
    """
    sheet = load_sheet(_file(folder, text))
    document = make_sheet_document(SheetSpec(sheet, sheet.parameters), folder.parent / "_extensions" / "seminar")
    drawn = {name: content for name, content in document.resources.items() if isinstance(content, bytes)}
    for name, content in drawn.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    front, body = source_parts(document)
    cells = [_cell("raw", "front-matter", front), _cell("markdown", "text", body)]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def _file(folder: Path, text: str) -> Path:
    """Quarto does not say which sheet it has read."""
    for path in sorted(folder.glob("[!.]*.ipynb")):
        if path.read_bytes().decode(errors="replace") == text:
            return path
    raise problem(folder.name, "Quarto handed on a notebook that is no sheet of this folder", "save it and try again")


def directory_metadata(extension: Path) -> str:
    """What `workbooks/_metadata.yml` holds: the filter, and how a sheet looks, which the extension says."""
    said = YAML(typ="safe").load((extension / "_extension.yml").read_text(encoding="utf-8"))
    known = said["contributes"]["formats"]

    def placed(value: Any) -> Any:
        match value:
            case dict():
                return {key: placed(one) for key, one in value.items()}
            case list():
                return [placed(one) for one in value]
            case str() if (extension / value).exists():
                return f"{PLACE}/{value}"
            case _:
                return value

    formats = {name: placed({**known["common"], **known[name]}) for name in FORMATS}
    formats["typst"]["pdf-standard"] = NO_CLAIM
    text = StringIO()
    _writer().dump({"ipynb-filters": [f"{PLACE}/launch.py quarto-sheet"], "format": formats}, text)
    return _ABOUT + text.getvalue()


def _writer() -> YAML:
    writer = YAML()
    writer.indent(mapping=2, sequence=4, offset=2)
    return writer


def _cell(kind: str, id: str, source: str) -> dict[str, Any]:
    return {"cell_type": kind, "id": id, "metadata": {}, "source": source.splitlines(keepends=True)}


if __name__ == "__main__":
    write_whole(Path("workbooks/_metadata.yml"), directory_metadata(Path("_extensions/seminar")).encode())
