"""A PDF that can be filled in: links that stand for fields become fields, and keep their place in the structure."""

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from workbook_kit.models.dates import format_iso
from workbook_kit.render.pdf.appearance import shown
from workbook_kit.render.pdf.document import by_annotation, changed
from workbook_kit.render.pdf.fields import READ_ONLY, Maker, Place, appearance_string, places, to_write
from workbook_kit.render.pdf.glyphs import dingbats, embedded

SCHEMA = "workbook-form/1"
#: The field that says whose form this is; and the same in the document's information, should a viewer drop it.
WORKBOOK, INFORMATION = "workbook", "/WorkbookKit"

#: In the words of an answers file.
_MEMBERS = ("id", "title", "npq", "cohort", "seminar", "content_hash")


def fillable(
    pdf: bytes, facts: Mapping[str, object], font: Path, values: Mapping[str, str | int] | None = None,
    fonts: Sequence[Path] = (),
) -> bytes:  # fmt: skip
    """The PDF with a form field for every `wbform:` link, tagged and labelled.

    Args:
        facts: whose form it is: `id`, `title`, `npq` and, if known, `cohort`, `seminar`, `content_hash`; and, where
            it is filled in beforehand, `edited`: the ISO time of each answer by its key.
        font: a TrueType font to type in.
        values: answers by key or by id of field. What does not fit its field is left out.
        fonts: folders of further fonts, for letters in answers that the font has not.

    Raises:
        ProblemsError: the templates made fields that cannot be.
    """
    return changed(pdf, lambda document: add_fields(document, facts, font, values or {}, fonts))


def add_fields(
    document: Pdf, facts: Mapping[str, object], font: Path, values: Mapping[str, str | int], fonts: Sequence[Path]
) -> None:
    """Makes a form field of every `wbform:` link, as `fillable` does."""
    found = places(document)
    _tag(document, found)
    typed, signs = embedded(document, font), dingbats(document)
    fields = _fields(Maker(document, typed), found, values, font, fonts)
    about = _about(facts, found)
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


def _about(facts: Mapping[str, object], found: Sequence[Place]) -> str:
    """What reading the form needs besides its fields; ASCII, so that no viewer reads it otherwise."""
    edited = facts.get("edited")
    about = {
        "form": SCHEMA,
        "workbook": {name: str(facts[name]) for name in _MEMBERS if facts.get(name)},
        "edited": dict(edited) if isinstance(edited, Mapping) else {},
        "keys": {place.id: place.key for place in found if place.key != place.id},
        "dates": [place.id for place in found if place.kind == "date"],
    }
    return json.dumps(about, separators=(",", ":"))


def _tag(pdf: Pdf, found: Sequence[Place]) -> None:
    """Makes each link's element a field's."""
    holders = by_annotation(pdf)
    for place in found:
        place.page.obj["/Tabs"] = Name.S
        element = holders.get(place.annotation.objgen)
        if element is not None:
            element["/S"] = Name.Form
            if place.kind == "radio":
                # Where a viewer asks the structure and not the button, all buttons of a scale had one name.
                element["/Alt"] = String(f"{place.label}: {place.said}")


def _fields(
    maker: Maker, found: Sequence[Place], values: Mapping[str, str | int], font: Path, fonts: Sequence[Path]
) -> list[Object]:
    """The fields in the order of the pages; a scale stands where its first bubble is."""
    wanted = {place.id: _text(place, values) for place in found if place.kind in ("text", "date")}
    filled = [place for place in found if wanted.get(place.id)]
    written_out = shown(maker.pdf, [to_write(place, wanted[place.id]) for place in filled], font, fonts)
    looks = dict(zip((place.id for place in filled), written_out, strict=True))
    scales = _scales(found)
    fields = []
    for place in found:
        if place.kind in ("text", "date"):
            fields.append(maker.text(place, wanted[place.id], looks.get(place.id)))
        elif place.kind == "check":
            fields.append(maker.check(place, _point(place, values) == 1))
        elif place.id in scales:
            bubbles = scales.pop(place.id)
            points = {bubble.value for bubble in bubbles}
            chosen = _point(place, values)
            fields.append(maker.radio(bubbles, chosen if chosen in points else 0))
    return fields


def _scales(found: Sequence[Place]) -> dict[str, list[Place]]:
    bubbles = sorted((place for place in found if place.kind == "radio"), key=lambda place: place.id)
    return {id: list(group) for id, group in groupby(bubbles, key=lambda place: place.id)}


def _text(place: Place, values: Mapping[str, str | int]) -> str:
    value = values.get(place.key, values.get(place.id, ""))
    if not isinstance(value, str):
        return ""
    return format_iso(value) if place.kind == "date" else value


def _point(place: Place, values: Mapping[str, str | int]) -> int:
    value = values.get(place.key, values.get(place.id, 0))
    return value if isinstance(value, int) else 0
