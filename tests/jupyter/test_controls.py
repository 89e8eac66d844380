"""Loading, copying, comparing; and the controls that do so."""

import json
from pathlib import Path

import pytest

from tests.activities.declared import HOSTILE, Page, rating
from tests.jupyter.conftest import ABOUT, EARLIER, Browser, answers_file
from workbook_kit.answers.file import read_file
from workbook_kit.answers.jupyter.notebook import Answers

DEEDS = ("copy", "undo", "load", "cycle", "compare", "chart")


@pytest.fixture
def browser(answers: Answers) -> Browser:
    """Somebody looks at the workbook, with its ratings shown."""
    answers.show(rating())
    return Browser(answers)


def load(browser: Browser, text: str) -> str:
    """Loads a file as the browser hands it over; what is said then."""
    return str(browser.do("load", text.encode(), name="a.json")["words"])


def test_the_controls_ask_who_one_is_and_have_a_button_for_each_deed(answers: Answers) -> None:
    html = answers.controls().html
    for wanted in ("Your name", "School or organisation", "Coaching partner", 'id="cover--name"'):
        assert wanted in html
    assert [deed for deed in DEEDS if f'"{deed}"' not in html] == []
    labelled = Page(html).values("for", "label")
    controls = Page(html).values("id", "input") + Page(html).values("id", "select")
    assert set(labelled) == set(controls)


def test_where_the_answers_are_is_said(answers: Answers, browser: Browser, file: Path) -> None:
    assert browser.known["notes"] == f"Your answers are kept in “{file.name}”, beside this notebook."


def test_a_loaded_file_fills_the_forms_and_can_be_taken_back(browser: Browser) -> None:
    words = load(browser, answers_file(ABOUT, {"practice": {"1.a": 3}, "cover": {"name": "Ada"}}))
    assert "2 answers loaded that were not here." in words
    assert (browser.value("practice--1.a"), browser.value("cover--name")) == (3, "Ada")
    assert "What “a.json” brought was taken back." in browser.do("undo")["words"]
    assert browser.value("practice--1.a") is None
    assert "There is no load to take back." in browser.do("undo")["words"]


@pytest.mark.parametrize("text", ["", "{", "[]", answers_file({**ABOUT, "id": "x", "npq": "NPQBB"}, {"role": "x"})])
def test_a_file_that_cannot_be_taken_is_a_sentence_and_changes_nothing(
    answers: Answers, browser: Browser, text: str
) -> None:
    answers.set("cover--name", "Ada")
    assert "Nothing was loaded." in load(browser, text)
    assert answers.responses.get("cover--name") == "Ada"
    assert "Nothing was loaded." in answers.load(Path("no-such-file.json"))


def test_a_copy_is_an_answers_file(answers: Answers, browser: Browser, folder: Path) -> None:
    answers.set("cover--name", "Ada")
    copy = browser.do("copy")["copy"]
    assert copy["name"] == f"{ABOUT['id']}.answers.json"
    assert json.loads(copy["text"])["answers"] == {"cover": {"name": "Ada"}}


def test_a_copy_beside_the_notebook_replaces_nothing(answers: Answers, folder: Path) -> None:
    answers.set("cover--name", "Ada")
    assert "Saved a copy as" in answers.save_copy()
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
    html = answers.controls().html
    labels = ["The newest earlier workbook", "Seeds (2026-01-14)", "First fruit, Ann (2026-01-14)"]
    places = [html.index(f">{label}</option>") for label in labels]
    assert places == sorted(places)
    assert html.count("<option") == len(labels) + 3


def test_a_chosen_workbook_stands_beside_this_one(answers: Answers, browser: Browser, folder: Path) -> None:
    (folder / "b.answers.json").write_text(answers_file(EARLIER, {"practice": {"1.a": 1, "1.b": 3}}))
    browser.give({"practice--1.a": 3, "practice--1.b": 1})
    assert "There is no earlier rating" in browser.do("compare", scale="")["html"]
    said = browser.do("cycle", id=EARLIER["id"])
    assert "2 answers taken from “First fruit” to compare with." in said["words"]
    assert said["chosen"] == EARLIER["id"]
    assert [EARLIER["id"], "First fruit (2026-01-14)"] in said["cycles"]
    html = browser.do("compare", scale="practice")["html"]
    assert "Ratings of “First fruit” beside those of now" in html
    assert "up 2" in html
    assert "down 2" in html
    assert answers.ratings()["change"].dropna().tolist() == [2, -2]
    assert "There is no earlier rating" in browser.do("compare", scale="knowledge")["html"]


def test_the_chart_is_of_the_chosen_scale(answers: Answers, browser: Browser) -> None:
    said = browser.do("chart", scale="practice")
    assert f'data-live="{answers.mark}" data-part="ratings" data-kind="practice"' in said["html"]
    assert [group["activity"] for group in browser.known["charts"]["practice"]] == ["practice"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_words_of_a_file_stay_words(answers: Answers, text: str) -> None:
    answers.show(rating(text))
    browser = Browser(answers)
    load(browser, answers_file({**EARLIER, "title": text}, {"practice": {"1.10": 1}}))
    assert "<script" not in browser.do("compare")["html"]
    assert "<script" not in answers.controls().html


def test_no_control_ever_fails_into_the_log(
    answers: Answers, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the moon is full")

    for name in ("undo", "statements", "load_content", "compare_with", "chart"):
        monkeypatch.setattr(answers, name, broken)
    monkeypatch.setattr(answers.responses, "to_file", broken)
    for deed in DEEDS:
        assert "That did not work (the moon is full)" in browser.do(deed)["words"]


def test_a_deed_that_is_none_does_nothing(browser: Browser) -> None:
    assert browser.do("erase") == {}


def test_what_answers_say_of_themselves_is_a_sentence(answers: Answers) -> None:
    assert repr(answers) == "Answers to “Second fruit”. Show answers.controls(), or answers.ratings()."
    assert repr(answers.undo()) == "There is no load to take back."


def test_an_answer_is_saved_without_reading_the_files_of_others(
    answers: Answers, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look() -> None:
        raise AssertionError("it looked")

    monkeypatch.setattr(answers, "cycles", look)
    browser.give({"cover--name": "Ada"})
    assert answers.responses.get("cover--name") == "Ada"
