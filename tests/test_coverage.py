"""Which seminars take up which statements."""

from workbook_kit.models.programme import coverage
from workbook_kit.project.project import Project


def test_every_statement_stands_once_with_the_seminars_that_address_it(project: Project) -> None:
    rows = coverage(project.programmes["NPQLTD"], project.frameworks["NPQLTD"])
    assert [row.statement.code for row in rows] == [
        *(f"6.{n}" for n in range(1, 13)),
        *(f"6{letter}" for letter in "abcdefghijklmnopqrst"),
    ]
    assert {"seminar-1" in row.seminars for row in rows if not row.statement.code[-1].isdigit()} == {True}


def test_statements_of_no_seminar_are_gaps(project: Project) -> None:
    rows = coverage(project.programmes["NPQSENCO"], project.frameworks["NPQSENCO"])
    addressed = {row.statement.code for row in rows if row.seminars}
    assert 0 < len(addressed) < len(rows) == 98 + 126
