"""Form fields: the links that the page templates leave, and the fields made of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, String

from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.models.dates import HINT
from workbook_kit.render.pdf.appearance import INK, SIZES, FieldLook, FieldText, dot, empty_button, empty_text, tick
from workbook_kit.render.pdf.document import annotations, link_address, numbers
from workbook_kit.workbook.model import Workbook, statement_name

ADDRESS = b"wbform:"
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
class FormField:
    """What is filled in, in words. `points` are those of a scale, from the lowest."""

    id: str
    key: str
    type: str
    label: str
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormLink:
    """One box or bubble of a field. `point` is that of a scale, 0 where there is none."""

    field: FormField
    point: int
    annotation: Object
    page: Page

    @property
    def label(self) -> str:
        """The field in words, and the point that a bubble stands for."""
        return f"{self.field.label}: {self.field.points[self.point - 1]}" if self.point else self.field.label


def form_fields(workbook: Workbook) -> dict[str, FormField]:
    """Every field of the workbook, by its id."""
    fields = [FormField(one["id"], one["key"], one["type"], one["label"]) for one in workbook.cover]
    for activity in workbook.activities():
        texts = {statement_name(one): one["text"] for one in activity.model.get("statements", ())}
        labels = activity.model["scale"]["labels"] if "scale" in activity.model else ()
        points = tuple(f"{point} {label}" for point, label in enumerate(labels, start=1))
        for one in activity.fields:
            label = f"{one['label']} {texts[statement_name(one['statement'])]}" if "statement" in one else one["label"]
            fields.append(FormField(one["id"], one["key"], one["type"], label, points[: one.get("points", 0)]))
    return {field.id: field for field in fields}


def form_links(pdf: Pdf, fields: Mapping[str, FormField]) -> list[FormLink]:
    """Every link to fill in, in the order of the pages: `wbform:` and the field's id, then `/` and a bubble's point.

    Raises:
        ProblemsError: the templates made fields that cannot be, such as two with one id.
    """
    links = list(_links(pdf))
    problems = [Problem("", 0, what, "mend its template or give it another id") for what in _faults(links, fields)]
    if problems:
        raise ProblemsError(problems)
    return [FormLink(fields[id], point, annotation, page) for id, point, annotation, page in links]


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
        field["/FT"], field["/T"], field["/TM"] = Name.Tx, String(link.field.id), String(link.field.key)
        field["/TU"] = String(link.label + (HINT if link.field.type == "date" else ""))
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
        field["/FT"], field["/T"], field["/TM"] = Name.Btn, String(link.field.id), String(link.field.key)
        field["/TU"] = String(link.label)
        field["/V"] = field["/DV"] = field["/AS"]
        return field

    def radio(self, bubbles: Sequence[FormLink], chosen: int) -> Object:
        """A scale: a field with a button for each point. No point is chosen by 0, and a choice can be taken back."""
        scale = bubbles[0].field
        state = Name(f"/{chosen}") if chosen else Name.Off
        field = self.pdf.make_indirect(
            Dictionary(FT=Name.Btn, Ff=RADIO, T=String(scale.id), TM=String(scale.key), TU=String(scale.label),
                       V=state, DV=state)
        )  # fmt: skip
        field["/Kids"] = Array()
        for bubble in bubbles:
            button = self._button(bubble, str(bubble.point), bubble.point == chosen, dot, "l")
            button["/Parent"] = field
            button["/TU"] = String(bubble.label)
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
    return link.field.type == "text" and _size(link.annotation)[1] >= TALL


def inner_size(link: FormLink) -> tuple[float, float]:
    """The width and height that a text field will have."""
    width, height = _size(link.annotation)
    return width - 2 * _ROOM[0], height - 2 * _ROOM[1]


def to_lay_out(link: FormLink, value: str) -> FieldText:
    """The value as it is to be laid out."""
    width, height = inner_size(link)
    return FieldText(value, width, height, is_multiline(link) or "\n" in value)


def _links(pdf: Pdf) -> Iterator[tuple[str, int, Object, Page]]:
    for page in pdf.pages:
        for annotation in annotations(page):
            if is_form_link(annotation):
                id, _, point = link_address(annotation).removeprefix(ADDRESS).decode().partition("/")
                yield id, int(point or 0), annotation, page


def _faults(links: Sequence[tuple[str, int, Object, Page]], fields: Mapping[str, FormField]) -> Iterator[str]:
    known = set[tuple[str, int]]()
    for id, point, _, _ in links:
        if id not in fields:
            yield f"the workbook asks for no field “{id}”"
        elif not (bool(fields[id].points) <= point <= len(fields[id].points)):
            yield f"the field “{id}” has no point {point}"
        elif (id, point) in known:
            twice = f"has the bubble {point} twice" if point else "is there twice, or broken over two pages"
            yield f"the field “{id}” {twice}"
        known.add((id, point))


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
