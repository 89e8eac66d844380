"""The facilitator's edition: the handout's own pages, and beside them notes, minutes and a clock."""

import json
import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
import typst

from tests.render.reading import pages
from tests.render.workbook import EXTENSION, cell, document
from workbook_kit.activities import Blanks, Prompt, Sensemaking, Table
from workbook_kit.render import embedded
from workbook_kit.render.document import Document
from workbook_kit.render.typst import typeset

MM = 72 / 25.4  # points
HALF = 210 * MM
RECALLED = ("Zinc", "Yellow", "Xylem")
RECALLED_AFTER = re.compile(rf" ({'|'.join(RECALLED)})$")
MODES = (None, "On your own", "In pairs", "In groups of three")


def sheet(minutes: int) -> str:
    """The mark that a sheet's text starts with."""
    return f"```{{=typst}}\n#seminar-sheet(minutes: {minutes})\n```"


def note(text: str, minutes: int | None = None) -> str:
    """A facilitator's note."""
    given = f" minutes={minutes}" if minutes else ""
    return f"::: {{.facilitator{given}}}\n{text}\n:::"


def chapter(number: int) -> list[str]:
    """A sheet of 30 minutes with sections, notes everywhere and five activities, of 19 minutes in all."""
    name = f"c{number}"
    return [
        sheet(30), f"# Part {number}", note(f"Opening note {number}.", 2), "Words before. " * 12 * number,
        "## Writing", "A lead to the question.", note("Between lead and question."),
        cell(Prompt(f"{name}-a", f"First question of part {number}?", minutes=3, mode=MODES[number % 4],
                    lines=4 + number)),
        note("**Listen for** reasons. " * 4, 4), "## Memory", "- One\n- Two", note("After a list."),
        cell(Blanks(f"{name}-b", "What do you recall?", answers=list(RECALLED), minutes=4)),
        "A paragraph.", note("Between paragraphs."), "Another paragraph. " * 20,
        cell(Sensemaking(f"{name}-c", "Make sense of it", notice="a", interpret="b", act="c", minutes=5,
                         mode="In pairs")),
        "## Planning", note("Under a heading."),
        cell(Table(f"{name}-d", "Plan", columns=["What"], rows=number + 2, minutes=7)),
        '::: {.stage letter="G" title="Goal"}\nText.\n\n' + note("In a box.") + "\n:::", note("Last of a part."),
    ]  # fmt: skip


def session(audience: str = "facilitator", chapters: int = 6, **metadata: object) -> Document:
    """A whole seminar: some short chapters, some long ones."""
    parts = [sheet(5), "# Welcome", note("Stand at the door."), "Come in.", sheet(5), "# Intentions", "Read them."]
    parts += [part for number in range(1, chapters + 1) for part in chapter(number)]
    parts += [sheet(0), "# Notes", cell(Prompt("own-notes", "Notes", lines="fill"))]
    given = {"start-time": "09:30", "session-minutes": 240, "edition": audience, **metadata}
    return document(*parts, **given)


def source(sample: Document, work: Path) -> Path:
    """The Typst file of a document."""
    work.mkdir(exist_ok=True)
    sample.lay_out(work)
    page = work / "workbook.typ"
    page.write_text(embedded.to_typst(sample, work, EXTENSION), encoding="utf-8")
    return page


def printed(sample: Document, work: Path, layout: str = "facilitator") -> bytes:
    """The document in a layout."""
    return typeset(source(sample, work), EXTENSION, {"layout": layout})


def halves(pdf: bytes) -> list[tuple[str, str]]:
    """The text of each page at the left, line by line, and of the panel at its right, with single spaces."""
    with pypdfium2.PdfDocument(pdf) as opened:
        texts = [page.get_textpage() for page in opened]
        lines = [text.get_text_bounded(left=0, right=HALF).splitlines() for text in texts]
        left = ["\n".join(line.strip() for line in page) for page in lines]
        right = [" ".join(text.get_text_bounded(left=HALF).split()) for text in texts]
    return list(zip(left, right, strict=True))


def beside(sample: Document, work: Path) -> dict[int, list[dict[str, float]]]:
    """What stands in the panel beside each page: where it starts and ends, and the size of its letters, in points."""
    found = typst.query(source(sample, work), "<seminar-beside>", field="value", font_paths=[EXTENSION / "fonts"],
                        ignore_system_fonts=True, sys_inputs={"layout": "facilitator"})  # fmt: skip
    by_page: dict[int, list[dict[str, float]]] = defaultdict(list)
    for one in json.loads(found):
        by_page[one["page"]].append(one)
    return by_page


