"""Everything a person is told about a file that was loaded. The page says the same in the same words."""

from collections.abc import Mapping

from workbook_kit.answers.model import SCHEMA, WorkbookName

NOTHING_LOADED = " Nothing was loaded."
TOO_LARGE = f"This file is too large to be a workbook's answers (more than 20 MB).{NOTHING_LOADED}"
NOT_JSON = f"This file cannot be read as answers: it is another kind of file, or it was cut short.{NOTHING_LOADED}"
NO_ANSWERS = f"This file holds no workbook answers.{NOTHING_LOADED}"
NOTHING_CHANGED = "Nothing changed: every answer in this file is here already."

#: What a file brought, in the order in which it is said: of one answer, and of several.
CHANGES = {
    "added": ("1 answer loaded that was not here.", "{} answers loaded that were not here."),
    "changed": ("1 answer replaced by a newer one.", "{} answers replaced by newer ones."),
    "older": ("1 answer here is newer and stays.", "{} answers here are newer and stay."),
    "kept": (
        "1 answer has no place in this edition; it is kept.",
        "{} answers have no place in this edition; they are kept.",
    ),
}
#: Why an answer was left out, in the order in which it is said.
LEFT_OUT = {
    "name": "no activity has such a name",
    "long": "more than 200,000 characters",
    "value": "neither text nor a rating",
    "many": "a file may hold 5,000",
    "fit": "no fit for the question or the scale",
}


def other_version(schema: str) -> str:
    """Why a file of another version is refused."""
    return f"This file is of another version ({schema}); this workbook reads {SCHEMA}.{NOTHING_LOADED}"


def other_npq(theirs: WorkbookName, here: WorkbookName) -> str:
    """Why a file of another NPQ is refused."""
    whose = f"These answers belong to another NPQ ({theirs.npq}, “{theirs.title}”)."
    return f"{whose} This workbook is for {here.npq}.{NOTHING_LOADED}"


def changes(counts: Mapping[str, int]) -> list[str]:
    """What a file brought, a sentence for each kind of change."""
    return [_counted(counts[name], *said) for name, said in CHANGES.items() if counts.get(name)]


def earlier(count: int, title: str) -> str:
    """Said of answers from another seminar's workbook."""
    return f"{_counted(count, '1 answer', '{} answers')} taken from “{title}” to compare with."


def left_out(counts: Mapping[str, int]) -> list[str]:
    """What was left out, a sentence for each reason."""
    said = ("1 answer was left out", "{} answers were left out")
    return [f"{_counted(counts[name], *said)}: {why}." for name, why in LEFT_OUT.items() if counts.get(name)]


def _counted(count: int, one: str, several: str) -> str:
    return one if count == 1 else several.format(count)
