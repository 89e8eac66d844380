"""Tables to fill."""

import pytest

from tests.activities.declared import Page
from workbook_kit.activities import ActivityError, Field, Table


def test_numbered_rows_name_their_fields_by_place() -> None:
    table = Table("actions", "Actions", columns=["Action", "By when"], rows=2, kinds=["text", "date"])
    assert table.fields() == (
        Field("actions--1-1", "text", "Row 1: Action"),
        Field("actions--1-2", "date", "Row 1: By when"),
        Field("actions--2-1", "text", "Row 2: Action"),
        Field("actions--2-2", "date", "Row 2: By when"),
    )


def test_a_field_is_named_by_row_and_column() -> None:
    html = Table("grow", "Prepare", columns=["Notes"], rows=["Goal", "Will"], corner="Stage").html()
    assert '<label for="grow--2-1"><span class="unseen">Will: </span>Notes</label>' in html


def test_a_date_is_a_date_control() -> None:
    page = Page(Table("actions", "Actions", columns=["By when"], rows=1, kinds=["date"]).html())
    assert page.values("type", "input") == ["date"]


def test_paper_gets_the_same_fields() -> None:
    table = Table("grow", "Prepare", columns=["Notes", "Who"], rows=["Goal", "Will"], corner="Stage")
    for field in table.fields():
        assert f'"{field.id}"' in table.typst()
    assert 'corner: "Stage"' in table.typst()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"columns": []}, "1 to 5 columns"),
        ({"columns": ["a", ""]}, "empty or not text"),
        ({"columns": "Notes"}, "must be a list"),
        ({"rows": 0}, "1 to 40 rows"),
        ({"rows": ["Goal"]}, "corner must say"),
        ({"kinds": ["text", "text"]}, "once for each column"),
        ({"kinds": ["colour"]}, "once for each column"),
        ({"lines": "fill"}, "lines must be a number"),
    ],
)
def test_a_table_that_cannot_be_drawn_is_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(ActivityError, match=said):
        Table("plan", "Plan", **({"columns": ["Notes"], "rows": 1} | given))  # type: ignore[arg-type]
