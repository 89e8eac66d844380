"""Row headers, which Typst does not tag: the first column of a table whose rows it names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

from workbook_kit.render.pdf.document import (
    ObjectNumber,
    element_attributes,
    elements,
    entries,
    every_element,
    is_annotation,
    is_element,
    kids,
    operations,
    table_attributes,
)
from workbook_kit.render.pdf.fields import is_form_link

#: As many letters as the number in a bubble has at most.
_A_NUMBER = 2
_HEAVY = ("Bold", "Black", "Heavy")
#: What shows where marked content begins and ends, in what font it is, and text; with ' and " text begins a line.
_LOOKED_AT = "BDC BMC EMC Tf Tj TJ ' \""


@dataclass(frozen=True)
class CellContent:
    """What a cell holds: letters, how many of them heavy, and whether a field."""

    letters: int = 0
    heavy: int = 0
    field: bool = False

    def __add__(self, other: "CellContent") -> "CellContent":
        return CellContent(self.letters + other.letters, self.heavy + other.heavy, self.field or other.field)


#: Of each page, by the number of its object, what each piece of marked content holds.
Content = Mapping[int, CellContent]


def tag_row_headers(document: Pdf) -> None:
    """Tags the cells that name rows as such.

    A table's rows are named when every first cell of its body has text, and (a) every other cell is empty, a field or
    a number of one or two figures: a grid to rate or to fill in; or (b) the first column is heavier than the others;
    or (c) the corner above it is empty. Other tables stay as they are, as do those with cells over several rows.
    """
    tables = [element for element in every_element(document) if element["/S"] == Name.Table]
    pages = _Pages(document)
    for table in tables:
        if _names_rows(table, pages):
            _tag(table)


class _Pages:
    """What stands on pages, read when it is first asked for."""

    def __init__(self, pdf: Pdf) -> None:
        self._pages = {page.obj.objgen: page for page in pdf.pages}
        self._read: dict[ObjectNumber, Content] = {}

    def content(self, element: Object, page: Object | None = None) -> CellContent:
        """What an element and those below it hold."""
        page = element.get("/Pg", page)
        return reduce(CellContent.__add__, (self._kid(kid, page) for kid in kids(element)), CellContent())

    def _kid(self, kid: Object, page: Object | None) -> CellContent:
        if is_element(kid):
            return self.content(kid, page)
        if is_annotation(kid):
            return CellContent(field=kid["/Obj"].get("/Subtype") == Name.Widget or is_form_link(kid["/Obj"]))
        if isinstance(kid, Dictionary):
            return self._marked(kid.get("/Pg", page), int(kid["/MCID"]))
        return self._marked(page, int(kid))

    def _marked(self, page: Object | None, number: int) -> CellContent:
        if page is None:
            return CellContent()
        if page.objgen not in self._read:
            self._read[page.objgen] = _content(self._pages[page.objgen])
        return self._read[page.objgen].get(number, CellContent())


def _content(page: pikepdf.Page) -> Content:
    found: dict[int, CellContent] = {}
    inside: list[int | None] = []
    heavy = False
    weights = {name: _is_heavy(font) for name, font in entries(page.obj, "/Resources", "/Font")}
    for operands, operator in operations(page, _LOOKED_AT):
        match operator:
            case "BMC":
                inside.append(None)
            case "BDC":
                inside.append(_number(operands[1]))
            case "EMC":
                inside.pop()
            case "Tf":
                heavy = weights.get(str(operands[0]), False)
            case _:
                number = next((one for one in reversed(inside) if one is not None), None)
                if number is not None:
                    letters = _letters(operands[-1])
                    found[number] = found.get(number, CellContent()) + CellContent(letters, letters if heavy else 0)
    return found


def _number(properties: Object) -> int | None:
    held = properties.get("/MCID") if isinstance(properties, Dictionary) else None
    return None if held is None else int(held)


def _is_heavy(font: Object) -> bool:
    return any(word in str(font.get("/BaseFont", "")) for word in _HEAVY)


def _letters(shown: Object) -> int:
    """Typst writes each letter as two bytes."""
    pieces = list(shown) if isinstance(shown, Array) else [shown]
    return sum(len(bytes(piece)) // 2 for piece in pieces if isinstance(piece, pikepdf.String))


def _names_rows(table: Object, pages: _Pages) -> bool:
    head, rows = _rows(table, Name.THead), _rows(table, Name.TBody)
    if not rows or any(len(row) < 2 or any(map(_spans, row)) for row in rows):
        return False
    held = [[pages.content(cell) for cell in row] for row in rows]
    firsts, others = [row[0] for row in held], [one for row in held for one in row[1:]]
    if not all(first.letters and not first.field for first in firsts):
        return False
    to_fill = all(one.field or one.letters <= _A_NUMBER for one in others)
    corner_is_empty = bool(head) and not pages.content(head[0][0]).letters
    return to_fill or corner_is_empty or (all(map(_heavy, firsts)) and not all(map(_heavy, others)))


def _heavy(one: CellContent) -> bool:
    return 0 < one.letters == one.heavy


def _rows(table: Object, part: Name) -> list[list[Object]]:
    """The cells of each row of the head or the body; rows of a table without a head are its own."""
    parts = [kid for kid in kids(table) if is_element(kid) and kid["/S"] == part]
    if part == Name.TBody:
        parts.append(table)
    rows = (kid for one in parts for kid in kids(one) if is_element(kid) and kid["/S"] == Name.TR)
    return [[cell for cell in kids(row) if is_element(cell)] for row in rows]


def _spans(cell: Object) -> bool:
    """Whether the cell stands in several rows or columns, so that what is first in a row may not be at its left."""
    return any(int(one.get(name, 1)) > 1 for one in element_attributes(cell) for name in ("/RowSpan", "/ColSpan"))


def _tag(table: Object) -> None:
    for row in _rows(table, Name.TBody):
        if row[0]["/S"] == Name.TD:
            row[0]["/S"] = Name.TH
            table_attributes(row[0])["/Scope"] = Name.Row
    # A list of headers hides those it does not name; without it they follow from the scopes.
    for cell in _cells(table):
        for one in element_attributes(cell):
            if "/Headers" in one:
                del one["/Headers"]


def _cells(table: Object) -> Iterator[Object]:
    return (element for element in elements(table) if element["/S"] in (Name.TH, Name.TD))
