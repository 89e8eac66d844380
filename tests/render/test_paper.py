"""What goes on which page of paper."""

from pathlib import Path

import pytest

from tests.render.reading import pages
from tests.render.workbook import EXTENSION, cell, document
from workbook_kit.activities import Activity, Blanks, Ladder, Prompt, Sensemaking, Table
from workbook_kit.render import embedded

#: Leaves a strip of about 45 mm on a page that starts with a chapter's heading.
MOST_OF_A_PAGE = cell(Prompt("filler", "Filler", lines=20))


def printed(work: Path, *parts: str) -> list[str]:
    """The pages of one chapter with these parts, after cover and contents."""
    return pages(embedded.render_pdf(document("# Chapter", *parts), work, EXTENSION))[2:]


@pytest.mark.parametrize(
    "activity",
    [
        Prompt("next", "The question", lines=10),
        Prompt("next", "The question", lines="fill"),
        Blanks("next", "The question", answers=["a"] * 5),
        Sensemaking("next", "The question", notice="a", interpret="b", act="c"),
        Ladder("next", "The question"),
        Table("next", "The question", columns=["Notes"], rows=5),
    ],
    ids=lambda activity: f"{activity.name}-{getattr(activity, 'lines', '')}",
)
def test_heading_lead_and_activity_stay_together(activity: Activity, tmp_path: Path) -> None:
    first, second = printed(tmp_path, MOST_OF_A_PAGE, "## A section", "A lead.", cell(activity))
    assert "A section" not in first
    for words in ("A section", "A lead.", "The question"):
        assert words in second


def test_heading_lead_and_figure_stay_together(tmp_path: Path) -> None:
    figure = '![Stages](figures/stages.svg){fig-alt="Boxes." width=70%}'
    first, second = printed(tmp_path, MOST_OF_A_PAGE, "## A section", "A lead.", figure)
    assert "A section" not in first
    assert "A section A lead. Stages" in second


def test_two_boxes_that_do_not_fit_one_page_are_on_two(tmp_path: Path) -> None:
    boxes = [cell(Prompt(f"box-{n}", f"Question {n}", lines=20)) for n in (1, 2)]
    first, second = printed(tmp_path, *boxes)
    assert "Question 1" in first
    assert "Question 2" in second


def test_the_tallest_box_fits_a_page(tmp_path: Path) -> None:
    (only,) = printed(tmp_path, "## Section", cell(Prompt("box", "Question", lines=24)), "After.")
    assert "Section Question After." in only


def test_a_box_that_fills_takes_the_rest_of_its_page(tmp_path: Path) -> None:
    first, second = printed(tmp_path, "Before.", cell(Prompt("notes", "Notes", lines="fill")), "After.")
    assert "Before. Notes" in first
    assert "After." in second


def test_a_page_break_starts_a_page(tmp_path: Path) -> None:
    first, second = printed(tmp_path, "Before.", "::: {.pagebreak}\n:::", "After.")
    assert "Before." in first
    assert "After." in second


def test_a_long_table_repeats_its_headings(tmp_path: Path) -> None:
    table = Table("plan", "Plan", columns=["Action", "Owner"], rows=24, lines=2)
    said = printed(tmp_path, cell(table))
    assert len(said) > 1
    assert all("Action Owner" in text for text in said)


def test_partners_are_named_beside_their_logos(tmp_path: Path) -> None:
    cover = pages(embedded.render_pdf(document("# One"), tmp_path, EXTENSION))[0]
    assert "Tree Trust" in cover
    assert "Bee Board" in cover
