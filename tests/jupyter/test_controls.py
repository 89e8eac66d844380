"""Loading, copying, comparing; and the stock controls that do so."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ipywidgets as w
import pytest

from tests.activities.declared import HOSTILE, rating
from tests.jupyter.conftest import ABOUT, EARLIER, answers_file
from workbook_kit.activities import Prompt
from workbook_kit.answers.file import read_file
from workbook_kit.answers.jupyter.notebook import Answers


def everything(widget: Any) -> list[Any]:
    """The widget and all that it holds."""
    return [widget, *(inner for child in getattr(widget, "children", ()) for inner in everything(child))]


def found(answers: Answers, kind: type, name: str = "") -> Any:
    """The one control of this kind and name."""
    all_of = [one for one in everything(answers.controls()) if isinstance(one, kind)]
    [one] = [one for one in all_of if not name or one.description == name]
    return one


def press(answers: Answers, name: str) -> str:
    """Presses a button and gives what the panel says then."""
    found(answers, w.Button, name).click()
    return said(answers)


def said(answers: Answers) -> str:
    """All that the panel shows as text."""
    return " ".join(one.value for one in everything(answers.controls()) if type(one) is w.HTML)


def upload(answers: Answers, text: str) -> str:
    """Loads a file as the browser hands it over."""
    content = memoryview(text.encode())
    found(answers, w.FileUpload).value = ({"name": "a.json", "type": "", "size": 1, "content": content,
                                           "last_modified": datetime.now(UTC)},)  # fmt: skip
    return said(answers)


def test_the_cover_is_filled_in_and_kept(answers: Answers, file: Path) -> None:
    for label, words in (("Your name", "Ada"), ("School or organisation", "Hill"), ("Coaching partner", "Ben")):
        found(answers, w.Text, label).value = words
    kept = json.loads(file.read_bytes())
    assert kept["answers"]["cover"] == {"name": "Ada", "school": "Hill", "partner": "Ben"}
    assert kept["participant"] == {"name": "Ada", "role": "participant"}
    assert "Saved beside this notebook" in said(answers)


def test_every_control_has_a_label(answers: Answers) -> None:
    kinds = (w.Text, w.Dropdown, w.Button, w.FileUpload)
    assert {bool(one.description) for one in everything(answers.controls()) if isinstance(one, kinds)} == {True}


def test_a_loaded_file_fills_the_forms_and_can_be_taken_back(answers: Answers) -> None:
    form = answers.form(rating())
    words = upload(answers, answers_file(ABOUT, {"practice": {"1.a": 3}, "cover": {"name": "Ada"}}))
    assert "2 answers loaded that were not here." in words
    assert form.values["practice--1.a"] == 3
    assert found(answers, w.Text, "Your name").value == "Ada"
    assert "What “a.json” brought was taken back." in press(answers, "Take back the last load")
    assert form.values["practice--1.a"] is None
    assert "There is no load to take back." in press(answers, "Take back the last load")


def test_the_same_file_can_be_chosen_twice(answers: Answers) -> None:
    text = answers_file(ABOUT, {"cover": {"name": "Ada"}})
    upload(answers, text)
    assert found(answers, w.FileUpload).value == ()
    assert "Nothing changed: every answer in this file is here already." in upload(answers, text)


@pytest.mark.parametrize("text", ["", "{", "[]", answers_file({**ABOUT, "id": "x", "npq": "NPQBB"}, {"role": "x"})])
def test_a_file_that_cannot_be_taken_is_a_sentence_and_changes_nothing(answers: Answers, text: str) -> None:
    answers.set("cover--name", "Ada")
    assert "Nothing was loaded." in upload(answers, text)
    assert answers.responses.get("cover--name") == "Ada"
    assert "Nothing was loaded." in answers.load(Path("no-such-file.json"))


def test_a_copy_can_be_read_again_and_replaces_nothing(answers: Answers, folder: Path) -> None:
    answers.set("cover--name", "Ada")
    assert "Saved a copy as" in press(answers, "Save a copy")
    [copy] = folder.glob("*.copy-*.answers.json")
    assert read_file(copy).entries["cover--name"].value == "Ada"
    assert "is there already" in answers.save_copy(copy)
    assert answers.save_copy(folder / "mine.json") == "Saved a copy as “mine.json”."
    assert "Not saved: " in answers.save_copy(folder / "none" / "mine.json")


def test_earlier_workbooks_can_be_chosen_loaded_or_lying_beside(answers: Answers, folder: Path) -> None:
    (folder / "b.answers.json").write_text(answers_file(EARLIER, {"practice": {"1.a": 1}, "cover": {"name": "Ann"}}))
    (folder / "c.answers.json").write_text("scribble")
    (folder / "d.answers.json").write_text(answers_file({**EARLIER, "npq": "NPQBB"}, {"practice": {"1.a": 1}}))
    other = {**EARLIER, "id": "aa-hill--seminar-0", "seminar": "seminar-0", "title": "Seeds"}
    answers.load_content(answers_file(other, {"practice": {"1.a": 2}}).encode(), "x")
    labels = [label for label, _ in found(answers, w.Dropdown, "Cycle").options]
    assert labels == ["This workbook", "Seeds (2026-01-14)", "First fruit, Ann (2026-01-14)"]


def test_a_chosen_workbook_stands_beside_this_one(answers: Answers, folder: Path) -> None:
    (folder / "b.answers.json").write_text(answers_file(EARLIER, {"practice": {"1.a": 1, "1.b": 3}}))
    answers.form(rating()).values = {"practice--1.a": 3, "practice--1.b": 1}
    assert "There is no earlier rating" in press(answers, "Compare")
    cycle = found(answers, w.Dropdown, "Cycle")
    cycle.value = cycle.options[1][1]
    assert "2 answers taken from “First fruit” to compare with." in said(answers)
    words = press(answers, "Compare")
    assert "Ratings of “First fruit” beside those of now" in words
    assert "up 2" in words
    assert "down 2" in words
    assert answers.ratings()["change"].dropna().tolist() == [2, -2]


def test_the_chart_is_of_the_chosen_scale(answers: Answers) -> None:
    answers.form(rating())
    found(answers, w.Dropdown, "Scale").value = "knowledge"
    press(answers, "Chart")
    assert answers.chart("knowledge") in everything(answers.controls())


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_words_of_a_file_stay_words(answers: Answers, text: str) -> None:
    answers.form(rating(text))
    words = upload(answers, answers_file({**EARLIER, "title": text}, {"practice": {"1.10": 1}}))
    assert "<script" not in words
    assert "<script" not in press(answers, "Compare")


def test_no_control_ever_fails_into_the_log(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the moon is full")

    for name in ("save_copy", "undo", "statements", "set"):
        monkeypatch.setattr(answers, name, broken)
    for name in ("Save a copy", "Take back the last load", "Compare", "Chart"):
        assert "That did not work (the moon is full)" in press(answers, name)
    found(answers, w.Text, "Your name").value = "Ada"
    assert "That did not work (the moon is full)" in said(answers)


def test_what_answers_say_of_themselves_is_a_sentence(answers: Answers) -> None:
    answers.form(Prompt("role", "Role"))
    assert repr(answers) == "Answers to “Second fruit”. Show answers.controls(), or answers.ratings()."
    assert repr(answers.undo()) == "There is no load to take back."


def test_something_is_always_chosen(answers: Answers) -> None:
    shown = [found(answers, w.Dropdown, name).label for name in ("Cycle", "Scale")]
    assert shown == ["This workbook", "Knowledge and practice"]


def test_an_answer_is_saved_without_reading_the_files_of_others(
    answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[None] = []
    cycles = answers.cycles
    monkeypatch.setattr(answers, "cycles", lambda: looked.append(None) or cycles())
    answers.controls()
    assert len(looked) == 1
    answers.set("cover--name", "Ada")
    assert answers.responses.get("cover--name") == "Ada"
    assert len(looked) == 1
