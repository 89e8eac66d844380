"""Drawings for a copier."""

import re
from pathlib import Path

import pytest

from workbook_kit.models.cohort import COLOURS
from workbook_kit.render.pictures import black_and_white, in_colours

FIGURES = sorted((Path(__file__).parents[2] / "workbooks" / "figures").glob("*.svg"))


@pytest.mark.parametrize(
    ("colour", "drawn"),
    [("#EEF2F6", "#FFFFFF"), ("#16324F", "#000000"), ("#6B7785", "#000000"), ("#fff", "#FFFFFF"), ("#222", "#000000")],
)
def test_light_becomes_white_and_dark_black(colour: str, drawn: str) -> None:
    assert black_and_white(f'<rect fill="{colour}"/>'.encode()) == f'<rect fill="{drawn}"/>'.encode()


def test_names_that_only_look_like_colours_stay() -> None:
    same = b'<use href="#abcdefgh"/><a href="#a1"/>'
    assert black_and_white(same) == same


@pytest.mark.parametrize("figure", FIGURES, ids=lambda path: path.stem)
def test_our_figures_have_no_other_colours(figure: Path) -> None:
    drawn = black_and_white(figure.read_bytes()).decode()
    assert set(re.findall(r"#[0-9A-Fa-f]{3,6}\b", drawn)) <= {"#FFFFFF", "#000000"}
    assert not re.search(r"\b(rgb|hsl)a?\(|opacity=|fill=\"(?!none|#|url)", drawn)


def test_a_brand_takes_the_place_of_the_kits_colours_and_of_no_others() -> None:
    drawn = b'<rect fill="#16324F" stroke="#6B7785"/><rect fill="#16324f" stroke="#123456"/><use href="#16324F0"/>'
    assert in_colours(drawn, {"ink": "6E2C16", "font": "Some Sans"}) == (
        b'<rect fill="#6E2C16" stroke="#6B7785"/><rect fill="#6E2C16" stroke="#123456"/><use href="#16324F0"/>'
    )


@pytest.mark.parametrize("figure", FIGURES, ids=lambda path: path.stem)
def test_our_figures_have_no_colour_that_would_stand_out_of_a_brand(figure: Path) -> None:
    marks = {name: f"00000{n}" for n, name in enumerate(COLOURS, 1)}
    drawn = set(re.findall(r"#([0-9A-Fa-f]{6})\b", in_colours(figure.read_bytes(), marks).decode()))
    assert drawn - {*marks.values()} <= {"FFFFFF", "47535F"}  # paper, and the grey that no brand changes
    assert {marks["ink"], marks["tint"]} <= drawn
