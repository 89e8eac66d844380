"""A workbook as one Markdown document, which every engine draws."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import segno

from workbook_kit.activities.markup import json_text, raw_block
from workbook_kit.errors import problem
from workbook_kit.models.cohort import COLOURS
from workbook_kit.project.sheets import Sheet
from workbook_kit.render.pictures import in_colours
from workbook_kit.render.scopes import Scope, is_tied
from workbook_kit.workbook.model import ActivityBlock, Block, Chapter, Note, Picture, Prose, Workbook

#: An image in Markdown: its caption, its address, its attributes.
IMAGE = re.compile(r"!\[(?P<caption>[^\]]*)\]\((?P<address>[^)\s]+)\)(?P<attributes>\{[^}]*\})?")

QR = "outputs/qr.svg"
#: What a browser may offer to write into a field of the cover, in the words of HTML.
AUTOCOMPLETE = {"cover--name": "name", "cover--school": "organization"}


@dataclass(frozen=True)
class Document:
    """A whole workbook, ready for an engine.

    Args:
        workbook: what it is made from.
        metadata: what the templates say, in plain text; how an engine takes it is the engine's affair.
        scopes: the text of each sheet, which is read apart from all others.
        resources: from a name within the work folder to the bytes that belong there.
        sheets: the files that the text came from, by their names, to tell where something is wrong.
    """

    workbook: Workbook
    metadata: dict[str, Any]
    scopes: tuple[Scope, ...]
    resources: dict[str, Path | bytes]
    sheets: Mapping[str, Sheet] = field(default_factory=dict)

    def lay_out(self, work: Path) -> None:
        """Writes the resources into an engine's work folder."""
        for name, content in self.resources.items():
            target = work / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.read_bytes())


def assemble(
    workbook: Workbook,
    metadata: dict[str, Any],
    folder: Path,
    data: Path,
    extension: Path,
    sheets: Sequence[Sheet] = (),
) -> Document:
    """The document of this workbook, with the script of its page.

    Args:
        metadata: what `plan.metadata` gives.
        folder: that pictures in the sheets' text are relative to.
        data: the folder that logos are relative to.
        extension: the `_extensions/seminar` folder.
        sheets: the workbook's own.
    """
    scopes = tuple(map(scope_of, workbook.chapters))
    resources: dict[str, Path | bytes] = {picture.name: picture.content for picture in _pictures(workbook)}
    for address in _addresses(scopes):
        if not is_inside(folder, address):
            raise problem("", f"the picture {address} is elsewhere", "put it in workbooks/figures")
        if address not in resources:
            resources[address] = _picture(folder / address, metadata.get("branding", {}))
    for partner in metadata.get("partners", []):
        if "logo" in partner:
            resources[partner["logo"]] = data / partner["logo"]
    by_name = {sheet.name: sheet for sheet in sheets}
    document = Document(
        workbook, {**metadata, **cover(workbook), "model": island(workbook)}, scopes, resources, by_name
    )
    return _with_qr(document) if "web-address" in metadata else document


def cover(workbook: Workbook) -> dict[str, list[dict[str, str]]]:
    """What the cover says and asks, for the templates."""
    fields = ((one["id"], one["label"]) for one in workbook.cover)
    return {
        "facts": [{"term": term, "value": value} for term, value in workbook.facts],
        "cover": [{"id": id, "label": label, "autocomplete": AUTOCOMPLETE.get(id, "off")} for id, label in fields],
    }


def island(workbook: Workbook) -> str:
    """What the workbook asks, as JSON for the page's script."""
    return json_text(workbook.asked())


def scope_of(chapter: Chapter) -> Scope:
    """The chapter's text, cell by cell."""
    # tells a facilitator's edition how long the programme gives the sheet
    cells = {0: [raw_block("typst", f"#seminar-sheet(minutes: {chapter.minutes})")]}
    for block in chapter.blocks:
        cells.setdefault(block.cell, []).append(markdown_of(block))
    prose = "\n\n".join(block.markdown for block in chapter.blocks if isinstance(block, Prose | Note))
    texts = tuple((number, "\n\n".join(texts)) for number, texts in cells.items())
    return Scope(chapter.id, texts, is_tied(prose))


def markdown_of(block: Block) -> str:
    """What an engine gets for the block; an activity brings its forms for each kind of page."""
    match block:
        case ActivityBlock(drawing=drawing):
            return drawing
        case Picture(name=name, alt=alt):
            return f'![]({name}){{fig-alt="{alt.replace(chr(34), chr(39))}"}}'
        case _:
            return block.markdown


def _addresses(scopes: Sequence[Scope]) -> Iterator[str]:
    for scope in scopes:
        for _, text in scope.cells:
            yield from (found["address"] for found in IMAGE.finditer(text))


def _pictures(workbook: Workbook) -> Iterator[Picture]:
    for chapter in workbook.chapters:
        yield from (block for block in chapter.blocks if isinstance(block, Picture))


def _picture(file: Path, brand: Mapping[str, str]) -> Path | bytes:
    drawn = file.suffix.lower() == ".svg" and any(name in brand for name in COLOURS)
    return in_colours(file.read_bytes(), brand) if drawn else file


def _with_qr(document: Document) -> Document:
    drawn = BytesIO()
    address = document.metadata["web-address"]
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False)
    metadata, resources = {**document.metadata, "qr": QR}, {**document.resources, QR: drawn.getvalue()}
    return replace(document, metadata=metadata, resources=resources)


def is_inside(folder: Path, address: str) -> bool:
    """Whether the address stays in the folder, and so in the work folder that it is copied to."""
    return "://" not in address and (folder / address).resolve().is_relative_to(folder.resolve())
