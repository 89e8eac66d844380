"""Pages put on other sheets: a booklet to fold, and half size beside notes."""

from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream, String

from workbook_kit.render.pdf.document import (
    Number,
    annotations,
    as_bytes,
    attributes,
    changed,
    entries,
    every_element,
    is_element,
    numbers,
    opened,
)

# A booklet: two pages on each side of A4, in such an order that the sheets can be folded and stapled.

#: A4 on its side, in points.
WIDTH, HEIGHT = 841.89, 595.276
NOTE = "(for printing only)"


def booklet(pdf: bytes, back_cover: bool = False) -> bytes:
    """The pages two up on A4, to be printed on both sides (flip on the short edge) and folded.

    The copy has neither tags nor links; it is no file to read on a screen.

    Args:
        back_cover: the last page is the back of the booklet, so blank pages go before it and not after.
    """
    with opened(pdf) as source, pikepdf.new() as folded:
        drawn = [_shape(folded, page) for page in source.pages]
        for left, right in _sides(len(drawn), back_cover):
            _add(folded, [drawn[n] if n is not None else None for n in (left, right)])
        _describe(source, folded)
        return as_bytes(folded)


def _sides(count: int, back_cover: bool) -> Iterator[tuple[int | None, int | None]]:
    """The pages, counted from 0, at the left and right of each side; None for a blank one."""
    blank: list[int | None] = [None] * (-count % 4)
    pages: list[int | None] = list(range(count))
    pages = [*pages[:-1], *blank, *pages[-1:]] if back_cover else [*pages, *blank]
    for sheet in range(len(pages) // 4):
        first, last = 2 * sheet, len(pages) - 1 - 2 * sheet
        yield pages[last], pages[first]
        yield pages[first + 1], pages[last - 1]


def _shape(folded: Pdf, page: Page) -> tuple[pikepdf.Object, float, float]:
    """The page's content, its width and its height."""
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    return folded.copy_foreign(page.as_form_xobject()), right - left, top - bottom


def _add(folded: Pdf, halves: list[tuple[pikepdf.Object, float, float] | None]) -> None:
    """Adds a side with what stands at its left and at its right."""
    drawn, shapes = [], Dictionary()
    for number, half in enumerate(halves):
        if half is None:
            continue
        shape, width, height = half
        scale = min(WIDTH / 2 / width, HEIGHT / height)
        x = number * WIDTH / 2 + (WIDTH / 2 - scale * width) / 2
        y = (HEIGHT - scale * height) / 2
        shapes[f"/P{number}"] = shape
        drawn.append(f"q {scale:.6f} 0 0 {scale:.6f} {x:.4f} {y:.4f} cm /P{number} Do Q")
    side = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, WIDTH, HEIGHT]),
        Resources=Dictionary(XObject=shapes),
        Contents=folded.make_stream("\n".join(drawn).encode()),
    )
    folded.pages.append(Page(folded.make_indirect(side)))


def _describe(source: Pdf, folded: Pdf) -> None:
    """Title and language, and how it is to be printed."""
    info = source.docinfo
    title = f"{info.get('/Title', '')} {NOTE}".strip()
    for name in ("/Author", "/Creator", "/CreationDate", "/ModDate"):
        if name in info:
            folded.docinfo[name] = String(str(info[name]))
    folded.docinfo["/Title"] = String(title)
    with folded.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title
    if "/Lang" in source.Root:
        folded.Root["/Lang"] = String(str(source.Root["/Lang"]))
    folded.Root["/MarkInfo"] = Dictionary(Marked=False)
    folded.Root["/ViewerPreferences"] = Dictionary(
        DisplayDocTitle=True, Duplex=Name.DuplexFlipShortEdge, PrintScaling=Name("/None")
    )


# Half size: pages of two A4 beside each other, scaled to one A4 on its side, with everything that has a place.

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
