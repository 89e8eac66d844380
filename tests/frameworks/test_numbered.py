"""Traps of numbered lines and bullets."""

import pytest

from workbook_kit.errors import ProblemsError
from workbook_kit.frameworks.importer import ImportReport, import_framework

AREA = """{name}
Learn that… Learn how to…
1. One thing
matters.
2. Another.

Do it by:
● Doing
it.
● Again.

"""


def read(text: str, **wanted: object) -> ImportReport:
    return import_framework(text, npq="NPQLL", **wanted)  # type: ignore[arg-type]


def area(name: str) -> str:
    return AREA.format(name=name)


def told(report: ImportReport) -> list[str]:
    return [f"{doubt.line}: {doubt.what}" for doubt in report.doubts if doubt.kind != "header"]


def statements(report: ImportReport) -> dict[str, str]:
    return {s.code: s.text for one in report.framework.areas for s in one.statements()}


def test_wrapped_lines_are_joined_and_codes_made() -> None:
    report = read(area("Growing"))
    assert statements(report) == {
        "1.1": "One thing matters.",
        "1.2": "Another.",
        "1.a": "Doing it.",
        "1.b": "Again.",
    }
    assert told(report) == []


def test_letters_run_on_through_an_area_and_start_anew_in_the_next() -> None:
    text = area("Growing") + "Keep it by:\n● Keeping.\n\n" + area("Reaping")
    how_to = [[s.code for stem in one.learn_how_to for s in stem.statements] for one in read(text).framework.areas]
    assert how_to == [["1.a", "1.b", "1.c"], ["2.a", "2.b"]]


def test_a_heading_printed_twice_is_one_heading() -> None:
    assert [one.name for one in read("Growing\n\nGrowing\n" + area("Growing")).framework.areas] == ["Growing"]


def test_headings_that_ran_together_are_parted_and_told() -> None:
    report = read("\n" + area("Old PartNew Part"))
    assert report.framework.areas[0].name == "New Part"
    assert told(report) == ["2: “Old Part” and “New Part” ran together: the area is called “New Part”"]


def test_a_second_framework_on_the_page_is_told_and_can_be_chosen() -> None:
    page = area("Growing") + area("Reaping") + area("Sowing") + area("Reaping")
    assert any(line.startswith("34: area 4 is called “Reaping” as area 2 is") for line in told(read(page)))
    chosen = read(page, areas=(3, 4))
    assert [(one.number, one.name) for one in chosen.framework.areas] == [(1, "Sowing"), (2, "Reaping")]
    assert told(chosen) == []


def test_an_area_that_is_not_there_is_refused_in_a_sentence() -> None:
    with pytest.raises(ProblemsError, match="page: area 9 was not found in it; choose from these areas: 1"):
        read(area("Growing"), areas=(1, 9), file="page")


def test_a_stem_may_be_wrapped() -> None:
    report = read(area("Growing").replace("Do it by:", "Do it\nwith care by:"))
    assert report.framework.areas[0].learn_how_to[0].stem == "Do it with care by:"


def test_a_stem_may_follow_a_statement_without_an_empty_line() -> None:
    report = read(area("Growing").replace("Another.\n\nDo", "Another.\nDo"))
    assert statements(report)["1.2"] == "Another."
    assert report.framework.areas[0].learn_how_to[0].stem == "Do it by:"


def test_prose_after_the_statements_is_left_out_and_told() -> None:
    report = read(area("Growing") + "Apply now for a place.\n")
    assert told(report) == ["12: “Apply now for a place.” is no statement and was left out"]


def test_a_number_missing_is_told_and_the_rest_keep_theirs() -> None:
    report = read(area("Growing").replace("2. Another", "3. Another"))
    assert list(statements(report)) == ["1.1", "1.3", "1.a", "1.b"]
    assert told(report) == ["5: 1.3 stands where 1.2 is due: a code is missing, kept as printed"]


def test_a_number_at_the_start_of_a_wrapped_line_is_running_text() -> None:
    report = read(area("Growing").replace("matters.", "matters in\n12. Of these all count."))
    assert statements(report)["1.1"] == "One thing matters in 12. Of these all count."
    assert len(told(report)) == 1


def test_column_headings_repeated_inside_an_area_open_no_area() -> None:
    page = area("Growing").replace("2. Another.", "Learn that… Learn how to…\n2. Another.")
    report = read(page)
    assert len(report.framework.areas) == 1
    assert statements(report)["1.2"] == "Another."
    assert any("repeated" in line for line in told(report))


def test_bullets_without_a_stem_are_kept_and_told() -> None:
    report = read(area("Growing").replace("Do it by:\n", ""))
    assert statements(report)["1.a"] == "Doing it."
    assert any("no stem stands above" in line for line in told(report))


def test_an_area_may_be_named_by_hand() -> None:
    assert read(area("Growng"), names={1: "Growing"}).framework.areas[0].name == "Growing"
