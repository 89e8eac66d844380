"""Traps of coded bullets, as workbooks print them."""

from workbook_kit.frameworks.importer import ImportReport, import_framework
from workbook_kit.models import Area, Statement

TEXT = """Chapter 2: Growing

Do it by:

- 4a. Doing it. 4b. Doing it
twice.

Keep it by:

- 4c. Keeping.

Something else

- not a statement
"""


def told(report: ImportReport) -> list[str]:
    return [f"{doubt.line}: {doubt.what}" for doubt in report.doubts if doubt.kind != "header"]


def groups(report: ImportReport) -> dict[str, dict[str, str]]:
    return {
        stem.stem: {s.code: s.text for s in stem.statements}
        for area in report.framework.areas
        for stem in area.learn_how_to
    }


def test_statements_run_together_are_parted_and_told() -> None:
    report = import_framework(TEXT, npq="NPQLL")
    assert groups(report) == {
        "Do it by:": {"4a": "Doing it.", "4b": "Doing it twice."},
        "Keep it by:": {"4c": "Keeping."},
    }
    assert "5: 4a and 4b ran together: parted" in told(report)


def test_number_and_name_come_from_codes_and_chapter() -> None:
    report = import_framework(TEXT, npq="NPQLL")
    assert [(area.number, area.name) for area in report.framework.areas] == [(4, "Growing")]
    assert "1: area 4 is called “Growing”: check the name" in told(report)


def test_a_name_given_by_hand_wins() -> None:
    assert import_framework(TEXT, npq="NPQLL", names={4: "Tending"}).framework.areas[0].name == "Tending"


def test_learn_that_can_come_from_another_framework() -> None:
    lender = Area(number=9, name="Growing", learn_that=(Statement(code="9.1", text="One."),))
    report = import_framework(TEXT, npq="NPQLL", lender=lender)
    assert report.framework.areas[0].learn_that == (Statement(code="4.1", text="One."),)
    assert not any("no Learn that" in line for line in told(report))
    assert any("no Learn that" in line for line in told(import_framework(TEXT, npq="NPQLL")))


def test_a_code_out_of_turn_inside_a_line_is_left_and_told() -> None:
    report = import_framework("Do it by:\n- 4a. Doing it. 4g. Also.\n", npq="NPQLL")
    assert groups(report) == {"Do it by:": {"4a": "Doing it. 4g. Also."}}
    assert any("another statement may have run in" in line for line in told(report))


def test_words_between_statements_are_told() -> None:
    text = "Do it by:\n- 4a. Doing it.\n\nA stray line.\n\nKeep it by:\n- 4b. Keeping.\n"
    assert any("“A stray line.” is no statement" in line for line in told(import_framework(text, npq="NPQLL")))
