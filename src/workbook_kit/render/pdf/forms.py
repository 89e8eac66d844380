"""A PDF that can be filled in: links that stand for fields become fields, and keep their link in the structure."""

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from workbook_kit.models.dates import format_iso
from workbook_kit.render.pdf.appearance import lay_out_texts
from workbook_kit.render.pdf.document import elements_by_annotation
from workbook_kit.render.pdf.fields import READ_ONLY, FieldMaker, FormLink, appearance_string, form_links, to_lay_out
from workbook_kit.render.pdf.glyphs import dingbats_font, embed_font

FORM_SCHEMA = "workbook-form/1"
#: The field that says whose form this is; and the same in the document's information, should a viewer drop it.
WORKBOOK, INFORMATION = "workbook", "/WorkbookKit"

#: In the words of an answers file.
MEMBERS = ("id", "title", "npq", "cohort", "seminar", "content_hash")


def add_fields(
    document: Pdf, facts: Mapping[str, object], font: Path, values: Mapping[str, str | int], fonts: Sequence[Path]
) -> None:
    """Makes a form field of every `wbform:` link, tagged and labelled.

    Args:
        facts: whose form it is: `id`, `title`, `npq` and, if known, `cohort`, `seminar`, `content_hash`; and, where
            it is filled in beforehand, `edited`: the ISO time of each answer by its key.
        font: a TrueType font to type in.
        values: answers by key or by id of field. What does not fit its field is left out.
        fonts: folders of further fonts, for letters in answers that the font has not.

    Raises:
        ProblemsError: the templates made fields that cannot be.
    """
    links = form_links(document)
    _tag(document, links)
    typed, signs = embed_font(document, font), dingbats_font(document)
    fields = _fields(FieldMaker(document, typed), links, values, font, fonts)
    about = _about(facts, links)
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


def _about(facts: Mapping[str, object], links: Sequence[FormLink]) -> str:
    """What reading the form needs besides its fields; ASCII, so that no viewer reads it otherwise."""
    edited = facts.get("edited")
    about = {
        "form": FORM_SCHEMA,
        "workbook": {name: str(facts[name]) for name in MEMBERS if facts.get(name)},
        "edited": dict(edited) if isinstance(edited, Mapping) else {},
        "keys": {link.id: link.key for link in links if link.key != link.id},
        "dates": [link.id for link in links if link.kind == "date"],
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
            if link.kind == "radio":
                # Where a viewer asks the structure and not the button, all buttons of a scale had one name.
                element["/Alt"] = String(f"{link.label}: {link.said}")


def _fields(
    maker: FieldMaker, links: Sequence[FormLink], values: Mapping[str, str | int], font: Path, fonts: Sequence[Path]
) -> list[Object]:
    """The fields in the order of the pages; a scale stands where its first bubble is."""
    wanted = {link.id: _text(link, values) for link in links if link.kind in ("text", "date")}
    filled = [link for link in links if wanted.get(link.id)]
    laid_out = lay_out_texts(maker.pdf, [to_lay_out(link, wanted[link.id]) for link in filled], font, fonts)
    looks = dict(zip((link.id for link in filled), laid_out, strict=True))
    scales = _scales(links)
    fields = []
    for link in links:
        if link.kind in ("text", "date"):
            fields.append(maker.text(link, wanted[link.id], looks.get(link.id)))
        elif link.kind == "check":
            fields.append(maker.check(link, _point(link, values) == 1))
        elif link.id in scales:
            bubbles = scales.pop(link.id)
            points = {bubble.value for bubble in bubbles}
            chosen = _point(link, values)
            fields.append(maker.radio(bubbles, chosen if chosen in points else 0))
    return fields


def _scales(links: Sequence[FormLink]) -> dict[str, list[FormLink]]:
    bubbles = sorted((link for link in links if link.kind == "radio"), key=lambda link: link.id)
    return {id: list(group) for id, group in groupby(bubbles, key=lambda link: link.id)}


def _text(link: FormLink, values: Mapping[str, str | int]) -> str:
    value = values.get(link.key, values.get(link.id, ""))
    if not isinstance(value, str):
        return ""
    return format_iso(value) if link.kind == "date" else value


def _point(link: FormLink, values: Mapping[str, str | int]) -> int:
    value = values.get(link.key, values.get(link.id, 0))
    return value if isinstance(value, int) else 0
