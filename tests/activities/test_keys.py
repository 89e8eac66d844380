"""Keys and ids; the script comes to the same by the same cases."""

import json
from pathlib import Path

import pytest

from workbook_kit.activities.keys import action_key, field_id, join_key, split_key

CASES = json.loads(Path(__file__).with_name("keys.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["key"]))
def test_a_key_is_joined_and_split_and_has_its_id(case: dict[str, str]) -> None:
    activity, part, key = case["activity"], case.get("part"), case["key"]
    assert (join_key(activity, part), split_key(key), field_id(key)) == (key, (activity, part), case["id"])


def test_an_action_belongs_to_a_statement_as_it_is_rated_in_one_activity() -> None:
    assert action_key("practice", "1.a") == "practice-action--1.a"
