"""Drawings for a copier."""

import re
from pathlib import Path

import pytest

from workbook_kit.render.ink import black_and_white

FIGURES = sorted((Path(__file__).parents[2] / "workbooks" / "figures").glob("*.svg"))


@pytest.mark.parametrize(
    ("colour", "drawn"),
    [("#EDF1F5", "#FFFFFF"), ("#16324F", "#000000"), ("#6B7785", "#000000"), ("#fff", "#FFFFFF"), ("#222", "#000000")],
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
