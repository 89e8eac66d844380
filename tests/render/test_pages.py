"""Cover, contents, running lines and chapters, in every layout."""

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import page as validation
import pikepdf
import pypdfium2
import pytest
import typst

from tests.activities.declared import squeezed
from tests.render.layouts import LAYOUTS
from tests.render.reading import pages
from tests.render.workbook import EXTENSION, RESOURCES, SHAPE, cell, document, facts, scope, whole
from workbook_kit.activities import Prompt
from workbook_kit.models.editions import EDITIONS, HANDOUT
from workbook_kit.render import embedded
from workbook_kit.render.document import Document
from workbook_kit.render.typst import typeset

MM = 72 / 25.4  # points
NAMED = {name: edition.title for name, edition in EDITIONS.items() if name not in (HANDOUT, "facilitator")}
ADDRESS = "https://example.org/packs/aa-spring/seminar-1/workbook.html"
QR = {"qr": "outputs/qr.svg", "web-address": "https://example.org/packs/aa-spring/seminar-1/workbook.html"}
PARTNERS = ("Tree Trust", "The Old Orchard Teaching School Partnership", "Bee Board", "Pear and Plum Alliance", "Moss")
LONG: dict[str, Any] = {
    "title": "What an orchard can tell us about patience, pruning and the long wait for a harvest worth sharing",
    "cohort": "The Spring Valley, Upper Meadow and Lower Orchard Schools’ Cohort for the Years 2027 to 2029",
}
LONG["facts"] = facts({
    "Cohort": LONG["cohort"],
    "Group": "Avocet · Bittern · Curlew · Dunlin · Egret",
    "Venue": "The Great Hall of the Corn Exchange, Lower Ferry Street, Llanfihangel-y-Creuddyn",
    "Facilitated by": "Oluwaseun Brightwater, Małgorzata Święcicka-Łoś, Nell Draycott",
})  # fmt: skip


def bare(text: str) -> str:
    """The text without what a line may have been broken at."""
    return squeezed(text).replace("-", "")


Print = Callable[[Document, str], bytes]


@pytest.fixture
def printed(tmp_path: Path) -> Print:
    """Prints a document in a layout."""

    def render(sample: Document, layout: str = "handout") -> bytes:
        return typeset(source(sample, tmp_path), EXTENSION, {"layout": layout})

    return render


def source(sample: Document, work: Path) -> Path:
    """The Typst file of a document."""
    sample.lay_out(work)
    page = work / "workbook.typ"
    page.write_text(embedded.to_typst(sample, work, EXTENSION), encoding="utf-8")
    return page


def with_qr(*parts: str, **metadata: object) -> Document:
    """A workbook that stands on the web."""
    return replace(document(*parts, **QR, **metadata), resources={**RESOURCES, "outputs/qr.svg": SHAPE})


def crowded() -> Document:
    """A cover with as much as a cover may have to hold."""
    logos = {f"logos/{n}.svg": SHAPE for n in range(4)}
    partners = [{"name": name, "logo": f"logos/{n}.svg", "alt": name} for n, name in enumerate(PARTNERS[:4])]
    sample = with_qr("# One", "Words.", **LONG, partners=[*partners, {"name": PARTNERS[4]}])
    return replace(sample, resources={**sample.resources, **logos})


def complaints(pdf: bytes) -> list[str]:
    """What PDF/UA-1 has against it."""
    report = validation.validate_pdf_bytes(pdf, profile=validation.ValidationProfile.PDF_UA_1)
    return [failure.message for failure in report.failures]


