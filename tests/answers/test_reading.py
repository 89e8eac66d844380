"""Files that no list of cases can hold: large ones, and bytes that are no text."""

import json
import time
from itertools import islice, product
from string import ascii_lowercase, ascii_uppercase

import pytest

from tests.answers.samples import FIRST, MORNING, file, moment, opened
from workbook_kit.answers.file import read
from workbook_kit.answers.model import MOST_BYTES, Refused
from workbook_kit.answers.sentences import NO_ANSWERS, NOT_JSON, TOO_LARGE

GOOD = file({"review-thinking": "Mehr Geduld, sagt Zoë."})


def refusal(data: bytes | str) -> str:
    with pytest.raises(Refused) as refused:
        read(data)
    return str(refused.value)


def with_value(value: str) -> str:
    """The good file with one answer more, in JSON."""
    return GOOD.replace('"Mehr', f'{value}, "a": "Mehr')


def filler(letters: str, count: int) -> str:
    """Many short answers as JSON members."""
    return ",".join(f'"{"".join(name)}":1' for name in islice(product(letters, repeat=5), count))


def large(members: str) -> str:
    """A file of nearly the greatest size whose answers are these members, or that many spaces."""
    text = GOOD.replace('"review-thinking": ', members + ', "review-thinking": ')
    return text + " " * (MOST_BYTES - len(text.encode()))


@pytest.mark.parametrize(
    "data",
    [b" " * (MOST_BYTES + 1), " " * (MOST_BYTES + 1), "é" * (MOST_BYTES // 2 + 1)],
    ids=["bytes", "text", "wide text"],
)
def test_a_file_over_20_mb_is_refused_for_its_size(data: bytes | str) -> None:
    assert refusal(data) == TOO_LARGE


def test_a_file_of_20_mb_is_read() -> None:
    text = GOOD + " " * (MOST_BYTES - len(GOOD.encode()))
    assert len(text.encode()) == MOST_BYTES
    assert list(read(text).entries) == list(read(text.encode()).entries) == ["review-thinking"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_bytes_of_another_encoding_are_no_answers(encoding: str) -> None:
    assert refusal(GOOD.encode(encoding)) == NOT_JSON


@pytest.mark.parametrize("damage", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\x80", b"\xf8\x88\x80\x80\x80"])
def test_bytes_that_are_not_utf_8_are_no_answers(damage: bytes) -> None:
    content = json.dumps(json.loads(GOOD), ensure_ascii=False).encode()
    assert refusal(content.replace("ë".encode(), damage)) == NOT_JSON


def test_bytes_may_begin_with_a_byte_order_mark() -> None:
    assert read(GOOD.encode("utf-8-sig")) == read(GOOD)


def test_text_that_holds_half_a_surrogate_pair_loses_it() -> None:
    assert read(GOOD.replace("Mehr", "Me\ud800hr")).entries["review-thinking"].value == "Mehr Geduld, sagt Zoë."


def test_brackets_without_end_are_refused_at_once() -> None:
    assert refusal("[" * MOST_BYTES) == NOT_JSON
    assert refusal('{"a":' * (MOST_BYTES // 5)) == NOT_JSON


@pytest.mark.parametrize("depth", [10, 100, 500])
def test_brackets_that_do_end_are_no_answer(depth: int) -> None:
    assert read(with_value("[" * depth + "]" * depth)).left_out == {"value": 1}


@pytest.mark.parametrize("depth", [100_000, 5_000_000])
def test_brackets_deeper_than_anyone_nests_are_refused(depth: int) -> None:
    assert refusal(with_value("[" * depth + "]" * depth)) == NOT_JSON


@pytest.mark.parametrize("digits", [17, 5_000, 5_000_000])
@pytest.mark.parametrize("sign", ["", "-"])
def test_a_number_of_any_length_is_a_number_and_no_rating(sign: str, digits: int) -> None:
    found = read(with_value(sign + "9" * digits))
    assert (list(found.entries), found.left_out) == (["a"], {"value": 1})


@pytest.mark.parametrize(
    ("number", "value"), [("3", 3), ("3.0", 3), ("30e-1", 3), ("-0", 0), ("-0.0", 0), ("1e-999999", 0)]
)
def test_a_whole_number_may_be_written_in_any_way(number: str, value: int) -> None:
    found = read(with_value(number)).entries["review-thinking"].value
    assert (found, type(found)) == (value, int)


@pytest.mark.parametrize(
    "members",
    [
        filler(ascii_lowercase, 1_900_000),
        filler(ascii_uppercase, 1_900_000),
        '"a":[' + "[]," * 6_000_000 + "[]]",
        '"a":"' + "x" * 19_000_000 + '"',
        '"a":"' + "\\u0000" * 3_000_000 + '"',
        '"a":' + "9" * 19_000_000,
    ],
    ids=["many names", "many bad names", "many lists", "a long text", "control characters", "a long number"],
)
def test_the_largest_files_take_seconds_not_minutes(members: str) -> None:
    start = time.process_time()
    opened().load(large(members))
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("text", "taken"),
    [("a" * 200_000, True), ("😀" * 100_000, True), ("😀" * 100_000 + "a", False)],
    ids=["letters", "pairs", "one more"],
)
def test_a_text_is_as_long_as_a_text_box_says_it_is(text: str, taken: bool) -> None:
    found = read(file({"review-thinking": text}))
    assert ("review-thinking" in found.entries) is taken
    assert found.left_out == ({} if taken else {"long": 1})


def test_what_is_dropped_from_a_text_does_not_count() -> None:
    assert read(file({"review-thinking": "a\r\n" * 100_000})).left_out == {}


@pytest.mark.parametrize(
    "said",
    ["2027-05-13", "13 May 2027", "2027-13-45T99:99:99Z", "2027-05-13T10:00:00", "", 7, None, "0000-01-01T00:00:00Z"],
)
def test_a_time_that_is_none_is_the_time_of_the_file(said: object) -> None:
    assert read(file({"review-thinking": "x"}, edited={"review-thinking": said})).entries[
        "review-thinking"
    ].at == moment(MORNING)


@pytest.mark.parametrize("said", ["0001-01-01T00:00:00+14:00", "1969-12-31T23:59:59Z"])
def test_a_time_before_1970_is_1970(said: str) -> None:
    assert read(file({"review-thinking": "x"}, said)).saved_at == 0


@pytest.mark.parametrize("member", ["id", "title", "npq"])
def test_a_workbook_says_its_id_title_and_npq(member: str) -> None:
    assert refusal(GOOD.replace(f'"{member}"', '"x"')) == NO_ANSWERS


@pytest.mark.parametrize("person", [None, [], "Ada", {"role": 7}, {"role": ["facilitator"]}])
def test_a_participant_of_another_shape_is_passed_over(person: object) -> None:
    assert read(file({}, participant=person)).role == ""


def test_a_file_says_whose_and_in_what_role() -> None:
    found = read(file({}, workbook=FIRST, participant={"name": "Grace", "role": "facilitator"}))
    assert (found.workbook, found.role) == (FIRST, "facilitator")
