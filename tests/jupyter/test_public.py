"""What a notebook's own cells may use: a workbook opened by one word, values, and handlers as ipywidgets calls them."""

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import workbook_kit
from tests.activities.declared import HOSTILE, every, rating
from tests.browser.lab import ANSWERS, WORKBOOK, write_notebook
from tests.jupyter.conftest import ABOUT, Browser
from tests.render.workbook import asking
from workbook_kit.activities import Activity, Blanks, Prompt, Table
from workbook_kit.activities import display as showing
from workbook_kit.answers.jupyter.notebook import Answers, NotShownWarning, close, open_sheet
from workbook_kit.workbook.model import as_file

Changes = list[tuple[str, Any, Any]]


def shown(activity: Activity) -> Activity:
    """The activity, shown by a cell."""
    activity._repr_mimebundle_()
    return activity


# a workbook opened by one word


def test_the_workbook_that_is_open_is_opened_again(answers: Answers) -> None:
    assert workbook_kit.open() is answers


def test_a_folder_with_a_workbook_file_says_which_it_is(folder: Path) -> None:
    made = asking(rating(), id="aa-hill--seminar-2")
    (folder / "workbook.json").write_bytes(as_file(made))
    answers = workbook_kit.open()
    assert (answers.workbook.id, answers.workbook.title) == ("aa-hill--seminar-2", "First fruit")
    assert answers.workbook.content_hash == made.edition


def test_a_packs_notebook_says_which_it_is(folder: Path) -> None:
    write_notebook(folder, [])
    assert workbook_kit.open().workbook.id == WORKBOOK
    workbook_kit.open().set("cover--name", "Ada")
    assert json.loads((folder / ANSWERS).read_bytes())["participant"]["name"] == "Ada"


@pytest.mark.parametrize("hostile", [*HOSTILE.values(), 'x"\n)\nimport os\u2028#'])
def test_its_title_may_be_anything(hostile: str, folder: Path) -> None:
    write_notebook(folder, [], title=hostile)
    assert workbook_kit.open().workbook.title == hostile


def test_of_several_notebooks_the_one_that_asks_counts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (1, 2):
        write_notebook(folder, [], id=f"aa-spring--seminar-{number}").rename(folder / f"{number}.ipynb")
    with pytest.raises(ValueError, match=r"There are several workbooks in .*; say which: workbook_kit.open"):
        workbook_kit.open()
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / "2.ipynb"))
    assert workbook_kit.open().workbook.id == "aa-spring--seminar-2"


def test_a_folder_without_a_workbook_is_told(folder: Path) -> None:
    (folder / "other.ipynb").write_text("{}")
    open_sheet()  # which is no workbook
    with pytest.raises(ValueError, match=r"There is no workbook in .*; say which"):
        workbook_kit.open()


def test_half_a_name_is_told() -> None:
    with pytest.raises(ValueError, match="named by id, title and npq: say all three, or none"):
        workbook_kit.open(id="aa-hill--seminar-2")


def test_a_sheet_opened_by_itself_gives_way_to_a_workbook(folder: Path) -> None:
    sheet = open_sheet()
    assert open_sheet() is sheet
    shown(rating())
    answers = workbook_kit.open(**ABOUT)
    shown(rating())
    assert (list(sheet), list(answers)) == (["practice"], ["practice"])
    assert not list(folder.glob("sheet*"))


# what it offers


def test_only_what_is_meant_for_cells_is_offered(answers: Answers) -> None:
    assert dir(answers) == [
        *("chart", "compare_with", "controls", "cycles", "get", "load", "lowest", "ratings", "save_copy", "set"),
        *("undo", "workbook"),
    ]
    assert [name for name in dir(answers) if not getattr(Answers, name).__doc__] == []


def test_what_the_package_offers_is_there_and_explained() -> None:
    for name in ("open", "cohort", "preview"):
        assert name in dir(workbook_kit)
        assert len(getattr(workbook_kit, name).__doc__) > 300


def test_an_activity_is_found_by_its_id(answers: Answers) -> None:
    first = shown(Prompt("first-step", "What is your first step?"))
    assert answers["first-step"] is first
    assert list(answers) == answers._ipython_key_completions_() == ["first-step"]
    with pytest.raises(LookupError, match=r"no cell has shown an activity “first-stop” .*; did you mean `first-step`?"):
        answers["first-stop"]


# values


def test_a_text_has_its_value_and_everything_else_one_by_part(answers: Answers) -> None:
    step, rated = shown(Prompt("step", "Your step")), shown(rating())
    plan = shown(Table("plan", "Plan", columns=["What", "By when"], rows=1, kinds=["text", "date"]))
    assert (step.value, rated.value) == ("", {"1.a": None, "1.b": None, "1.10": None})
    answers.set("step", "Ask Ann")
    Browser(answers).give({"practice--1.b": 3, "plan--1-2": "2027-01-14"})
    assert (step.value, rated.value["1.b"], plan.value) == ("Ask Ann", 3, {"1-1": "", "1-2": "2027-01-14"})
    assert answers.get("practice--1.b") == 3
    assert Prompt("step", "In other words").value == "Ask Ann"


