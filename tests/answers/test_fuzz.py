"""Whatever a file holds, it is read or refused, and what was there before is not lost."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.answers.samples import EVENING, FIRST, HERE, MORNING, file, moment, opened, state
from tests.fuzz import examples
from workbook_kit.answers.file import format_time, read, to_bytes
from workbook_kit.answers.model import Refused
from workbook_kit.answers.responses import Responses

fuzz = examples(100)

NAMES = ["__proto__", "constructor", "toString", "cover", "name", "practice", "1.a", "1", "", "-a", "A", "a--b", "gone",
         "review-thinking", "schema", "workbook", "answers", "edited", "asked", "earlier", "saved_at", "é"]  # fmt: skip
VALUES: list[Any] = [None, True, 0, -1, 3, 99, 2.5, 1e300, "", "text", "<script>alert(1)</script>", "\0\r\n", "\ud800",
          "2027-05-13", MORNING, "9999-99-99T99:99:99Z", "0001-01-01T00:00:00+14:00", [], {}]  # fmt: skip
names = st.sampled_from(NAMES) | st.text(max_size=5)
anything = st.recursive(
    st.sampled_from(VALUES) | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=5),
    max_leaves=12,
)
GOOD: dict[str, Any] = json.loads(
    file(
        {"cover": {"name": "Zoë 😀"}, "review-thinking": "Words.", "practice": {"1.a": 3}, "gone": "Kept."},
        edited={"review-thinking": MORNING, "practice": {"1.a": MORNING}},
        asked={"review-thinking": "What?"},
        earlier=[{"workbook": vars(FIRST), "saved_at": MORNING, "answers": {"practice": {"1.a": 2}}}],
    )
)
WHOLE = json.dumps(GOOD, ensure_ascii=False).encode()


def filled() -> Responses:
    """A workbook that has something to lose."""
    responses = opened()
    responses.set("review-thinking", "Mine.")
    responses.set("practice--1.b", 2)
    responses.load(file({"practice": {"1.a": 1}}, MORNING, FIRST))
    return responses


def outcome(responses: Responses, data: bytes | str) -> list[str] | str:
    """What loading says, or why it was refused."""
    try:
        return responses.load(data)
    except Refused as refused:
        return str(refused)


def loses_nothing(data: bytes | str) -> None:
    """Refused, it has changed nothing; taken, it can be written, read again and taken back."""
    responses = filled()
    before = state(responses)
    said = outcome(responses, data)
    if isinstance(said, str):
        assert said.endswith(" Nothing was loaded.")
        assert state(responses) == before
        return
    assert said
    assert copied(responses) == state(responses)
    responses.undo()
    assert dict(responses.values) == dict(filled().values)


def copied(responses: Responses) -> dict[str, Any]:
    """What is there after writing it to a file and reading that into an empty workbook."""
    copy = opened()
    copy.merge_own(read(to_bytes(responses.to_file())))
    return state(copy)


@fuzz
@given(st.binary(max_size=200) | st.text(max_size=200))
def test_bytes_and_text_of_any_kind(data: bytes | str) -> None:
    loses_nothing(data)


@fuzz
@given(anything)
def test_json_of_any_kind(whole: Any) -> None:
    loses_nothing(json.dumps(whole))


@fuzz
@given(st.dictionaries(st.sampled_from(sorted(GOOD)), anything, min_size=1, max_size=2))
def test_a_good_file_with_strange_members(members: dict[str, Any]) -> None:
    loses_nothing(json.dumps(GOOD | members))


@fuzz
@given(
    st.dictionaries(names, anything | st.dictionaries(names, anything, max_size=4), max_size=6),
    st.sampled_from([HERE, FIRST]),
)
def test_a_good_file_with_strange_answers(answers: dict[str, Any], workbook: Any) -> None:
    loses_nothing(json.dumps(GOOD | {"answers": answers, "edited": answers, "workbook": vars(workbook)}))


@fuzz
@given(
    st.lists(
        anything | st.fixed_dictionaries({"workbook": st.just(vars(FIRST)), "answers": anything, "saved_at": anything})
    )
)
def test_a_good_file_with_a_strange_past(earlier: list[Any]) -> None:
    loses_nothing(json.dumps(GOOD | {"earlier": earlier}))


def test_a_file_cut_short_at_any_byte_is_refused() -> None:
    responses = filled()
    before = state(responses)
    for end in range(len(WHOLE)):
        with pytest.raises(Refused, match="cut short"):
            responses.load(WHOLE[:end])
    assert state(responses) == before


def overwritten(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(len(content))] = chance.randrange(256)


def flipped(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def removed(content: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(content))
    del content[start : start + chance.randrange(1, 20)]


def repeated(content: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(content))
    content[start:start] = content[start : start + chance.randrange(1, 20)]


@pytest.mark.parametrize("damage", [overwritten, flipped, removed, repeated])
def test_a_damaged_file_loses_nothing(damage: Callable[[bytearray, random.Random], None]) -> None:
    chance = random.Random(2027)
    for _ in range(500):
        content = bytearray(WHOLE)
        for _ in range(chance.randrange(1, 4)):
            damage(content, chance)
        loses_nothing(bytes(content))


KEYS = [
    "review-thinking",
    "cover--name",
    "practice--1.a",
    "practice--1.b",
    "commitment--1-3",
    "gone",
    "gone-too--1",
    "gone-too--x.y",
]
FITTING = {"practice--1.a": st.sampled_from([None, 1, 2, 3, 4]), "practice--1.b": st.sampled_from([None, 1, 4]),
           "commitment--1-3": st.sampled_from(["", "2027-06-30", "2027-07-01"])}  # fmt: skip


@st.composite
def pair(draw: st.DrawFn) -> tuple[str, str]:
    """Two files of the same workbook in which no answer has the same time."""
    files: list[dict[str, Any]] = [{"answers": {}, "edited": {}, "asked": {}, "earlier": []} for _ in range(2)]
    for key in draw(st.lists(st.sampled_from(KEYS), unique=True)):
        times = draw(st.lists(st.integers(0, moment(EVENING)), min_size=2, max_size=2, unique=True))
        for whole, at in zip(files, times, strict=True):
            if draw(st.booleans()):
                whole["answers"][key] = draw(FITTING.get(key, st.text(max_size=3)))
                whole["edited"][key], whole["asked"][key] = format_time(at), draw(st.text(max_size=3))
    pasts = draw(st.lists(st.tuples(st.integers(0, 1), st.integers(3, 8)), unique=True))
    for at, (which, number) in enumerate(pasts, start=1):
        book = vars(FIRST) | {"id": f"s-{number}", "seminar": f"s-{number}"}
        files[which]["earlier"].append({"workbook": book, "saved_at": format_time(at), "answers": {"gone": at}})
    return file(**files[0]), file(**files[1])


@fuzz
@given(pair())
def test_two_files_come_to_the_same_in_either_order(both: tuple[str, str]) -> None:
    one, other = opened(), opened()
    for data in both:
        one.load(data)
    for data in reversed(both):
        other.load(data)
    assert state(one) == state(other)


@fuzz
@given(pair())
def test_a_file_loaded_again_changes_nothing(both: tuple[str, str]) -> None:
    responses = opened()
    for data in both:
        responses.load(data)
    before = state(responses)
    for data in both:
        said = responses.load(data)
        assert not any("loaded that" in sentence or "replaced" in sentence or "taken" in sentence for sentence in said)
    assert state(responses) == before


@fuzz
@given(pair())
def test_what_is_written_is_read_as_it_was(both: tuple[str, str]) -> None:
    responses = opened()
    for data in both:
        responses.load(data)
    assert copied(responses) == state(responses)
