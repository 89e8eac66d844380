"""A PDF from bytes and back, its pages and streams as plain values, and what assistive technology reads."""

from collections.abc import Callable, Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

# A PDF from bytes and back; the same PDF always gives the same bytes.


def opened(pdf: bytes) -> pikepdf.Pdf:
    """The PDF, one of our own."""
    return pikepdf.open(BytesIO(pdf))


def changed(pdf: bytes, *changes: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The PDF after these changes; to read and write it takes longer than most of them."""
    with opened(pdf) as document:
        for change in changes:
            change(document)
        return as_bytes(document)


def as_bytes(pdf: pikepdf.Pdf) -> bytes:
    """The PDF as a file."""
    target = BytesIO()
    pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


# Pages and streams as plain values, where pikepdf only says that there is something.


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


def address(annotation: Object) -> bytes:
    """Where a link goes on the web; nothing where it goes elsewhere."""
    held = entry(annotation, "/A", "/URI")
    return b"" if held is None else bytes(held)


def numbers(held: Object) -> list[float]:
    """The numbers of an array."""
    return [float(one) for one in held] if isinstance(held, Array) else []


def steps(page: Page, operators: str) -> Iterator[tuple[list[Object], str]]:
    """What the page's content does, of these operators: what with, and the operator."""
    for step in pikepdf.parse_content_stream(page, operators):
        yield list(step.operands), str(step.operator)


# The structure tree of a tagged PDF: what assistive technology reads.

#: An indirect object is known by its number and generation.
Number = tuple[int, int]


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


def by_annotation(pdf: Pdf) -> dict[Number, Object]:
    """The element that holds each annotation."""
    return {kid.Obj.objgen: element for element in every_element(pdf) for kid in kids(element) if is_annotation(kid)}


def attributes(element: Object) -> list[Object]:
    """The attribute dictionaries of an element."""
    held = element.get("/A")
    if held is None:
        return []
    return [one for one in (held if isinstance(held, Array) else [held]) if isinstance(one, Dictionary)]


def table_attributes(element: Object) -> Object:
    """The attributes of a table's cell, added where there are none."""
    for one in attributes(element):
        if one.get("/O") == Name.Table:
            return one
    element["/A"] = Array([*attributes(element), Dictionary(O=Name.Table)])
    return attributes(element)[-1]
