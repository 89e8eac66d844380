"""A workbook that asks a little of everything, and files for it."""

import json
from typing import Any

from workbook_kit.answers.model import Question, Workbook
from workbook_kit.answers.responses import Responses
from workbook_kit.answers.times import instant

HERE = Workbook("ltd-x-2027--seminar-2", "Second", "NPQLTD", "ltd-x-2027", "seminar-2", "c0ffee02")
FIRST = Workbook("ltd-x-2027--seminar-1", "First", "NPQLTD", "ltd-x-2027", "seminar-1", "c0ffee01")
QUESTIONS = (
    Question("cover--name", "text", label="Your name"),
    Question("review-thinking", "text", label="What has changed?"),
    Question("practice--1.a", "radio", 4),
    Question("practice--1.b", "radio", 4),
    Question("commitment--1-3", "date", label="By when?"),
)
MORNING, NOON, EVENING = (f"2027-05-13T{hour}:00:00.000Z" for hour in ("09", "12", "18"))


def moment(said: str) -> int:
    """The milliseconds of an ISO time."""
    at = instant(said)
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
    responses.ask(QUESTIONS)
    return responses


def file(answers: dict[str, Any], saved_at: str = MORNING, workbook: Workbook = HERE, **members: Any) -> str:
    """An answers file as its text."""
    whole = {"schema": "workbook-answers/1", "workbook": vars(workbook), "saved_at": saved_at, "answers": answers}
    return json.dumps({**whole, **members})


def state(responses: Responses) -> dict[str, Any]:
    """Everything that would be written, without the time of writing."""
    return {name: member for name, member in responses.to_file().items() if name != "saved_at"}
