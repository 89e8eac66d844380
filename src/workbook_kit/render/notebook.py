"""The workbook as one notebook for Jupyter: activities to read until they run, pictures inside, no engine's marks."""

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbook_kit.activities.base import MIME_TYPE
from workbook_kit.activities.readable import readable_html
from workbook_kit.project.placeholders import escape_markdown
from workbook_kit.render.document import IMAGE, Document
from workbook_kit.render.jupyter_markdown import for_jupyter
from workbook_kit.render.typst import as_png
from workbook_kit.render.values import (
    SheetCode,
    assignments,
    import_lines,
    is_parameters,
    kit_imports,
    shared_imports,
    shared_values,
)
from workbook_kit.render.wheel import WHEEL

if TYPE_CHECKING:
    from nbformat import NotebookNode

_OPENS = re.compile(r"^:{3,}\s*(?P<attributes>\{.*\}|\w[\w-]*)\s*$")
_CLOSES = re.compile(r"^:{3,}\s*$")
_SHOWN = re.compile(r'(?:title|letter)="(?P<text>[^"]*)"')
_SOURCE = re.compile(r'source="(?P<text>[^"]*)"')
#: Boxes that a page sets off, too.
_SET_OFF = re.compile(r"\.(?:quotation|scenario|reminder)\b")

_Node = dict[str, Any]
#: Nobody loses a part of the workbook by a stray key.
_KEPT = {"deletable": False, "editable": False}
#: A participant came for the form below it, and opens the code with a click.
_CODE = {**_KEPT, "jupyter": {"source_hidden": True}}
#: What every installation of Jupyter calls its own Python. Any other name would be a question to the participant.
_KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}

_HOW = """\
**Choose *Run*, then *Run All Cells*,** and every question below becomes a form; do the same whenever you come back. \
What you write is kept in a file beside this notebook and sent nowhere."""

#: The first line of folded code is shown.
_NEEDED = "# What the cells below need: kinds of activities, and what is said of this cohort and workbook."


def render_notebook(document: Document, notebooks: Sequence["NotebookNode"], sheets: Path, extension: Path) -> bytes:
    """The executed sheets as one notebook, which opens with a title page and what all of them need."""
    from nbformat import from_dict, v4  # here, because it takes long, and reading a project needs none of it

    # each of nbformat's own makers, and its writes(), would check what it makes against the schema, for half the time
    cells = [*_opening(document), *_sheets(notebooks, sheets, extension), *_closing()]
    whole = {"cells": cells, "metadata": _metadata(document), "nbformat": 4, "nbformat_minor": 5}
    return f"{v4.writes(from_dict(whole))}\n".encode()


def _opening(document: Document) -> Iterator[_Node]:
    """The title page, and the cell that makes activities live."""
    # A literal of text holds text, whatever a cohort is called.
    named = "".join(f"    {name}={said!r},\n" for name, said in document.workbook.named.items() if said)
    start = Path(__file__).with_name("opening.ipy").read_text(encoding="utf-8").replace("WHEEL", repr(WHEEL))
    yield _markdown(_title_page(document), id="title-page")
    yield _code(f"{start}answers = open_workbook(\n{named})\nanswers.controls()", id="open-workbook")


def _title_page(document: Document) -> str:
    def said(name: str) -> str:
        return _shown(document.metadata.get(name, ""))

    title = said("npq-title")
    of = f"National Professional Qualification for {title}" if title else said("npq")
    about = " · ".join(filter(None, (of, said("subtitle"))))
    # a table would stand in the middle of JupyterLab's page
    facts = "\\\n".join(f"**{_shown(term)}:** {_shown(fact)}" for term, fact in document.workbook.facts)
    return f"{about}\n\n# {_shown(document.workbook.title)}\n\n{facts}\n\n{_HOW}"


def _shown(text: str) -> str:
    return for_jupyter(escape_markdown(text))


def _closing() -> Iterator[_Node]:
    yield _markdown("# My ratings", id="my-ratings-title")
    yield _code("answers.chart()", id="my-ratings")


