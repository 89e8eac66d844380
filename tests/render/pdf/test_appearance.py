"""Answers filled in beforehand look as they should in every viewer."""

from io import BytesIO
from typing import NamedTuple

import pikepdf
import pypdfium2
import pytest

from tests.render.pdf.sample import form
from workbook_kit.render.pdf.glyphs import make_drawable


class Look(NamedTuple):
    """How a field looks: the text of its appearance, and what is behind."""

    text: str
    value: str
    size: str
    flags: int
    content: bytes
    box: list[float]
    rect: list[float]


def look(pdf: bytes, name: str) -> Look:
    with pikepdf.open(BytesIO(pdf)) as source:
        field = next(one for one in source.Root.AcroForm.Fields if str(one.T) == name)
        shown = field.AP.N
        box, rect = [float(edge) for edge in shown.BBox], [float(edge) for edge in field.Rect]
        return Look(_text(shown, (box[2], box[3])), str(field.V), str(field.DA).split()[1], int(field.get("/Ff", 0)),
                    shown.read_bytes(), box, rect)  # fmt: skip


def _text(shown: pikepdf.Object, size: tuple[float, float]) -> str:
    alone, target = pikepdf.new(), BytesIO()
    page = alone.add_blank_page(page_size=size)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=alone.copy_foreign(shown)))
    page.Contents = alone.make_stream(b"/F Do")
    alone.save(target)
    document = pypdfium2.PdfDocument(target.getvalue())
    try:
        return document[0].get_textpage().get_text_range().replace("\r\n", "\n")
    finally:
        document.close()


def test_letters_of_other_languages_are_drawn() -> None:
    said = "Llŷn, Łódź, “Siân’s” – Ελλάδα"
    assert look(form({"cover--name": said}), "cover--name").text == said


def test_markup_and_code_stay_text() -> None:
    said = "#panic() $x^2$ *b* `c` \\u{41} //no (a) \\"
    assert look(form({"thoughts": said}), "thoughts").text == said


def test_letters_that_no_font_has_are_named_and_kept() -> None:
    found = look(form({"cover--name": "a 😀 中\x07"}), "cover--name")
    assert found.text == "a [GRINNING FACE] [CJK UNIFIED IDEOGRAPH-4E2D]"
    assert found.value == "a 😀 中\x07"


def test_halves_of_letters_and_marks_for_machines_are_passed_over() -> None:
    assert make_drawable(["a\ud83d\u200bb\ufe0f e\u0301"], []) == ["a\u200bb\ufe0f é"]


def test_a_long_answer_is_set_smaller_until_it_fits() -> None:
    sizes = [look(form({"thoughts": "word " * count}), "thoughts").size for count in (20, 200, 230, 5000)]
    assert sizes == ["10.5", "9.5", "8.5", "8"]


def test_what_cannot_fit_says_that_there_is_more() -> None:
    found = look(form({"thoughts": "word " * 5000}), "thoughts")
    assert found.text.endswith("… click here to read on")
    assert found.value == "word " * 5000


def test_a_word_without_end_is_broken() -> None:
    text = look(form({"thoughts": "x" * 300}), "thoughts").text.replace("\u200b", "")
    assert text.count("x") == 300
    assert max(map(len, text.split("\n"))) < 200


@pytest.mark.parametrize("said", ["One\nTwo", "many words " * 30], ids=["two lines", "long"])
def test_a_single_line_that_needs_more_becomes_several(said: str) -> None:
    assert look(form({"cover--name": said}), "cover--name").flags == 1 << 12


def test_an_appearance_begins_and_ends_as_viewers_expect_and_has_no_marks_of_structure() -> None:
    found = look(form({"thoughts": "Text"}), "thoughts")
    assert found.content.startswith(b"/Tx BMC")
    assert found.content.endswith(b"EMC\n")
    assert b"MCID" not in found.content
    left, bottom, right, top = found.rect
    assert found.box == pytest.approx([0, 0, right - left, top - bottom], abs=0.01)
