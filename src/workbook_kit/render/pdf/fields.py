"""Form fields: the links that the page templates leave, and the fields made of them."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, String

from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.models.dates import HINT
from workbook_kit.render.pdf.appearance import INK, SIZES, FieldLook, FieldText, dot, empty_button, empty_text, tick
from workbook_kit.render.pdf.document import annotations, link_address, numbers

ADDRESS = b"wbform:"
FIELD_KINDS = ("text", "date", "radio", "check")
#: What a PDF calls a field; a dot would make it a part of another.
_ID = re.compile("[A-Za-z0-9][A-Za-z0-9_-]*")
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


#: Draws what a button shows, for a PDF, a width and a height.
Sign = Callable[[Pdf, float, float], Object]


@dataclass(frozen=True)
class FormLink:
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


def form_links(pdf: Pdf) -> list[FormLink]:
    """Every link to fill in, in the order of the pages.

    Raises:
        ProblemsError: the templates made fields that cannot be, such as two with one id.
    """
    found = [_form_link(told, annotation, page) for page, annotation, told in _links(pdf)]
    if problems := [Problem("", 0, what, "mend its template or give it another id") for what in _faults(found)]:
        raise ProblemsError(problems)
    return found


def is_form_link(annotation: Object) -> bool:
    """Whether a field is to be made of this link."""
    return link_address(annotation).startswith(ADDRESS)


@dataclass(frozen=True)
class FieldMaker:
    """What all fields of a PDF share. `font` is what is typed in."""

    pdf: Pdf
    font: Object

    def text(self, link: FormLink, value: str, look: FieldLook | None) -> Object:
        """A field for text or a date."""
        field = link.annotation
        width, height = inner_size(link)
        _as_widget(link)
        _inset(field)
        field["/FT"], field["/T"], field["/TM"] = Name.Tx, String(link.id), String(link.key)
        field["/TU"] = String(link.label + (HINT if link.kind == "date" else ""))
        field["/DA"] = appearance_string(look.size if look else SIZES[0])
        field["/MK"] = Dictionary()
        if is_multiline(link) or (look and look.multiline):
            field["/Ff"] = MULTILINE
        drawn = look.form if look else empty_text(self.pdf, width, height, self.font)
        field["/AP"] = Dictionary(N=drawn)
        if look:
            field["/V"] = field["/DV"] = String(value)
        return field

    def check(self, link: FormLink, chosen: bool) -> Object:
        """A box to tick."""
        field = self._button(link, TICKED, chosen, tick, "4")
        field["/FT"], field["/T"], field["/TM"] = Name.Btn, String(link.id), String(link.key)
        field["/TU"] = String(link.label)
        field["/V"] = field["/DV"] = field["/AS"]
        return field

    def radio(self, bubbles: Sequence[FormLink], chosen: int) -> Object:
        """A scale: a field with a button for each point. No point is chosen by 0, and a choice can be taken back."""
        first = bubbles[0]
        state = Name(f"/{chosen}") if chosen else Name.Off
        field = self.pdf.make_indirect(
            Dictionary(FT=Name.Btn, Ff=RADIO, T=String(first.id), TM=String(first.key), TU=String(first.label),
                       V=state, DV=state)
        )  # fmt: skip
        field["/Kids"] = Array()
        for bubble in bubbles:
            button = self._button(bubble, str(bubble.value), bubble.value == chosen, dot, "l")
            button["/Parent"] = field
            button["/TU"] = String(f"{bubble.label}: {bubble.said}")
            field["/Kids"].append(button)
        return field

    def _button(self, link: FormLink, state: str, chosen: bool, sign: Sign, mark: str) -> Object:
        """The link as a button that can be in this state or off; a viewer draws the mark of ZapfDingbats anew."""
        button = link.annotation
        size = _size(button)
        _as_widget(link)
        button["/MK"] = Dictionary(CA=String(mark))
        button["/AS"] = Name(f"/{state}") if chosen else Name.Off
        looks = {f"/{state}": sign(self.pdf, *size), "/Off": empty_button(self.pdf, *size)}
        button["/AP"] = Dictionary(N=Dictionary(looks))
        return button


def appearance_string(size: float) -> String:
    """What a viewer is told to type with."""
    return String(f"/WbF {size:g} Tf {INK} g")


def is_multiline(link: FormLink) -> bool:
    """Whether the return key starts a new line in the field."""
    return link.kind == "text" and (link.lines > 1 or _size(link.annotation)[1] >= TALL)


def inner_size(link: FormLink) -> tuple[float, float]:
    """The width and height that a text field will have."""
    width, height = _size(link.annotation)
    return width - 2 * _ROOM[0], height - 2 * _ROOM[1]


def to_lay_out(link: FormLink, value: str) -> FieldText:
    """The value as it is to be laid out."""
    width, height = inner_size(link)
    return FieldText(value, width, height, is_multiline(link) or "\n" in value)


def _links(pdf: Pdf) -> Iterator[tuple[Page, Object, dict[str, Any]]]:
    for page in pdf.pages:
        for annotation in annotations(page):
            if is_form_link(annotation):
                yield page, annotation, json.loads(link_address(annotation).removeprefix(ADDRESS))


def _form_link(told: dict[str, Any], annotation: Object, page: Page) -> FormLink:
    return FormLink(
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


def _faults(found: list[FormLink]) -> Iterator[str]:
    seen: dict[str, str] = {}
    points: set[tuple[str, int]] = set()
    for link in found:
        if link.kind not in FIELD_KINDS:
            yield f"the field “{link.id}” is of a kind that no form has, “{link.kind}”"
        if not _ID.fullmatch(link.id):
            yield f"the field “{link.id}” has a name that no form can hold"
        if link.kind == "radio" and link.value < 1:
            yield f"a bubble of the field “{link.id}” has no number"
        elif seen.get(link.id, "radio") != "radio" or link.kind != seen.get(link.id, link.kind):
            yield f"there are two fields “{link.id}”, or one is broken over two pages"
        elif (link.id, link.value) in points:
            yield f"the field “{link.id}” has the bubble {link.value} twice"
        seen[link.id] = link.kind
        points.add((link.id, link.value))


def _size(annotation: Object) -> tuple[float, float]:
    left, bottom, right, top = numbers(annotation["/Rect"])
    return right - left, top - bottom


def _as_widget(link: FormLink) -> None:
    for key in _OF_A_LINK:
        if key in link.annotation:
            del link.annotation[key]
    link.annotation["/Subtype"] = Name.Widget
    link.annotation["/F"] = _PRINTED
    link.annotation["/P"] = link.page.obj


def _inset(annotation: Object) -> None:
    left, bottom, right, top = numbers(annotation["/Rect"])
    (across, up) = _ROOM
    edges = (left + across, bottom + up, right - across, top - up)
    annotation["/Rect"] = Array([round(edge, 3) for edge in edges])
