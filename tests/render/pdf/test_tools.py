"""What real tools fill in comes back; what they do not touch stays."""

from pathlib import Path

import pikepdf
import pytest

from tests.render.pdf.filling import TOOLS
from tests.render.pdf.sample import ANSWERS, FACTS, form
from workbook_kit.render.pdf.read_form import read_form

FILLED = {
    "cover--name": "Siân O’Neill – é",
    "thoughts": "First (line) \\ here\nsecond “line”",
    "practice--1-a": 3,
    "plan--1-2": "30/6/2027",
    "done": True,
}
EXPECTED = {
    "cover--name": "Siân O’Neill – é",
    "thoughts": "First (line) \\ here\nsecond “line”",
    "practice--1.a": 3,
    "practice--1.b": None,
    "plan--1-1": "",
    "plan--1-2": "2027-06-30",
    "done": 1,
}


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    path = tmp_path / "blank.pdf"
    path.write_bytes(form())
    return path


@pytest.mark.parametrize("tool", TOOLS)
def test_what_is_filled_in_comes_back(tool: str, blank: Path, tmp_path: Path) -> None:
    TOOLS[tool](blank, tmp_path / "filled.pdf", FILLED)
    found = read_form(tmp_path / "filled.pdf")
    assert dict(found.values) == EXPECTED
    assert found.facts == FACTS
    assert not found.unclear


@pytest.mark.parametrize("tool", TOOLS)
def test_what_was_there_before_stays_and_is_told_from_what_is_new(tool: str, tmp_path: Path) -> None:
    source, target = tmp_path / "before.pdf", tmp_path / "after.pdf"
    source.write_bytes(form(ANSWERS, edited={"thoughts": "2027-01-14T10:00:00Z"}))
    TOOLS[tool](source, target, {"cover--name": "Ada", "practice--1-a": 2})
    found = read_form(target)
    assert dict(found.values) == {**ANSWERS, "cover--name": "Ada", "practice--1.a": 2}
    assert dict(found.before) == ANSWERS
    assert found.edited == {"thoughts": "2027-01-14T10:00:00Z"}


@pytest.mark.parametrize("tool", TOOLS)
def test_whose_form_it_is_stays_in_the_field_and_in_the_information(tool: str, blank: Path, tmp_path: Path) -> None:
    TOOLS[tool](blank, tmp_path / "filled.pdf", {"cover--name": "Ada"})
    with pikepdf.open(tmp_path / "filled.pdf") as pdf:
        said = [str(field.V) for field in pdf.Root.AcroForm.Fields if str(field.T) == "workbook"]
        assert said == [str(pdf.docinfo["/WorkbookKit"])]


@pytest.mark.parametrize("lost", ["field", "information", "keys"])
def test_one_of_the_two_is_enough(lost: str, tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(form({"practice--1.a": 2}))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        fields = pdf.Root.AcroForm.Fields
        if lost == "field":
            pdf.Root.AcroForm.Fields = pikepdf.Array([one for one in fields if str(one.T) != "workbook"])
        elif lost == "information":
            del pdf.docinfo["/WorkbookKit"]
        else:
            for one in fields:
                if "/TM" in one:
                    del one["/TM"]
        pdf.save(path)
    found = read_form(path)
    assert found.facts == FACTS
    assert found.values["practice--1.a"] == 2
