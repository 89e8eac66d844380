"""What the frameworks share, and exactly where their wording differs."""

import pytest

from workbook_kit.frameworks.crosswalk import Difference, differences
from workbook_kit.models import Area, Framework, Statement


def area_of(frameworks: dict[str, Framework], npq: str, number: int) -> Area:
    area = frameworks[npq].area(number)
    assert area is not None
    return area


def codes(found: list[Difference]) -> list[tuple[str | None, str | None]]:
    return [(d.first.code if d.first else None, d.second.code if d.second else None) for d in found]


def test_teacher_development_words_implementation_as_behaviour_does_but_for_two_hyphens(
    frameworks: dict[str, Framework],
) -> None:
    found = differences(area_of(frameworks, "NPQLTD", 6), area_of(frameworks, "NPQLBC", 5))
    assert codes(found) == [("6l", "5.l"), ("6m", "5.m")]
    for one in found:
        assert one.first is not None
        assert one.second is not None
        assert one.first.text.replace("-", " ") == one.second.text.replace("-", " ")


def test_the_page_words_implementation_twice_the_same(frameworks: dict[str, Framework]) -> None:
    assert differences(area_of(frameworks, "NPQLT", 3), area_of(frameworks, "NPQLBC", 5)) == []


def test_professional_development_differs_where_the_subject_does(frameworks: dict[str, Framework]) -> None:
    found = differences(area_of(frameworks, "NPQLT", 2), area_of(frameworks, "NPQLBC", 4))
    assert codes(found) == [("2.7", "4.7"), ("2.a", "4.a"), ("2.b", "4.b"), ("2.j", "4.j")]


def test_the_later_edition_reworded_nine_statements_on_implementation(
    frameworks: dict[str, Framework],
) -> None:
    found = differences(area_of(frameworks, "NPQSENCO", 8), area_of(frameworks, "NPQLBC", 5))
    reworded = ["6", "7", "10", "a", "b", "e", "g", "i", "s"]
    assert codes(found) == [(f"8.{tail}", f"5.{tail}") for tail in reworded]


def test_professional_development_shares_twelve_statements_in_other_places(
    frameworks: dict[str, Framework],
) -> None:
    """The later edition drops the first statement and adds another: the rest still find their partners."""
    found = differences(area_of(frameworks, "NPQSENCO", 7), area_of(frameworks, "NPQLBC", 4))
    pairs = codes(found)
    assert ("7.1", "4.2") in pairs
    assert ("7.2", None) in pairs
    assert (None, "4.1") in pairs
    assert ("7.m", "4.j") in pairs


@pytest.mark.parametrize(("one", "other"), [("pupils’ work", "pupils' work"), ("‘buy-in’", "'buy-in'")])
def test_the_shape_of_quotation_marks_is_not_wording(one: str, other: str) -> None:
    first, second = (Area(number=1, name="A", learn_that=(Statement(code="1.1", text=text),)) for text in (one, other))
    assert differences(first, second) == []
