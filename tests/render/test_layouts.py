"""Every layout of paper: the same words and fields, set for another need, with answers or without."""

import ctypes
import json
import math
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import page as validation
import pikepdf
import pypdfium2
import pytest
import typst

from tests.activities.declared import every, rating
from tests.render.layouts import LAYOUTS, NAMES, PARTICIPANTS, answers, compiled, declared, lay_out, outside
from tests.render.reading import pages
from tests.render.workbook import EXTENSION, activities, cell, document, whole
from workbook_kit.activities import Blanks, Checklist, Ladder, Prompt, Rating, Sensemaking, Table
from workbook_kit.render.pdf.fields import form_fields


def fields_marked(source: Path, layout: str) -> list[str]:
    """The ids of all fields of an edition."""
    found = typst.query(
        source, "<seminar-field>", field="value", font_paths=[EXTENSION / "fonts"], sys_inputs={"layout": layout}
    )
    return [one["id"] for one in json.loads(found)]


def placeholders(pdf: bytes) -> list[str]:
    """What links say where a field of a form goes, page by page."""
    with pikepdf.open(BytesIO(pdf)) as form:
        actions = [one.get("/A") for page in form.pages for one in page.get("/Annots", [])]
        told = [str(action.URI) for action in actions if action is not None and "/URI" in action]
    return [uri.removeprefix("wbform:") for uri in told if uri.startswith("wbform:")]


def characters(pdf: bytes) -> Iterator[tuple[str, float]]:
    """Each visible character with the size in which it is set; exponents of formulas are smaller by nature."""
    with pypdfium2.PdfDocument(pdf) as opened:
        for page in opened:
            text = page.get_textpage()
            for at in range(text.count_chars()):
                letter = chr(pypdfium2.raw.FPDFText_GetUnicode(text, at))
                matrix = pypdfium2.raw.FS_MATRIX()
                pypdfium2.raw.FPDFText_GetMatrix(text, at, matrix)
                name = pypdfium2.raw.create_string_buffer(99)
                pypdfium2.raw.FPDFText_GetFontInfo(text, at, name, 99, None)
                if letter.strip() and not pypdfium2.raw.FPDFText_IsGenerated(text, at) and b"Math" not in name.value:
                    yield letter, pypdfium2.raw.FPDFText_GetFontSize(text, at) * abs(matrix.d)


def words(pdf: bytes) -> set[str]:
    """What the pages after the contents say, apart from what an edition calls itself."""
    return set(re.findall(r"[^\W\d_]{2,}", " ".join(pages(pdf)[2:]))) - NAMES


@pytest.mark.parametrize(
    "text", [None, "A short answer.\nOf two lines.", "answer " * 400], ids=["empty", "short", "long"]
)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_conforms_to_pdf_ua(laid_out: Callable[..., bytes], layout: str, text: str | None) -> None:
    report = validation.validate_pdf_bytes(laid_out(layout, text), profile=validation.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in report.failures] == []
    assert report.is_compliant


@pytest.mark.parametrize("layout", PARTICIPANTS[1:])
def test_every_layout_says_what_the_handout_says(laid_out: Callable[..., bytes], layout: str) -> None:
    large = laid_out("large-print")
    assert len(pages(large)) > len(pages(laid_out("handout")))  # so the layout does change
    assert words(laid_out(layout)) == words(laid_out("handout"))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_has_the_declared_fields_in_order(handout_source: Path, layout: str) -> None:
    assert fields_marked(handout_source, layout) == [field.id for field in declared()]


def test_every_field_of_a_form_has_its_place_and_every_point_of_a_scale(laid_out: Callable[..., bytes]) -> None:
    expected = [
        f"{field.id}/{point}" if point else field.id
        for field in declared()
        for point in (range(1, field.points + 1) if field.points else [0])
    ]
    assert placeholders(laid_out("fillable")) == expected


def test_a_form_says_what_the_activities_do() -> None:
    fields = form_fields(whole().workbook)
    assert [(one.id, one.key, one.type, one.label) for one in fields.values()] == [
        (field.id, field.key, field.type, field.label) for field in declared()
    ]
    scales = {one.id: one.scale["labels"] for one in activities() if isinstance(one, Rating)}
    for one in fields.values():
        labels = scales[one.id.partition("--")[0]] if one.type == "rating" else ()
        assert one.points == tuple(f"{point} {label}" for point, label in enumerate(labels, 1))


