"""What stands in a notebook before it runs: everything to read, nothing to type in."""

import re
from typing import Any

import pytest

from tests.activities.declared import HOSTILE, every, rating
from workbook_kit.activities import Activity, Blanks, Prompt
from workbook_kit.activities.readable import RUN_ALL, readable_html


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", html))


@pytest.mark.parametrize("activity", every(), ids=lambda activity: f"{activity.name}-{activity.id}")
def test_nothing_can_be_typed_in_and_everything_can_be_read(activity: Activity) -> None:
    html = readable_html(activity.model())
    assert not re.search("<(input|textarea|select|button|form)|contenteditable", html)
    shown = words(html)
    assert activity.label in shown
    assert shown.endswith(f"{RUN_ALL} ")
    for one in activity.model().get("statements", []):
        assert f"{one['code']} {one['text']}" in re.sub(r"\s+", " ", shown)
        assert "Open Government Licence v3.0" in shown
    for label in activity.model().get("scale", {}).get("labels", []):
        assert label in shown


def test_what_is_to_be_remembered_is_not_given_away() -> None:
    asked = Blanks("recall", "Name them", answers=["root", "leaf"])
    assert "root" not in readable_html(asked.model())


def test_the_one_question_is_not_asked_twice() -> None:
    asked = Prompt("role", "Your role", help="Write for yourself.")
    assert words(readable_html(asked.model())).strip() == f"Your role Write for yourself. {RUN_ALL}"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_text_stays_text(text: str) -> None:
    made: Any = rating(text).model()
    assert "<script" not in readable_html(made).lower()
    assert "<img" not in readable_html(made).lower()
