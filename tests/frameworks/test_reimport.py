"""The framework files are the importer's own output, from texts that are kept here."""

from collections.abc import Callable

import pytest

from workbook_kit.frameworks.importer import ImportReport, import_framework
from workbook_kit.frameworks.source import read_source
from workbook_kit.frameworks.write import to_yaml
from workbook_kit.models import Framework
from workbook_kit.project.yaml import read_yaml, validate

from .conftest import DATA, ORIGINS, SAMPLES


@pytest.mark.parametrize("npq", ORIGINS)
def test_importing_the_source_gives_the_file_to_the_letter(reimport: Callable[..., ImportReport], npq: str) -> None:
    written = (DATA / "frameworks" / f"{npq}.yml").read_text(encoding="utf-8")
    assert to_yaml(reimport(npq).framework) == written


@pytest.mark.parametrize("npq", ORIGINS)
def test_a_file_read_back_is_the_same_framework(reimport: Callable[..., ImportReport], npq: str) -> None:
    framework = reimport(npq).framework
    path = DATA / "frameworks" / f"{npq}.yml"
    assert validate(read_yaml(path, path.name), Framework) == framework


@pytest.mark.parametrize(
    ("npq", "shape"),
    [("NPQSENCO", "tables"), ("NPQLBC", "numbered"), ("NPQLT", "numbered"), ("NPQLTD", "coded")],
)
def test_the_shape_is_detected(reimport: Callable[..., ImportReport], npq: str, shape: str) -> None:
    assert reimport(npq).shape == shape


def test_statements_cut_by_a_page_are_joined_and_told(reimport: Callable[..., ImportReport]) -> None:
    joins = [doubt for doubt in reimport("NPQSENCO").doubts if doubt.kind == "join"]
    statements = [doubt for doubt in joins if "earlier row" in doubt.what]
    assert len(statements) == 12
    assert {doubt.line > 0 for doubt in joins} == {True}


def test_extracts_leave_no_doubt_about_areas_not_taken(reimport: Callable[..., ImportReport]) -> None:
    assert reimport("NPQLBC").doubts == ()
    assert reimport("NPQLT").doubts == ()


def test_edition_year_and_review_note_are_read_from_the_text() -> None:
    framework = import_framework(read_source(SAMPLES / "npqsenco.txt"), npq="NPQSENCO").framework
    assert framework.edition == "September 2023"
    assert "© Crown copyright 2023" in framework.attribution
    assert "not reviewed by the EEF" in (framework.review_note or "")


def test_a_title_over_two_lines_cannot_break_the_file(reimport: Callable[..., ImportReport]) -> None:
    framework = reimport("NPQLTD").framework.model_copy(update={"title": "One\nnpq: two"})
    assert to_yaml(framework).splitlines()[0] == "# One npq: two"