def test_a_date_is_typed_at_the_top_of_its_cell(tmp_path: Path) -> None:
    table = Table("plan", "Plan", columns=["Action", "By when"], kinds=["text", "date"], rows=2, lines=4)
    pdf = compiled(lay_out(document("# One", cell(table)), tmp_path), "fillable")
    with pikepdf.open(BytesIO(pdf)) as form:
        rects = [[float(edge) for edge in one.Rect] for one in form.pages[2].Annots]
    text, date = sorted(rects)[0], sorted(rects)[-1]
    assert date[3] - date[1] < 30 < 90 < text[3] - text[1]
    tops = [[rect[3] for rect in column] for column in (sorted(rects)[:2], sorted(rects)[2:])]
    assert sorted(tops[0]) == pytest.approx(sorted(tops[1]))


def test_only_a_form_holds_places_of_fields(laid_out: Callable[..., bytes]) -> None:
    assert [layout for layout in LAYOUTS if placeholders(laid_out(layout))] == ["fillable"]


def test_a_form_has_the_pages_of_the_handout(laid_out: Callable[..., bytes]) -> None:
    form, handout = pages(laid_out("fillable")), pages(laid_out("handout"))
    assert len(form) == len(handout)
    for mine, other in zip(form[2:], handout[2:], strict=True):
        assert set(re.findall(r"[^\W\d_]{2,}", mine)) - NAMES == set(re.findall(r"[^\W\d_]{2,}", other)) - NAMES


@pytest.mark.parametrize("text", [None, "A short answer."], ids=["empty", "answered"])
def test_low_ink_is_black_on_white(laid_out: Callable[..., bytes], text: str | None) -> None:
    with pypdfium2.PdfDocument(laid_out("low-ink", text)) as pdf:
        for page in pdf:
            drawn = page.render(scale=2, no_smoothtext=True, no_smoothimage=True, no_smoothpath=True).to_pil()
            colours = {colour for _, colour in drawn.convert("RGB").getcolors(1 << 20)}
            assert colours <= {(0, 0, 0), (255, 255, 255)}


def filled(page: pypdfium2.PdfPage) -> list[tuple[float, ...]]:
    """The filled shapes of a page, apart from lines and frames, which Typst may draw as shapes too."""
    found: list[tuple[float, ...]] = []
    drawn = page.render(scale=2).to_pil().convert("L")
    for one in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]):
        how, stroked = pypdfium2.raw.c_int(), pypdfium2.raw.c_int()
        pypdfium2.raw.FPDFPath_GetDrawMode(one, how, stroked)
        left, bottom, right, top = one.get_bounds()
        if how.value and min(right - left, top - bottom) > 4:
            inside = drawn.crop(
                tuple(int(2 * edge) for edge in (left, page.get_height() - top, right, page.get_height() - bottom))
            )
            if sum(inside.histogram()[:250]) > 0.5 * inside.width * inside.height:
                found.append((left, bottom, right, top))
    return found


def test_low_ink_fills_no_shape(tmp_path: Path) -> None:
    stage = '::: {.stage letter="G" title="Goal"}\nWhy?\n:::'
    source = lay_out(document("# One", stage, *map(cell, every()), partners=[]), tmp_path)
    for layout, some in (("low-ink", False), ("handout", True)):
        with pypdfium2.PdfDocument(compiled(source, layout, answers("Said."))) as pdf:
            assert bool([shape for page in pdf for shape in filled(page)]) is some


@pytest.mark.parametrize("text", [None, "A short answer."], ids=["empty", "answered"])
def test_no_letter_of_large_print_is_small(laid_out: Callable[..., bytes], text: str | None) -> None:
    small = {letter for letter, size in characters(laid_out("large-print", text)) if size < 13.99}
    assert small == set()
    assert any(size < 10 for _, size in characters(laid_out("handout", text)))


