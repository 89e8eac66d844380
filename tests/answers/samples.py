"""A workbook that asks a little of everything, and files for it."""

import json
from typing import Any

from workbook_kit.activities import Field
from workbook_kit.answers.file import parse_time
from workbook_kit.answers.model import WorkbookName
from workbook_kit.answers.responses import Responses

HERE = WorkbookName("ltd-x-2027--seminar-2", "Second", "NPQLTD", "ltd-x-2027", "seminar-2", "c0ffee02")
FIRST = WorkbookName("ltd-x-2027--seminar-1", "First", "NPQLTD", "ltd-x-2027", "seminar-1", "c0ffee01")
FIELDS = (
    Field("cover--name", "text", "Your name"),
    Field("review-thinking", "text", "What has changed?"),
    Field("practice--1.a", "rating", "1.a", 4),
    Field("practice--1.b", "rating", "1.b", 4),
    Field("commitment--1-3", "date", "By when?"),
    Field("ready--1", "check", "I have read the policy."),
)
MORNING, NOON, EVENING = (f"2027-05-13T{hour}:00:00.000Z" for hour in ("09", "12", "18"))


def moment(said: str) -> int:
    """The milliseconds of an ISO time."""
    at = parse_time(said)
    assert at is not None
    return at


class Clock:
    """Shows the time that it is set to."""

    def __init__(self, said: str = EVENING) -> None:
        self.at = moment(said)

    def __call__(self) -> int:
        return self.at


def opened(clock: Clock | None = None) -> Responses:
    """The workbook with its questions, and nothing answered."""
    responses = Responses(HERE, clock=clock or Clock())
    responses.ask(FIELDS)
    return responses


def file(answers: dict[str, Any], saved_at: str = MORNING, workbook: WorkbookName = HERE, **members: Any) -> str:
    """An answers file as its text."""
    whole = {"schema": "workbook-answers/1", "workbook": vars(workbook), "saved_at": saved_at, "answers": answers}
    return json.dumps({**whole, **members})


def state(responses: Responses) -> dict[str, Any]:
    """Everything that would be written, without the time of writing."""
    return {name: member for name, member in responses.to_file().items() if name != "saved_at"}
