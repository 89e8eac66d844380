"""Pages in such an order that sheets can be folded."""

from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from pikepdf import Name

from tests.render.pdf.sample import drawn, printed
from workbook_kit.render.pdf.impose import fold_booklet


def numbered(count: int) -> bytes:
    """A PDF whose pages say their number."""
    return drawn("= Numbers\n" + "#pagebreak()\n".join(f"Page {n}\n" for n in range(1, count + 1)))


def sides(pdf: bytes) -> list[tuple[str, str]]:
    """What stands at the left and the right of each side."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        found = []
        for page in document:
            text, (width, height) = page.get_textpage(), page.get_size()
            halves = [(0, 0, width / 2, height), (width / 2, 0, width, height)]
            said = [text.get_text_bounded(*half).replace("Numbers", "").split() for half in halves]
            found.append((" ".join(said[0][1:]), " ".join(said[1][1:])))
        return found
    finally:
        document.close()


@pytest.mark.parametrize(
    ("count", "order"),
    [
        (1, [("", "1"), ("", "")]),
        (4, [("4", "1"), ("2", "3")]),
        (6, [("", "1"), ("2", ""), ("6", "3"), ("4", "5")]),
        (8, [("8", "1"), ("2", "7"), ("6", "3"), ("4", "5")]),
    ],
)
def test_pages_are_in_order_once_folded(count: int, order: list[tuple[str, str]]) -> None:
    assert sides(fold_booklet(numbered(count))) == order


def test_it_says_how_it_is_to_be_printed_and_makes_no_claim() -> None:
    with pikepdf.open(BytesIO(fold_booklet(printed()))) as pdf:
        title = "A form for Siân (for printing only)"
        assert str(pdf.docinfo.Title) == title
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == title
            assert "pdfuaid:part" not in metadata
        assert pdf.Root.ViewerPreferences.Duplex == Name.DuplexFlipShortEdge
        assert pdf.Root.ViewerPreferences.PrintScaling == Name("/None")
        assert "/StructTreeRoot" not in pdf.Root
        assert not pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        assert not [page for page in pdf.pages if "/Annots" in page]
        assert {tuple(map(float, page.MediaBox)) for page in pdf.pages} == {(0, 0, 841.89, 595.276)}


def test_it_is_the_same_each_time() -> None:
    assert fold_booklet(printed()) == fold_booklet(printed())
