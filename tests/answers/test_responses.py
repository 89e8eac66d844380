"""One workbook open: asking, answering, keeping, comparing, taking back."""

import re
from typing import Any

import pytest

from tests.answers.samples import EVENING, FIRST, HERE, MORNING, NOON, Clock, file, moment, opened, state
from workbook_kit.activities import Field
from workbook_kit.activities.base import FieldType
from workbook_kit.answers.file import format_time, read, to_bytes
from workbook_kit.answers.model import ANSWER_TYPES, Refused, Value
from workbook_kit.answers.responses import Responses
from workbook_kit.answers.sentences import NOTHING_CHANGED, TOO_LARGE


def earlier(responses: Responses, key: str) -> tuple[Value, str, str]:
    """An earlier answer, the title of its workbook, and when it was saved."""
    found = responses.earlier(key)
    assert found
    return found[0], found[1].workbook.title, format_time(found[1].saved_at)


def test_an_answer_is_held_with_its_question_and_its_time() -> None:
    responses = opened()
    responses.set("review-thinking", "More talk.")
    assert state(responses)["answers"] == {"review-thinking": "More talk."}
    assert state(responses)["edited"] == {"review-thinking": EVENING}
    assert state(responses)["asked"] == {"review-thinking": "What has changed?"}


def test_a_question_without_an_answer_has_nothing_in_it() -> None:
    assert dict(opened().values) == {
        "cover--name": "", "review-thinking": "", "practice--1.a": None, "practice--1.b": None, "commitment--1-3": "",
        "ready--1": None,
    }  # fmt: skip
    assert "edited" not in state(opened())


def test_the_same_value_is_no_edit() -> None:
    clock = Clock(NOON)
    responses = opened(clock)
    responses.set("practice--1.a", 3)
    clock.at = moment(EVENING)
    responses.set("practice--1.a", 3)
    responses.set("practice--1.b", None)
    responses.set("review-thinking", "")
    assert state(responses)["edited"] == {"practice": {"1.a": NOON}}


def test_an_edit_is_later_than_the_one_before_though_the_clock_was_put_back() -> None:
    clock = Clock(NOON)
    responses = opened(clock)
    responses.set("review-thinking", "first")
    clock.at = moment(MORNING)
    responses.set("review-thinking", "second")
    assert state(responses)["edited"] == {"review-thinking": NOON.replace("000Z", "001Z")}


def test_a_rating_and_a_text_can_be_cleared() -> None:
    responses = opened()
    responses.load(file({"practice": {"1.a": 3}, "review-thinking": "x"}))
    responses.set("practice--1.a", None)
    responses.set("review-thinking", "")
    assert state(responses)["answers"] == {"review-thinking": "", "practice": {"1.a": None}}
    assert set(state(responses)) == {"schema", "workbook", "participant", "answers", "edited"}


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        (
            "practice--1.a",
            5,
            "The answer to “practice--1.a” does not fit; it must be a whole number from 1 to 4, or None for not",
        ),
        ("practice--1.a", 0, "a whole number from 1 to 4"),
        ("practice--1.a", True, "a whole number from 1 to 4"),
        ("practice--1.a", 2.5, "a whole number from 1 to 4"),
        ("practice--1.a", float("nan"), "a whole number from 1 to 4"),
        ("practice--1.a", float("inf"), "a whole number from 1 to 4"),
        ("practice--1.a", "3", "a whole number from 1 to 4"),
        ("review-thinking", 3, "it must be text"),
        ("review-thinking", None, "it must be text"),
        ("review-thinking", ["x"], "it must be text"),
        ("ready--1", 2, "it must be 1 for a tick, or None for none"),
        ("ready--1", 0, "it must be 1 for a tick, or None for none"),
        ("ready--1", True, "it must be 1 for a tick, or None for none"),
        ("ready--1", "1", "it must be 1 for a tick, or None for none"),
        ("commitment--1-3", "30/06/2027", 'it must be a date such as "2027-01-14", or ""'),
        ("review-thinking", "a" * 200_001, "is longer than 200,000 characters; shorten it"),
        ("gone", "x", "This workbook does not ask “gone”; run its cell first, or check the key."),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(key: str, value: Any, sentence: str) -> None:
    responses = opened()
    with pytest.raises(ValueError, match=re.escape(sentence)):
        responses.set(key, value)
    assert state(responses)["answers"] == {}


