"""Activities as forms: what a cell shows, and what the browser and the kernel say to each other."""

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from tests.activities.declared import every, rating
from tests.jupyter.conftest import ABOUT, EARLIER, Browser, answers_file
from workbook_kit.activities import Activity, Checklist, Prompt
from workbook_kit.activities import display as showing
from workbook_kit.activities.readable import readable_html
from workbook_kit.answers.jupyter.notebook import Answers, close, open_sheet, open_workbook
from workbook_kit.answers.jupyter.widget import WorkbookWidget

WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.mark.parametrize("activity", every(), ids=lambda activity: f"{activity.name}-{activity.id}")
def test_a_cell_shows_what_can_be_read_with_the_pages_form_beside(answers: Answers, activity: Activity) -> None:
    data, _ = activity._repr_mimebundle_()
    assert set(data) == {"text/html", "text/plain"}
    assert f"<template>{activity.html()}</template>" in data["text/html"]
    assert readable_html(activity.model()) in data["text/html"]
    opening = data["text/html"].partition(">")[0]
    fields = re.search('data-fields="([^"]*)"', opening)
    assert fields
    assert json.loads(unescape(fields[1])) == json.loads(json.dumps(activity.model()["fields"]))
    assert f'data-live="{answers.mark}"' in opening


def test_without_an_open_workbook_an_activity_is_text() -> None:
    assert "text/markdown" in rating()._repr_mimebundle_()


@pytest.mark.parametrize("name", [showing.STATIC, "QUARTO_PROJECT_DIR"])
def test_where_pages_are_made_nothing_is_live(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "1")
    open_workbook(**ABOUT)
    assert "text/markdown" in rating()._repr_mimebundle_()


def test_a_session_ends_with_close_and_so_does_its_widget(answers: Answers) -> None:
    widget = answers.widget
    close()
    assert "text/markdown" in rating()._repr_mimebundle_()
    assert widget.comm is None


def test_the_workbook_opened_last_is_the_one_that_shows(answers: Answers) -> None:
    widget = answers.widget
    other = open_workbook(**{**ABOUT, "id": "aa-hill--seminar-3"})
    assert widget.comm is None
    rating()._repr_mimebundle_()
    assert other.activities
    assert not answers.activities


