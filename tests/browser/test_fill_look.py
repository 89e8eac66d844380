"""The page in use: readable at every width and size, large enough to touch, and quiet for axe in every state."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.filling import (
    SECOND,
    answers_file,
    box,
    cannot_keep,
    dialog,
    faults,
    fill_in,
    go,
    load,
    rate,
    saved,
    tab,
    workbook,
)

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
#: 400 % in a browser window of 1280 by 1024 pixels leaves so many.
ZOOMED = {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4, "reduced_motion": "reduce"}
REFUSE = """
for (const store of ["localStorage", "indexedDB"])
  Object.defineProperty(window, store, {get() { throw new DOMException("no", "SecurityError") }})
"""
SMALL = """
least => [...document.querySelectorAll("button, summary, .options label, textarea, input:not([type=radio])"),
    ...document.querySelectorAll("nav a, #to-do a")]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest(".unseen"))
  .map(one => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
  .filter(([, box]) => box.height < least - 0.5 || box.width < Math.min(least, 40) - 0.5)
  .map(([html, box]) => [html, box.width, box.height])
"""
SIDEWAYS = """
() => [...document.querySelectorAll("body *")].filter(one => one.checkVisibility()
    && !one.closest(".unseen, .skip, .cover, svg") && one.getBoundingClientRect().right > innerWidth + 1)
  .map(one => one.outerHTML.slice(0, 90))
"""

#: Whether the beginning of what is in focus can be seen.
UNCOVERED = """
() => {
  const box = document.activeElement.getBoundingClientRect();
  return document.elementFromPoint(box.left + 9, Math.max(box.top, 0) + 9) === document.activeElement;
}
"""
MOVING = """
() => [...document.querySelectorAll("*")].filter(one => {
  const {transitionDuration, animationName, scrollBehavior} = getComputedStyle(one);
  return parseFloat(transitionDuration) > 0.01 || animationName !== "none" || scrollBehavior === "smooth";
}).map(one => one.outerHTML.slice(0, 90))
"""


def refused_file(page: Page) -> None:
    assert "Nothing was loaded." in load(page, "no answers")
    dialog(page)


def filled(page: Page) -> None:
    """Everything that a page can show at once: answers, earlier ones, ones without a place."""
    earlier = {"review-use": "Then", "practice": {"6n": 2, "6o": 4, "6p": 5}, "knowledge": {"6.5": 1}}
    load(page, answers_file(earlier))
    load(page, answers_file({"gone-since": "Words"}, SECOND, asked={"gone-since": "Asked then?"}))
    fill_in(page)
    expect(page.locator("legend .before").first).to_be_visible()
    expect(page.locator("#kept")).to_be_visible()
    saved(page)
    expect(page.locator("#overview textarea").nth(1)).to_be_visible()


def loaded(page: Page) -> None:
    load(page, answers_file({"notes": "New", "practice": {"6n": 99}}, SECOND))
    expect(dialog(page).get_by_role("button", name="Take the load back")).to_be_visible()


def finishing(page: Page) -> None:
    box(page, "notes").fill("Words")
    dialog(page, "Finish and clear this device")


STATES: dict[str, Callable[[Page], object]] = {
    "empty": lambda page: expect(page.locator("#overview")).to_be_visible(),
    "filled": filled,
    "the dialog of answers open": lambda page: dialog(page),
    "an error shown": refused_file,
    "a file loaded": loaded,
    "the dialog to finish open": finishing,
}


@pytest.mark.parametrize(
    ("state", "settings"), [*((state, PHONE) for state in STATES), ("filled", DESKTOP), ("a file loaded", DESKTOP)],
    ids=[*STATES, "filled, on a desktop", "a file loaded, on a desktop"],
)  # fmt: skip
def test_axe_finds_nothing_everything_fits_and_can_be_hit(
    packs: Path, browser: Browser, state: str, settings: dict[str, Any]
) -> None:
    with tab(browser, workbook(packs, SECOND).as_uri(), **settings) as page:
        STATES[state](page)
        assert faults(page) == []
        assert page.evaluate(SIDEWAYS) == []
        assert page.evaluate(SMALL, 44 if settings is PHONE else 24) == []


def test_axe_finds_nothing_where_nothing_can_be_kept(packs: Path, browser: Browser) -> None:
    with tab(browser, "about:blank", **PHONE) as page:
        page.add_init_script(REFUSE)
        go(page, workbook(packs, SECOND).as_uri())
        expect(cannot_keep(page)).to_be_visible()
        assert faults(page) == []
        assert page.evaluate(SIDEWAYS) == []
        assert page.evaluate(SMALL, 44) == []


def test_with_script_off_the_page_is_a_reading_copy_that_says_so(packs: Path, browser: Browser, tmp_path: Path) -> None:
    with tab(browser, workbook(packs).as_uri(), java_script_enabled=False) as page:
        expect(page.get_by_text("This page cannot remember what you type here.")).to_be_visible()
        expect(page.get_by_role("button")).to_have_count(0)
        expect(page.get_by_text("Show the answers")).to_be_visible()
    start, _, rest = workbook(packs).read_text(encoding="utf-8").partition('<script type="module">')
    plain = tmp_path / "plain.html"
    plain.write_text(start + rest.partition("</script>")[2], encoding="utf-8")
    with tab(browser, plain.as_uri(), **PHONE) as page:
        assert faults(page) == []
        assert page.evaluate(SIDEWAYS) == []


@pytest.mark.parametrize("how", ["zoom of 400 %", "text of 200 %"])
def test_nothing_is_cut_off_or_covered_when_enlarged(packs: Path, browser: Browser, how: str) -> None:
    with tab(browser, workbook(packs, SECOND).as_uri(), **(ZOOMED if how.startswith("zoom") else DESKTOP)) as page:
        if how.startswith("text"):
            page.add_style_tag(content="html { font-size: 200% !important }")
        filled(page)
        for act in (None, dialog):
            if act:
                act(page)
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
            assert page.evaluate(SIDEWAYS) == []
        page.keyboard.press("Escape")
        box(page, "notes").focus()
        assert page.evaluate(UNCOVERED)


def test_a_chosen_rating_can_be_told_in_the_readers_own_colours(packs: Path, browser: Browser) -> None:
    with tab(browser, workbook(packs).as_uri(), forced_colors="active") as page:
        statement = page.locator("[id='practice--6a'] .options")
        looks = []
        for point in (None, 2, 4):
            rate(page, "practice--6a", point)
            page.evaluate("document.activeElement.blur()")
            looks.append(statement.screenshot())
        assert len(set(looks)) == 3
        expect(page.get_by_role("button", name="My answers")).to_be_visible()
        border = "getComputedStyle(document.querySelector('#bar button.main')).borderTopStyle"
        assert page.evaluate(border) == "solid"


def test_a_reader_who_wants_no_motion_gets_none(packs: Path, browser: Browser) -> None:
    with tab(browser, workbook(packs).as_uri(), reduced_motion="reduce") as page:
        fill_in(page)
        dialog(page)
        assert page.evaluate(MOVING) == []
        assert page.evaluate("document.getAnimations().length") == 0
