"""What all activities promise."""

import re
from dataclasses import replace

import pytest

from tests.activities.declared import HOSTILE, Page, every, rating, squeezed
from workbook_kit.activities import COVER_FIELDS, Activity, ActivityError, Blanks, Field, Prompt
from workbook_kit.activities.base import MIME_TYPE
from workbook_kit.activities.keys import TAKEN, is_key, join_key, split_key

KINDS = [pytest.param(activity, id=f"{activity.name}-{activity.id}") for activity in every()]


@pytest.mark.parametrize("activity", KINDS)
def test_controls_are_the_declared_fields(activity: Activity) -> None:
    page = Page(activity.html())
    assert page.names() == [field.id for field in activity.fields()]


@pytest.mark.parametrize("activity", KINDS)
def test_field_ids_can_be_names_in_a_pdf_form(activity: Activity) -> None:
    for field in activity.fields():
        assert re.fullmatch(rf"{activity.id}(--[a-z0-9]+(-[a-z0-9]+)*)?", field.id)


@pytest.mark.parametrize("activity", KINDS)
def test_ids_are_unique_and_references_lead_somewhere(activity: Activity) -> None:
    page = Page(activity.html())
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    referred = page.values("for") + page.values("aria-labelledby") + page.values("aria-describedby")
    assert set(referred) <= set(ids)


@pytest.mark.parametrize("activity", KINDS)
def test_every_control_has_a_label(activity: Activity) -> None:
    page = Page(activity.html())
    labelled = set(page.values("for"))
    for tag, attrs in page.tags:
        if tag == "textarea" or (tag == "input" and attrs.get("type") != "radio"):
            assert attrs["id"] in labelled


@pytest.mark.parametrize("activity", KINDS)
def test_headings_are_left_to_the_sheet(activity: Activity) -> None:
    assert not [tag for tag, _ in Page(activity.html()).tags if re.fullmatch("h[1-6]", tag)]


@pytest.mark.parametrize("activity", KINDS)
def test_only_custom_properties_are_styled_inline(activity: Activity) -> None:
    for style in Page(activity.html()).values("style"):
        assert re.fullmatch(r"(--(n|lines|rows):\d+;?)+", style)


@pytest.mark.parametrize("activity", KINDS)
def test_the_bundle_holds_both_forms_and_no_html_for_quarto(
    activity: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = activity._repr_mimebundle_()
    assert plain["text/html"] == activity.html()
    assert f"```{{=html}}\n{activity.html()}\n```" in plain["text/markdown"]
    assert f"```{{=typst}}\n{activity.typst()}\n```" in plain["text/markdown"]
    assert plain[MIME_TYPE] == activity.model()
    monkeypatch.setenv("QUARTO_EXECUTE_INFO", "x")
    assert set(activity._repr_mimebundle_()) == {"text/markdown", "text/plain", MIME_TYPE}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_any_text_stays_text_on_the_page(text: str) -> None:
    for activity in every(text):
        page = Page(activity.html())
        assert squeezed(text) in squeezed(page.text)
        assert not {"script", "b"} & {tag for tag, attrs in page.tags if not attrs}
        assert "{" not in activity.html()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_the_fence_is_longer_than_any_in_the_text(text: str) -> None:
    for activity in every(text):
        for raw in activity._repr_mimebundle_()["text/markdown"].split("\n\n"):
            fence = re.match("`+", raw)
            assert fence
            assert raw.count(fence[0]) == 2


def test_a_twin_is_a_second_activity_with_the_groups_notes() -> None:
    prompt = Prompt("role", "Your role", mode="On your own", minutes=4, lines=2)
    twin = prompt.twin("Our roles", mode="In pairs")
    assert (twin.id, twin.label, twin.mode, twin.lines) == ("role-group", "Our roles", "In pairs", 2)
    assert twin.fields() == (Field("role-group", "text", "Our roles"),)
    assert "Group notes" in Page(twin.html()).text
    assert "group: true" in twin.typst()
    assert "Group notes" not in Page(prompt.html()).text


def test_a_twin_keeps_the_label_but_not_the_mode() -> None:
    twin = Blanks("recall", "Name them", answers=["a"], mode="On your own").twin()
    assert (twin.label, twin.mode) == ("Name them", None)


def test_a_rating_has_a_twin_too() -> None:
    assert [field.id for field in rating().twin().fields()] == [
        "practice-group--1-a", "practice-group--1-b", "practice-group--1-10",
    ]  # fmt: skip


@pytest.mark.parametrize("id", ["", "Role", "1st", "my role", "a--b", "a-", "a.b", "a_b", "x\n"])
def test_an_id_that_could_not_be_kept_is_refused(id: str) -> None:
    with pytest.raises(ActivityError, match="small letters and digits"):
        Prompt(id, "Label")


def test_the_ids_of_the_page_itself_are_refused() -> None:
    for id in TAKEN:
        with pytest.raises(ActivityError, match=f"activity '{id}': the page itself has this id; choose another"):
            Prompt(id, "Label")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"label": "  "}, "activity 'role': the label is empty"),
        ({"minutes": 0}, "minutes must be 1 or more"),
        ({"lines": 0}, "lines must be a number from 1 to 24 or \"fill\""),
        ({"lines": 25}, "lines must be"),
        ({"lines": "all"}, "lines must be"),
        ({"lines": True}, "lines must be"),
    ],
)  # fmt: skip
def test_wrong_arguments_are_named_in_a_sentence(given: dict[str, object], said: str) -> None:
    with pytest.raises(ActivityError) as caught:
        Prompt(**({"id": "role", "label": "Your role"} | given))  # type: ignore[arg-type]
    assert said in str(caught.value)


def test_control_characters_and_line_breaks_become_spaces() -> None:
    assert Prompt("role", "Your\x00 role\u2028now\n here").label == "Your role now here"


@pytest.mark.parametrize("activity", KINDS)
def test_a_fields_key_is_the_activity_and_its_part(activity: Activity) -> None:
    for field in activity.fields():
        owner, part = split_key(field.key)
        assert (owner, join_key(owner, part)) == (activity.id, field.key)
        assert is_key(field.key)
        assert re.fullmatch("[a-z0-9-]+", field.id)


def test_keys_differ_from_ids_only_in_the_code_of_a_statement() -> None:
    [first, *_] = rating().fields()
    assert (first.id, first.key, first.points) == ("practice--1-a", "practice--1.a", 4)
    assert [field.key for field in COVER_FIELDS] == ["cover--name", "cover--school", "cover--partner"]
    assert Prompt("role", "Your role").fields()[0].key == "role"


@pytest.mark.parametrize("activity", KINDS)
def test_a_reminder_to_name_no_pupil_is_a_pill_that_describes_every_control(activity: Activity) -> None:
    reminded = replace(activity, no_pupils=True)
    page = Page(reminded.html())
    assert "Name no pupil" in page.text
    ids = {field.id for field in reminded.fields()}
    described = [attrs.get("aria-describedby") or "" for _, attrs in page.tags if attrs.get("id") in ids]
    assert described
    assert {f"{activity.id}_pupils" in ids.split() for ids in described} == {True}
    assert set(" ".join(described).split()) <= set(page.values("id"))
    assert "no-pupils: true" in reminded.typst()
    assert "Name no pupil" not in Page(activity.html()).text


@pytest.mark.parametrize("activity", every(), ids=lambda activity: f"{activity.name}-{activity.id}")
def test_an_activity_is_called_by_its_kind_id_and_question(activity: Activity) -> None:
    assert repr(activity) == f"{type(activity).__name__}({activity.id!r}, {activity.label!r})"
