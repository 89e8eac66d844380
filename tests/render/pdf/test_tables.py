"""Which first columns name their rows, and how that is said."""

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Name

from tests.render.pdf.sample import FORM, drawn, form, is_accessible, row_headers
from workbook_kit.render.pdf.document import element_attributes, elements, every_element


def kinds(pdf: bytes) -> list[str]:
    """The kinds of the cells of the body of the first table, a word for each row."""
    with pikepdf.open(BytesIO(pdf)) as document:
        table = next(element for element in every_element(document) if Name.Table == element.S)
        body = next((part for part in table.K if Name.TBody == part.S), table)
        return [" ".join(str(cell.S)[1:] for cell in row.K) for row in body.K]


BUBBLES = "..range(1, 4).map(n => circle(width: 6mm, str(n)))"


@pytest.mark.parametrize(
    "table",
    [
        f"columns: 4, table.header([Group], [1], [2], [3]), [Prunes trees], {BUBBLES}, [Waters], {BUBBLES}",
        "columns: 2, table.header([Action], [Notes]), [Plant], [], [Water], []",
        "columns: 2, table.header([], [Notes]), [Plant], [Much text here], [Water], [More text here]",
        "columns: 2, table.header([Tree], [Notes]), [*Plant*], [Much text], [*Water*], [More *text*]",
        "columns: 2, [*Plant*], [Much text], [*Water*], [More text]",
    ],
    ids=["ratings", "to fill in", "empty corner", "heavy", "heavy without a head"],
)
def test_the_first_column_names_its_rows(table: str) -> None:
    made = row_headers(drawn(f"= Tables\n#table({table})"))
    assert {row.startswith("TH TD") for row in kinds(made)} == {True}
    assert is_accessible(made)


@pytest.mark.parametrize(
    "table",
    [
        "columns: 2, table.header([Tree], [Notes]), [Plant], [Much text], [Water], [More text]",
        "columns: 2, table.header([*Tree*], [*Notes*]), [*Plant*], [*Much*], [*Water*], [*More*]",
        "columns: 2, table.header([Tree], [Notes]), [Plant], [], [], []",
        "columns: 1, table.header([Tree]), [Plant]",
        "columns: 2, table.header([Tree], [Notes]), table.cell(rowspan: 2)[Plant], [], []",
        "columns: 2, table.header([Tree], [Notes]), table.cell(colspan: 2)[Plant], [Water], []",
    ],
    ids=["plain", "all heavy", "a row without a name", "one column", "over rows", "over columns"],
)
def test_the_first_column_stays_as_it_is(table: str) -> None:
    assert not [row for row in kinds(row_headers(drawn(f"= Tables\n#table({table})"))) if "TH" in row]


def test_fields_leave_the_first_column_a_name() -> None:
    assert kinds(row_headers(drawn(FORM))) == ["TH TD TD TD"] * 2
    assert kinds(form()) == ["TH TD TD TD"] * 2


def test_a_row_header_says_its_scope_and_no_cell_lists_its_headers() -> None:
    with pikepdf.open(BytesIO(form())) as pdf:
        for table in (element for element in every_element(pdf) if Name.Table == element.S):
            said = [one for cell in elements(table) for one in element_attributes(cell) if Name.Table == one.O]
            assert {str(one.Scope) for one in said if "/Scope" in one} == {"/Column", "/Row"}
            assert not [one for one in said if "/Headers" in one]


def test_doing_it_again_changes_nothing() -> None:
    once = row_headers(drawn(FORM))
    assert row_headers(once) == once
