"""A PDF that can be filled in: links that stand for fields become fields, and keep their link in the structure."""

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from workbook_kit.models.dates import format_iso
from workbook_kit.render.pdf.appearance import lay_out_texts
from workbook_kit.render.pdf.document import elements_by_annotation
from workbook_kit.render.pdf.fields import (
    READ_ONLY,
    FieldMaker,
    FormField,
    FormLink,
    appearance_string,
    form_fields,
    form_links,
    to_lay_out,
)
from workbook_kit.render.pdf.glyphs import dingbats_font, embed_font
from workbook_kit.workbook.model import Workbook

FORM_SCHEMA = "workbook-form/1"
#: The field that says whose form this is; and the same in the document's information, should a viewer drop it.
WORKBOOK, INFORMATION = "workbook", "/WorkbookKit"

#: In the words of an answers file.
MEMBERS = ("id", "title", "npq", "cohort", "seminar", "content_hash")


def add_fields(
    document: Pdf, workbook: Workbook, font: Path, values: Mapping[str, str | int], fonts: Sequence[Path],
    edited: Mapping[str, str],
) -> None:  # fmt: skip
    """Makes a form field of every `wbform:` link, tagged and labelled.

    Args:
        font: a TrueType font to type in.
        values: answers by key or by id of field. What does not fit its field is left out.
        fonts: folders of further fonts, for letters in answers that the font has not.
        edited: the ISO time of each answer, by its key.

    Raises:
        ProblemsError: the templates made fields that cannot be.
    """
    links = form_links(document, form_fields(workbook))
    _tag(document, links)
    typed, signs = embed_font(document, font), dingbats_font(document)
    fields = _fields(FieldMaker(document, typed), links, values, font, fonts)
    about = _about(workbook, edited, links)
    whose = Dictionary(FT=Name.Tx, Ff=READ_ONLY, T=String(WORKBOOK), TU=String("Whose form this is"))
    whose["/V"] = String(about)
    document.Root["/AcroForm"] = document.make_indirect(
        Dictionary(
            Fields=Array([*fields, document.make_indirect(whose)]),
            DR=Dictionary(Font=Dictionary(WbF=typed, ZaDb=signs)),
            DA=appearance_string(0),
        )
    )
    document.docinfo[INFORMATION] = String(about)


def _about(workbook: Workbook, edited: Mapping[str, str], links: Sequence[FormLink]) -> str:
    """What reading the form needs besides its fields; ASCII, so that no viewer reads it otherwise."""
    fields = [link.field for link in links]
    about = {
        "form": FORM_SCHEMA,
        "workbook": {name: said for name, said in workbook.named.items() if said},
        "edited": dict(edited),
        "keys": {field.id: field.key for field in fields if field.key != field.id},
        "dates": [field.id for field in fields if field.type == "date"],
    }
    return json.dumps(about, separators=(",", ":"))


def _tag(pdf: Pdf, links: Sequence[FormLink]) -> None:
    """Makes each link's element a field's."""
    holders = elements_by_annotation(pdf)
    for link in links:
        link.page.obj["/Tabs"] = Name.S
        element = holders.get(link.annotation.objgen)
        if element is not None:
            element["/S"] = Name.Form
            if link.point:
                # Where a viewer asks the structure and not the button, all buttons of a scale had one name.
                element["/Alt"] = String(link.label)


def _fields(
    maker: FieldMaker, links: Sequence[FormLink], values: Mapping[str, str | int], font: Path, fonts: Sequence[Path]
) -> list[Object]:
    """The fields in the order of the pages; a scale stands where its first bubble is."""
    wanted = {link.field.id: _text(link.field, values) for link in links if link.field.type in ("text", "date")}
    filled = [link for link in links if wanted.get(link.field.id)]
    laid_out = lay_out_texts(maker.pdf, [to_lay_out(link, wanted[link.field.id]) for link in filled], font, fonts)
    looks = dict(zip((link.field.id for link in filled), laid_out, strict=True))
    scales = _scales(links)
    fields = []
    for link in links:
        id = link.field.id
        if link.field.type in ("text", "date"):
            fields.append(maker.text(link, wanted[id], looks.get(id)))
        elif link.field.type == "check":
            fields.append(maker.check(link, _point(link.field, values) == 1))
        elif id in scales:
            bubbles = scales.pop(id)
            points = {bubble.point for bubble in bubbles}
            chosen = _point(link.field, values)
            fields.append(maker.radio(bubbles, chosen if chosen in points else 0))
    return fields


def _scales(links: Sequence[FormLink]) -> dict[str, list[FormLink]]:
    bubbles = sorted((link for link in links if link.point), key=lambda link: link.field.id)
    return {id: list(group) for id, group in groupby(bubbles, key=lambda link: link.field.id)}


def _text(field: FormField, values: Mapping[str, str | int]) -> str:
    value = values.get(field.key, values.get(field.id, ""))
    if not isinstance(value, str):
        return ""
    return format_iso(value) if field.type == "date" else value


def _point(field: FormField, values: Mapping[str, str | int]) -> int:
    value = values.get(field.key, values.get(field.id, 0))
    return value if isinstance(value, int) else 0
