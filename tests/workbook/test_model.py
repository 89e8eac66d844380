"""A workbook as data: its file, its edition, what it asks and in which words."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.activities.declared import FRAMEWORK, SCALE, every, rating
from tests.render.workbook import asking
from workbook_kit.activities import Activity, Blanks, Prompt, Rating
from workbook_kit.workbook.model import ActivityBlock as Asked
from workbook_kit.workbook.model import Chapter, Note, Picture, Prose, Workbook, as_file

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA = json.loads((DOCS / "workbook.schema.json").read_text(encoding="utf-8"))
SECRET = "::: {.facilitator}\nThe secret seeds.\n:::"


def valid(made: Workbook) -> dict[str, Any]:
    """The workbook's file, held to the published schema."""
    said: dict[str, Any] = json.loads(as_file(made))
    jsonschema.Draft202012Validator(SCHEMA).validate(said)
    return said


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_kind_of_activity_keeps_to_the_schema() -> None:
    said = valid(asking(*every()))
    (chapter,) = said["chapters"]
    assert [block["id"] for block in chapter["blocks"]] == [activity.id for activity in every()]


@pytest.mark.parametrize("spoil", ["type", "label", "fields", "writer"])
def test_the_schema_finds_what_is_missing(spoil: str) -> None:
    said = valid(asking(Prompt("a", "Ask")))
    del said["chapters"][0]["blocks"][0][spoil]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate(said)


@pytest.mark.parametrize("activity", every(), ids=lambda activity: f"{activity.name}-{activity.id}")
def test_an_activitys_fields_are_those_of_its_model(activity: Activity) -> None:
    model = activity.model()
    assert [(field["key"], field["id"], field["type"]) for field in model["fields"]] == [
        (field.key, field.id, field.type) for field in activity.fields()
    ]
    assert json.loads(json.dumps(model)) == model


def test_a_statement_stands_once_however_often_it_is_rated() -> None:
    said = valid(asking(rating(), rating(id="again")))
    quoted = [(stem["stem"], one["code"]) for stem in said["statements"] for one in stem["statements"]]
    assert quoted == [("Look after trees by:", "1.a"), ("Look after trees by:", "1.b"), ("Orchards", "1.10")]
    first, again = said["chapters"][0]["blocks"]
    assert [field["statement"] for field in first["fields"]] == [field["statement"] for field in again["fields"]]
    assert "Pruning" not in json.dumps(said["chapters"])


def test_statements_of_two_kinds_are_two_though_they_share_a_code() -> None:
    groups = [{"title": "T", "statements": [{"code": "1", "text": "Known."}]}]
    one = Rating("know", "R", groups=groups, scale=SCALE, framework=FRAMEWORK, kind="knowledge")
    groups = [{"title": "T", "statements": [{"code": "1", "text": "Done."}]}]
    other = Rating("do", "R", groups=groups, scale=SCALE, framework=FRAMEWORK, kind="practice")
    texts = [one["text"] for stem in valid(asking(one, other))["statements"] for one in stem["statements"]]
    assert texts == ["Known.", "Done."]


def test_a_statement_is_of_the_frameworks_short_name_where_it_has_one() -> None:
    groups = [{"title": "T", "area": 2, "area_name": "Trees", "statements": [{"code": "2.a", "text": "Rest."}]}]
    framework = FRAMEWORK | {"npq": "NPQAA"}
    one = Rating("know", "R", groups=groups, scale=SCALE, framework=framework, kind="knowledge")
    (stem,) = valid(asking(one))["statements"]
    assert (stem["framework"], stem["area"], stem["area_name"], stem["stem"]) == ("NPQAA", 2, "Trees", "T")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (Prompt("a", "Ask"), True),
        (Prompt("a", "Ask again"), False),
        (Prompt("b", "Ask"), False),
        (Prompt("a", "Ask", help="More"), False),
    ],
)
def test_another_question_is_another_edition(other: Activity, same: bool) -> None:
    assert (asking(Prompt("a", "Ask")).edition == asking(other).edition) is same


def test_other_prose_and_another_cohort_are_the_same_edition() -> None:
    (asked,) = asking(Prompt("a", "Ask")).activities()
    chapters = [(Chapter("s", "S", 5, (Prose(text), asked)),) for text in ("# One", "# Two")]
    one, other = asking(chapters=chapters[0]), asking(chapters=chapters[1], id="bb-hill-1", cohort="hill")
    assert one.edition == other.edition
    assert one.named["content_hash"] == one.edition


