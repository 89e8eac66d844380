"""What goes on which page of paper."""

import json
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import typst

from tests.render.layouts import compiled, lay_out
from tests.render.reading import pages
from tests.render.workbook import EXTENSION, cell, document
from workbook_kit.activities import Activity, Blanks, Checklist, Ladder, Prompt, Sensemaking, Table
from workbook_kit.render import embedded

MM = 72 / 25.4  # points
LINE = 8.5  # millimetres

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


def test_stages_that_follow_one_another_lie_open_together(tmp_path: Path) -> None:
    stages = [
        f'::: {{.stage letter="{title[0]}" title="{title}"}}\n{"Words. " * 60}\n:::' for title in ("Goal", "Will")
    ]
    filler = cell(Prompt("filler", "Filler", lines=18))
    first, second = printed(tmp_path, filler, "## The talk", *stages, "## After", "The end.")
    assert first.count("Words.") == 0
    assert "The talk" in second
    assert second.index("Goal") < second.index("Will") < second.index("After")


@pytest.mark.parametrize("layout", ["handout", "fillable"])
def test_stages_stay_where_they_are_when_somebody_has_answered(layout: str, tmp_path: Path) -> None:
    stages = [
        f'::: {{.stage letter="{title[0]}" title="{title}"}}\n{"Words. " * 60}\n:::' for title in ("Goal", "Will")
    ]
    filler = cell(Prompt("filler", "Filler", lines=18))
    source = lay_out(document("# Chapter", filler, "## The talk", *stages, "## After", "The end."), tmp_path)
    answered = pages(compiled(source, layout, {"filler": "Said."}))[2:]
    assert ["The talk" in page for page in answered] == [False, True]


def test_a_stage_in_which_somebody_wrote_pages_runs_over_them(tmp_path: Path) -> None:
    asked = f'::: {{.stage letter="G" title="Goal"}}\nWhy?\n\n{cell(Prompt("goal", "Which?"))}\n:::'
    source = lay_out(document("# Chapter", asked, "## After", "The end."), tmp_path)
    said = pages(compiled(source, "handout", {"goal": "Said. " * 3000 + "Last."}))
    assert sum(page.count("Said.") for page in said) == 3000
    assert "Last." in " ".join(said)


@pytest.mark.parametrize("layout", ["handout", "booklet"])
def test_a_ladder_stands_below_its_picture(layout: str, tmp_path: Path) -> None:
    picture = '::: {.beside}\nSome prose.\n\n![Rungs](tall.svg){fig-alt="Rungs."}\n:::'
    tall = b'<svg xmlns="http://www.w3.org/2000/svg" width="180" height="180"><rect width="180" height="180"/></svg>'
    sample = document("# One", "## Section", picture, cell(Ladder("ladder", "The question", lines=2)), "## After", "x")
    sample = replace(sample, resources={**sample.resources, "tall.svg": tall})
    said = pages(compiled(lay_out(sample, tmp_path), layout))[2]
    assert "Rungs" in said
    assert "What I did about it" in said


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


def boxes(handout: bytes, page: int) -> list[tuple[float, float]]:
    """Top and bottom of each box to write in on a page, in millimetres from the top of the paper."""
    with pypdfium2.PdfDocument(handout) as pdf:
        height = pdf[page].get_height()
        found = [one.get_bounds() for one in pdf[page].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])]
    edges = [(height - top, height - bottom) for left, bottom, right, top in found if right - left > 200]
    return sorted((top / MM, bottom / MM) for top, bottom in edges if bottom - top > 10 * MM)


def test_a_box_grows_into_what_is_left_of_its_page(tmp_path: Path) -> None:
    sample = document("# One", cell(Prompt("box", "Question", lines=10)))
    ((top, bottom),) = boxes(embedded.render_pdf(sample, tmp_path, EXTENSION), 2)
    assert bottom - top > 15 * LINE
    assert bottom < 275


def test_boxes_share_what_is_left_by_their_lines(tmp_path: Path) -> None:
    sample = document("# One", *(cell(Prompt(f"box-{n}", "Question", lines=n)) for n in (4, 8)))
    small, large = boxes(embedded.render_pdf(sample, tmp_path, EXTENSION), 2)
    assert small[1] - small[0] > 4.5 * LINE
    assert (large[1] - large[0]) / (small[1] - small[0]) == pytest.approx(2, rel=0.02)


@pytest.mark.parametrize("lines", range(14, 24))
def test_a_box_is_whole_and_under_its_question_however_full_the_page(lines: int, tmp_path: Path) -> None:
    parts = [cell(Prompt("filler", "Filler", lines=lines)), cell(Prompt("next", "The question", lines=3))]
    handout = embedded.render_pdf(document("# One", *parts), tmp_path, EXTENSION)
    said = pages(handout)[2:]
    assert len(said) in (1, 2)
    drawn = [boxes(handout, number) for number in range(2, len(said) + 2)]
    assert [len(on_page) for on_page in drawn] == ([2] if len(said) == 1 else [1, 1])
    assert "The question" in said[-1]
    top, bottom = drawn[-1][-1]
    assert bottom - top >= 3 * LINE - 0.1
    assert {20 < top < bottom < 275 for on_page in drawn for top, bottom in on_page} == {True}