@pytest.mark.parametrize(
    "text", [None, "https://example.org/" + "a" * 90 + " and on. " * 60], ids=["empty", "answered"]
)
@pytest.mark.parametrize("layout", PARTICIPANTS)
def test_nothing_is_drawn_outside_the_measure(laid_out: Callable[..., bytes], layout: str, text: str | None) -> None:
    assert outside(laid_out(layout, text)) == []


LONG_WORD = "Interdepartmentalisation and a responsibility"
WIDE = [
    Prompt("most", "A question of some length that a page must hold above its box", lines=24, help="Help.", minutes=5),
    Sensemaking("sense", LONG_WORD, notice=LONG_WORD, interpret=LONG_WORD, act=LONG_WORD, lines=24),
    Ladder("ladder", LONG_WORD, rungs=[LONG_WORD] * 9, lines=4),
    Table("plan", LONG_WORD, columns=[LONG_WORD] * 5, rows=[LONG_WORD] * 3, corner=LONG_WORD, lines=24),
    Blanks("blanks", LONG_WORD, answers=["a"] * 20, lines=24),
    Checklist("ready", LONG_WORD, items=[f"{LONG_WORD}. " * 6] * 19 + [f"{LONG_WORD}. " * 120]).twin(),
    rating(LONG_WORD, scale={"question": "How?", "labels": [LONG_WORD.split()[0]] * 7}),
]


@pytest.mark.parametrize("layout", PARTICIPANTS)
@pytest.mark.parametrize("activity", WIDE, ids=lambda activity: activity.name)
def test_the_most_that_may_be_asked_fits(activity: Any, layout: str, tmp_path: Path) -> None:
    pdf = compiled(lay_out(document("# One", "## Section", cell(activity), "After."), tmp_path), layout)
    assert outside(pdf) == []
    assert "After." in pages(pdf)[-1]


def test_large_print_keeps_a_statement_with_its_points(laid_out: Callable[..., bytes]) -> None:
    found = 0
    for text in pages(laid_out("large-print")):
        statements = re.findall(r"\b1\.\d+ Statement", text)
        if statements:
            found += len(statements)
            keys = text.count("1 New to me 2 Finding out 3 Sure 4 Could teach it Leave a row")
            assert text.count("Could teach it") - keys == len(statements)
            assert "Long stem" in text
    assert found == 30


def test_knowledge_is_rated_in_circles_and_practice_in_squares(tmp_path: Path) -> None:
    def longest(kind: str) -> float:
        folder = tmp_path / kind
        folder.mkdir()
        pdf = compiled(lay_out(document("# One", cell(rating(id="rated", kind=kind))), folder), "handout")
        with pypdfium2.PdfDocument(pdf) as opened:
            paths = list(opened[2].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH], max_depth=4))
            bubbles = [one for one in paths if 15 < one.get_bounds()[2] - one.get_bounds()[0] < 20]
            assert len(bubbles) >= 3
            return max(map(_longest_straight_edge, bubbles))

    assert longest("knowledge") < 1
    assert longest("practice") > 8


def _longest_straight_edge(path: pypdfium2.PdfObject) -> float:
    """In points."""
    raw, at, longest = pypdfium2.raw, (0.0, 0.0), 0.0
    for number in range(raw.FPDFPath_CountSegments(path.raw)):
        segment = raw.FPDFPath_GetPathSegment(path.raw, number)
        x, y = ctypes.c_float(), ctypes.c_float()
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO:
            longest = max(longest, math.dist(at, (x.value, y.value)))
        at = (x.value, y.value)
    return longest


def test_only_a_facilitator_reads_what_the_blanks_ask_for(tmp_path: Path) -> None:
    source = lay_out(document("# One", cell(Blanks("recall", "Recall", answers=["Zucchini", "Yarrow"]))), tmp_path)
    assert [layout for layout in LAYOUTS if "Zucchini" in " ".join(pages(compiled(source, layout)))] == ["facilitator"]


def test_the_places_of_activities_are_marked_for_the_clock(handout_source: Path) -> None:
    found = json.loads(
        typst.query(handout_source, "<seminar-activity>", field="value", font_paths=[EXTENSION / "fonts"])
    )
    assert len(found) == len(activities()) + 1
    assert found[0] == {"label": "What grew?", "mode": "What grew?", "minutes": 5}
