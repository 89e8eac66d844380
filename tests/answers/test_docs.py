"""The page on the answers file shows what the reader reads."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.answers.samples import Clock, moment
from workbook_kit.activities import Field
from workbook_kit.activities.keys import MOST_LETTERS
from workbook_kit.answers.file import read, write_file
from workbook_kit.answers.model import MOST_BYTES, MOST_KEYS, MOST_TEXT, SCHEMA, WorkbookName
from workbook_kit.answers.responses import Responses

PAGE = (Path(__file__).parents[2] / "docs" / "answers-file.md").read_text(encoding="utf-8")


def example(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


EXAMPLE: dict[str, Any] = json.loads(example("json"))


def test_the_example_is_read_with_all_that_it_says() -> None:
    file = read(example("json"))
    assert file.left_out == {}
    assert list(file.entries) == ["cover--name", "review-thinking", "commitment--1-3", "practice--1.a", "practice--1.b"]
    assert file.entries["review-thinking"].at == moment("2027-05-13T10:05:00.000Z")
    assert [past.entries["practice--1.a"].value for past in file.earlier] == [2]


def test_the_example_is_written_as_it_stands_there() -> None:
    responses = Responses(WorkbookName(**EXAMPLE["workbook"]), clock=Clock(EXAMPLE["saved_at"]))
    responses.ask([Field("practice--1.a", "rating", "1.a", 4)])
    responses.merge_own(read(example("json")))
    written = responses.to_file()
    assert {**written, "edited": None} == {**EXAMPLE, "edited": None}
    assert written["edited"]["practice"] == EXAMPLE["edited"]["practice"]
    assert written["edited"]["commitment"] == {"1-3": EXAMPLE["saved_at"]}


def test_the_python_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_file(tmp_path / f"{EXAMPLE['workbook']['id']}.answers.json", EXAMPLE)
    monkeypatch.chdir(tmp_path)
    exec(compile(example("python"), "answers-file.md", "exec"), {})
    assert capsys.readouterr().out == f"{EXAMPLE['workbook']['title']} 3\n"


@pytest.mark.parametrize(
    "name", ["schema", "workbook", "answers", "saved_at", "participant", "edited", "asked", "earlier"]
)
def test_every_member_is_explained(name: str) -> None:
    assert re.search(rf"^\| `{name}` \|", PAGE, re.MULTILINE)


@pytest.mark.parametrize("limit", [MOST_BYTES, MOST_KEYS, MOST_TEXT, MOST_LETTERS, SCHEMA])
def test_every_limit_is_the_one_that_holds(limit: int | str) -> None:
    assert (f"{limit:,}" if isinstance(limit, int) else limit) in PAGE
