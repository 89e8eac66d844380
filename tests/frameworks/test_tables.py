"""Traps of two-column tables."""

import pytest

from workbook_kit.frameworks.importer import ImportReport, import_framework

HEAD = "## One – Growing\n\nLearn that...\tLearn how to...\n"


def read(rows: str, head: str = HEAD) -> ImportReport:
    return import_framework(head + rows, npq="NPQLL")


def told(report: ImportReport) -> list[str]:
    return [f"{doubt.line}: {doubt.what}" for doubt in report.doubts if doubt.kind != "header"]


def statements(report: ImportReport) -> dict[str, str]:
    return {s.code: s.text for area in report.framework.areas for s in area.statements()}


def test_a_statement_cut_by_a_page_goes_on_in_its_own_column() -> None:
    report = read(
        "<p>1.1 Plants need</p>\t<p><b>Grow by:</b></p> <p>1.a Watering the</p>\n"
        "\nLearn that...\tLearn how to...\n"
        "<p>light.</p> <p>1.2 Weeds too.</p>\t<p>beds daily.</p>\n"
    )
    assert statements(report) == {
        "1.1": "Plants need light.",
        "1.2": "Weeds too.",
        "1.a": "Watering the beds daily.",
    }
    assert [line for line in told(report) if line.startswith("7: ")] == told(report)
    assert len(told(report)) == 2


def test_plain_cells_attributes_and_empty_cells_are_read() -> None:
    report = read(
        '<p data-bbox="1 2 3 4">1.1 Soil</p>\t<p class="x"><b>Grow by:</b></p>\nmatters.\t\n\t<p>1.a Digging.</p>\n'
    )
    assert statements(report) == {"1.1": "Soil matters.", "1.a": "Digging."}


def test_pipe_tables_are_read_too() -> None:
    report = import_framework(
        "## 1. Growing\n| Learn that… | Learn how to… |\n|---|---|\n"
        "| 1.1 Soil matters. | **Grow by:** |\n| | 1.a Digging. |\n",
        npq="NPQLL",
    )
    assert statements(report) == {"1.1": "Soil matters.", "1.a": "Digging."}
    assert report.framework.areas[0].learn_how_to[0].stem == "Grow by:"


@pytest.mark.parametrize("printed", ["1.1", "1.I", "1.L"])
def test_a_letter_set_as_its_look_alike_is_mended_and_told(printed: str) -> None:
    letters = "".join(f"<p>1.{letter} Doing.</p>" for letter in "abcdefghijk")
    report = read(f"<p>1.1 So.</p>\t<p><b>Grow by:</b></p>{letters}<p>{printed} Last.</p>\n")
    assert statements(report)["1.l"] == "Last."
    assert (told(report) == []) is (printed == "1.L")


def test_a_missing_code_is_told_and_the_rest_keep_theirs() -> None:
    report = read("<p>1.1 One.</p><p>1.3 Three.</p>\t<p><b>By:</b></p><p>1.a Doing.</p>\n")
    assert list(statements(report)) == ["1.1", "1.3", "1.a"]
    assert told(report) == ["4: 1.3 stands where 1.2 is due: a code is missing, kept as printed"]


def test_codes_out_of_order_or_repeated_are_told() -> None:
    report = read("<p>1.1 One.</p><p>1.2 Two.</p><p>1.1 Again.</p>\t<p><b>By:</b></p><p>1.a Doing.</p>\n")
    assert any("out of order" in line for line in told(report))
    assert any("1.1 stands 2 times" in line for line in told(report))


def test_a_code_of_another_area_is_told() -> None:
    report = read("<p>2.1 One.</p>\t<p><b>By:</b></p><p>1.a Doing.</p>\n")
    assert "4: 2.1 stands in area 1" in told(report)


def test_a_row_without_its_tab_is_placed_by_code_and_told() -> None:
    report = read("<p>1.1 One.</p>\t<p><b>By:</b></p>\n<p>1.a Doing.</p>\n")
    assert statements(report) == {"1.1": "One.", "1.a": "Doing."}
    assert any("one column" in line for line in told(report))


def test_words_that_belong_to_nothing_are_told() -> None:
    report = read("<p>stray words here</p>\t<p><b>By:</b></p><p>1.a Doing.</p>\n")
    assert any("belongs to no statement" in line for line in told(report))


def test_markdown_and_html_marks_leave_the_wording() -> None:
    report = read("<p>1.1 Tom &amp; Ann \\\\_use\\\\_ *all* [tools](https://example.org).</p>\t<p><b>By:</b></p>\n")
    assert statements(report)["1.1"] == "Tom & Ann _use_ all tools https://example.org."


def test_a_contents_page_opens_no_area() -> None:
    report = read("<p>1.1 One.</p>\t<p><b>By:</b></p><p>1.a Doing.</p>\n", "One – Growing\t11\n\n" + HEAD)
    assert [area.name for area in report.framework.areas] == ["Growing"]


def test_a_heading_without_a_number_takes_it_from_the_codes_and_is_told() -> None:
    report = read("<p>3.1 One.</p>\t<p><b>By:</b></p><p>3.a Doing.</p>\n", HEAD.replace("One – ", ""))
    assert [(area.number, area.name) for area in report.framework.areas] == [(3, "Growing")]
    assert told(report)[0] == "1: the table under “Growing” is taken for an area of that name"


def test_references_go_to_their_area_and_stop_at_the_footer() -> None:
    report = read(
        "<p>1.1 One.</p>\t<p><b>By:</b></p><p>1.a Doing.</p>\n\n# References\n\n## 1. Growing\n\n"
        "Smith, A. (2020) *A title*. A publisher and its\n\nTown. <https://example.org/a\\_b>\n\n"
        "Crown copyright 2031\n\nNot a reference.\n"
    )
    assert report.framework.areas[0].references == (
        "Smith, A. (2020) A title. A publisher and its Town. https://example.org/a_b",
    )
    assert "Crown copyright 2031" in report.framework.attribution


def test_references_of_no_area_are_told() -> None:
    report = read("<p>1.1 One.</p>\t<p><b>By:</b></p><p>1.a Doing.</p>\n# References\n## 7. Weeds\nSmith (2020).\n")
    assert any("belong to no area" in line for line in told(report))


def test_a_missing_half_is_told() -> None:
    assert any("has no Learn how to" in line for line in told(read("<p>1.1 One.</p>\t\n")))
