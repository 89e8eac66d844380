"""A computer that others use as well: whose workbook it is, and how to leave nothing on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.filling import box, dialog, download, fill_in, go, rate, saved, shown, tab, workbook

pytestmark = pytest.mark.browser

FINISH = "Finish and clear this device"
LEFT_BEHIND = """
async () => {
  const database = await new Promise(done =>
    Object.assign(indexedDB.open("workbook-kit"), {onsuccess: e => done(e.target.result)}));
  const all = database.transaction("answers").objectStore("answers").count();
  return [localStorage.length, await new Promise(done => all.onsuccess = () => done(all.result))];
}
"""


@pytest.fixture
def page(packs: Path, browser: Browser) -> Iterator[Page]:
    with tab(browser, workbook(packs).as_uri()) as page:
        yield page


def strip(page: Page) -> Locator:
    """The line that says whose workbook it is."""
    return page.locator(".strip")


def clear(page: Page) -> None:
    """Takes a copy, then clears the device."""
    with page.expect_download():
        dialog(page, FINISH).get_by_role("button", name="Download my answers").click()
    dialog(page, FINISH).get_by_role("button", name="Clear this device").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_device_cannot_be_cleared_before_a_copy_of_the_present_answers_is_taken(page: Page) -> None:
    box(page, "notes").fill("Mine")
    clear_it = dialog(page, FINISH).get_by_role("button", name="Clear this device")
    expect(clear_it).to_be_disabled()
    with page.expect_download():
        dialog(page, FINISH).get_by_role("button", name="Download my answers").click()
    expect(clear_it).to_be_enabled()
    dialog(page, FINISH).get_by_role("button", name="Keep my answers here").click()
    box(page, "notes").fill("Mine, and more")
    dialog(page, FINISH)
    expect(clear_it).to_be_disabled()


def test_clearing_leaves_nothing_on_the_device_or_in_the_page(page: Page) -> None:
    fill_in(page)
    saved(page)
    assert page.evaluate(LEFT_BEHIND) == [1, 1]
    clear(page)
    assert shown(page) == {}
    assert "to</b> speak" not in page.locator("body").inner_text()
    assert page.evaluate(LEFT_BEHIND) == [0, 0]
    go(page)
    assert shown(page) == {}
    assert page.evaluate(LEFT_BEHIND) == [0, 0]


def test_another_tab_is_cleared_as_well_and_writes_nothing_back(page: Page) -> None:
    other = page.context.new_page()
    go(other, page.url)
    box(page, "notes").fill("Mine")
    expect(box(other, "notes")).to_have_value("Mine")
    rate(other, "practice--6a", 3)
    expect(page.locator("[id='practice--6a'] input[value='3']")).to_be_checked()
    clear(page)
    expect(box(other, "notes")).to_have_value("")
    assert shown(other) == {}
    other.close()
    assert page.evaluate(LEFT_BEHIND) == [0, 0]


def test_the_next_person_begins_with_an_empty_workbook_that_keeps_what_they_write(page: Page) -> None:
    box(page, "cover--name").fill("Ada Lowe")
    clear(page)
    box(page, "cover--name").fill("Ben Okoro")
    saved(page)
    go(page)
    expect(strip(page)).to_contain_text("Workbook of Ben Okoro.")
    assert shown(page) == {"cover--name": "Ben Okoro"}
    assert "Ada" not in download(page)[1]


def test_the_page_says_whose_workbook_it_is_and_lets_somebody_else_say_so(page: Page) -> None:
    expect(strip(page)).to_be_hidden()
    box(page, "cover--name").fill("Ada Lowe")
    expect(strip(page)).to_contain_text("Workbook of Ada Lowe.")
    saved(page)
    go(page)
    expect(strip(page)).to_contain_text("Workbook of Ada Lowe.")
    page.get_by_role("button", name="Not you?").click()
    expect(page.get_by_role("dialog", name=FINISH)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert shown(page) == {"cover--name": "Ada Lowe"}
