"""Half size: pages of two A4 beside each other, scaled to one A4 on its side, with everything that has a place."""

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from workbook_kit.pdf.files import changed
from workbook_kit.pdf.objects import annotations, entries, numbers
from workbook_kit.pdf.structure import Number, attributes, every_element, is_element

#: From 297 mm to 210 mm.
SCALE = 210 / 297

_BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")
_PLACES = ("/Rect", "/QuadPoints")
#: What follows the page and the kind of a destination: which numbers are places. XYZ ends with a zoom.
_KINDS = {"/XYZ": 2, "/FitH": 1, "/FitV": 1, "/FitR": 4, "/FitBH": 1, "/FitBV": 1}


def half_size(pdf: bytes) -> bytes:
    """The PDF with each page at 0.707 of its width and height; links, destinations and tags stay where they belong."""
    return changed(pdf, halve)


def halve(document: Pdf) -> None:
    """Makes each page 0.707 as wide and high."""
    patterns: dict[Number, Object] = {}
    for page in document.pages:
        _shrink(page)
        patterns |= _patterns(page)
    for pattern in patterns.values():
        # A pattern lies on the paper, whatever scale what it fills is drawn at.
        pattern["/Matrix"] = _scaled(pattern.get("/Matrix", Array([1, 0, 0, 1, 0, 0])))
    for target in _destinations(document):
        _scale_destination(target)
    for element in every_element(document):
        for one in attributes(element):
            if "/BBox" in one:
                one["/BBox"] = _scaled(one["/BBox"])


def _shrink(page: Page) -> None:
    page.contents_add(f"q {SCALE:.6f} 0 0 {SCALE:.6f} 0 0 cm\n".encode(), prepend=True)
    page.contents_add(b"\nQ")
    for name in _BOXES:
        if name in page.obj:
            page.obj[name] = _scaled(page.obj[name])
    for annotation in annotations(page):
        for name in _PLACES:
            if name in annotation:
                annotation[name] = _scaled(annotation[name])


def _patterns(page: Page) -> dict[Number, Object]:
    """What a page fills shapes with, by the number of its object; several pages may share one."""
    return {pattern.objgen: pattern for _, pattern in entries(page.obj, "/Resources", "/Pattern")}


def _destinations(pdf: Pdf) -> Iterator[Object]:
    """Every destination, wherever it is kept: in links, outline, names and actions, once each."""
    seen: set[Number] = set()
    for top in pdf.objects:
        if isinstance(top, Stream) or is_element(top):  # most of a tagged PDF, and none there
            continue
        waiting = [top]
        while waiting:
            one = waiting.pop()
            if _is_destination(one) and (not one.is_indirect or one.objgen not in seen):
                seen.add(one.objgen)
                yield one
            waiting += [inner for inner in _inside(one) if not inner.is_indirect]


def _inside(one: object) -> list[Object]:
    if isinstance(one, Array):
        held = list(one)
    elif isinstance(one, Dictionary | Stream):
        held = [value for _, value in one.items()]
    else:
        held = []
    return [inner for inner in held if isinstance(inner, Array | Dictionary)]


def _is_destination(one: object) -> bool:
    if not isinstance(one, Array) or len(one) < 2 or not isinstance(one[0], Dictionary):
        return False
    return isinstance(one[1], Name) and str(one[1]) in _KINDS


def _scale_destination(target: Object) -> None:
    for number in range(2, min(len(target), 2 + _KINDS[str(target[1])])):
        if target[number] is not None:
            target[number] = round(float(target[number]) * SCALE, 4)


def _scaled(held: Object) -> Array:
    return Array([round(one * SCALE, 4) for one in numbers(held)])
