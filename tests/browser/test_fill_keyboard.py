"""A whole workbook without a mouse."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.filling import FIELDS, go, saved, shown, tab, workbook

pytestmark = pytest.mark.browser

MOST_STOPS = 600
START = "Skip to the workbook"
#: The element in focus: what it is, what it is called, and whether a part of it can be seen.
FOCUS = """
() => {
  const at = document.activeElement, labels = [...at.labels ?? []];
  const box = (at.type === "radio" ? labels[0] : at).getBoundingClientRect();
  const seen = [box.top + box.height / 2, box.top + 3, box.bottom - 3].some(y => {
    const there = document.elementFromPoint(box.left + box.width / 2, y);
    return there && [at, ...labels].some(one => one.contains(there) || there.contains(one));
  });
  const kind = ["radio", "date"].includes(at.type) ? at.type : at.matches("textarea, input") ? "text" : at.localName;
  return {kind, id: at.id, name: at.textContent.trim(), seen, value: at.value ?? ""};
}
"""


@pytest.fixture
def page(packs: Path, browser: Browser) -> Iterator[Page]:
    with tab(
        browser, workbook(packs).as_uri(), viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
    ) as page:
        yield page


def answer(page: Page, kind: str) -> None:
    """Answers what is in focus, by keys."""
    if kind == "radio":
        page.keyboard.press("ArrowRight")
    elif kind == "date":
        page.keyboard.type("02032027")
    elif kind == "text":
        page.keyboard.type("Done")


def press_tab_until(page: Page, name: str) -> None:
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUS)["name"] == name:
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def test_the_keyboard_alone_completes_a_whole_workbook_and_takes_a_copy(page: Page) -> None:
    stops, unseen = 0, []
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["name"] == START
    while stops < MOST_STOPS:
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["name"] == START or focus["kind"] == "body":
            break
        if not focus["seen"]:
            unseen.append((focus["kind"], focus["id"], focus["name"]))
        if not focus["value"]:
            answer(page, focus["kind"])
        stops += 1
    assert unseen == []
    assert 100 < stops < MOST_STOPS
    all_fields = page.evaluate(f"[...document.querySelectorAll('{FIELDS}')].map(one => one.id)")
    assert sorted(shown(page)) == sorted(all_fields)
    saved(page)
    press_tab_until(page, "My answers")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="My answers")).to_be_visible()
    press_tab_until(page, "Download my answers")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert Path(download.value.path()).read_text(encoding="utf-8").count("Done") > 80
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate(FOCUS)["name"] == "My answers"


def test_focus_stays_in_a_dialog_until_it_is_closed(page: Page) -> None:
    press_tab_until(page, "My answers")
    page.keyboard.press("Enter")
    names = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        names.add(page.evaluate("document.activeElement.closest('dialog')?.id ?? document.activeElement.localName"))
    assert names <= {"answers", "body"}


def test_a_workbook_filled_before_still_opens_at_its_beginning(page: Page) -> None:
    page.get_by_label("Your name").fill("Ada Lowe")
    saved(page)
    go(page)
    expect(page.get_by_label("Your name")).to_have_value("Ada Lowe")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["name"] == START
    assert page.evaluate("scrollY") == 0
