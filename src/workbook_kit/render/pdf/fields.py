"""Form fields: the links that the page templates leave, and the fields made of them."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, String

from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.models.dates import HINT
from workbook_kit.render.pdf.appearance import INK, SIZES, Shown, Written, dot, nothing_written, off, tick
from workbook_kit.render.pdf.document import address, annotations, numbers

# Where fields go: the links that the page templates leave in a PDF, each with a `wbform:` address.

ADDRESS = b"wbform:"
KINDS = ("text", "date", "radio", "check")
#: What a PDF calls a field; a dot would make it a part of another.
_ID = re.compile("[A-Za-z0-9][A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Place:
    """One box or bubble. `value` is the point of a radio button, and `said` that point in words."""

    kind: str
    id: str
    key: str
    label: str
    lines: int
    value: int
    said: str
    annotation: Object
    page: Page


def places(pdf: Pdf) -> list[Place]:
    """Every place to fill in, in the order of the pages.

    Raises:
        ProblemsError: the templates made fields that cannot be, such as two with one id.
    """
    found = [_place(told, annotation, page) for page, annotation, told in _links(pdf)]
    if problems := [Problem("", 0, what, "mend its template or give it another id") for what in _faults(found)]:
        raise ProblemsError(problems)
    return found


def is_place(annotation: Object) -> bool:
    """Whether a field is to be made of this link."""
    return address(annotation).startswith(ADDRESS)


def _links(pdf: Pdf) -> Iterator[tuple[Page, Object, dict[str, Any]]]:
    for page in pdf.pages:
        for annotation in annotations(page):
            if is_place(annotation):
                yield page, annotation, json.loads(address(annotation).removeprefix(ADDRESS))


def _place(told: dict[str, Any], annotation: Object, page: Page) -> Place:
    return Place(
        kind=told["kind"],
        id=told["id"],
        key=told.get("key") or told["id"],
        label=told.get("label") or told["id"],
        lines=int(told.get("lines") or 0),
        value=int(told.get("value") or 0),
        said=str(told.get("said") or told.get("value") or ""),
        annotation=annotation,
        page=page,
    )


def _faults(found: list[Place]) -> Iterator[str]:
    seen: dict[str, str] = {}
    points: set[tuple[str, int]] = set()
    for place in found:
        if place.kind not in KINDS:
            yield f"the field “{place.id}” is of a kind that no form has, “{place.kind}”"
        if not _ID.fullmatch(place.id):
            yield f"the field “{place.id}” has a name that no form can hold"
        if place.kind == "radio" and place.value < 1:
            yield f"a bubble of the field “{place.id}” has no number"
        elif seen.get(place.id, "radio") != "radio" or place.kind != seen.get(place.id, place.kind):
            yield f"there are two fields “{place.id}”, or one is broken over two pages"
        elif (place.id, place.value) in points:
            yield f"the field “{place.id}” has the bubble {place.value} twice"
        seen[place.id] = place.kind
        points.add((place.id, place.value))


# Form fields, each made of the annotations that stand for it.

MULTILINE, RADIO = 1 << 12, 1 << 15
READ_ONLY = 1
#: A box of this many points or more has room for a second line.
TALL = 34
TICKED = "Yes"

#: What a link has and a field has not.
_OF_A_LINK = ("/A", "/Border", "/Contents", "/H", "/QuadPoints", "/Dest")
_PRINTED = 4
#: What stands between the edge of a box and its field, across and up, so that a viewer's frame does not cover it.
_ROOM = (2.0, 1.5)


@dataclass(frozen=True)
class Maker:
    """What all fields of a PDF share. `font` is what is typed in."""

    pdf: Pdf
    font: Object

    def text(self, place: Place, value: str, shown: Shown | None) -> Object:
        """A field for text or a date."""
        field = place.annotation
        width, height = inner_size(place)
        _as_widget(place)
        _inset(field)
        field["/FT"], field["/T"], field["/TM"] = Name.Tx, String(place.id), String(place.key)
        field["/TU"] = String(place.label + (HINT if place.kind == "date" else ""))
        field["/DA"] = appearance_string(shown.size if shown else SIZES[0])
        field["/MK"] = Dictionary()
        if is_multiline(place) or (shown and shown.multiline):
            field["/Ff"] = MULTILINE
        drawn = shown.form if shown else nothing_written(self.pdf, width, height, self.font)
        field["/AP"] = Dictionary(N=drawn)
        if shown:
            field["/V"] = field["/DV"] = String(value)
        return field

    def check(self, place: Place, chosen: bool) -> Object:
        """A box to tick."""
        field = place.annotation
        width, height = _size(field)
        _as_widget(place)
        state = Name(f"/{TICKED}") if chosen else Name.Off
        field["/FT"], field["/T"], field["/TM"] = Name.Btn, String(place.id), String(place.key)
        field["/TU"] = String(place.label)
        field["/V"] = field["/DV"] = field["/AS"] = state
        field["/MK"] = Dictionary(CA=String("4"))
        states = Dictionary({f"/{TICKED}": tick(self.pdf, width, height), "/Off": off(self.pdf, width, height)})
        field["/AP"] = Dictionary(N=states)
        return field

    def radio(self, bubbles: Sequence[Place], chosen: int) -> Object:
        """A scale: a field with a button for each point. No point is chosen by 0, and a choice can be taken back."""
        first = bubbles[0]
        state = Name(f"/{chosen}") if chosen else Name.Off
        field = self.pdf.make_indirect(
            Dictionary(FT=Name.Btn, Ff=RADIO, T=String(first.id), TM=String(first.key), TU=String(first.label),
                       V=state, DV=state)
        )  # fmt: skip
        field["/Kids"] = Array([self._button(bubble, field, chosen) for bubble in bubbles])
        return field

    def _button(self, place: Place, field: Object, chosen: int) -> Object:
        button = place.annotation
        width, height = _size(button)
        _as_widget(place)
        button["/Parent"] = field
        button["/TU"] = String(f"{place.label}: {place.said}")
        button["/MK"] = Dictionary(CA=String("l"))
        button["/AS"] = Name(f"/{place.value}") if place.value == chosen else Name.Off
        states = Dictionary({f"/{place.value}": dot(self.pdf, width, height), "/Off": off(self.pdf, width, height)})
        button["/AP"] = Dictionary(N=states)
        return button


def appearance_string(size: float) -> String:
    """What a viewer is told to type with."""
    return String(f"/WbF {size:g} Tf {INK} g")


def is_multiline(place: Place) -> bool:
    """Whether the return key starts a new line in the field."""
    return place.kind == "text" and (place.lines > 1 or _size(place.annotation)[1] >= TALL)


def inner_size(place: Place) -> tuple[float, float]:
    """The width and height that a text field will have."""
    width, height = _size(place.annotation)
    return width - 2 * _ROOM[0], height - 2 * _ROOM[1]


def to_write(place: Place, value: str) -> Written:
    """The value as it is to be laid out."""
    width, height = inner_size(place)
    return Written(value, width, height, is_multiline(place) or "\n" in value)


def _size(annotation: Object) -> tuple[float, float]:
    left, bottom, right, top = numbers(annotation["/Rect"])
    return right - left, top - bottom


def _as_widget(place: Place) -> None:
    for key in _OF_A_LINK:
        if key in place.annotation:
            del place.annotation[key]
    place.annotation["/Subtype"] = Name.Widget
    place.annotation["/F"] = _PRINTED
    place.annotation["/P"] = place.page.obj


def _inset(annotation: Object) -> None:
    left, bottom, right, top = numbers(annotation["/Rect"])
    (across, up) = _ROOM
    edges = (left + across, bottom + up, right - across, top - up)
    annotation["/Rect"] = Array([round(edge, 3) for edge in edges])
