"""The pack's notebook in a real Jupyter: run, rated, written in, restarted, found again."""

import json
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.lab import ANSWERS, DECLARED, SHORT, WORKBOOK, Open, radio, until
from tests.render.workbook import EXTENSION

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
QUESTIONS = [["role", "text", 0], ["facts--1.1", "rating", 4], ["plan--1-2", "date", 0], ["cover--name", "text", 0]]
PAGE = """async ([source, questions, here, file]) => {
  const page = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const known = new Map(questions.map(([key, type, points]) => [key, { key, type, points }]));
  const { state } = page.take({ answers: new Map(), earlier: [] }, known, page.read(file), here);
  return JSON.stringify(page.serialise(state, here));
}"""


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
    lab.page.get_by_text("More", exact=True).click()
    lab.page.get_by_role("button", name="Show earlier beside now").click()
    expect(lab.page.get_by_text("There is no earlier rating")).to_be_visible()
    found = Axe().run(lab.page, context=".jp-OutputArea-output", options=RULES).response
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    assert len(found["passes"]) > 15


def test_keys_on_the_controls_do_nothing_to_the_notebook(opened: Open) -> None:
    lab = opened()
    lab.run_all()
    kinds = lab.kinds()
    lab.page.get_by_text("More", exact=True).click()
    copy = lab.page.get_by_role("button", name="Download my answers")
    for control in (lab.page.get_by_label("Compare with"), copy, lab.page.get_by_label("Your name")):
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


def test_a_copy_of_the_answers_is_downloaded(opened: Open) -> None:
    lab = opened()
    lab.run_all()
    lab.page.get_by_label("Your role").fill("Head")
    lab.until_saved({"role": "Head"})
    lab.page.get_by_text("More", exact=True).click()
    with lab.page.expect_download() as copy:
        lab.page.get_by_role("button", name="Download my answers").click()
    assert copy.value.suggested_filename == ANSWERS
    assert json.loads(copy.value.path().read_bytes())["answers"] == {"role": "Head"}


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
    """Chooses a file of answers."""
    if not (chooser := page.get_by_label("Load answers")).is_visible():
        page.get_by_text("More", exact=True).click()
    chooser.set_input_files([{"name": ANSWERS, "mimeType": "application/json", "buffer": file.encode()}])


def through_page(browser: Browser, file: str) -> dict[str, Any]:
    """The answers file after the page's own script has read and written it."""
    here = json.loads(file)["workbook"]
    assert here["id"] == WORKBOOK
    source = (EXTENSION / "script" / "answers.js").read_text(encoding="utf-8")
    page = browser.new_page()
    made: dict[str, Any] = json.loads(page.evaluate(PAGE, [source, QUESTIONS, here, file]))
    page.close()
    return made
