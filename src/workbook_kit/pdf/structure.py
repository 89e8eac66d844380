"""The structure tree of a tagged PDF: what assistive technology reads."""

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf

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
