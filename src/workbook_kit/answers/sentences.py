"""Everything a person is told about a file that was loaded. The page says the same in the same words."""

from collections.abc import Mapping

from workbook_kit.answers.model import Workbook

TOO_LARGE = "This file is too large to be a workbook's answers (more than 20 MB). Nothing was loaded."
NOT_JSON = "This file cannot be read as answers: it is another kind of file, or it was cut short. Nothing was loaded."
NO_ANSWERS = "This file holds no workbook answers. Nothing was loaded."
NOTHING_CHANGED = "Nothing changed: every answer in this file is here already."

#: Why an answer was left out, in the order in which it is said.
REASONS = {
    "name": "no activity has such a name",
    "long": "more than 200,000 characters",
    "value": "neither text nor a rating",
    "many": "a file may hold 5,000",
    "fit": "no fit for the question or the scale",
}


def other_version(schema: str) -> str:
    """Why a file of another version is refused."""
    return f"This file is of another version ({schema}); this workbook reads workbook-answers/1. Nothing was loaded."


def other_npq(theirs: Workbook, here: Workbook) -> str:
    """Why a file of another NPQ is refused."""
    whose = f"These answers belong to another NPQ ({theirs.npq}, “{theirs.title}”)."
    return f"{whose} This workbook is for {here.npq}. Nothing was loaded."


def left_out(counts: Mapping[str, int]) -> list[str]:
    """What was left out, a sentence for each reason."""
    return [f"{_left(counts[reason])}: {why}." for reason, why in REASONS.items() if counts.get(reason)]


def added(count: int) -> str:
    """Said of answers to questions that had none."""
    return "1 answer loaded that was not here." if count == 1 else f"{count} answers loaded that were not here."


def changed(count: int) -> str:
    """Said of answers that a newer one replaced."""
    return "1 answer replaced by a newer one." if count == 1 else f"{count} answers replaced by newer ones."


def older(count: int) -> str:
    """Said of answers in the file that are not taken because they are older."""
    return "1 answer here is newer and stays." if count == 1 else f"{count} answers here are newer and stay."


def kept(count: int) -> str:
    """Said of answers that no question of this edition asks for."""
    if count == 1:
        return "1 answer has no place in this edition; it is kept."
    return f"{count} answers have no place in this edition; they are kept."


def earlier(count: int, title: str) -> str:
    """Said of answers from another seminar's workbook."""
    return f"{count} {'answer' if count == 1 else 'answers'} taken from “{title}” to compare with."


def _left(count: int) -> str:
    return "1 answer was left out" if count == 1 else f"{count} answers were left out"
