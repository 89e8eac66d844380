"""Boxes of a text: which of it is for facilitators."""

import pytest

from workbook_kit.workbook.divs import own_text, parts, without_notes

DEEP = "::: facilitator\n::: note\nDeep.\n:::\n:::"
NOTE = "::: {.facilitator minutes=3}\nSecret.\n:::"


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("Words.", [("Words.", False)]),
        (f"One.\n\n{NOTE}\n\nTwo.", [("One.\n", False), (NOTE, True), ("\nTwo.", False)]),
        (f"{NOTE}\n\n{NOTE}", [(NOTE, True), (NOTE, True)]),
        (f"::: coach\n{NOTE}\n:::", [(f"::: coach\n{NOTE}\n:::", False)]),
        (f"{DEEP}\nOut.", [(DEEP, True), ("Out.", False)]),
        (f"```\n{NOTE}\n```", [(f"```\n{NOTE}\n```", False)]),
        (f"````\n```\n{NOTE}\n````\n{NOTE}", [(f"````\n```\n{NOTE}\n````", False), (NOTE, True)]),
        ("", []),
    ],
)  # fmt: skip
def test_a_text_is_cut_where_a_note_of_its_own_begins_and_ends(markdown: str, expected: list[tuple[str, bool]]) -> None:
    assert [(text.strip("\n"), noted) for text, noted in parts(markdown)] == [
        (text.strip("\n"), noted) for text, noted in expected
    ]


@pytest.mark.parametrize("box", ["coach", "{.beside}", "{.parts}"])
def test_a_note_in_another_box_is_left_out_too(box: str) -> None:
    assert "Secret" not in without_notes(f":::: {box}\nAll.\n\n{NOTE}\n\nMore.\n::::")
    assert "More." in without_notes(f":::: {box}\nAll.\n\n{NOTE}\n\nMore.\n::::")


def test_a_note_that_is_never_closed_hides_all_that_follows() -> None:
    assert without_notes("One.\n\n::: {.facilitator}\nSecret.\n\nMore.").strip() == "One."


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("**NPQ** for *Senior* L`ea`dership", "NPQ for Senior Leadership"),
        ("a\\-b \\*c\\*", "a-b *c*"),
        ("a\n\n b", "a b"),
    ],
)
def test_words_are_found_under_their_marks(markdown: str, words: str) -> None:
    assert own_text(markdown) == words
