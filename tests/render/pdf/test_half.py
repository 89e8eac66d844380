"""Two A4 pages beside each other come to one, with all that has a place."""

from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from pikepdf import Name

from tests.render.pdf.sample import drawn, half_size, is_accessible
from workbook_kit.render.pdf.document import element_attributes, every_element

WIDE = """#set page(width: 420mm, height: 297mm)
= Wide
#outline()
#link("https://example.org")[Away] and #link(<far>)[far].
#rect(width: 60mm, height: 30mm, fill: gradient.linear(red, blue))
#rect(width: 60mm, height: 30mm, fill: tiling(size: (10mm, 10mm), square(size: 5mm, fill: black)))
#table(columns: 2, table.header([A], [B]), [a], [b])
#pagebreak()
#v(100mm)
== Far <far>
"""
SCALE = 210 / 297


@pytest.fixture(scope="module")
def wide() -> bytes:
    return drawn(WIDE)


def test_pages_are_a4_on_their_side_and_look_the_same(wide: bytes) -> None:
    before, after = pypdfium2.PdfDocument(wide), pypdfium2.PdfDocument(half_size(wide))
    try:
        assert after[0].get_size() == pytest.approx((841.89, 595.28), abs=0.1)
        pictures = [before[0].render(scale=SCALE), after[0].render(scale=1)]
        large, small = (picture.to_pil().convert("L").resize((420, 297)) for picture in pictures)
        apart = sum(abs(a - b) > 60 for a, b in zip(large.tobytes(), small.tobytes(), strict=True))
        assert apart < 420 * 297 * 0.002
    finally:
        before.close()
        after.close()


def test_links_targets_and_boxes_go_with_the_page(wide: bytes) -> None:
    with pikepdf.open(BytesIO(wide)) as before, pikepdf.open(BytesIO(half_size(wide))) as after:
        for old, new in zip(before.pages[0].Annots, after.pages[0].Annots, strict=True):
            assert [float(n) for n in new.Rect] == pytest.approx([float(n) * SCALE for n in old.Rect], abs=0.01)
        old, new = before.pages[0].Annots[0].Dest, after.pages[0].Annots[0].Dest
        assert [float(n) for n in list(new)[2:4]] == pytest.approx([float(n) * SCALE for n in list(old)[2:4]], abs=0.01)
        boxes = [
            [a.BBox for e in every_element(pdf) for a in element_attributes(e) if "/BBox" in a]
            for pdf in (before, after)
        ]
        assert boxes[0]
        for old, new in zip(*boxes, strict=True):
            assert [float(n) for n in new] == pytest.approx([float(n) * SCALE for n in old], abs=0.01)


def test_names_and_outline_lead_to_the_same_words(wide: bytes) -> None:
    with pikepdf.open(BytesIO(half_size(wide))) as pdf:
        height = 210 / 25.4 * 72
        named = pikepdf.NameTree(pdf.Root.Names.Dests)["far"]
        place = named if isinstance(named, pikepdf.Array) else named.D
        assert place[1] == Name.XYZ
        assert height / 2 < float(place[3]) < height * 0.65
        outline = pdf.Root.Outlines.First
        assert 0.85 * height < float(outline.Dest[3]) <= height


def test_it_is_accessible_and_the_same_each_time(wide: bytes) -> None:
    assert is_accessible(half_size(wide))
    assert half_size(wide) == half_size(wide)
