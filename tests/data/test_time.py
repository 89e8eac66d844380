"""The minutes of the sheets, and what facilitators are told to do in them."""

import re

from tests.data.test_content import activities, text_of
from workbook_kit.workbook.plan import SheetSpec, WorkbookSpec

NOTE = re.compile(r"^::: \{\.facilitator minutes=(\d+)\}\n(.+?)\n:::$", re.MULTILINE | re.DOTALL)


def notes(spec: SheetSpec) -> list[tuple[int, str]]:
    """The minutes and the text of each note for facilitators."""
    return [(int(minutes), text) for minutes, text in NOTE.findall(text_of(spec))]


def test_activities_and_what_facilitators_do_take_no_longer_than_their_sheet(
    workbooks: tuple[WorkbookSpec, ...],
) -> None:
    for spec in workbooks:
        for sheet in spec.sheets:
            taken = [activity.minutes or 0 for activity in activities(sheet)] + [one[0] for one in notes(sheet)]
            assert sum(taken) <= spec.seminar.sheets[sheet.sheet.name], (spec.id, sheet.sheet.name, taken)


def test_the_time_of_a_programme_is_used(workbooks: tuple[WorkbookSpec, ...]) -> None:
    """So that nobody stands before a room with a quarter of an hour and nothing to do in it."""
    for spec in workbooks:
        for sheet in spec.sheets:
            taken = sum(one.minutes or 0 for one in activities(sheet)) + sum(one[0] for one in notes(sheet))
            assert spec.seminar.sheets[sheet.sheet.name] - taken <= 5, (spec.id, sheet.sheet.name)


def test_each_chapter_with_time_of_its_own_tells_facilitators_what_to_do_and_to_listen_for(
    workbooks: tuple[WorkbookSpec, ...],
) -> None:
    for spec in workbooks:
        for sheet in spec.sheets:
            timed = spec.seminar.sheets[sheet.sheet.name] > 0
            told = notes(sheet)
            assert timed <= len(told) <= 3 * timed, (spec.id, sheet.sheet.name)
            assert len(told) == text_of(sheet).count("{.facilitator"), "a note in a form that is not read"
            for _, text in told:
                assert 40 <= len(text.split()) <= 110, (sheet.sheet.name, len(text.split()), text)
                assert len(re.findall(r"^\*\*Listen for\*\* ", text, re.MULTILINE)) == 1, (sheet.sheet.name, text)
