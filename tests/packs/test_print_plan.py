"""How many of what for whom: counted by hand here, by the plan there."""

from collections.abc import Mapping

import pytest

from tests.tiny import Tiny
from workbook_kit.models import Printing
from workbook_kit.packs.print_plan import PrintPlan, print_plan, spares
from workbook_kit.packs.print_plan_pages import plan_words
from workbook_kit.workbook.plan import plan, short_code

PAGES = {"handout": 13, "large-print": 26, "low-ink": 13, "fillable": 13, "booklet": 8, "facilitator": 14}
ONLINE = {"delivery": "online", "venue": "", "link": "https://meet.example.org/hill"}
ROSTER = """\
name,group,access
Ann,Oak,
Bob,Oak,large print
Cid,Elm,
Dee,,
Eve,Elm,large print|cream paper
Fay,Elm,cream paper
Gus,Oak,low ink
Hal,Elm,screen reader
Ivy,Oak,screen reader|large print
Jon,Elm,large print|low ink
"""


def planned(tiny: Tiny, pages: Mapping[str, int] = PAGES, roster: str = "", **cohort: str) -> PrintPlan:
    tiny.cohort(**{"groups": "Oak|Elm", "facilitators": "Lee|Max"} | cohort)
    if roster:
        tiny.write("data/participants/hill-1.csv", roster)
    project = tiny.load()
    return print_plan(project, plan(project)[0], pages)


def test_each_need_has_a_row_and_each_person_one_place(tiny: Tiny) -> None:
    found = planned(tiny, roster=ROSTER)
    rows = [
        (row.copy.title, row.copies, row.spares, row.sheets, [(group.name, group.people) for group in row.groups])
        for row in found.rows
    ]
    assert rows == [
        ("Handout", 5, 2, 35, [("Oak", ("Ann",)), ("Elm", ("Cid",)), ("", ("Dee",))]),
        ("Handout on cream paper", 1, 0, 7, [("Elm", ("Fay",))]),
        ("Large print", 3, 1, 39, [("Oak", ("Bob", "Ivy"))]),
        ("Large print in black", 1, 0, 13, [("Elm", ("Jon",))]),
        ("Large print on cream paper", 1, 0, 13, [("Elm", ("Eve",))]),
        ("Low ink", 1, 0, 7, [("Oak", ("Gus",))]),
        ("Facilitator’s edition", 2, 0, 14, []),
    ]
    assert found.totals() == {"White paper": 35 + 39 + 13 + 7 + 14, "Cream paper": 7 + 13}


def test_who_hears_the_page_is_sent_it_ahead_with_the_form(tiny: Tiny) -> None:
    ahead = planned(tiny, roster=ROSTER).ahead
    assert ahead is not None
    assert [(group.name, group.people) for group in ahead.groups] == [("Oak", ("Ivy",)), ("Elm", ("Hal",))]
    assert ahead.files == ("workbook.html", "handout-fillable.pdf")


def test_without_a_roster_the_places_are_counted(tiny: Tiny) -> None:
    found = planned(tiny, size="24")
    assert [(row.copy.title, row.copies, row.spares, row.sheets) for row in found.rows] == [
        ("Handout", 27, 3, 189), ("Facilitator’s edition", 2, 0, 14)]  # fmt: skip
    assert found.totals() == {"White paper": 203}
    assert found.ahead is None
    assert ("Places", "24") in found.facts


def test_without_both_there_is_a_blank_for_the_number(tiny: Tiny) -> None:
    found = planned(tiny)
    handout = found.rows[0]
    assert (handout.copies, handout.sheets, handout.sheets_each) == (None, None, 7)
    assert found.totals() == {"White paper": 14}
    said = plan_words(found)
    assert said["totals"] == [["White paper", "14 sheets, and 7 sheets for each handout"]]
    assert said["rows"][0]["whom"] == "one each, and at least 2 to spare"
    assert "Fill in how many people are coming" in said["notes"][0]


def test_those_who_lead_get_a_handout_where_they_have_no_edition_of_their_own(tiny: Tiny) -> None:
    found = planned(tiny, {"handout": 13}, size="10")
    assert [(row.copy.title, row.copies, row.leading) for row in found.rows] == [("Handout", 14, 2)]
    assert plan_words(found)["rows"][0]["whom"] == "10 places, 2 who lead, 2 to spare"