@pytest.mark.parametrize("activity", every(), ids=lambda activity: f"{activity.name}-{activity.id}")
def test_where_nobody_can_answer_nothing_is_answered(activity: Activity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(showing.STATIC, "1")
    said = activity.value
    assert set(said.values() if isinstance(said, dict) else [said]) <= {"", None}
    activity.observe(print)
    activity.unobserve(print)


def test_what_is_kept_is_there_before_a_cell_shows_it(answers: Answers, again: Callable[[], Answers]) -> None:
    shown(rating())
    answers.set("practice--1.a", 2)
    again()
    assert rating().value["1.a"] == 2


# handlers


def listening(activity: Activity, **names: Any) -> Changes:
    """The changes of which a handler is told."""
    told: Changes = []

    def handler(change: Any) -> None:
        assert (change["type"], change.owner) == ("change", activity)
        told.append((change.name, change.old, change.new))

    activity.observe(handler, **names)
    return told


def test_a_handler_is_told_of_every_change(answers: Answers) -> None:
    rated, browser = shown(rating()), Browser(answers)
    told = listening(rated)
    browser.give({"practice--1.a": 3, "practice--1.10": 1})
    browser.give({"practice--1.a": 3})
    browser.give({"practice--1.a": None})
    assert sorted(told[:2]) == [("1.10", None, 1), ("1.a", None, 3)]
    assert told[2:] == [("1.a", 3, None)]


@pytest.mark.parametrize("names", ["1.b", ["1.b"], {"1.b"}])
def test_a_handler_may_ask_for_some_parts(names: Any, answers: Answers) -> None:
    told = listening(shown(rating()), names=names)
    Browser(answers).give({"practice--1.a": 3, "practice--1.b": 2})
    assert told == [("1.b", None, 2)]


def test_a_text_changes_its_value(answers: Answers) -> None:
    told = listening(shown(Prompt("step", "Your step")), names="value")
    answers.set("step", "Ask")
    answers.set("step", "")
    assert told == [("value", "", "Ask"), ("value", "Ask", "")]


def test_a_part_that_is_not_there_is_told_with_those_that_are(answers: Answers) -> None:
    with pytest.raises(ValueError, match="“recall” has no part “3”; use one of 1, 2"):
        shown(Blanks("recall", "Name", answers=["a", "b"])).observe(print, names="3")


def test_loading_undoing_and_another_notebook_change_answers_too(answers: Answers, file: Path) -> None:
    told = listening(shown(rating()))
    other = json.dumps({"schema": "workbook-answers/1", "workbook": ABOUT, "saved_at": "2027-01-14T10:00:00Z",
                        "answers": {"practice": {"1.a": 4}}})  # fmt: skip
    answers.load_content(other.encode(), "other")
    answers.undo()
    assert told == [("1.a", None, 4), ("1.a", 4, None)]


def test_a_handler_is_let_go_with_the_names_that_it_was_given(answers: Answers) -> None:
    rated, told = shown(rating()), []
    rated.observe(told.append)
    rated.observe(told.append)
    rated.unobserve(told.append, names="1.a")
    browser = Browser(answers)
    browser.give({"practice--1.a": 1, "practice--1.b": 2})
    rated.unobserve(told.append)
    browser.give({"practice--1.b": 3})
    assert [change.name for change in told] == ["1.b"]


def test_a_cell_that_is_run_again_leaves_no_handler_behind(answers: Answers) -> None:
    listening(shown(rating()))
    told = [listening(shown(rating())) for _ in range(2)]
    answers.set("practice--1.a", 2)
    assert told == [[], [("1.a", None, 2)]]


def test_a_handler_may_answer_something_itself(answers: Answers) -> None:
    rated, step = shown(rating()), shown(Prompt("step", "Your step"))
    rated.observe(lambda change: answers.set("step", f"{change.name} is {change.new}"))
    told = listening(step)
    Browser(answers).give({"practice--1.a": 3})
    assert told == [("value", "", "1.a is 3")]


def test_a_handler_that_fails_is_told_and_the_answer_is_kept(
    answers: Answers, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown(rating()).observe(lambda change: 1 / 0)
    assert Browser(answers).give({"practice--1.a": 3})["saved"]
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert json.loads(file.read_bytes())["answers"] == {"practice": {"1.a": 3}}


# tables


def test_a_table_tells_what_was_not_shown_yet(answers: Answers, again: Callable[[], Answers]) -> None:
    shown(rating())
    answers.set("practice--1.a", 2)
    answers = again()
    for table in (answers.ratings, answers.lowest):
        with pytest.warns(
            NotShownWarning, match="1 statement that this workbook asks about has not been shown in this"
        ):
            table()
    shown(rating())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(answers.ratings()) == 3


def test_the_workbook_file_beside_the_notebook_knows_them_all(folder: Path) -> None:
    (folder / "workbook.json").write_bytes(as_file(asking(rating(), rating().twin())))
    answers = workbook_kit.open()
    with pytest.warns(NotShownWarning, match="3 statements that this workbook asks about have not been shown"):
        assert answers.ratings().empty
    close()
