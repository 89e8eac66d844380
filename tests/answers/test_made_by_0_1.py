"""Files made by version 0.1 hold what they held."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.answers.samples import Clock, state
from workbook_kit.activities import Field
from workbook_kit.answers.collect import collect
from workbook_kit.answers.file import flat, parse_time, read_file
from workbook_kit.answers.model import AnswersFile, WorkbookName
from workbook_kit.answers.responses import Responses

MADE = Path(__file__).parent / "made-by-0.1"
HERE = WorkbookName(
    "ltd-saltmarsh-2027--seminar-2", "From plan to practice", "NPQLTD", "ltd-saltmarsh-2027", "seminar-2",
    "2d9a35fa5ad90c09",
)  # fmt: skip
FIELDS = (
    Field("cover--name", "text", "Your name"),
    Field("cover--school", "text", "School or organisation"),
    Field("ladder--1", "text", "Rung 1"),
    Field("review-thinking", "text", "What agreed with what you thought before?"),
    *(Field(f"knowledge--{code}", "rating", code, 5) for code in ("6.5", "6.6", "6.7")),
    *(Field(f"practice--{code}", "rating", code, 5) for code in ("6n", "6o")),
    Field("practice-action--6o", "text", "One action for 6o"),
    Field("actions--1-1", "text", "Row 1: Action"),
    Field("actions--1-3", "date", "Row 1: By when"),
)
WORDS = "Fewer priorities,\n\n“and for longer” <b>😀</b>"
COMMON = {"cover--name": "Siân Łukasik", "cover--school": "Ysgol Tŷ-dŵr", "review-thinking": WORDS,
          "actions--1-1": "Ask Ann", "actions--1-3": "2027-06-30"}  # fmt: skip
ANSWERS: dict[str, dict[str, Any]] = {
    "notebook": {
        **COMMON,
        "ladder--1": "",
        "review-thinking-group": "The group's words.",
        "knowledge--6.5": 2,
        "knowledge--6.6": 3,
        "knowledge--6.7": 4,
        "practice--6n": None,
        "practice--6o": 1,
        "practice-action--6o": "Watch Ann coach.",
    },
    "page": {**COMMON, "knowledge--6.5": 3, "knowledge--6.6": 1, "knowledge--6.7": None},
}


def values(file: AnswersFile) -> dict[str, Any]:
    return {key: entry.value for key, entry in file.entries.items()}


@pytest.mark.parametrize("surface", ANSWERS)
def test_an_answers_file_holds_the_same_answers(surface: str) -> None:
    file = read_file(MADE / f"{surface}.answers.json")
    assert (file.workbook, file.name, file.role, file.left_out) == (HERE, "Siân Łukasik", "participant", {})
    assert values(file) == ANSWERS[surface]
    [earlier] = file.earlier
    assert (earlier.workbook.title, earlier.entries["practice--6a"].value) == ("Getting change ready", 2)


@pytest.mark.parametrize("surface", ANSWERS)
def test_what_is_loaded_is_written_as_it_was(surface: str) -> None:
    made = json.loads((MADE / f"{surface}.answers.json").read_bytes())
    responses = Responses(HERE, clock=Clock(made["saved_at"]))
    responses.ask(FIELDS)
    responses.load(json.dumps(made))
    assert {key: responses.get(key) for key in ANSWERS[surface]} == ANSWERS[surface]
    assert state(responses) == {name: member for name, member in made.items() if name != "saved_at"}
    assert set(dict(flat(made["answers"]))) - {field.key for field in FIELDS} == set(responses.kept())


def test_a_filled_form_is_collected(tmp_path: Path) -> None:
    (done,), problems = collect([MADE / "form.pdf"], tmp_path, now=parse_time("2027-09-01T00:00:00Z"))
    assert not problems
    assert done.file.workbook == HERE
    assert values(read_file(done.target)) == {
        "cover--name": "Siân Łukasik",
        "review-thinking": "Fewer priorities,\n\n“and for longer”",
        "knowledge--6.5": 3,
        "practice--6n": 1,
        "actions--1-1": "Ask Ann",
        "actions--1-3": "2027-06-30",
        "actions--2-3": "after Easter",
    }
    assert len(done.notes) == 1