@pytest.mark.parametrize(
    ("key", "value", "held"),
    [
        ("practice--1.a", 3.0, 3),
        ("review-thinking", "a\r\nb\x00\ud800", "a\nb"),
        ("commitment--1-3", "2027-06-30", "2027-06-30"),
        ("ready--1", 1.0, 1),
    ],
)
def test_values_are_held_as_a_file_holds_them(key: str, value: Any, held: Value) -> None:
    responses = opened()
    responses.set(key, value)
    assert responses.get(key) == held
    assert type(responses.get(key)) is type(held)


def test_a_tick_can_be_taken_away_and_the_newer_of_two_is_kept() -> None:
    clock = Clock(NOON)
    here, there = opened(clock), opened()
    here.set("ready--1", 1)
    there.load(to_bytes(here.to_file()))
    assert there.get("ready--1") == 1
    clock.at = moment(EVENING)
    here.set("ready--1", None)
    assert there.load(to_bytes(here.to_file())) == ["1 answer replaced by a newer one."]
    assert (there.get("ready--1"), state(there)["answers"]) == (None, {"ready": {"1": None}})


def test_a_number_that_is_no_tick_is_left_out() -> None:
    assert opened().load(file({"ready": {"1": 3}})) == [
        "1 answer was left out: no fit for the question or the scale."
    ]  # fmt: skip


def test_an_earlier_answer_may_be_of_one_workbook() -> None:
    responses = opened()
    responses.load(file({"practice": {"1.a": 2}}, MORNING, FIRST))
    found = responses.earlier("practice--1.a", FIRST.id)
    assert found
    assert found[0] == 2
    assert responses.earlier("practice--1.a", "another") is None


def test_a_key_that_no_file_can_hold_is_no_question() -> None:
    with pytest.raises(ValueError, match="“Two words” cannot be the key of a question"):
        opened().ask([Field("Two words", "text", "Two")])


def test_questions_asked_later_find_the_answers_that_were_kept() -> None:
    responses = Responses(HERE, clock=Clock())
    responses.load(file({"review-thinking": "x", "practice": {"1.a": 3}}))
    assert list(responses.kept()) == ["review-thinking", "practice--1.a"]
    responses.ask([Field("practice--1.a", "rating", "1.a", 4), Field("review-thinking", "text", "What?")])
    assert responses.kept() == {}
    assert dict(responses.values) == {"practice--1.a": 3, "review-thinking": "x"}


def test_answers_are_written_in_the_order_of_asking_and_kept_ones_last() -> None:
    responses = opened()
    responses.load(file({"gone": "x", "commitment": {"1-3": "2027-06-30"}, "cover": {"name": "Ada"}}))
    assert list(responses.to_file()["answers"]) == ["cover", "commitment", "gone"]


def test_a_kept_answer_is_listed_with_what_was_asked() -> None:
    responses = opened()
    responses.load(file({"gone": "Words.", "practice": {"9.z": 2}}, asked={"gone": "What was it?"}))
    kept = {key: (entry.value, entry.asked) for key, entry in responses.kept().items()}
    assert kept == {"gone": ("Words.", "What was it?"), "practice--9.z": (2, "")}
    assert responses.get("gone") == "Words."


def test_an_answer_that_fits_its_question_no_longer_is_kept_until_it_is_answered_anew() -> None:
    responses = opened()
    responses.merge_own(read(file({"practice": {"1.a": 7}})))
    assert responses.get("practice--1.a") is None
    assert [entry.value for entry in responses.kept().values()] == [7]
    assert state(responses)["answers"] == {"practice": {"1.a": 7}}
    responses.set("practice--1.a", 4)
    assert responses.kept() == {}


def test_an_earlier_answer_comes_with_its_title_and_time() -> None:
    responses = opened()
    responses.load(file({"practice": {"1.a": 2}}, MORNING, FIRST))
    assert earlier(responses, "practice--1.a") == (2, "First", MORNING)
    assert responses.earlier("practice--1.b") is None


def test_the_newest_earlier_answer_that_fits_is_the_one() -> None:
    third = HERE.__class__("ltd-x-2027--seminar-3", "Third", "NPQLTD", "ltd-x-2027", "seminar-3")
    responses = opened()
    responses.load(file({"practice": {"1.a": 2, "1.b": 3}}, MORNING, FIRST))
    responses.load(file({"practice": {"1.a": 9, "1.b": 4}}, NOON, third))
    assert earlier(responses, "practice--1.a") == (2, "First", MORNING)
    assert earlier(responses, "practice--1.b") == (4, "Third", NOON)


