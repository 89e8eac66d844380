"""A booklet: two pages on each side of A4, in such an order that the sheets can be folded and stapled."""

from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Page, Pdf, String

from workbook_kit.pdf.files import as_bytes, opened

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