@pytest.fixture(scope="module")
def facilitators(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A whole seminar for its facilitator."""
    return printed(session(), tmp_path_factory.mktemp("facilitator"))


@pytest.mark.parametrize("right_hand", [False, True], ids=["flowing", "right-hand"])
def test_its_pages_are_the_handouts_line_by_line(right_hand: bool, tmp_path: Path) -> None:
    handout = printed(session("participant", **{"right-hand": right_hand}), tmp_path / "handout", "handout")
    theirs = printed(session(**{"right-hand": right_hand}), tmp_path / "facilitator")
    expected = [page.splitlines() for page, _ in halves(handout)]
    assert len(expected) > 15
    # the answers to what is recalled are printed in their boxes
    found = [[RECALLED_AFTER.sub("", line) for line in page.splitlines()] for page, _ in halves(theirs)]
    assert found == expected


def test_a_note_does_not_part_a_lead_from_its_activity(tmp_path: Path) -> None:
    parts = [cell(Prompt("filler", "Filler", lines=20)), "A lead.", note("A note."), cell(Prompt("a", "Why?", lines=9))]
    for audience, layout in (("participant", "handout"), ("facilitator", "facilitator")):
        (tmp_path / layout).mkdir()
        said = halves(printed(document("# One", *parts, edition=audience), tmp_path / layout, layout))
        assert "A lead." not in said[2][0]
        assert "A lead.\nWhy?" in said[3][0]
    assert "A note." in said[3][1]


def test_notes_are_beside_the_page_and_in_no_other_layout(facilitators: bytes, tmp_path: Path) -> None:
    for text in ("Stand at the door.", "Opening note 3.", "Between lead and question.", "In a box."):
        assert sum(text in right for _, right in halves(facilitators)) >= 1
        assert not any(text in left for left, _ in halves(facilitators))
    page = source(session(chapters=1), tmp_path)
    for layout in ("handout", "large-print", "low-ink", "booklet", "fillable"):
        said = " ".join(pages(typeset(page, EXTENSION, {"layout": layout})))
        assert "First question" in said
        assert "Stand at the door" not in said
        assert "acilitator" not in said.replace("Facilitated by", "")


def test_a_note_stands_beside_what_it_is_about(facilitators: bytes) -> None:
    for left, right in halves(facilitators):
        for number in re.findall(r"Opening note (\d)", right):
            assert f"Part {number}" in left


def test_what_is_beside_a_page_neither_overlaps_nor_leaves_it(tmp_path: Path) -> None:
    by_page = beside(session(), tmp_path)
    assert max(map(len, by_page.values())) >= 5
    for asides in by_page.values():
        assert {one["size"] >= 14.5 for one in asides} == {True}
        for one, after in pairwise(asides):
            assert one["bottom"] + 3 * MM < after["top"]
        assert asides[0]["top"] >= 25 * MM - 0.01
        assert asides[-1]["bottom"] <= 274 * MM + 0.01


def test_notes_at_the_foot_of_a_page_move_up_and_long_ones_get_smaller(tmp_path: Path) -> None:
    crowded = [note(f"Note {n}. " + "Say this slowly. " * 12) for n in range(3)]
    filler = cell(Prompt("filler", "Filler", lines=20))
    few = beside(document("# One", filler, *crowded, edition="facilitator"), tmp_path / "few")
    assert len(few[3]) == 3
    assert few[3][-1]["bottom"] == pytest.approx(274 * MM, abs=0.1)
    many = beside(document("# One", filler, *crowded * 4, edition="facilitator"), tmp_path / "many")[3]
    assert len(many) == 12
    assert {one["bottom"] < after["top"] for one, after in pairwise(many)} == {True}
    assert many[0]["size"] < 14.5
    assert many[0]["top"] >= 25 * MM - 0.01
    assert many[-1]["bottom"] <= 274 * MM + 0.01


def test_nothing_in_the_panel_is_cut_off(facilitators: bytes) -> None:
    with pypdfium2.PdfDocument(facilitators) as opened:
        for page in opened:
            assert page.get_size() == pytest.approx((420 * MM, 297 * MM), abs=0.1)
            text = page.get_textpage()
            boxes = [text.get_charbox(i) for i in range(text.count_chars())]
            assert {0 < left <= right < 406.5 * MM for left, _, right, _ in boxes} == {True}


def agenda(pdf: bytes) -> str:
    """The agenda, beside the cover and the contents."""
    return " ".join(right for _, right in halves(pdf)[:2])


def test_the_agenda_adds_up_to_the_session(facilitators: bytes) -> None:
    said = agenda(facilitators)
    assert re.search(
        r"Agenda Time What How Page Minutes 09:30 Welcome \d+ 5 09:35 Intentions \d+ 5 09:40 Part 1 ", said
    )
    starts = re.findall(r"(\d\d):(\d\d) Part (\d) \d+ 30", said)
    assert [int(hour) * 60 + int(minute) for hour, minute, _ in starts] == [580 + 30 * n for n in range(6)]
    assert [int(number) for *_, number in starts] == [1, 2, 3, 4, 5, 6]
    assert said.count("Talk and movement 11") == 6
    assert "12:40 Breaks and time to spare 50 13:30 End 240" in said
    assert "Notes" not in said.partition("Agenda")[2].partition("Facilitator’s edition: do")[0]


def writing_lines(pdf: bytes) -> int:
    """How many lines to write on the participants' half of the page after cover and contents has."""
    with pypdfium2.PdfDocument(pdf) as opened:
        found = [one.get_bounds() for one in opened[2].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])]
    return len(
        [1 for left, bottom, right, top in found if right < 210 * MM and right - left > 100 and top - bottom < 3]
    )


