"""The real templates: a whole workbook as a form, filled in and read again."""

from pathlib import Path

import pytest

from tests.render.pdf.sample import fillable, half_size, is_accessible, row_headers
from tests.render.workbook import EXTENSION, whole
from workbook_kit.render import embedded
from workbook_kit.render.pdf.impose import fold_booklet
from workbook_kit.render.pdf.read_form import read_form
from workbook_kit.render.typst import typeset


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("whole")
    document = whole()
    document.lay_out(work)
    return embedded.typst_source(document, work, EXTENSION)


@pytest.fixture(scope="module")
def printed(source: Path) -> bytes:
    return row_headers(typeset(source, EXTENSION, {"layout": "fillable"}))


def test_every_answer_comes_back(printed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(fillable(printed, whole().workbook))
    empty = read_form(path)
    assert len(empty.values) > 40
    assert not any(empty.values.values())
    types = {str(field["key"]): field["type"] for field in whole().workbook.fields()}
    chosen = {"rating": 2, "check": 1}
    answers = {key: chosen.get(types[key], f"Ateb {key} – “Łódź”") for key in empty.values}
    filled = fillable(printed, whole().workbook, answers)
    path.write_bytes(filled)
    assert dict(read_form(path).values) == answers
    assert read_form(path).facts == whole().workbook.named
    assert is_accessible(filled)


def test_the_paper_editions_can_be_folded_and_halved(source: Path) -> None:
    pdf = row_headers(typeset(source, EXTENSION))
    assert is_accessible(pdf)
    assert is_accessible(half_size(pdf))
    assert fold_booklet(pdf)
