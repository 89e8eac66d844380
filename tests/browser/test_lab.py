"""The pack's notebook in a real Jupyter: run, rated, written in, restarted, found again."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.lab import ANSWERS, WORKBOOK, Lab, Server, server, until, write_notebook
from tests.render.workbook import EXTENSION

pytestmark = pytest.mark.browser
Open = Callable[..., Lab]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
DECLARED = """\
from workbook_kit.activities import *

framework = {"title": "Apples", "edition": "May 2024", "licence": "Open Government Licence v3.0"}
scale = {"question": "How sure are you?", "labels": ["New to me", "Finding out", "Sure", "Could teach it"]}

def statements(count):
    return [{"code": f"1.{n}", "text": f"Fact {n} about apples."} for n in range(1, count + 1)]

def rating(count):
    groups = [{"area": 1, "area_name": "Orchards", "title": "Facts", "statements": statements(count)}]
    return Rating("facts", "Rate yourself", groups=groups, scale=scale, framework=framework, kind="knowledge")
"""
SHORT = (
    DECLARED,
    'Prompt("role", "Your role", help="Write for yourself.", no_pupils=True)',
    "rating(3)",
    'Blanks("recall", "Name them", answers=["root", "leaf"])',
    'Table("plan", "Your plan", columns=["What", "By when"], rows=["Goal"], corner="Stage", kinds=["text", "date"])',
)
QUESTIONS = [["role", "text", 0], ["facts--1.1", "rating", 4], ["plan--1-2", "date", 0], ["cover--name", "text", 0]]
PAGE = """async ([source, questions, here, file]) => {
  const page = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const known = new Map(questions.map(([key, type, points]) => [key, { key, type, points }]));
  const { state } = page.take({ answers: new Map(), earlier: [] }, known, page.read(file), here);
  return JSON.stringify(page.serialise(state, here));
}"""


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests."""
    with server(tmp_path_factory.mktemp("jupyter")) as running:
        yield running