def extent(pdf: bytes, page: int) -> tuple[float, float, float, float]:
    """How far the letters of a page reach, in millimetres: left, bottom, right, top."""
    with pypdfium2.PdfDocument(pdf) as opened:
        text = opened[page].get_textpage()
        said = text.get_text_range()
        boxes = [text.get_charbox(i) for i, letter in enumerate(said) if not letter.isspace()]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts) / MM, min(bottoms) / MM, max(rights) / MM, max(tops) / MM


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_conforms_to_pdf_ua(layout: str, printed: Print) -> None:
    metadata = {**whole().metadata, **QR, "right-hand": True, "edition": "facilitator", "start-time": "09:30"}
    resources = {**RESOURCES, "outputs/qr.svg": SHAPE}
    mark = scope("```{=typst}\n#seminar-sheet(minutes: 30)\n```")
    marked = replace(whole(), metadata=metadata, scopes=(mark, *whole().scopes), resources=resources)
    assert complaints(printed(marked, layout)) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout_settles(layout: str, tmp_path: Path) -> None:
    """Typst lays a page out again until nothing moves; what never settles would be printed half right."""
    page = source(
        replace(whole(), metadata={**whole().metadata, "right-hand": True, "edition": "facilitator"}), tmp_path
    )
    _, warnings = typst.compile_with_warnings(
        page, format="pdf", root=tmp_path, font_paths=[EXTENSION / "fonts"], ignore_system_fonts=True,
        sys_inputs={"layout": layout},
    )  # fmt: skip
    assert [warning.message for warning in warnings] == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_cover_holds_long_names_and_many_partners(layout: str, printed: Print) -> None:
    pdf = printed(crowded(), layout)
    cover, contents, *_ = pages(pdf)
    for words in (*PARTNERS, "Your name", "Coaching partner", "Święcicka-Łoś", "Llanfihangel-y-Creuddyn", ADDRESS):
        assert bare(words) in bare(cover)
    assert bare(str(LONG["title"])) in bare(cover)
    assert "Contents" in contents
    left, bottom, right, top = extent(pdf, 0)
    assert 15 < left < right < (406.5 if layout == "facilitator" else 193)
    assert 10 < bottom < top < 282


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_on_a_cover_is_over_something_else(layout: str, printed: Print) -> None:
    with pypdfium2.PdfDocument(printed(crowded(), layout)) as opened:
        page = opened[0]
        text = page.get_textpage()
        rects = [text.get_rect(i) for i in range(text.count_rects())]
    for i, (left, bottom, right, top) in enumerate(rects):
        for other in rects[i + 1 :]:
            across = min(right, other[2]) - max(left, other[0])
            down = min(top, other[3]) - max(bottom, other[1])
            assert across < 1 or down < 1.5, (rects[i], other)


def test_a_cover_shows_its_logos_but_not_in_low_ink(printed: Print) -> None:
    partners = [{"name": name, "logo": "logos/tree.svg", "alt": f"Logo of {name}"} for name in PARTNERS[:4]]
    sample = document("# One", partners=partners)
    assert [alt for alt in alternatives(printed(sample, "handout")) if "Logo" in alt] == [
        f"Logo of {name}" for name in PARTNERS[:4]
    ]
    assert [alt for alt in alternatives(printed(sample, "low-ink")) if "Logo" in alt] == []
    assert {name in pages(printed(sample, "low-ink"))[0] for name in PARTNERS[:4]} == {True}


def test_a_cover_in_large_letters_keeps_the_logos_of_two_partners_beside_a_qr_code(printed: Print) -> None:
    partners = [{"name": name, "logo": "logos/tree.svg", "alt": f"Logo of {name}"} for name in PARTNERS[:2]]
    said = {"Group": "Avocet · Bittern", "Venue": "Tŷ Dŵr Centre, Weir Lane, Llanfair on the March", "Join at": ""}
    sample = with_qr("# One", partners=partners, title="Finding out what the barrier is", facts=facts(said))
    logos = [alt for alt in alternatives(printed(sample, "large-print")) if "Logo" in alt]
    assert logos == [f"Logo of {name}" for name in PARTNERS[:2]]


