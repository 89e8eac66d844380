"""Pages put on other sheets: two on each side of a booklet to fold, or two of A4 beside each other scaled to one."""

from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream, String

from workbook_kit.render.pdf.document import (
    ObjectNumber,
    annotations,
    element_attributes,
    entries,
    every_element,
    is_element,
    numbers,
    open_pdf,
    pdf_bytes,
)

#: A4 on its side, in points.
WIDTH, HEIGHT = 841.89, 595.276
NOTE = "(for printing only)"
#: From 297 mm to 210 mm.
SCALE = 210 / 297

_BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")
_PLACES = ("/Rect", "/QuadPoints")
#: What follows the page and the kind of a destination: which numbers are places. XYZ ends with a zoom.
_KINDS = {"/XYZ": 2, "/FitH": 1, "/FitV": 1, "/FitR": 4, "/FitBH": 1, "/FitBV": 1}


def fold_booklet(pdf: bytes) -> bytes:
    """The pages two up on A4, to be printed on both sides (flip on the short edge) and folded.

    The copy has neither tags nor links; it is no file to read on a screen.
    """
    with open_pdf(pdf) as source, pikepdf.new() as folded:
        forms = [_form(folded, page) for page in source.pages]
        for side in _sides(len(forms)):
            _add_side(folded, [None if number is None else forms[number] for number in side])
        _copy_facts(source, folded)
        return pdf_bytes(folded)


def scale_to_half(document: Pdf) -> None:
    """Makes each page 0.707 as wide and high; links, destinations and tags stay where they belong."""
    patterns: dict[ObjectNumber, Object] = {}
    for page in document.pages:
        _shrink(page)
        patterns |= _patterns(page)
    for pattern in patterns.values():
        # A pattern lies on the paper, whatever scale what it fills is drawn at.
        pattern["/Matrix"] = _scaled(pattern.get("/Matrix", Array([1, 0, 0, 1, 0, 0])))
    for target in _destinations(document):
        _scale_destination(target)
    for element in every_element(document):
        for one in element_attributes(element):
            if "/BBox" in one:
                one["/BBox"] = _scaled(one["/BBox"])


def _sides(count: int) -> Iterator[tuple[int | None, int | None]]:
    """The pages, counted from 0, at the left and right of each side; None for a blank one."""
    pages = [*range(count), *[None] * (-count % 4)]
    for sheet in range(len(pages) // 4):
        first, last = 2 * sheet, len(pages) - 1 - 2 * sheet
        yield pages[last], pages[first]
        yield pages[first + 1], pages[last - 1]


def _form(folded: Pdf, page: Page) -> tuple[Object, float, float]:
    """The page's content, its width and its height."""
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    return folded.copy_foreign(page.as_form_xobject()), right - left, top - bottom


def _add_side(folded: Pdf, halves: list[tuple[Object, float, float] | None]) -> None:
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


def _copy_facts(source: Pdf, folded: Pdf) -> None:
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


def _patterns(page: Page) -> dict[ObjectNumber, Object]:
    """What a page fills shapes with, by the number of its object; several pages may share one."""
    return {pattern.objgen: pattern for _, pattern in entries(page.obj, "/Resources", "/Pattern")}


def _destinations(pdf: Pdf) -> Iterator[Object]:
    """Every destination, wherever it is kept: in links, outline, names and actions, once each."""
    seen: set[ObjectNumber] = set()
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