def test_nothing_is_printed_for_an_online_cohort_but_what_was_asked_for(tiny: Tiny) -> None:
    found = planned(tiny, roster=ROSTER, **ONLINE)
    assert [(row.copy.title, row.copies) for row in found.rows] == [
        ("Handout on cream paper", 1), ("Large print", 2), ("Large print in black", 1),
        ("Large print on cream paper", 1), ("Low ink", 1)]  # fmt: skip
    assert found.bring == ()
    assert plan_words(found)["heading"] == "What to print and post"
    assert ("Where", "Online") in found.facts


def test_an_online_cohort_without_a_roster_prints_nothing(tiny: Tiny) -> None:
    found = planned(tiny, **ONLINE, size="30")
    assert (found.rows, found.totals()) == ((), {})
    assert "Nothing needs printing" in plan_words(found)["notes"][0]


def test_editions_that_nobody_is_down_for_stand_apart_and_count_for_nothing(tiny: Tiny) -> None:
    found = planned(tiny, size="10")
    assert [(row.copy.title, row.sheets_each) for row in found.others] == [
        ("Large print", 13),
        ("Low ink", 7),
        ("Booklet", 4),
    ]
    takes = [one["takes"] for one in plan_words(found)["others"]]
    assert takes == ["26 pages on 13 sheets", "13 pages on 7 sheets", "8 pages on 4 sheets"]


def test_an_edition_that_is_needed_and_not_made_is_told_with_its_command(tiny: Tiny) -> None:
    found = planned(tiny, {"handout": 13}, roster="name,access\nAnn,large print\nBob,screen reader\n")
    command = "workbook-kit build --cohort hill-1 --seminar seminar-1 --edition"
    assert found.missing == (f"{command} large-print", f"{command} fillable")
    assert found.rows[1].sheets is None
    assert found.ahead is not None
    assert found.ahead.files == ("workbook.html",)


@pytest.mark.parametrize(
    ("percent", "least", "count", "wanted"),
    [(10, 2, 0, 2), (10, 2, 20, 2), (10, 2, 21, 3), (10, 2, 30, 3), (0, 0, 50, 0), (100, 2, 7, 7), (15, 1, 7, 2)],
)
def test_spares_are_a_share_rounded_up_and_never_too_few(percent: int, least: int, count: int, wanted: int) -> None:
    assert spares(Printing(spares_percent=percent, least_spares=least), count) == wanted


@pytest.mark.parametrize(("pages", "sheets"), [(1, 1), (2, 1), (3, 2), (50, 25), (51, 26)])
def test_two_pages_share_a_sheet(tiny: Tiny, pages: int, sheets: int) -> None:
    handout = planned(tiny, {"handout": pages}, size="1").rows[0]
    assert handout.sheets_each == sheets
    assert ("staples" in handout.fastening) == (sheets <= 26)
    assert handout.fastening.startswith("Clip") == (sheets > 25)


def test_what_to_set_at_the_printer_follows_from_the_edition(tiny: Tiny) -> None:
    found = planned(tiny, roster=ROSTER)
    told = {row.copy.title: (row.copy.settings, row.fastening) for row in (*found.rows, *found.others)}
    assert told["Handout"] == (
        "White paper, upright, flipped on the long edge, in colour or not",
        "Two staples, left edge",
    )
    assert told["Low ink"][0].endswith("black and white is enough")
    assert told["Large print in black"][0].endswith("black and white")
    assert told["Large print on cream paper"][0].startswith("Cream paper")
    assert "sideways, flipped on the short edge" in told["Facilitator’s edition"][0]
    assert "booklet setting stays off" in told["Booklet"][0]
    assert told["Booklet"][1] == "Folded in the middle, stapled on the fold"


def test_facts_say_what_when_and_where(tiny: Tiny) -> None:
    tiny.write("data/printing.yml", "bring: [Apples]\n")
    found = planned(tiny, roster=ROSTER, size="12", start_time="9:30")
    assert dict(found.facts) == {
        "Cohort": "Hill cohort", "Date": "1 February 2027, from 09:30", "Venue": "The barn", "Led by": "Lee, Max",
        "On the roster": "10 of 12 places", "Code": short_code(plan(tiny.load())[0]),
    }  # fmt: skip
    assert (found.title, found.subtitle) == ("First fruit", "NPQAA · Seminar workbook 1 of 1")
    assert found.bring == ("Apples",)