def test_one_widget_serves_every_form(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    first = WorkbookWidget.__init__
    monkeypatch.setattr(WorkbookWidget, "__init__", lambda self, *given: made.append(self) or first(self, *given))
    for activity in every():
        activity._repr_mimebundle_()
    answers.chart()._repr_mimebundle_()
    answers.controls()._repr_mimebundle_()
    assert len(made) == 1


@pytest.mark.parametrize(("name", "page"), [("JPY_SESSION_NAME", True), ("VSCODE_PID", False)])
def test_the_widget_is_shown_only_where_a_cell_may_be_a_page_of_its_own(
    answers: Answers, monkeypatch: pytest.MonkeyPatch, name: str, page: bool
) -> None:
    shown: list[object] = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    monkeypatch.setenv(name, "1")
    rating()._repr_mimebundle_()
    assert shown == ([] if page else [answers.widget])


def test_an_activity_declared_anew_has_the_same_answer(answers: Answers) -> None:
    answers.show(Prompt("role", "Your role"))
    browser = Browser(answers)
    browser.give({"role": "Leader"})
    answers.show(Prompt("role", "Your role today"))
    assert browser.value("role") == "Leader"


def test_an_answer_is_in_the_file_before_it_is_called_saved(answers: Answers, file: Path) -> None:
    answers.show(rating())
    said = Browser(answers).give({"practice--1.a": 3})
    kept = json.loads(file.read_bytes())
    assert kept["answers"] == {"practice": {"1.a": 3}}
    assert kept["workbook"] == {**ABOUT, "content_hash": ""}
    assert said == {"client": "me", "sent": 1, "saved": True, "refused": [], "trouble": False,
                    "words": "Saved beside this notebook, {time}."}  # fmt: skip


def test_a_rating_can_be_cleared(answers: Answers, file: Path) -> None:
    answers.show(rating())
    browser = Browser(answers)
    browser.give({"practice--1.a": 3})
    browser.give({"practice--1.a": None})
    assert browser.value("practice--1.a") is None
    assert json.loads(file.read_bytes())["answers"] == {"practice": {"1.a": None}}


def test_a_tick_is_kept_and_can_be_taken_away(answers: Answers, file: Path) -> None:
    answers.show(Checklist("ready", "Are you ready?", items={"read": "I have read it", "told": "I have told Ann"}))
    browser = Browser(answers)
    browser.give({"ready--read": 1, "ready--told": 1})
    browser.give({"ready--told": None})
    assert json.loads(file.read_bytes())["answers"] == {"ready": {"read": 1, "told": None}}
    assert "it must be 1 for a tick" in browser.give({"ready--read": 2})["words"]


def test_what_does_not_fit_is_said_and_changes_nothing_and_the_rest_is_kept(answers: Answers, file: Path) -> None:
    answers.show(rating())
    said = Browser(answers).give({"practice--1.a": 99, "practice--1.b": 2, "no-such": "x"})
    assert "must be a whole number from 1 to 4" in said["words"]
    assert "does not ask “no-such”" in said["words"]
    assert (said["refused"], said["trouble"], said["saved"]) == (["practice--1.a", "no-such"], True, True)
    assert json.loads(file.read_bytes())["answers"] == {"practice": {"1.b": 2}}


def test_python_is_told_with_an_error(answers: Answers) -> None:
    answers.show(rating())
    with pytest.raises(ValueError, match=r"must be a whole number from 1 to 4"):
        answers.set("practice--1.a", 99)
    with pytest.raises(ValueError, match="does not ask “no-such”"):
        answers.set("no-such", "x")


def test_what_a_device_kept_comes_back_unless_it_was_answered_later(answers: Answers) -> None:
    answers.show(Prompt("role", "Your role"))
    answers.show(Prompt("aim", "Your aim"))
    browser = Browser(answers)
    browser.give({"role": "Later"})
    assert browser.give({"role": "Before", "aim": "Kept on the device"}, at=1_000)["refused"] == []
    assert answers.responses.get("role") == "Later"
    assert answers.responses.get("aim") == "Kept on the device"


def test_an_answer_that_was_lost_is_taken_whatever_the_clock_of_its_device_says(answers: Answers) -> None:
    answers.show(Prompt("role", "Your role"))
    browser = Browser(answers)
    browser.give({"role": "First"})
    browser.give({"role": "First, and more"}, at=1_000, before="First")
    assert answers.responses.get("role") == "First, and more"
    browser.give({"role": "Older"}, at=1_000, before="First")
    assert answers.responses.get("role") == "First, and more", "it was answered elsewhere since"


def test_whoever_asks_is_told_that_the_kernel_is_there(answers: Answers) -> None:
    assert Browser(answers).say(hello=True) == {"here": "me"}


def test_a_new_kernel_finds_everything_again(answers: Answers, again: Callable[[], Answers]) -> None:
    answers.show(rating())
    Browser(answers).give({"practice--1.a": 3, "practice--1.10": 1})
    answers.set("cover--name", "Ada")
    found = again()
    wanted = {"practice--1.a": 3, "practice--1.10": 1, "cover--name": "Ada"}
    assert Browser(found).known["values"] == wanted, "before any cell has asked"
    found.show(rating())
    assert Browser(found).known["values"] == wanted


def test_an_answer_that_does_not_fit_its_question_is_not_shown(file: Path, again: Callable[[], Answers]) -> None:
    file.write_text(answers_file(ABOUT, {"practice": {"1.a": "words"}, "role": "Head"}))
    answers = again()
    browser = Browser(answers)
    assert browser.value("practice--1.a") == "words"
    answers.show(rating())
    assert browser.value("practice--1.a") is None
    assert browser.value("role") == "Head"


def test_a_cell_run_again_goes_on_with_the_same_answers(answers: Answers) -> None:
    assert open_workbook(**ABOUT) is answers


def test_earlier_answers_stand_beside_the_new(answers: Answers) -> None:
    browser = Browser(answers)
    answers.load_content(answers_file(EARLIER, {"practice": {"1.a": 2, "1.b": 99}, "role": "Then"}).encode(), "x")
    answers.show(rating())
    assert browser.known["earlier"] == {"practice--1.a": {"value": 2, "title": "First fruit"}}
    answers.show(Prompt("role", "Role"))
    assert browser.known["earlier"]["role"] == {"value": "Then", "title": "First fruit"}


def test_showing_sixty_forms_sends_nothing_that_the_browser_knows(answers: Answers) -> None:
    browser = Browser(answers)
    for number in range(60):
        answers.show(Prompt(f"q-{number}", "Why?"))
    assert browser.heard == []


def test_a_sheet_by_itself_is_live_but_keeps_no_file(folder: Path) -> None:
    answers = open_sheet()
    answers.show(rating())
    said = Browser(answers).give({"practice--1.a": 3})
    assert said["words"] == "Kept until this page closes. Download your answers before you close it."
    assert answers.ratings()["value"].dropna().tolist() == [3]
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["VOILA_REQUEST_URL", "VOILA_APP_PORT"])
def test_a_visitor_of_voila_finds_and_leaves_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch, again: Callable[[], Answers], name: str
) -> None:
    file.write_text(answers_file(ABOUT, {"role": "Somebody else"}))
    before = file.read_bytes()
    monkeypatch.setenv(name, "1")
    answers = again()
    answers.show(Prompt("role", "Your role"))
    browser = Browser(answers)
    assert browser.value("role") is None
    browser.give({"role": "Mine"})
    assert file.read_bytes() == before
    assert answers.widget.place == "", "nor does the device keep anything for the next visitor"
    assert answers.cycles() == []


def test_the_script_and_the_look_come_with_the_widget(answers: Answers) -> None:
    assert "export default" in answers.widget._esm
    assert "import " not in answers.widget._esm.replace("@import", "")
    assert answers.widget._css.count("{") == answers.widget._css.count("}")
    assert ":root" not in answers.widget._css