def alternatives(pdf: bytes) -> list[str]:
    """The words for those who do not see a picture, in order."""
    with pikepdf.Pdf.open(BytesIO(pdf)) as opened:
        return [str(one.Alt) for one in opened.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_qr_code_has_its_address_in_words_and_as_a_link(layout: str, printed: Print) -> None:
    pdf = printed(with_qr("# One"), layout)
    assert f"QR code: {ADDRESS}" in alternatives(pdf)
    assert bare(ADDRESS) in bare(pages(pdf)[0])
    with pikepdf.Pdf.open(BytesIO(pdf)) as opened:
        links = [str(one.A.URI) for one in opened.pages[0].Annots if "/URI" in one.get("/A", {})]  # type: ignore[union-attr]
    assert ADDRESS in links


def test_no_code_without_an_address_or_from_elsewhere(printed: Print) -> None:
    for metadata in ({}, {"qr": "outputs/qr.svg"}, {**QR, "qr": "../qr.svg"}, {**QR, "qr": "https://x.org/q.svg"}):
        pdf = printed(
            replace(document("# One", **metadata), resources={**RESOURCES, "outputs/qr.svg": SHAPE}), "handout"
        )
        assert not [alt for alt in alternatives(pdf) if "QR" in alt]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_page_has_its_number_and_code_and_edition(layout: str, printed: Print) -> None:
    said = pages(printed(whole(), layout))
    for number, text in enumerate(said[1:], start=2):
        assert f"Page {number} of {len(said)}" in text
        assert "AA-7F3A" in text
        assert (NAMED.get(layout) or "First fruit") in text
    others = set(NAMED.values()) - {NAMED.get(layout)}
    assert not [name for name in others if name in said[0]]
    assert NAMED.get(layout, "") in said[0]


def test_a_long_cohort_leaves_room_for_number_and_code(printed: Print) -> None:
    for text in pages(printed(document("# One", "Words.", **LONG), "large-print"))[1:]:
        assert re.search(r"(^|\s)Large print · AA-7F3A Page \d of 3$|NPQAA · Large print · AA-7F3A Page \d of 3$", text)


def test_a_header_that_is_too_long_is_the_chapter_alone(printed: Print) -> None:
    (page,) = pages(printed(document("# A chapter", "Words.", **LONG), "large-print"))[2:]
    assert page.startswith("A chapter A chapter Words.")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_contents_give_pages_in_every_layout(layout: str, printed: Print) -> None:
    parts = [
        part for n in range(8) for part in (f"# Chapter {n}", "## Part", "Words. " * 150, "## More", "Words. " * 300)
    ]
    said = pages(printed(document(*parts), layout))
    contents = " ".join(text for text in said[1:4] if " Contents " in text)
    for n in range(8):
        start = next(i for i, text in enumerate(said, 1) if i > 2 and f"Chapter {n} Part Words." in text)
        assert re.search(rf"Chapter {n}[ .]+{start}(\D|$)", contents), (n, start, contents)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_chapters_start_on_right_hand_pages_and_notes_fill_what_is_left_over(layout: str, printed: Print) -> None:
    parts = ["# One", "Short.", "# Two", "## Section", cell(Prompt("a", "Question", lines=10)), "# Three", "Short too."]
    said = pages(printed(document(*parts, **{"right-hand": True}), layout))
    starts = {name: i for i, text in enumerate(said, 1) for name in ("One", "Two", "Three")
              if i > 2 and f"First fruit {name} {name} " in text}  # fmt: skip
    assert list(starts) == ["One", "Two", "Three"]
    assert {page % 2 == 1 for page in starts.values()} == {True}
    left_over = [text for text in said[2:] if not any(words in text for words in ("Short", "Section", "Question"))]
    assert left_over
    assert {"Notes" in text for text in left_over} == {True}


def test_chapters_flow_where_nobody_asked_for_right_hand_pages(printed: Print) -> None:
    said = pages(printed(document("# One", "Short.", "# Two", "Short too."), "handout"))
    assert len(said) == 3


def test_left_over_pages_are_ruled(printed: Print) -> None:
    pdf = printed(document("# One", "Short.", "# Two", "Short.", **{"right-hand": True}), "handout")
    with pypdfium2.PdfDocument(pdf) as opened:
        lines = [one.get_bounds() for one in opened[3].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])]
    wide = [one for one in lines if one[2] - one[0] > 150 * MM]
    assert len(wide) >= 25


@pytest.mark.parametrize("layout", ["handout", "large-print"])
def test_margins_are_wider_at_the_binding(layout: str, printed: Print) -> None:
    pdf = printed(document("# One", "Words. " * 900), layout)
    assert extent(pdf, 2)[0] == pytest.approx(24, abs=0.7)
    assert extent(pdf, 3)[0] == pytest.approx(18, abs=0.7)


@pytest.mark.parametrize(("layout", "letters"), [("handout", 45), ("large-print", 26)])
def test_no_line_of_the_contents_begins_with_the_pages_of_a_long_title(
    layout: str, letters: int, printed: Print
) -> None:
    titles = ["n " * letters + "i" * more for more in range(0, 34, 2)]  # some end where their line does
    pdf = printed(document("# One", *(f"## {title}\n\nWords." for title in titles)), layout)
    with pypdfium2.PdfDocument(pdf) as opened:
        lines = opened[1].get_textpage().get_text_range().splitlines()
    assert len([line for line in lines if line.startswith("n n n")]) > 12
    assert [line for line in lines if re.match(r"[\d–]", line)] == []
