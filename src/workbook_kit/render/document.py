"""The executed sheets of a workbook as one Markdown document, which every engine draws."""

import base64
import hashlib
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import nbformat
import segno

from workbook_kit.activities.markup import plain, raw_block
from workbook_kit.errors import problem
from workbook_kit.models.cohort import COLOURS
from workbook_kit.project.sheets import is_tagged
from workbook_kit.render.pictures import in_colours
from workbook_kit.render.script import FILE, script, script_hash

#: An image in Markdown: its caption, its address, its attributes.
IMAGE = re.compile(r"!\[(?P<caption>[^\]]*)\]\((?P<address>[^)\s]+)\)(?P<attributes>\{[^}]*\})?")

#: What an answers file calls each value, and where the document has it.
_WORKBOOK = {
    "id": "workbook-id",
    "title": "title",
    "npq": "npq",
    "cohort": "cohort-id",
    "seminar": "seminar-id",
    "content_hash": "content-hash",
}
QR = "outputs/qr.svg"

# What is no tag is text: a page that is not as it should be has more to read, not less.
_NOT_READ = re.compile(r"<(style|script)\b.*?</\1\s*>|<!--.*?-->|<!.*?>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"""<(?P<ends>/?)(?P<name>[a-zA-Z][^\s/>]*)(?P<attributes>(?:[^>"']|"[^"]*"|'[^']*')*)>""")
_ATTRIBUTE = re.compile(r"""(?P<name>[^\s=/"'>]+)(?:\s*=\s*(?P<value>"[^"]*"|'[^']*'|[^\s"'>]+))?""")
_VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))

_FORM = re.compile(r"^(?P<fence>`{3,})\{=html\}\n.*?\n(?P=fence)$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Document:
    """A whole workbook, ready for an engine.

    `metadata` holds Markdown-escaped text; `resources` goes from a name within the work folder
    to the bytes that belong there.
    """

    metadata: dict[str, Any]
    markdown: str
    resources: dict[str, Path | bytes]

    def said(self, key: str) -> str:
        """A value of the metadata as plain text."""
        return plain(re.sub(r"\\(.)", r"\1", str(self.metadata.get(key, ""))))

    @property
    def workbook(self) -> dict[str, str]:
        """Which workbook this is, in the words of an answers file."""
        return {name: self.said(key) for name, key in _WORKBOOK.items() if key in self.metadata}

    def lay_out(self, work: Path) -> None:
        """Writes the resources into an engine's work folder."""
        for name, content in self.resources.items():
            target = work / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.read_bytes())


def assemble(
    metadata: dict[str, Any], notebooks: Sequence[nbformat.NotebookNode], sheets: Path, data: Path, extension: Path
) -> Document:
    """The document of these executed sheets, with the script of its page.

    Args:
        sheets: the folder that pictures in the sheets' text are relative to.
        data: the folder that logos are relative to.
        extension: the `_extensions/seminar` folder.
    """
    resources: dict[str, Path | bytes] = {}
    marks = [_sheet_mark(minutes) for minutes in metadata.get("sheet-minutes", ())] or [()] * len(notebooks)
    parts = [
        part for mark, notebook in zip(marks, notebooks, strict=True) for part in (*mark, *_parts(notebook, resources))
    ]
    markdown = "\n\n".join(parts) + "\n"
    for found in IMAGE.finditer(markdown):
        address = found["address"]
        if not is_inside(sheets, address):
            raise problem("", f"the picture {address} is elsewhere", "put it in workbooks/figures")
        if address not in resources:
            resources[address] = _picture(sheets / address, metadata.get("branding", {}))
    for partner in metadata.get("partners", []):
        if "logo" in partner:
            resources[partner["logo"]] = data / partner["logo"]
    resources[FILE] = script(extension).encode()
    more = {"content-hash": content_hash(markdown), "script-hash": script_hash(extension)}
    document = Document({**metadata, **more}, markdown, resources)
    return _with_qr(document) if "web-address" in metadata else document


def _picture(file: Path, brand: Mapping[str, str]) -> Path | bytes:
    drawn = file.suffix.lower() == ".svg" and any(name in brand for name in COLOURS)
    return in_colours(file.read_bytes(), brand) if drawn else file


def _sheet_mark(minutes: int) -> tuple[str, ...]:
    """Tells a facilitator's edition how long the programme gives the sheet."""
    return (raw_block("typst", f"#seminar-sheet(minutes: {minutes})"),)


def _with_qr(document: Document) -> Document:
    drawn = BytesIO()
    segno.make(document.said("web-address"), error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False)
    metadata, resources = {**document.metadata, "qr": QR}, {**document.resources, QR: drawn.getvalue()}
    return replace(document, metadata=metadata, resources=resources)


def content_hash(markdown: str) -> str:
    """Tells one edition of a workbook's questions from another."""
    return hashlib.sha256(forms(markdown).encode()).hexdigest()[:16]


def forms(markdown: str) -> str:
    """What activities bring for the page, without the prose around them."""
    return "\n".join(found[0] for found in _FORM.finditer(markdown))


def is_inside(folder: Path, address: str) -> bool:
    """Whether the address stays in the folder, and so in the work folder that it is copied to."""
    return "://" not in address and (folder / address).resolve().is_relative_to(folder.resolve())


def _parts(notebook: nbformat.NotebookNode, resources: dict[str, Path | bytes]) -> Iterator[str]:
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield cell.source
        elif cell.cell_type == "code" and not is_parameters(cell):
            for output in cell.outputs:
                if text := _output(output, resources):
                    yield text


def is_parameters(cell: nbformat.NotebookNode) -> bool:
    """Whether the cell only sets values: the sheet's own, or those that papermill put in."""
    return is_tagged(cell, "parameters") or is_tagged(cell, "injected-parameters")


def _output(output: nbformat.NotebookNode, resources: dict[str, Path | bytes]) -> str:
    """An output as Markdown; an activity brings its own, for each kind of page."""
    if output.output_type == "stream":
        return _verbatim(output.text) if output.name == "stdout" else ""
    data = output.get("data", {})
    if "text/markdown" in data:
        return str(data["text/markdown"])
    if "image/png" in data:
        name = f"outputs/picture-{len(resources) + 1}.png"
        resources[name] = base64.b64decode(data["image/png"])
        alt = str(data.get("text/plain", "Picture")).replace('"', "'")
        return f'![]({name}){{fig-alt="{alt}"}}'
    return _verbatim(data["text/plain"]) if "text/plain" in data else ""


def _verbatim(text: str) -> str:
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    # what a cell printed may look like a command of Quarto's; pandoc alone makes nothing of this word
    return f"{fence} {{shortcodes=false}}\n{text.rstrip()}\n{fence}"


def own_words(page: str) -> str:
    """The text of a page without official statements, citations and what is not read."""
    words, depth, at = list[str](), 0, 0
    page = _NOT_READ.sub("", page)
    for tag in _TAG.finditer(page):
        if not depth:
            words.append(page[at : tag.start()])
        at = tag.end()
        name, attributes = tag["name"].lower(), tag["attributes"]
        if name in _VOID:
            if not depth:
                words.append(_said(attributes).get("alt", ""))
        elif tag["ends"]:
            depth = max(0, depth - 1)
        elif not attributes.endswith("/") and (depth or _is_official(attributes)):
            depth += 1
    return " ".join(html.unescape(" ".join([*words, page[at:] if not depth else ""])).split())


def _is_official(attributes: str) -> bool:
    return "data-official" in attributes.lower() and "data-official" in _said(attributes)


def _said(attributes: str) -> dict[str, str]:
    return {found["name"].lower(): (found["value"] or "").strip("\"'") for found in _ATTRIBUTE.finditer(attributes)}
