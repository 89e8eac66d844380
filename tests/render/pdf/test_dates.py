"""Dates as people write them."""

import pytest

from workbook_kit.models.dates import format_iso, parse_date


@pytest.mark.parametrize(
    "said",
    ["2027-06-30", "30 June 2027", "30 june 2027 ", "30th June 2027", "30 Jun 27", "Wed 30 June 2027", "30/6/2027",
     "30/06/27", "30.6.2027", "30-06-2027", "Wednesday, 30th of June 2027", "30  June, 2027"],
)  # fmt: skip
def test_a_date_is_understood(said: str) -> None:
    assert parse_date(said) == "2027-06-30"


@pytest.mark.parametrize(
    "said", ["", "soon", "2027-02-30", "30 Ma 2027", "31/11/2027", "6/30/2027", "30 June", "June 2027", "30/6.2027",
             "٣٠/٦/٢٠٢٧", "0 June 2027"]
)  # fmt: skip
def test_what_is_no_date_is_none(said: str) -> None:
    assert parse_date(said) is None


def test_a_date_is_written_as_people_read_it() -> None:
    assert format_iso("2027-06-03") == "3 June 2027"
    assert [format_iso(said) for said in ("", "2027-02-30", "soon")] == ["", "2027-02-30", "soon"]
