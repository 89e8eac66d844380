"""Messages arrive as they were sent, however they are cut up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook_kit.forked.wire import Decoder, encode

MESSAGES = [{"content": {"text": "é ☃"}}, {"content": {}, "buffers": []}, {"content": [1, None, True]}]


@given(st.lists(st.integers(1, 40)))
def test_messages_may_be_cut_anywhere(cuts: list[int]) -> None:
    data = b"".join(encode(message, [b"\0\xff", b""]) for message in MESSAGES)
    decoder, got = Decoder(), []
    for cut in [*cuts, len(data)]:
        got += decoder.feed(data[:cut])
        data = data[cut:]
    assert [message["content"] for message in got] == [message["content"] for message in MESSAGES]
    assert {message["buffers"] == [b"\0\xff", b""] for message in got} == {True}


@given(st.integers(1, 400))
def test_a_message_that_is_too_long_is_skipped(cut: int) -> None:
    data = encode({"content": 1}) + encode({"content": "x" * 300}) + encode({"content": 2})
    decoder = Decoder(most=200)
    got = [message for start in range(0, len(data), cut) for message in decoder.feed(data[start : start + cut])]
    assert [message.get("content") for message in got] == [1, None, 2]
    assert got[1]["skipped"] > 300


def test_buffers_may_be_views() -> None:
    [message] = Decoder().feed(encode({}, [memoryview(b"abc")[1:]]))
    assert message["buffers"] == [b"bc"]


def test_what_is_not_a_message_is_an_error() -> None:
    with pytest.raises(ValueError, match="Expecting value"):
        list(Decoder().feed(b"\0" * 7 + b"\5" + b"\0\0\0\5hello"))