def test_a_chapter_begins_a_page_after_one_with_sections_that_leaves_little(tmp_path: Path) -> None:
    parts = ["## Section", cell(Prompt("box", "Question", lines=14)), "# Another", "## Part", "Words."]
    first, second = printed(tmp_path, *parts)
    assert "Another" not in first
    assert "Another Part Words." in second


def test_a_chapter_begins_below_a_short_one(tmp_path: Path) -> None:
    (only,) = printed(tmp_path, "Words.", "# Another", "## Part", "More words.")
    assert "Chapter Words. Another Part More words." in only


def test_short_chapters_stay_together(tmp_path: Path) -> None:
    filler = cell(Prompt("filler", "Filler", lines=12))
    shorts = ["# Notes", cell(Prompt("notes", "Own", lines=6)), "# Sources", *(f"- Source {n}" for n in range(6))]
    first, second = printed(tmp_path, "## Section", filler, *shorts)
    assert "Notes" not in first
    assert "Notes Own Sources" in second


def test_a_short_chapter_that_does_not_fit_below_another_is_whole_on_the_next_page(tmp_path: Path) -> None:
    shorts = ["# Notes", cell(Prompt("notes", "Own", lines=16)), "# Sources", *(f"- Source {n}" for n in range(14))]
    first, second = printed(tmp_path, "## Section", cell(Prompt("filler", "Filler", lines=20)), *shorts)[1:]
    assert "Notes Own" in first
    assert "Source" not in first
    assert "Sources" in second
    assert "Source 13" in second


def test_a_page_says_above_which_chapter_it_starts_in(tmp_path: Path) -> None:
    boxes = [cell(Prompt(f"box-{n}", "Question", lines=12)) for n in (1, 2)]
    first, second = printed(tmp_path, "Words.", "# Another", "## Part", *boxes)
    assert first.startswith("First fruit Chapter")
    assert second.startswith("First fruit Another")


def test_a_figure_stands_beside_its_prose_and_fits_its_column(tmp_path: Path) -> None:
    wide = b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="90"><rect width="900" height="90"/></svg>'
    sample = document("# One", '::: {.beside}\nSome prose.\n\n![Wide](wide.svg){fig-alt="A bar."}\n:::')
    handout = embedded.render_pdf(
        replace(sample, resources={**sample.resources, "wide.svg": wide}), tmp_path, EXTENSION
    )
    assert "Some prose. Wide" in pages(handout)[2]
    with pypdfium2.PdfDocument(handout) as pdf:
        found = [one.get_bounds() for one in pdf[2].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH], max_depth=4)]
    (bar,) = [one for one in found if one[3] - one[1] > 5 * MM]
    assert (bar[2] - bar[0]) / MM == pytest.approx(80.5, abs=1)


def test_a_page_break_starts_a_page(tmp_path: Path) -> None:
    first, second = printed(tmp_path, "Before.", "::: {.pagebreak}\n:::", "After.")
    assert "Before." in first
    assert "After." in second


def test_a_long_table_repeats_its_headings(tmp_path: Path) -> None:
    table = Table("plan", "Plan", columns=["Action", "Owner"], rows=24, lines=2)
    said = printed(tmp_path, cell(table))
    assert len(said) > 1
    assert {"Action Owner" in text for text in said} == {True}


def test_partners_are_named_beside_their_logos(tmp_path: Path) -> None:
    cover = pages(embedded.render_pdf(document("# One"), tmp_path, EXTENSION))[0]
    assert "Tree Trust" in cover
    assert "Bee Board" in cover


#: The page of each box of the checklist.
BOXES = """
#context [#metadata(query(<seminar-field>).filter(one => one.value.id.starts-with("ready")).map(one => (
  one.location().page()
)))<boxes>]
"""


@pytest.mark.parametrize("layout", ["handout", "large-print", "booklet"])
@pytest.mark.parametrize("above", range(0, 25, 4))
def test_a_box_to_tick_stands_beside_its_text_and_no_last_item_alone(above: int, layout: str, tmp_path: Path) -> None:
    items = [f"Item {n} of those to tick" + ", and more of it" * (n % 4) for n in range(1, 21)]
    asked = cell(Checklist("ready", "Tick", items=items))
    source = lay_out(document("# Chapter", *["Filler."] * above, "## Before", asked), tmp_path)
    source.write_text(source.read_text(encoding="utf-8") + BOXES, encoding="utf-8")
    told = typst.query(source, "<boxes>", field="value", one=True, font_paths=[EXTENSION / "fonts"],
                       sys_inputs={"layout": layout})  # fmt: skip
    boxes = json.loads(told)
    texts = pages(compiled(source, layout))
    starts = [next(n for n, text in enumerate(texts, 1) if f"Item {i} of" in text) for i in range(1, 21)]
    assert boxes == starts
    assert boxes[-1] == boxes[-2]
    assert boxes[0] == next(n for n, text in enumerate(texts, 1) if " Before Tick " in text)