@pytest.fixture
def opened(jupyter: Server, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Opens a notebook of these cells in a folder of this test's own."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    folder = request.node.name.replace("[", "-").strip("]").replace("/", "-")

    def open_notebook(cells: Sequence[str] = SHORT, host: str = "lab/tree") -> Lab:
        write_notebook(jupyter.root / folder, cells)
        lab = Lab(jupyter, context.new_page(), folder, host)
        lab.open()
        return lab

    yield open_notebook
    context.close()
    jupyter.stop_kernels(folder)


def radio(statement: Locator, name: str) -> Locator:
    """One choice of a statement."""
    return statement.get_by_role("radio", name=name, exact=True)


def focused(page: Page) -> Any:
    """The statement and the value of the radio button in focus."""
    return page.evaluate("""() => {
      const focus = document.activeElement;
      return [focus.closest("fieldset")?.querySelector(".code")?.textContent, focus.value];
    }""")


@pytest.mark.parametrize("host", ["lab/tree", "notebooks"])
def test_a_statement_is_rated_with_the_mouse_and_with_the_keys(opened: Open, host: str) -> None:
    lab = opened(host=host)
    lab.run_all()
    radio(lab.statement("1.1"), "3 Sure").check()
    lab.until_saved({"facts": {"1.1": 3}})
    kinds = lab.kinds()
    keys = lab.page.keyboard
    keys.press("Tab")
    assert focused(lab.page) == ["1.2", ""]
    for key, value in (("ArrowDown", "1"), ("ArrowRight", "2"), ("ArrowDown", "3"), ("ArrowUp", "2")):
        keys.press(key)
        assert focused(lab.page) == ["1.2", value]
    for key in "bmaxyz":
        keys.press(key)
        assert focused(lab.page) == ["1.2", "2"]
    keys.press("Tab")
    assert focused(lab.page) == ["1.3", ""]
    keys.press("Space")
    lab.until_saved({"facts": {"1.1": 3, "1.2": 2}})
    assert lab.kinds() == kinds


def test_what_is_written_and_rated_is_there_again_after_a_restart(opened: Open) -> None:
    lab = opened()
    lab.run_all()
    lab.page.get_by_label("Your role").fill("Head of orchards\nand bees")
    lab.page.get_by_label("Goal: By when").fill("2027-02-01")
    radio(lab.statement("1.2"), "1 New to me").check()
    lab.page.get_by_label("Your name").fill("Ada Ty-dŵr")
    wanted = {
        "cover": {"name": "Ada Ty-dŵr"},
        "role": "Head of orchards\nand bees",
        "plan": {"1-2": "2027-02-01"},
        "facts": {"1.2": 1},
    }
    lab.until_saved(wanted)
    lab.restart_and_run_all()
    expect(lab.page.get_by_label("Your role")).to_have_value("Head of orchards\nand bees")
    expect(lab.page.get_by_label("Goal: By when")).to_have_value("2027-02-01")
    expect(lab.page.get_by_label("Your name")).to_have_value("Ada Ty-dŵr")
    expect(radio(lab.statement("1.2"), "1 New to me")).to_be_checked()
    expect(radio(lab.statement("1.1"), "not yet rated")).to_be_checked()
    assert lab.saved() == wanted


def test_letters_typed_while_the_kernel_is_busy_stay(opened: Open) -> None:
    lab = opened((*SHORT[:2], "import time, pathlib\nwhile not pathlib.Path('go').exists(): time.sleep(0.01)"))
    lab.command("notebook:run-all-cells")
    box = lab.page.get_by_label("Your role")
    box.press_sequentially("First")
    # what was typed is on its way, and the kernel will answer it between two of the next letters
    lab.page.wait_for_function("performance.now() > (window.since ??= performance.now()) + 600")
    box.press_sequentially("abc", delay=100)
    (lab.folder / "go").touch()
    box.press_sequentially("defghijklmnopqrstuvwxyz", delay=40)
    expect(box).to_have_value("Firstabcdefghijklmnopqrstuvwxyz")
    lab.until_saved({"role": "Firstabcdefghijklmnopqrstuvwxyz"})
    expect(box).to_have_value("Firstabcdefghijklmnopqrstuvwxyz")


def test_a_screen_reader_finds_statements_as_groups_and_choices_by_their_words(opened: Open) -> None:
    lab = opened()
    lab.run_all()
    radio(lab.statement("1.1"), "2 Finding out").check()
    expect(lab.page.locator(".seminar-live").filter(has_text="Rate yourself")).to_match_aria_snapshot("""
        - group "Rate yourself":
          - group "Facts":
            - group "1.1 Fact 1 about apples.":
              - radio "not yet rated"
              - radio "1 New to me"
              - radio "2 Finding out" [checked]
              - radio "3 Sure"
              - radio "4 Could teach it"
            - group "1.2 Fact 2 about apples.":
              - radio "not yet rated" [checked]
        """)
    box = lab.page.get_by_role("textbox", name="Your role")
    expect(box).to_have_accessible_description("Write for yourself. Name no pupil")


def test_axe_finds_nothing_in_what_the_cells_show(opened: Open) -> None:
    lab = opened()
    lab.run_all()
    lab.page.get_by_role("button", name="Compare").click()
    expect(lab.page.get_by_text("There is no earlier rating")).to_be_visible()
    found = Axe().run(lab.page, context=".jp-OutputArea-output", options=RULES).response
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    assert len(found["passes"]) > 15


def test_keys_on_the_controls_do_nothing_to_the_notebook(opened: Open) -> None:
    lab = opened()
    lab.run_all()
    kinds = lab.kinds()
    for control in (lab.page.get_by_label("Cycle"), lab.page.get_by_role("button", name="Save a copy")):
        control.focus()
        for key in "bmax":
            lab.page.keyboard.press(key)
        expect(control).to_be_focused()
    assert lab.kinds() == kinds


def test_sixty_statements_come_as_one_form(opened: Open) -> None:
    lab = opened((DECLARED, "rating(60)"))
    lab.run_all()
    expect(lab.page.locator(".seminar-live fieldset")).to_have_count(60)
    for number in range(1, 61):
        radio(lab.statement(f"1.{number}"), "4 Could teach it").check()
    lab.until_saved({"facts": {f"1.{number}": 4 for number in range(1, 61)}})


def test_two_displays_of_one_activity_keep_step(opened: Open) -> None:
    lab = opened((*SHORT[:3], "rating(3)"))
    lab.run_all()
    expect(lab.statement("1.1")).to_have_count(2)
    radio(lab.statement("1.1").first, "3 Sure").check()
    expect(radio(lab.statement("1.1").last, "3 Sure")).to_be_checked()
    radio(lab.statement("1.1").last, "1 New to me").check()
    expect(radio(lab.statement("1.1").first, "1 New to me")).to_be_checked()
    expect(radio(lab.statement("1.2").first, "not yet rated")).to_be_checked()


def test_the_answers_can_be_opened_once_something_is_written(opened: Open) -> None:
    lab = opened()
    lab.run_all()
    first = lab.page.get_by_text("Write what you remember first.")
    expect(first).to_be_visible()
    expect(lab.page.get_by_text("Show the answers")).to_be_hidden()
    lab.page.get_by_label("Answer 1").fill("root")
    expect(first).to_be_hidden()
    lab.page.get_by_text("Show the answers").click()
    expect(lab.page.get_by_text("leaf", exact=True)).to_be_visible()


def test_answers_go_to_the_page_and_back_unchanged(opened: Open, browser: Browser) -> None:
    lab = opened()
    lab.run_all()
    lab.page.get_by_label("Your role").fill("Head “of” <b>orchards</b>\n\nŁódź 🍏")
    lab.page.get_by_label("Goal: By when").fill("2027-02-01")
    radio(lab.statement("1.1"), "3 Sure").check()
    lab.page.get_by_label("Your name").fill("Ada")
    until(lambda: set(lab.saved()) == {"role", "plan", "facts", "cover"} and lab.saved()["cover"]["name"] == "Ada")
    mine = json.loads(lab.answers.read_bytes())
    page = through_page(browser, lab.answers.read_text(encoding="utf-8"))
    assert (page["answers"], page["edited"]) == (mine["answers"], mine["edited"])

    page["answers"]["facts"]["1.2"] = 4
    page["edited"]["facts"]["1.2"] = page["saved_at"]
    load(lab.page, json.dumps(page))
    expect(lab.page.get_by_text("1 answer loaded that was not here.")).to_be_visible()
    expect(radio(lab.statement("1.2"), "4 Could teach it")).to_be_checked()
    lab.until_saved(page["answers"])
    load(lab.page, json.dumps(page))
    expect(lab.page.get_by_text("Nothing changed: every answer in this file is here already.")).to_be_visible()
    lab.page.get_by_role("button", name="Take back the last load").click()
    expect(radio(lab.statement("1.2"), "not yet rated")).to_be_checked()
    expect(lab.page.get_by_label("Your role")).to_have_value("Head “of” <b>orchards</b>\n\nŁódź 🍏")


def load(page: Page, file: str) -> None:
    """Chooses a file for the button that loads answers."""
    with page.expect_file_chooser() as asked:
        page.get_by_role("button", name="Load answers").click()
    asked.value.set_files([{"name": ANSWERS, "mimeType": "application/json", "buffer": file.encode()}])


def through_page(browser: Browser, file: str) -> dict[str, Any]:
    """The answers file after the page's own script has read and written it."""
    here = json.loads(file)["workbook"]
    assert here["id"] == WORKBOOK
    source = (EXTENSION / "script" / "answers.js").read_text(encoding="utf-8")
    page = browser.new_page()
    made: dict[str, Any] = json.loads(page.evaluate(PAGE, [source, QUESTIONS, here, file]))
    page.close()
    return made
