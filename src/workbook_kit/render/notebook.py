"""The workbook as one notebook for Jupyter: pictures inside it, no marks that only an engine reads."""

import base64
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbook_kit.project.sheets import is_tagged
from workbook_kit.render.document import IMAGE, Document
from workbook_kit.render.typst import as_png

if TYPE_CHECKING:
    from nbformat import NotebookNode

_OPENS = re.compile(r"^:{3,}\s*(?P<attributes>\{.*\}|\w[\w-]*)\s*$")
_CLOSES = re.compile(r"^:{3,}\s*$")
_SHOWN = re.compile(r'(?:title|source|letter)="(?P<text>[^"]*)"')

_Node = dict[str, Any]
_FOLDED = {"jupyter": {"source_hidden": True}}

_HOW = """\
**How to use this notebook.** Choose *Run*, then *Run All Cells*, and every activity becomes a form to fill in. \
Your answers are saved in a file beside this notebook as you write, and nothing is sent anywhere. \
When you come back, run all cells again: your answers return. \
Where it says “Error displaying widget”, a form is waiting for just that. \
If the first cell fails, Jupyter lacks the Python package *workbook-kit*; whoever set it up can add it."""


def render_notebook(document: Document, notebooks: Sequence["NotebookNode"], sheets: Path, extension: Path) -> bytes:
    """The executed sheets as one notebook, with the values of each sheet put in where it starts.

    Code is folded away: a participant came for the form below it, and opens it with a click.
    """
    from nbformat import from_dict, v4  # here, because it takes long, and reading a project needs none of it

    # each of nbformat's own makers, and its writes(), would check what it makes against the schema, for half the time
    cells = list(_opening(document))
    for sheet, executed in enumerate(notebooks, 1):
        for number, cell in enumerate(executed.cells, 1):
            if kept := _cell(cell, sheets, extension):
                kept["id"] = f"sheet-{sheet:02}-cell-{number:02}"
                cells.append(kept)
    cells.extend(_closing())
    whole = {"cells": cells, "metadata": _metadata(document, notebooks[0]), "nbformat": 4, "nbformat_minor": 5}
    text = v4.writes(from_dict(whole))
    return f"{text}\n".encode()


def _opening(document: Document) -> Iterator[_Node]:
    """How to use the notebook, and the cell that makes its activities live."""
    # A literal of text holds text, whatever a cohort is called.
    values = "".join(f"    {name}={said!r},\n" for name, said in document.workbook.named.items() if said)
    code = f"from workbook_kit.live import open_workbook\n\nanswers = open_workbook(\n{values})\nanswers.controls()"
    yield _markdown(_HOW, id="how-to-use")
    yield _code(code, id="open-workbook", metadata=_FOLDED)


def _closing() -> Iterator[_Node]:
    yield _markdown("# My ratings", id="my-ratings-title")
    yield _code("answers.chart()", id="my-ratings", metadata=_FOLDED)


def _metadata(document: Document, first: "NotebookNode") -> dict[str, object]:
    workbook = {key: str(document.metadata[key]) for key in ("workbook-id", "code", "edition")}
    return {
        "kernelspec": dict(first.metadata.get("kernelspec", {})),
        "language_info": {"name": "python"},
        "workbook_kit": workbook,
    }


def _cell(cell: "NotebookNode", sheets: Path, extension: Path) -> _Node | None:
    if cell.cell_type == "markdown":
        return _text(cell.source, sheets, extension)
    if cell.cell_type != "code" or is_tagged(cell, "parameters"):
        return None
    if is_tagged(cell, "injected-parameters"):
        # The values of this workbook take the place of the sheet's samples.
        return _code(cell.source, metadata={"tags": ["parameters"], **_FOLDED})
    outputs = [_output(output) for output in cell.outputs]
    return _code(cell.source, outputs=outputs, metadata=_FOLDED)


def _code(source: str, **more: object) -> _Node:
    return {"cell_type": "code", "execution_count": None, "outputs": [], "source": source, **more}


def _markdown(source: str, **more: object) -> _Node:
    return {"cell_type": "markdown", "metadata": {}, "source": source, **more}


def _output(output: "NotebookNode") -> _Node:
    """The output as Jupyter shows it: an activity's page form, without the forms meant for engines."""
    data = output.get("data", {})
    if "text/html" not in data:
        return output
    kept = {kind: data[kind] for kind in ("text/html", "text/plain") if kind in data}
    return {"output_type": "display_data", "data": kept, "metadata": {}}


def _text(source: str, sheets: Path, extension: Path) -> _Node | None:
    attachments: dict[str, dict[str, str]] = {}

    def picture(found: re.Match[str]) -> str:
        path = sheets / found["address"]
        # JupyterLab shows no SVG from an attachment.
        attachments[path.name] = {"image/png": base64.b64encode(as_png(path, extension)).decode()}
        alt = re.search(r'fig-alt="([^"]*)"', found["attributes"] or "")
        return f"![{alt[1] if alt else found['caption']}](attachment:{path.name})"

    text = IMAGE.sub(picture, "\n".join(without_divs(source.split("\n"))))
    tidy = re.sub(r"\n{3,}", "\n\n", text).strip()
    if not tidy:  # nothing but a page break stood here
        return None
    return _markdown(tidy, **({"attachments": attachments} if attachments else {}))


def without_divs(lines: Sequence[str]) -> Iterator[str]:
    """The lines without the fences of divs; a facilitator's notes go whole, titles stay as bold text."""
    kinds: list[str] = []
    for line in lines:
        if opens := _OPENS.match(line):
            kinds.append(opens["attributes"])
            if not _hidden(kinds):
                yield from ("", *(f"**{found['text']}**\n" for found in _SHOWN.finditer(opens["attributes"])))
        elif _CLOSES.match(line) and kinds:
            kinds.pop()
            yield ""
        elif not _hidden(kinds):
            yield line


def _hidden(kinds: Sequence[str]) -> bool:
    return any(".facilitator" in kind or kind == "facilitator" for kind in kinds)