def test_what_a_blank_asks_for_is_not_struck_out(tmp_path: Path) -> None:
    sample = document("# One", cell(Blanks("recall", "Recall", answers=list(RECALLED), lines=3)))
    layouts = ("handout", "facilitator")
    handout, beside = (writing_lines(printed(sample, tmp_path / layout, layout)) for layout in layouts)
    assert handout - beside == 2 * len(RECALLED)  # lines part the three of each box


def test_the_clock_runs_through_the_activities_of_a_sheet(facilitators: bytes) -> None:
    expected = ["09:42 First question", "09:49 What do you recall", "09:53 Make sense of it", "09:58 Plan"]
    said = agenda(facilitators)
    assert [words for words in expected if words not in said] == []
    beside_pages = " ".join(right for _, right in halves(facilitators)[2:])
    for words in ("09:40 Part 1 30 minutes, until 10:10", "09:40 For the facilitator · 2 min Opening note 1.",
                  "09:42 3 minutes · On your own First question of part 1?", "09:49 4 minutes What do you recall?",
                  "09:53 5 minutes · In pairs Make sense of it"):  # fmt: skip
        assert words in beside_pages, words


def test_the_agenda_gives_the_pages_of_the_handout(facilitators: bytes) -> None:
    said = agenda(facilitators)
    lefts = [left for left, _ in halves(facilitators)]
    opens = {number: n for n, left in enumerate(lefts, 1) for number in re.findall(r"^Part (\d)$", left, re.M) if n > 2}
    assert {number: int(page) for number, page in re.findall(r"Part (\d) (\d+) 30", said)} == opens


@pytest.mark.parametrize("words", ["wide words which wander on " * 6, "responsibility: " * 9, "i" * 400])
def test_a_question_that_is_cut_short_in_the_agenda_keeps_to_its_line(words: str, tmp_path: Path) -> None:
    questions = [words[at:].strip() for at in range(0, 60, 5)]
    activities = [cell(Prompt(f"q-{n}", asked, minutes=3)) for n, asked in enumerate(questions)]
    pdf = printed(document(sheet(60), "# Writing", *activities, toc=False), tmp_path)
    with pypdfium2.PdfDocument(pdf) as opened:
        text = opened[0].get_textpage()
        lines = text.get_text_bounded(HALF, 0, 2 * HALF, text.page.get_height()).splitlines()
    cut = [line for line in lines if "…" in line]
    assert len(cut) == len(questions)
    assert {len(re.findall(r"\w", line.partition("…")[0])) > 12 for line in cut} == {True}
    assert not any(re.search(r"[^\w\s]\s*…", line) for line in cut)


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ({"session-minutes": 40}, "10:10 End 40"),
        ({"session-minutes": 30}, "10:00 More than the session’s minutes 10 10:00 End 30"),
        ({"start-time": ""}, "0:00 Welcome 3 5 0:05 Intentions 3 5 0:10 Part 1 "),
        ({"start-time": "23:50"}, "23:50 Welcome 3 5 23:55 Intentions 3 5 00:00 Part 1 "),
    ],
)
def test_a_session_that_is_short_or_untimed_is_told_so(metadata: dict[str, object], said: str, tmp_path: Path) -> None:
    assert said in agenda(printed(session(chapters=1, **metadata), tmp_path))


def test_activities_that_need_more_than_their_sheet_are_told(tmp_path: Path) -> None:
    parts = [sheet(5), "# One", cell(Prompt("a", "Question?", minutes=9)), note("Say it.", 4)]
    said = agenda(printed(document(*parts, edition="facilitator"), tmp_path))
    assert "More than the planned minutes 4" in said


def test_without_sheets_or_notes_it_has_no_agenda(tmp_path: Path) -> None:
    said = agenda(printed(document("# One", "Words.", edition="facilitator"), tmp_path))
    assert "Agenda" not in said
    assert "Do not hand out" in said


def test_without_contents_the_agenda_is_beside_the_cover(tmp_path: Path) -> None:
    sample = session(chapters=1)
    metadata = {key: value for key, value in sample.metadata.items() if key not in ("toc", "toc-depth")}
    page = source(replace(sample, metadata=metadata), tmp_path)
    page.write_text(re.sub(r"\n *contents-depth: \d,", "", page.read_text(encoding="utf-8")), encoding="utf-8")
    said = halves(typeset(page, EXTENSION, {"layout": "facilitator"}))
    assert "13:30 End 240" in said[0][1]


def test_a_heading_in_a_note_is_none_of_the_workbooks(tmp_path: Path) -> None:
    sample = document("# One", note("## Aside\n\nText."), "## Two", edition="facilitator")
    _, (contents, _), (_, beside_chapter) = halves(printed(sample, tmp_path))
    assert "Two" in contents
    assert "Aside" not in contents
    assert "Aside Text." in beside_chapter


def test_every_page_says_that_it_is_not_for_participants(facilitators: bytes) -> None:
    for _, right in halves(facilitators):
        assert "Facilitator’s edition: do not hand out AA-7F3A" in right
