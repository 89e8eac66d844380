"""Things to tick."""

import pytest

from tests.activities.declared import Page
from workbook_kit.activities import ActivityError, Checklist, Field


def test_items_are_numbered_unless_they_have_parts_of_their_own() -> None:
    numbered = Checklist("ready", "Before you go", items=["Keys", "Coat"])
    assert numbered.fields() == (Field("ready--1", "check", "Keys"), Field("ready--2", "check", "Coat"))
    named = Checklist("ready", "Before you go", items={"keys": "Keys", "coat": "Coat"})
    assert [field.key for field in named.fields()] == ["ready--keys", "ready--coat"]


def test_a_part_keeps_its_answer_where_items_change_places_or_words() -> None:
    now = Checklist("ready", "Before you go", items={"hat": "A hat", "coat": "A warm coat", "keys": "Keys"})
    assert {"ready--keys", "ready--coat"} <= {field.key for field in now.fields()}


def test_the_text_beside_a_box_is_its_label() -> None:
    html = Checklist("ready", "Before you go", items={"keys": "Keys & coat"}).html()
    assert '<label class="check" for="ready--keys"><input type="checkbox" id="ready--keys"' in html
    assert "<span>Keys &amp; coat</span></label>" in html


def test_the_boxes_are_one_group_under_the_label() -> None:
    [group] = [attrs for _, attrs in Page(Checklist("ready", "Go", items=["a"]).html()).tags if "role" in attrs]
    assert (group["role"], group["aria-labelledby"]) == ("group", "ready_label")


def test_paper_gets_the_same_fields() -> None:
    drawn = Checklist("ready", "Before you go", items={"1.a": "Keys"}).typst()
    assert drawn.startswith("#seminar-checklist(")
    assert 'items: ((id: "ready--1-a", text: "Keys"),)' in drawn


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([], "1 to 20 items"),
        ({}, "1 to 20 items"),
        (["x"] * 21, "1 to 20 items"),
        ("Keys", "must be a list of texts"),
        (["Keys", ""], "empty or not text"),
        ({"keys": 3}, "empty or not text"),
        ({"my keys": "Keys"}, "the part 'my keys' may hold only"),
        ({"": "Keys"}, "the part '' may hold only"),
        ({"k" * 81: "Keys"}, "may hold only"),
        ({"a.b": "Keys", "a-b": "Coat"}, "two items have the same part"),
        ({"Keys": "Keys", "keys": "Coat"}, "two items have the same part"),
    ],
)
def test_a_checklist_that_cannot_be_kept_is_refused(items: object, said: str) -> None:
    with pytest.raises(ActivityError, match=said):
        Checklist("ready", "Before you go", items=items)  # type: ignore[arg-type]
