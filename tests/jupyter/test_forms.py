"""Activities as widgets."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.activities.declared import every, rating
from tests.jupyter.conftest import ABOUT, EARLIER, answers_file
from workbook_kit.activities import Activity, Checklist, Prompt
from workbook_kit.activities import display as showing
from workbook_kit.answers.jupyter.notebook import Answers, close, open_sheet, open_workbook

WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.mark.parametrize("activity", every(), ids=lambda activity: f"{activity.name}-{activity.id}")
def test_a_form_holds_the_pages_html_and_a_value_for_every_field(answers: Answers, activity: Activity) -> None:
    form = answers.form(activity)
    assert form.html == activity.html()
    assert list(form.values) == [field.key for field in activity.fields()]


def test_an_open_workbook_shows_widgets_with_their_plain_form_beside(answers: Answers) -> None:
    data, _ = rating()._repr_mimebundle_()
    assert data[WIDGET]["model_id"] == answers.form(rating()).model_id
    assert data["text/html"] == rating().html()
    assert "text/markdown" not in data


def test_without_an_open_workbook_an_activity_is_text() -> None:
    assert WIDGET not in rating()._repr_mimebundle_()


@pytest.mark.parametrize("name", [showing.STATIC, "QUARTO_PROJECT_DIR"])
def test_where_pages_are_made_nothing_is_live(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "1")
    open_workbook(**ABOUT)
    assert WIDGET not in rating()._repr_mimebundle_()


def test_a_session_ends_with_close(answers: Answers) -> None:
    close()
    assert WIDGET not in rating()._repr_mimebundle_()


def test_an_activity_shown_twice_has_one_model(answers: Answers) -> None:
    assert answers.form(rating()) is answers.form(rating())


def test_an_activity_declared_anew_has_a_new_form_with_the_same_answer(answers: Answers) -> None:
    first = answers.form(Prompt("role", "Your role"))
    first.values = {"role": "Leader"}
    second = answers.form(Prompt("role", "Your role today"))
    assert second is not first
    assert second.values == {"role": "Leader"}
    second.values = {"role": "Head"}
    assert first.values == {"role": "Head"}


def test_a_change_is_in_the_file_at_once(answers: Answers, file: Path) -> None:
    form = answers.form(rating())
    form.values = {**form.values, "practice--1.a": 3}
    kept = json.loads(file.read_bytes())
    assert kept["answers"] == {"practice": {"1.a": 3}}
    assert kept["workbook"] == {**ABOUT, "content_hash": ""}
    assert answers.status.words.startswith("Saved beside this notebook, ")


def test_a_rating_can_be_cleared(answers: Answers, file: Path) -> None:
    form = answers.form(rating())
    form.values = {**form.values, "practice--1.a": 3}
    form.values = {**form.values, "practice--1.a": None}
    assert json.loads(file.read_bytes())["answers"] == {"practice": {"1.a": None}}


def test_a_tick_is_kept_and_can_be_taken_away(answers: Answers, file: Path) -> None:
    form = answers.form(
        Checklist("ready", "Are you ready?", items={"read": "I have read it", "told": "I have told Ann"})
    )
    assert form.values == {"ready--read": None, "ready--told": None}
    form.values = {"ready--read": 1, "ready--told": 1}
    form.values = {"ready--read": 1, "ready--told": None}
    assert json.loads(file.read_bytes())["answers"] == {"ready": {"read": 1, "told": None}}
    form.values = {"ready--read": 2, "ready--told": None}
    assert "it must be 1 for a tick" in answers.status.words


def test_what_does_not_fit_is_said_and_changes_nothing(answers: Answers, file: Path) -> None:
    form = answers.form(rating())
    form.values = {**form.values, "practice--1.a": 99}
    assert "must be a whole number from 1 to 4" in answers.status.words
    assert answers.status.trouble
    assert not file.exists()


def test_a_new_kernel_finds_everything_again(answers: Answers, again: Callable[[], Answers]) -> None:
    answers.form(rating()).values = {"practice--1.a": 3, "practice--1.b": None, "practice--1.10": 1}
    answers.set("cover--name", "Ada")
    form = again().form(rating())
    assert form.values == {"practice--1.a": 3, "practice--1.b": None, "practice--1.10": 1}


def test_a_cell_run_again_goes_on_with_the_same_answers(answers: Answers) -> None:
    assert open_workbook(**ABOUT) is answers


def test_earlier_answers_stand_beside_the_new(answers: Answers) -> None:
    answers.load_content(answers_file(EARLIER, {"practice": {"1.a": 2, "1.b": 99}, "role": "Then"}).encode(), "x")
    assert answers.form(rating()).earlier == {"practice--1.a": {"value": 2, "title": "First fruit"}}
    assert answers.form(Prompt("role", "Role")).earlier == {"role": {"value": "Then", "title": "First fruit"}}


def test_a_sheet_by_itself_is_live_but_keeps_no_file(folder: Path) -> None:
    answers = open_sheet()
    answers.form(rating()).values = {"practice--1.a": 3}
    assert answers.ratings()["value"].dropna().tolist() == [3]
    assert list(folder.iterdir()) == []


def test_the_script_and_the_look_come_with_the_widget(answers: Answers) -> None:
    form = answers.form(rating())
    assert "export default" in form._esm
    assert "import " not in form._esm.replace("@import", "")
    assert form._css.count("{") == form._css.count("}")
    assert ":root" not in form._css
