"""What a merge takes, and what taking it back gives again."""

import pytest

from tests.answers.samples import EVENING, FIRST, HERE, MORNING, NOON, file, moment
from workbook_kit.activities import Field
from workbook_kit.answers.file import read
from workbook_kit.answers.merge import is_same, merge, revert
from workbook_kit.answers.model import Entry, SavedAnswers, State, WorkbookName


def saved(number: int, at: str = MORNING) -> SavedAnswers:
    """An earlier seminar's workbook."""
    book = WorkbookName(f"s-{number}", f"Seminar {number}", HERE.npq, HERE.cohort, f"seminar-{number}", "")
    return SavedAnswers(book, moment(at), {"notes": Entry("Words", moment(at))})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [(None, None, True), (None, Entry("", 5), True), (Entry(None, 1), Entry("", 5), True),
     (Entry("a", 1), Entry("a", 5), True), (Entry("a", 1), Entry("b", 1), False), (Entry("a", 1), None, False),
     (Entry("", 1), Entry("a", 1), False)],
)  # fmt: skip
def test_an_empty_answer_says_the_same_as_none(one: Entry | None, other: Entry | None, same: bool) -> None:
    assert is_same(one, other) == is_same(other, one) == same


def test_taken_back_is_what_the_merge_changed_and_nobody_has_edited_since() -> None:
    old, new, later = (Entry(text, moment(at)) for text, at in (("old", MORNING), ("new", NOON), ("mine", EVENING)))
    before = State({"same": old, "changed": old, "edited": old}, ())
    after = State({"same": old, "changed": new, "edited": new, "text": new, "point": Entry(3, moment(NOON))}, ())
    entries, _ = revert(State({**after.entries, "edited": later}, ()), before, after)
    assert {key: entry.value for key, entry in entries.items()} == {"changed": "old", "text": "", "point": None}


def test_taken_back_earlier_workbooks_are_those_of_before_and_those_that_came_later() -> None:
    old, stays, brought, later = saved(1), saved(2), saved(3), saved(4, NOON)
    replaced = saved(1, EVENING)
    before, after = State({}, (old, stays)), State({}, (replaced, stays, brought))
    _, earlier = revert(State({}, (replaced, stays, brought, later)), before, after)
    assert earlier == (later, stays, old)


def test_what_replaced_a_merged_workbook_since_stays() -> None:
    before, after = State({}, (saved(1),)), State({}, (saved(1, NOON),))
    _, earlier = revert(State({}, (saved(1, EVENING),)), before, after)
    assert earlier == (saved(1, EVENING),)


FIELDS = {"notes": Field("notes", "text", "Notes")}
NOTHING = State({}, ())


def test_of_an_earlier_workbook_no_empty_answer_and_no_cover_is_kept() -> None:
    past = read(file({"cover": {"name": "Ada"}, "notes": "Words", "other": ""}, MORNING, FIRST))
    merged, changes = merge(HERE, NOTHING, FIELDS, past, moment(NOON))
    (earlier,) = merged.earlier
    assert list(earlier.entries) == ["notes"]
    assert changes.earlier == [(1, "First")]


def test_the_name_on_another_workbooks_cover_is_as_old_as_it_was() -> None:
    past = read(file({"cover": {"name": "Ada"}}, MORNING, FIRST, edited={"cover": {"name": MORNING}}))
    merged, _ = merge(HERE, NOTHING, FIELDS, past, moment(NOON))
    assert merged.entries["cover--name"].at == moment(MORNING)


def test_what_the_workbooks_own_file_holds_is_kept_and_not_added() -> None:
    mine = read(file({"notes": "Words"}))
    for own, named in ((True, "kept"), (False, "added")):
        merged, changes = merge(HERE, NOTHING, FIELDS, mine, moment(NOON), own)
        assert merged.entries["notes"].value == "Words"
        assert dict(changes.counts) == {named: 1}
