"""Ratings: statements against a scale."""

import pytest

from tests.activities.declared import FRAMEWORK, GROUPS, SCALE, Page, rating
from workbook_kit.activities import ActivityError


def test_each_statement_is_a_fieldset_with_one_radio_a_point_and_one_for_not_yet() -> None:
    page = Page(rating().html())
    assert len([tag for tag, _ in page.tags if tag == "fieldset"]) == 3
    radios = [attrs["value"] for tag, attrs in page.tags if tag == "input" and attrs["name"] == "practice--1-a"]
    assert radios == ["", "1", "2", "3", "4"]


def test_not_yet_rated_is_where_a_rating_starts() -> None:
    checked = [attrs["value"] for tag, attrs in Page(rating().html()).tags if tag == "input" and "checked" in attrs]
    assert checked == [""] * 3


def test_the_scale_and_the_licence_are_said_in_text() -> None:
    text = Page(rating().html()).text
    for words in (SCALE["question"], *SCALE["labels"], "Leading Apples framework, May 2024.", "Crown copyright."):
        assert words in text
    assert "Open Government Licence v3.0" in text


def test_a_licence_that_the_attribution_names_is_said_once() -> None:
    said = "Contains public sector information licensed under the Open Government Licence v3.0."
    html = rating(framework=FRAMEWORK | {"attribution": said}).html()
    assert html.count("Open Government Licence") == 1


def test_the_typst_call_says_the_same_as_the_page() -> None:
    typst = rating().typst()
    assert 'kind: "practice"' in typst
    assert 'scale: ("New to me", "Finding out", "Sure", "Could teach it",)' in typst
    assert '(id: "practice--1-10", code: "1.10", text: "Trees need light.")' in typst


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "skill"}, '"knowledge" or "practice"'),
        ({"groups": []}, "no statement to rate"),
        ({"groups": [{"title": "Empty", "statements": []}]}, "needs a title and statements"),
        ({"groups": [GROUPS[0], GROUPS[0]]}, "same code"),
        ({"scale": {"labels": ["one"]}}, "2 to 7 labels"),
        ({"scale": {}}, "labels of the scale must be a list"),
        ({"framework": FRAMEWORK | {"edition": ""}}, "does not say its edition"),
    ],
)
def test_a_rating_that_cannot_be_drawn_is_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(ActivityError, match=said):
        rating(**given)


def test_an_area_is_kept_where_the_plan_gives_it() -> None:
    plain = rating(groups=[{**GROUPS[0], "area": 3, "area_name": "Orchards"}, GROUPS[1]])
    assert (plain.groups[0]["area"], plain.groups[0]["area_name"]) == ("3", "Orchards")
    assert set(plain.groups[1]) == {"title", "statements"}


@pytest.mark.parametrize("code", ["1 a", "1_a", "1–a", ".1", "x" * 81])
def test_a_code_that_no_answers_file_could_hold_is_refused(code: str) -> None:
    with pytest.raises(ActivityError, match="only letters, digits, dots and hyphens"):
        rating(groups=[{"title": "Odd", "statements": [{"code": code, "text": "A text."}]}])
