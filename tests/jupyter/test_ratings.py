"""Ratings as a table, as the lowest, and as what the picture is drawn from."""

import pandas as pd
import pytest

from tests.activities.declared import CARE, FRAMEWORK, SCALE, rating
from tests.jupyter.conftest import EARLIER, Browser, answers_file
from workbook_kit.activities import Rating
from workbook_kit.answers.jupyter.notebook import Answers

COLUMNS = ["code", "area", "kind", "stem", "text", "value", "previous", "change"]
AREA = {"area": 1, "area_name": "Orchards"}


def knowledge(count: int = 8) -> Rating:
    """A rating of some statements in an area."""
    statements = [{"code": f"2.{n}", "text": f"Fact {n}."} for n in range(1, count + 1)]
    groups = [{**AREA, "title": "Facts", "statements": statements}]
    return Rating("facts", "Rate", groups=groups, scale=SCALE, framework=FRAMEWORK, kind="knowledge")


def earlier(answers: Answers, practice: dict[str, int]) -> None:
    """Loads an earlier seminar's ratings."""
    answers.load_content(answers_file(EARLIER, {"practice": practice}).encode(), "earlier")


def test_before_anything_is_shown_the_table_has_its_columns_and_no_row(answers: Answers) -> None:
    assert list(answers.ratings().columns) == COLUMNS
    assert answers.ratings().empty


def test_there_is_one_row_a_statement_with_whole_numbers_or_none(answers: Answers) -> None:
    earlier(answers, {"1.a": 2, "1.b": 4})
    answers.show(rating())
    Browser(answers).give({"practice--1.a": 3, "practice--1.10": 1})
    table = answers.ratings()
    assert list(table.columns) == COLUMNS
    assert table["code"].tolist() == ["1.a", "1.b", "1.10"]
    assert table["stem"].tolist() == ["Look after trees by:"] * 2 + ["Orchards"]
    numbers = table[["value", "previous", "change"]]
    assert set(numbers.dtypes) == {pd.Int64Dtype()}
    assert numbers.astype(object).where(numbers.notna(), None).to_numpy().tolist() == [
        [3, 2, 1], [None, 4, None], [1, None, None],
    ]  # fmt: skip


def test_the_area_is_named_where_the_plan_names_it(answers: Answers) -> None:
    answers.show(knowledge())
    answers.chart()
    assert set(answers.ratings()["area"]) == {"Orchards"}
    assert answers.charts()[""][0]["stems"][0]["area"] == "1. Orchards"


def test_a_groups_twin_is_not_mine(answers: Answers) -> None:
    answers.show(rating())
    answers.show(rating().twin())
    assert len(answers.ratings()) == 3


def test_the_lowest_are_five_of_each_kind_and_never_one_not_yet_rated(answers: Answers) -> None:
    answers.show(knowledge())
    Browser(answers).give({f"facts--2.{n}": value for n, value in enumerate([4, 3, 2, 3, 1, 2, 3], 1)})
    answers.show(rating())
    Browser(answers).give({"practice--1.a": 2})
    answers.set("facts-action--2.5", "Ask Ann")
    low = answers.lowest()
    assert low["code"].tolist() == ["2.5", "2.3", "2.6", "2.2", "2.4", "1.a"]
    assert low["action"].tolist() == ["Ask Ann", "", "", "", "", ""]


def test_the_chart_gets_every_statement_with_its_ratings(answers: Answers) -> None:
    earlier(answers, {"1.a": 2})
    answers.show(rating())
    Browser(answers).give({"practice--1.a": 3})
    answers.chart()
    group = answers.charts()[""][0]
    assert {name: group[name] for name in ("activity", "kind", "scale", "question")} == {
        "activity": "practice", "kind": "practice", "scale": SCALE["labels"], "question": SCALE["question"],
    }  # fmt: skip
    assert [stem["title"] for stem in group["stems"]] == ["Look after trees by:", "Orchards"]
    first = {"key": "practice--1.a", "code": "1.a", "text": CARE[0]["text"], "value": 3, "previous": 2}
    assert group["stems"][0]["statements"][0] == first


def test_the_chart_follows_a_rating_and_keeps_an_action(answers: Answers) -> None:
    answers.show(rating())
    answers.chart()
    browser = Browser(answers)
    browser.give({"practice--1.b": 1})
    assert browser.known["charts"][""][0]["stems"][0]["statements"][1]["value"] == 1
    browser.give({"practice-action--1.b": "Watch Ann prune"})
    assert answers.responses.get("practice-action--1.b") == "Watch Ann prune"


def test_a_chart_can_be_of_one_kind_and_is_never_of_a_kind_that_is_not(answers: Answers) -> None:
    answers.show(rating())
    answers.show(knowledge())
    for kind in (None, "knowledge"):
        answers.chart(kind)
    kinds = {kind: [group["kind"] for group in groups] for kind, groups in answers.charts().items()}
    assert kinds == {"": ["practice", "knowledge"], "knowledge": ["knowledge"]}
    with pytest.raises(ValueError, match="There are no ratings of “practise”; ask for"):
        answers.chart("practise")
