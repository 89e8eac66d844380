"""Links become form fields, labelled and tagged."""

from io import BytesIO
from typing import get_args

import pikepdf
import pytest
from pikepdf import Name

from tests.render.pdf.sample import ANSWERS, FONT, FORM, WORKBOOK, drawn, fillable, form, is_accessible
from workbook_kit.activities.base import FieldType
from workbook_kit.errors import ProblemsError
from workbook_kit.render.pdf.document import elements_by_annotation, every_element
from workbook_kit.render.pdf.fields import form_fields


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf))


def fields(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    return {str(field.T): field for field in pdf.Root.AcroForm.Fields}


def test_the_sample_has_a_field_of_each_type_that_there_is() -> None:
    assert {field.type for field in form_fields(WORKBOOK).values()} == set(get_args(FieldType))


def test_every_place_is_a_field_in_reading_order_and_no_link_is_left() -> None:
    with opened(form()) as pdf:
        names = ["cover--name", "thoughts", "practice--1-a", "practice--1-b", "plan--1-1", "plan--1-2", "done"]
        assert list(fields(pdf)) == [*names, "workbook"]
        assert not [a for page in pdf.pages for a in page.Annots if "/A" in a and "wbform" in str(a.A.get("/URI"))]
        assert any(a.Subtype == Name.Link for page in pdf.pages for a in page.Annots), "other links stay"


def test_a_field_has_its_label_its_key_and_its_size_of_letters() -> None:
    with opened(form()) as pdf:
        found = fields(pdf)
        assert str(found["cover--name"].TU) == "Your name – ŵ, ł, “q”"
        assert str(found["plan--1-2"].TU) == "Plant: By when (a date, such as 14 January 2027)"
        assert str(found["practice--1-a"].TM) == "practice--1.a"
        assert str(found["thoughts"].DA) == "/WbF 10.5 Tf 0.1 g"
        assert int(found["thoughts"].Ff) == 1 << 12
        assert "/Ff" not in found["cover--name"]
        assert "/Ff" not in found["plan--1-2"], "a date is one line, however tall its box"


def test_a_button_for_each_point_says_the_statement_and_the_point() -> None:
    with opened(form()) as pdf:
        scale = fields(pdf)["practice--1-a"]
        assert int(scale.Ff) == 1 << 15, "a radio group whose choice can be taken back"
        assert [str(kid.TU) for kid in scale.Kids] == [f"1.a Prunes “well”: {n} Often" for n in (1, 2, 3)]
        assert [sorted(kid.AP.N.keys()) for kid in scale.Kids] == [["/1", "/Off"], ["/2", "/Off"], ["/3", "/Off"]]
        assert Name.Off == scale.V


def test_each_field_stands_in_the_structure_where_its_link_stood() -> None:
    with opened(form()) as pdf:
        holders = elements_by_annotation(pdf)
        widgets = [a for page in pdf.pages for a in page.Annots if a.Subtype == Name.Widget]
        assert len(widgets) == 4 + 2 * 3 + 1
        assert {str(holders[widget.objgen].S) for widget in widgets} == {"/Form"}
        assert {str(page.Tabs) for page in pdf.pages} == {"/S"}
        alternatives = [str(e.Alt) for e in every_element(pdf) if Name.Form == e.S and "/Alt" in e]
        assert alternatives[:2] == ["1.a Prunes “well”: 1 Often", "1.a Prunes “well”: 2 Often"]


@pytest.mark.parametrize("values", [None, ANSWERS], ids=["empty", "filled"])
def test_it_is_accessible_and_the_same_each_time(values: dict[str, str | int] | None) -> None:
    made = form(values)
    assert is_accessible(made)
    assert made == form(values)


@pytest.mark.parametrize("values", [None, ANSWERS], ids=["empty", "filled"])
def test_it_stays_fit_for_an_archive(values: dict[str, str | int] | None) -> None:
    made = fillable(drawn(FORM, archive=True), WORKBOOK, values)
    assert is_accessible(made, "PDF_A_2A")
    assert is_accessible(made)


def test_viewers_are_not_asked_to_draw_it_again_and_have_a_font_to_type_in() -> None:
    with opened(form()) as pdf:
        shape = pdf.Root.AcroForm
        assert "/NeedAppearances" not in shape
        assert sorted(shape.DR.Font.keys()) == ["/WbF", "/ZaDb"]
        font = shape.DR.Font.WbF
        assert font.FontDescriptor.FontFile2.read_bytes() == FONT.read_bytes()
        widths = dict(zip(range(32, 256), map(int, font.Widths), strict=True))
        assert widths[ord("i")] < widths[ord("m")]
        assert font.FontDescriptor.FontName == font.BaseFont


def test_what_does_not_fit_its_field_is_not_filled_in() -> None:
    made = form({"practice--1.a": 7, "practice--1.b": "often", "thoughts": 3, "no-such-field": "x"})
    assert made == form()


def test_answers_may_be_given_by_id_of_field() -> None:
    assert form({"practice--1-a": 2}) == form({"practice--1.a": 2})


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('#control("done", space(1cm))\n#control("done", space(1cm))', "the field “done” is there twice"),
        ('#control("done", block(height: 30cm, width: 100%))', "broken over two pages"),
        ('#control("a", space(1cm))', "the workbook asks for no field “a”"),
        ('#control("practice--1-a", space(1cm))', "the field “practice--1-a” has no point 0"),
        ('#bubble("practice--1-a", 4)', "the field “practice--1-a” has no point 4"),
        ('#bubble("done", 1)', "the field “done” has no point 1"),
        ('#bubble("practice--1-a", 1) #bubble("practice--1-a", 1)', "has the bubble 1 twice"),
    ],
)
def test_fields_that_cannot_be_are_a_problem(body: str, said: str) -> None:
    with pytest.raises(ProblemsError, match=said):
        fillable(drawn(f"= Form\n{body}"), WORKBOOK)
