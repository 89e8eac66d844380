"""A PDF from bytes and back, its parts as plain values, and the structure tree that assistive technology reads."""

from collections.abc import Callable, Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

#: An indirect object is known by its number and generation.
ObjectNumber = tuple[int, int]


def open_pdf(pdf: bytes) -> Pdf:
    """The PDF, one of our own."""
    return pikepdf.open(BytesIO(pdf))


def edit_pdf(pdf: bytes, *changes: Callable[[Pdf], None]) -> bytes:
    """The PDF after these changes; to read and write it takes longer than most of them."""
    with open_pdf(pdf) as document:
        for change in changes:
            change(document)
        return pdf_bytes(document)


def pdf_bytes(pdf: Pdf) -> bytes:
    """The PDF as a file; the same PDF always gives the same bytes."""
    target = BytesIO()
    pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def entry(holder: Object, *names: str) -> Object | None:
    """What a dictionary holds under a name, or a dictionary in it under the next name, and so on."""
    held: Object | None = holder
    for name in names:
        held = held.get(name) if isinstance(held, Dictionary) else None
    return held


def entries(holder: Object, *names: str) -> list[tuple[str, Object]]:
    """The entries of a dictionary found in this way; none where there is no such dictionary."""
    held = entry(holder, *names)
    return list(held.items()) if isinstance(held, Dictionary) else []


def annotations(page: Page) -> list[Object]:
    """The page's links and fields."""
    held = page.obj.get("/Annots")
    return list(held) if isinstance(held, Array) else []


def link_address(annotation: Object) -> bytes:
    """Where a link goes on the web; nothing where it goes elsewhere."""
    held = entry(annotation, "/A", "/URI")
    return b"" if held is None else bytes(held)


def numbers(held: Object) -> list[float]:
    """The numbers of an array."""
    return [float(one) for one in held] if isinstance(held, Array) else []


def operations(page: Page, operators: str) -> Iterator[tuple[list[Object], str]]:
    """What the page's content does, of these operators: what with, and the operator."""
    for one in pikepdf.parse_content_stream(page, operators):
        yield list(one.operands), str(one.operator)


def kids(element: Object) -> list[Object]:
    """What an element holds: elements, pieces of page content, annotations."""
    held = element.get("/K")
    if held is None:
        return []
    return list(held) if isinstance(held, Array) else [held]


def is_element(kid: object) -> bool:
    """Whether this is an element, and no piece of content or annotation."""
    return isinstance(kid, Dictionary) and "/S" in kid


def is_annotation(kid: object) -> bool:
    """Whether this stands for an annotation, such as a link or a form field."""
    return isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR


def elements(top: Object) -> Iterator[Object]:
    """Every element below this one, in reading order."""
    waiting = [kid for kid in reversed(kids(top)) if is_element(kid)]
    while waiting:
        element = waiting.pop()
        yield element
        waiting += [kid for kid in reversed(kids(element)) if is_element(kid)]


def every_element(pdf: Pdf) -> Iterator[Object]:
    """Every element of the PDF; none where it is not tagged."""
    root = pdf.Root.get("/StructTreeRoot")
    return iter(()) if root is None else elements(root)


def elements_by_annotation(pdf: Pdf) -> dict[ObjectNumber, Object]:
    """The element that holds each annotation."""
    return {kid.Obj.objgen: element for element in every_element(pdf) for kid in kids(element) if is_annotation(kid)}


def element_attributes(element: Object) -> list[Object]:
    """The attribute dictionaries of an element."""
    held = element.get("/A")
    if held is None:
        return []
    return [one for one in (held if isinstance(held, Array) else [held]) if isinstance(one, Dictionary)]


def table_attributes(element: Object) -> Object:
    """The attributes of a table's cell, added where there are none."""
    for one in element_attributes(element):
        if one.get("/O") == Name.Table:
            return one
    element["/A"] = Array([*element_attributes(element), Dictionary(O=Name.Table)])
    return element_attributes(element)[-1]