def test_a_load_can_be_taken_back_once() -> None:
    responses = opened()
    responses.set("review-thinking", "")
    responses.load(file({"review-thinking": "mine", "practice": {"1.a": 1}}, MORNING))
    responses.load(file({"review-thinking": "theirs", "practice": {"1.b": 2}, "gone": "x"}, NOON), "theirs.json")
    assert responses.undo() == "theirs.json"
    assert responses.get("review-thinking") == "mine"
    assert (responses.get("practice--1.a"), responses.get("practice--1.b")) == (1, None)
    assert responses.kept() == {}
    assert responses.undo() is None


def test_what_is_taken_back_is_taken_back_in_other_copies_too() -> None:
    here, there = opened(), opened()
    here.load(file({"review-thinking": "mine", "practice": {"1.a": 1}}, MORNING))
    here.load(
        file(
            {"review-thinking": "theirs", "practice": {"1.a": None, "1.b": 2}}, NOON, edited={"practice": {"1.a": NOON}}
        )
    )
    there.load(to_bytes(here.to_file()))
    here.undo()
    there.load(to_bytes(here.to_file()))
    assert dict(there.values) == dict(here.values)
    assert (there.get("review-thinking"), there.get("practice--1.a"), there.get("practice--1.b")) == ("mine", 1, None)


def test_what_was_edited_since_a_load_stays_when_it_is_taken_back() -> None:
    responses = opened()
    responses.load(file({"review-thinking": "theirs", "cover": {"name": "Ada"}}))
    responses.set("review-thinking", "theirs, and more")
    responses.undo()
    assert (responses.get("review-thinking"), responses.get("cover--name")) == ("theirs, and more", "")


def test_earlier_answers_are_taken_back_too() -> None:
    responses = opened()
    responses.load(file({"practice": {"1.a": 2}}, MORNING, FIRST))
    responses.load(file({"practice": {"1.a": 4}}, NOON, FIRST))
    responses.undo()
    assert earlier(responses, "practice--1.a") == (2, "First", MORNING)


def test_a_load_that_changed_nothing_leaves_the_one_before_to_be_taken_back() -> None:
    responses = opened()
    responses.load(file({"review-thinking": "x"}), "first.json")
    assert responses.load(file({"review-thinking": "x"}), "second.json") == [NOTHING_CHANGED]
    assert responses.undo() == "first.json"


def test_the_workbooks_own_file_is_merged_and_is_no_load() -> None:
    clock = Clock(NOON)
    responses = opened(clock)
    responses.set("review-thinking", "here")
    responses.merge_own(read(file({"review-thinking": "there", "practice": {"1.a": 3}}, MORNING)))
    assert (responses.get("review-thinking"), responses.get("practice--1.a")) == ("here", 3)
    assert responses.undo() is None


def test_another_npqs_file_is_not_the_workbooks_own() -> None:
    other = HERE.__class__("senco--1", "Inclusion", "NPQSENCO")
    with pytest.raises(Refused, match="another NPQ"):
        opened().merge_own(read(file({"review-thinking": "x"}, workbook=other)))


def test_the_name_is_the_one_on_the_cover_and_the_role_is_the_workbooks() -> None:
    responses = Responses(HERE, role="facilitator", clock=Clock())
    responses.ask([Field("cover--name", "text", "Your name")])
    responses.set("cover--name", "Grace")
    assert responses.to_file()["participant"] == {"name": "Grace", "role": "facilitator"}


def test_answers_that_could_not_be_written_and_read_again_are_refused() -> None:
    responses = opened()
    texts = {f"a{number}": "x" * 190_000 for number in range(100)}
    responses.load(file(texts))
    with pytest.raises(Refused) as refused:
        responses.load(file({f"b{number}": "x" * 190_000 for number in range(10)}))
    assert str(refused.value) == TOO_LARGE
    assert len(responses.kept()) == 100


def test_no_more_is_kept_than_can_be_read_again() -> None:
    responses = opened()
    responses.load(file({"a": {str(number): 1 for number in range(5_000)}}))
    said = responses.load(file({"b": {"1": 1, "2": 1}, "review-thinking": "x"}))
    assert said == ["1 answer loaded that was not here.", "2 answers were left out: a file may hold 5,000."]


def test_what_is_kept_goes_on_being_replaced_and_the_own_file_is_kept_whole() -> None:
    responses = opened()
    responses.load(file({"a": {str(number): 1 for number in range(5_000)}}))
    assert responses.load(file({"a": {"1": 2}}, NOON)) == ["1 answer replaced by a newer one."]
    responses.merge_own(read(file({"b": {"1": 1}})))
    assert responses.get("b--1") == 1


@pytest.mark.parametrize("type", ANSWER_TYPES)
def test_a_field_knows_what_stands_for_no_answer(type: FieldType) -> None:
    assert Field("a", type, "Asked").nothing == ANSWER_TYPES[type].nothing