def _metadata(document: Document) -> dict[str, object]:
    from workbook_kit.workbook.in_process import LANGUAGE

    workbook = {key: str(document.metadata[key]) for key in ("workbook-id", "code", "edition")}
    title = f"{document.workbook.title} ({document.metadata.get('cohort', '')})"
    return {"kernelspec": _KERNEL, "language_info": LANGUAGE, "title": title, "workbook_kit": workbook}


def _sheets(notebooks: Sequence["NotebookNode"], sheets: Path, extension: Path) -> Iterator[_Node]:
    """What all sheets need, then the cells of each."""
    all_code = [SheetCode(notebook) for notebook in notebooks]
    imports, values = shared_imports(all_code), shared_values(all_code)
    if needed := [*import_lines(imports), *assignments(values)]:
        yield _code("\n".join([_NEEDED, *needed]), id="values", metadata={"tags": ["parameters"], **_CODE})
    for number, code in enumerate(all_code, 1):
        own = {name: value for name, value in code.values.items() if name not in values}
        for place, cell in enumerate(code.notebook.cells, 1):
            if kept := _cell(cell, own, imports, sheets, extension):
                yield {**kept, "id": f"sheet-{number:02}-cell-{place:02}"}


def _cell(
    cell: "NotebookNode", own: Mapping[str, Any], imports: Mapping[str, str], sheets: Path, extension: Path
) -> _Node | None:
    if cell.cell_type == "markdown":
        return _text(cell.source, sheets, extension)
    if cell.cell_type != "code":
        return None
    if is_parameters(cell):
        # The values of this workbook take the place of the sheet's samples.
        is_injected = "injected-parameters" in cell.metadata["tags"]
        return _code("\n".join(assignments(own))) if own and is_injected else None
    taken = kit_imports(cell.source)
    if not cell.source.strip() or (taken and all(imports.get(name) == module for name, module in taken)):
        return None
    return _code(cell.source, outputs=[_output(output) for output in cell.outputs])


def _code(source: str, **more: object) -> _Node:
    return {"cell_type": "code", "execution_count": None, "metadata": _CODE, "outputs": [], "source": source, **more}


def _markdown(source: str, **more: object) -> _Node:
    return {"cell_type": "markdown", "metadata": _KEPT, "source": source, **more}


def _output(output: "NotebookNode") -> _Node:
    """The output as Jupyter shows it until the cell runs: an activity to read, so that nobody writes what is lost."""
    data = output.get("data", {})
    if MIME_TYPE in data:
        data = {"text/html": readable_html(data[MIME_TYPE]), "text/plain": data["text/plain"]}
    elif "text/html" not in data:
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
    return _markdown(for_jupyter(tidy), **({"attachments": attachments} if attachments else {}))


def without_divs(lines: Sequence[str]) -> Iterator[str]:
    """The lines without the fences of divs, and without a facilitator's notes; what a page sets off is indented."""
    kinds: list[str] = []
    for line in lines:
        if opens := _OPENS.match(line):
            yield _indented("", kinds)
            kinds.append(opens["attributes"])
            shown = " · ".join(found["text"] for found in _SHOWN.finditer(kinds[-1]))
            yield from _of_box(f"**{shown}**\n" if shown else "", kinds)
        elif _CLOSES.match(line) and kinds:
            source = _SOURCE.search(kinds[-1])
            yield from _of_box(f"\n— {source['text']}" if source else "", kinds)
            kinds.pop()
            yield _indented("", kinds)
        elif not _hidden(kinds):
            yield _indented(line, kinds)


def _of_box(text: str, kinds: Sequence[str]) -> Iterator[str]:
    if text and not _hidden(kinds):
        yield from (_indented(line, kinds) for line in text.split("\n"))


def _indented(line: str, kinds: Sequence[str]) -> str:
    return f"> {line}".rstrip() if any(map(_SET_OFF.search, kinds)) else line


def _hidden(kinds: Sequence[str]) -> bool:
    return any(".facilitator" in kind or kind == "facilitator" for kind in kinds)