def test_what_is_for_facilitators_is_in_no_file_of_participants() -> None:
    blocks = (Prose(f"::: coach\nAsk.\n\n{SECRET}\n:::"), Note(SECRET), Picture("outputs/p.png", "A tree", b""))
    said = valid(asking(chapters=(Chapter("s", "S", 5, blocks),)))
    assert [block["type"] for block in said["chapters"][0]["blocks"]] == ["prose", "picture"]
    assert "secret" not in json.dumps(said)
    assert said["chapters"][0]["blocks"][0]["markdown"] == "::: coach\nAsk.\n\n:::"


def test_a_page_is_told_what_is_asked_and_no_prose() -> None:
    (asked,) = asking(Prompt("a", "Ask")).activities()
    made = asking(chapters=(Chapter("s", "S", 5, (Prose("# Secret garden"), asked)),))
    said = made.asked()
    assert [block["id"] for block in said["chapters"][0]["blocks"]] == ["a"]
    assert "garden" not in json.dumps(said)


def test_what_a_page_is_told_is_a_part_of_the_file() -> None:
    made = asking(Prompt("a", "Ask", help="Help", mode="In pairs"), rating(), Blanks("b", "Fill", answers=["x"]))
    assert _is_part(made.asked(), made.as_json())
    assert not _is_part({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}], "c": 4})
    assert len(json.dumps(made.asked())) < 0.8 * len(json.dumps(made.as_json()))


def test_a_page_is_told_whose_statements_are_rated_only_where_there_are_several() -> None:
    other = rating(id="other", framework=FRAMEWORK | {"title": "Another framework"})
    one, two = asking(rating()).asked(), asking(rating(), other).asked()
    assert [set(stem) for stem in one["statements"]] == [{"kind", "stem", "statements"}] * 2
    assert one["chapters"][0]["blocks"][0]["fields"][0]["statement"] == {"kind": "practice", "code": "1.a"}
    named = [block["fields"][0]["statement"] for block in two["chapters"][0]["blocks"]]
    assert [name["framework"] for name in named] == ["Leading Apples framework", "Another framework"]


def test_a_page_is_told_of_a_field_what_its_script_cannot_take_for_granted() -> None:
    prompt, blanks = asking(Prompt("a", "Ask"), Blanks("b", "Fill", answers=["x"])).asked()["chapters"][0]["blocks"]
    assert prompt["fields"] == [{"key": "a"}]
    assert blanks["fields"] == [{"key": "b--1", "label": "Fill: 1"}]


def _is_part(part: Any, whole: Any) -> bool:
    """Whether everything in it stands in the whole by the same names, lists as long as there."""
    if isinstance(part, dict):
        return {name in whole and _is_part(said, whole[name]) for name, said in part.items()} <= {True}
    if isinstance(part, list):
        return len(part) == len(whole) and {_is_part(*both) for both in zip(part, whole, strict=True)} <= {True}
    return bool(part == whole)


def test_fields_are_those_of_the_cover_and_of_every_activity() -> None:
    made = asking(Prompt("a", "Ask"), Blanks("b", "Fill", answers=["x", "y"]))
    keys = ["cover--name", "cover--school", "cover--partner", "a", "b--1", "b--2"]
    assert [field["key"] for field in made.fields()] == keys


def test_own_words_are_all_but_official_statements() -> None:
    asked = rating("An official sentence.")
    block = Asked(asked.model(), "")
    prose = Prose("Of *Senior* \\- `Leader`s, [read](x)\n\n::: {.facilitator}\nA note.\n:::")
    made = asking(
        chapters=(Chapter("s", "S", 5, (prose, block, Picture("p", "A tree", b""))),), facts=(("Where", "Hill"),)
    )
    words = made.own_words()
    assert "official sentence" not in words
    assert "Look after trees" not in words
    for own in ("Hill", "Of Senior - Leaders, [read]", "A note.", "Rate yourself", "How sure are you?", "A tree"):
        assert own in words, own


def test_every_kind_and_member_is_in_the_docs() -> None:
    page = (DOCS / "workbook-file.md").read_text(encoding="utf-8")
    for activity in every():
        assert f"| `{activity.name}` |" in page, f"docs/workbook-file.md has no row for the kind {activity.name}"
        for name in activity.properties():
            assert f"`{name}`" in page, f"docs/workbook-file.md does not name {name} of {activity.name}"
    for kind in SCHEMA["$defs"]["fields"]["items"]["properties"]["type"]["enum"]:
        assert f"| `{kind}` |" in page
