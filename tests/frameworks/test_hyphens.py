"""Hyphens at the ends of lines: judged by evidence, and always told."""

import pytest

from workbook_kit.frameworks.draft import SourceLine
from workbook_kit.frameworks.source import join_pieces, lost_hyphens, vocabulary


def join(first: str, second: str, elsewhere: str = "") -> tuple[str, list[str]]:
    pieces = [SourceLine(1, first), SourceLine(2, second)]
    text, doubts = join_pieces(pieces, vocabulary([*pieces, SourceLine(3, elsewhere)]))
    return text, [doubt.what for doubt in doubts]


@pytest.mark.parametrize(
    ("first", "second", "elsewhere", "expected", "told"),
    [
        ("a high-", "grade plan", "a high-grade one", "a high-grade plan", "kept “high-grade”, as elsewhere"),
        ("the under-", "standing", "our understanding", "the understanding", "joined as “understanding”"),
        ("clear evidence-", "based work", "", "clear evidence-based work", "a usual compound"),
        ("a half-", "done thing", "", "a half-done thing", "without evidence, please check"),
    ],
)
def test_evidence_decides(first: str, second: str, elsewhere: str, expected: str, told: str) -> None:
    text, doubts = join(first, second, elsewhere)
    assert text == expected
    assert len(doubts) == 1
    assert told in doubts[0]


def test_a_suspended_hyphen_keeps_its_space() -> None:
    assert join("short-", "and long-term plans") == ("short- and long-term plans", [])


def test_a_soft_hyphen_is_taken_out() -> None:
    assert join("under\u00ad", "standing so\u00adon") == ("understanding soon", [])


def test_a_dash_is_no_hyphen() -> None:
    assert join("a process –", "expect more") == ("a process – expect more", [])


def test_halves_of_a_broken_word_are_no_evidence() -> None:
    counts = vocabulary([SourceLine(1, "we re-"), SourceLine(2, "plan now")])
    assert counts["re"] == 0
    assert counts["plan"] == 0
    assert counts["now"] == 1


def test_a_word_that_lost_its_hyphen_is_found() -> None:
    known = vocabulary([SourceLine(1, "a large-scale change, a largescale plan")])
    assert lost_hyphens("a largescale plan", known) == ["“largescale” may have been “large-scale”"]


@pytest.mark.parametrize("word", ["wellbeing", "successfully", "suitability"])
def test_ordinary_words_are_not_suspected(word: str) -> None:
    known = vocabulary([SourceLine(1, "well being success fully suit ability")])
    assert lost_hyphens(f"their {word}", known) == []
