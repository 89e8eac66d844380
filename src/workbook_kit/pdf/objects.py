"""Pages and streams as plain values, where pikepdf only says that there is something."""

from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Object, Page


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
