"""What somebody answered, in every layout of paper."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from tests.activities.declared import squeezed
from tests.render.layouts import PRINTED, compiled, declared, outside
from tests.render.reading import pages


def test_a_date_is_written_as_people_do(laid_out: Callable[..., bytes]) -> None:
    said = squeezed(" ".join(pages(laid_out("handout", "Yes."))[2:]))
    assert said.count("14January2027") > len(pages(laid_out("handout"))) - 2  # more than the footers
    assert "2027-01-14" not in said


@pytest.mark.parametrize("layout", PRINTED)
def test_the_chosen_point_is_told_in_words(laid_out: Callable[..., bytes], layout: str) -> None:
    with pikepdf.open(BytesIO(laid_out(layout, "Yes."))) as pdf:
        told = [str(one.Alt) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]
    assert told.count("Chosen: 2 Finding out") == 30
    assert told.count("Chosen: 2 Sure") == 1


@pytest.mark.parametrize("layout", PRINTED)
def test_a_tick_is_told_in_words(laid_out: Callable[..., bytes], layout: str) -> None:
    for text, ticks in ((None, 0), ("Yes.", len([field for field in declared() if field.type == "check"]))):
        with pikepdf.open(BytesIO(laid_out(layout, text))) as pdf:
            told = [str(one.Alt) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]
        assert told.count("Ticked") == ticks


@pytest.mark.parametrize("layout", PRINTED)
def test_a_short_answer_moves_nothing(laid_out: Callable[..., bytes], layout: str) -> None:
    empty, answered = pages(laid_out(layout)), pages(laid_out(layout, "Yes."))
    assert len(empty) == len(answered)
    assert " ".join(answered).count("Yes.") == len([field for field in declared() if field.type == "text"])


@pytest.mark.parametrize("layout", PRINTED)
def test_no_word_of_a_long_answer_is_lost(layout: str, handout_source: Path) -> None:
    ids = ("prompt", "filling", "blanks--2", "plan--1-1", "actions--2-1", "sense--interpret", "ladder--1")
    given = {id: " ".join(f"{'abcdefg'[n]}{word}x" for word in range(5000)) for n, id in enumerate(ids)}
    pdf = compiled(handout_source, layout, given)
    said = " ".join(pages(pdf)).split()
    expected = [word for text in given.values() for word in text.split()]
    assert set(expected) <= set(said)
    assert outside(pdf) == []


HOSTILE = 'He said "no", \'never\'. #panic("x") *bold* _it_ $x$ @cite <b> = One // C:\\new \\u{41} `raw`'


@pytest.mark.parametrize("layout", PRINTED)
def test_an_answer_stays_text_with_its_lines(laid_out: Callable[..., bytes], layout: str) -> None:
    said = squeezed("".join(pages(laid_out(layout, f"{HOSTILE}\r\n\n- One\n1. Two\t\x07"))))
    boxes = [field for field in declared() if field.type == "text"]
    assert said.count(squeezed(f"{HOSTILE}-One1.Two")) == len(boxes)


def test_a_form_says_in_full_what_its_boxes_cannot(handout_source: Path) -> None:
    given: dict[str, str | int] = {
        "prompt": "Short.",
        "sense--act": " ".join(f"word{n}" for n in range(300)),
        "practice--1-a": 1,
    }
    said = pages(compiled(handout_source, "fillable", given))
    assert "Longer answers, in full Act: What grew? word0 word1 " in said[-1]
    assert "word299" in said[-1]
    assert "Short." not in " ".join(said)
    assert "Longer answers" not in " ".join(pages(compiled(handout_source, "fillable", {"prompt": "Short."})))
