"""The cases that hold Python and JavaScript to the same results in the same words."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.answers.samples import state
from workbook_kit.activities import Field
from workbook_kit.answers import sentences
from workbook_kit.answers.file import read
from workbook_kit.answers.model import Refused, WorkbookName
from workbook_kit.answers.responses import Responses

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))


def opened(case: dict[str, Any]) -> Responses:
    responses = Responses(WorkbookName(**case["here"]["workbook"]), clock=lambda: int(case["now"]))
    responses.ask(Field(**{"label": "", **field}) for field in case["here"]["fields"])
    if case["before"]:
        responses.merge_own(read(json.dumps(case["before"])))
    return responses


def shown(responses: Responses) -> list[Any]:
    """Everything that somebody sees, who sees no times."""
    kept = {key: (entry.value, entry.asked) for key, entry in responses.kept().items()}
    return [dict(responses.values), kept, state(responses).get("earlier")]


def text_of(case: dict[str, Any]) -> str:
    return str(case["text"]) if "text" in case else json.dumps(case["file"])


@pytest.mark.parametrize("case", [case for case in CASES if "after" in case], ids=lambda case: str(case["name"]))
def test_a_file_is_taken(case: dict[str, Any]) -> None:
    responses = opened(case)
    assert responses.load(text_of(case)) == case["sentences"]
    assert state(responses) == case["after"]


@pytest.mark.parametrize("case", [case for case in CASES if "refused" in case], ids=lambda case: str(case["name"]))
def test_a_file_is_refused_and_nothing_changes(case: dict[str, Any]) -> None:
    responses = opened(case)
    before = state(responses)
    with pytest.raises(Refused) as refused:
        responses.load(text_of(case))
    assert str(refused.value) == case["refused"]
    assert state(responses) == before


@pytest.mark.parametrize("case", [case for case in CASES if "after" in case], ids=lambda case: str(case["name"]))
def test_what_is_taken_can_be_taken_back(case: dict[str, Any]) -> None:
    responses = opened(case)
    before = shown(responses)
    responses.load(text_of(case))
    responses.undo()
    assert before == shown(responses)


@pytest.mark.parametrize("reason", sentences.LEFT_OUT.values())
def test_every_reason_to_leave_an_answer_out_has_a_case(reason: str) -> None:
    assert any(reason in said for case in CASES for said in case.get("sentences", []))


def test_names_of_cases_are_unique() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES) > 100
