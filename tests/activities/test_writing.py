"""Prompts, blanks, sense-making and the ladder."""

import pytest

from tests.activities.declared import Page
from workbook_kit.activities import Activity, ActivityError, Blanks, Ladder, Prompt, Sensemaking


@pytest.mark.parametrize(
    ("activity", "call"),
    [
        (
            Prompt("role", "Your role", lines=6, mode="In pairs", minutes=8),
            '#seminar-prompt(id: "role", label: "Your role", help: "", mode: "In pairs", minutes: 8, group: false, '
            "no-pupils: false, lines: 6)",
        ),
        (
            Prompt("notes", "Notes", lines="fill"),
            '#seminar-prompt(id: "notes", label: "Notes", help: "", mode: none, minutes: none, group: false, '
            'no-pupils: false, lines: "fill")',
        ),
        (
            Blanks("recall", "Name them", answers=["root", "leaf"]),
            '#seminar-blanks(id: "recall", label: "Name them", help: "", mode: none, minutes: none, group: false, '
            'no-pupils: false, fields: ("recall--1", "recall--2",), lines: 1, answers: ("root", "leaf",))',
        ),
    ],
)
def test_the_typst_call_holds_every_argument(activity: Activity, call: str) -> None:
    assert activity.typst() == call


def test_minutes_and_mode_are_pills() -> None:
    assert "In pairs 1 minute Your role" in Page(Prompt("role", "Your role", mode="In pairs", minutes=1).html()).text


def test_a_prompt_has_the_asked_lines_and_describes_itself_by_its_help() -> None:
    html = Prompt("role", "Your role", lines=7, help="Write for yourself.").html()
    assert 'rows="7"' in html
    assert 'style="--lines:7"' in html
    assert '<p class="help" id="role_help">Write for yourself.</p>' in html
    assert 'aria-describedby="role_help"' in html


def test_blanks_keep_their_answers_behind_a_summary_on_screen() -> None:
    blanks = Blanks("recall", "Name them", answers=["root", "leaf"], count=3)
    assert len(blanks.fields()) == 3
    before, after = blanks.html().split("<details")
    assert "root" not in before
    assert "<li>root</li><li>leaf</li>" in after


def test_blanks_may_have_no_answers_to_show() -> None:
    assert "<details" not in Blanks("recall", "Name them", answers=[], count=2).html()


def test_sense_making_is_three_linked_questions() -> None:
    sense = Sensemaking("sense", "One change", notice="What?", interpret="So what?", act="Now what?")
    assert [field.id for field in sense.fields()] == ["sense--notice", "sense--interpret", "sense--act"]
    frame = Page(sense.html()).tags[0][1]
    assert (frame["role"], frame["aria-labelledby"]) == ("group", "sense_label")


def test_a_ladder_has_seven_rungs_of_our_own_from_the_ground_up() -> None:
    ladder = Ladder("ladder", "Climb")
    assert len(ladder.fields()) == 7
    assert ladder.fields()[0].label == "Rung 1: What anyone there could see or hear"
    assert ladder.fields()[6].label == "Rung 7: What I did about it"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Blanks("b", "Recall", answers=[]), "1 to 20 blanks"),
        (lambda: Blanks("b", "Recall", answers="root"), "must be a list"),
        (lambda: Blanks("b", "Recall", answers=[3]), "empty or not text"),
        (lambda: Sensemaking("s", "Sense", notice="a", interpret=" ", act="c"), "question for interpret is empty"),
        (lambda: Ladder("l", "Ladder", rungs=["one"]), "2 to 9 rungs"),
    ],
)
def test_what_cannot_be_drawn_is_refused(make: object, said: str) -> None:
    with pytest.raises(ActivityError, match=said):
        make()  # type: ignore[operator]


def test_before_the_answers_of_blanks_stands_a_sentence_that_a_script_may_show() -> None:
    html = Blanks("recall", "Name them", answers=["root"]).html()
    first = "Write what you remember first. The answers can be opened once you have written something."
    assert f'<p class="reveal-first" hidden>{first}</p>\n<details class="reveal">' in html
    assert "reveal-first" not in Blanks("recall", "Name them", answers=[], count=2).html()
