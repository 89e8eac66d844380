"""What is filled in is kept: at once, through every way of leaving, and said plainly where it cannot be."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.filling import (
    Killable,
    box,
    cannot_keep,
    fill_in,
    go,
    rate,
    saved,
    served,
    shown,
    status,
    tab,
    workbook,
)

pytestmark = pytest.mark.browser

#: A browser that throws at the very mention of a store, as some do with a file or in private windows.
REFUSED = "Object.defineProperty(window, '{}', {{get() {{ throw new DOMException('no', 'SecurityError') }}}})"
FULL = "throw new DOMException('full', 'QuotaExceededError')"
DEVICE_FULL = f"Storage.prototype.setItem = () => {{ {FULL} }}; IDBObjectStore.prototype.put = () => {{ {FULL} }}"


@pytest.fixture
def page(packs: Path, browser: Browser) -> Iterator[Page]:
    with tab(browser, workbook(packs).as_uri()) as page:
        yield page


@pytest.fixture(params=["a file", "http"])
def address(request: pytest.FixtureRequest, packs: Path) -> Iterator[str]:
    """The workbook as a file, and by a web address."""
    if request.param == "a file":
        yield workbook(packs).as_uri()
    else:
        with served(workbook(packs).parent) as site:
            yield f"{site.address}/workbook.html"


def test_everything_filled_in_is_there_after_closing_and_opening(browser: Browser, address: str) -> None:
    with tab(browser, address) as page:
        fill_in(page)
        before = shown(page)
        saved(page)
        page.close()
        again = page.context.new_page()
        go(again, address)
        expect(status(again)).to_be_visible()
        assert len(before) > 100
        assert shown(again) == before


@pytest.mark.parametrize("leave", ["reload", "go_back", "close"])
def test_leaving_in_mid_typing_loses_no_letter(packs: Path, browser: Browser, leave: str) -> None:
    with tab(browser, "about:blank") as page:
        go(page, workbook(packs).as_uri())
        box(page, "notes").press_sequentially("In the middle of a sen")
        getattr(page, leave)()
        again = page.context.new_page()
        go(again, workbook(packs).as_uri())
        expect(box(again, "notes")).to_have_value("In the middle of a sen")


def test_a_browser_killed_in_mid_typing_loses_at_most_the_last_second(
    packs: Path, browser: Browser, tmp_path: Path
) -> None:
    typed: list[tuple[float, str]] = []
    killed = Killable(browser, tmp_path)
    go(killed.page, workbook(packs).as_uri())
    box(killed.page, "notes").focus()
    while len(typed) < 60:
        killed.page.keyboard.type(f"{len(typed)} ", delay=10)
        typed.append((time.monotonic(), "".join(f"{n} " for n in range(len(typed) + 1))))
    at = time.monotonic()
    killed.kill()
    old = [text for when, text in typed if when < at - 1.5]  # a second, and what a busy machine takes to write
    assert len(old) > 10
    again = Killable(browser, tmp_path)
    go(again.page, workbook(packs).as_uri())
    try:
        expect(box(again.page, "notes")).not_to_have_value("")
        found = box(again.page, "notes").input_value()
        assert typed[-1][1].startswith(found)
        assert len(found) >= len(old[-1])
    finally:
        again.kill()


def test_it_works_where_the_network_has_gone(packs: Path, browser: Browser) -> None:
    with served(workbook(packs).parent) as site, tab(browser, f"{site.address}/workbook.html") as page:
        page.context.set_offline(True)
        site.asked.clear()
        fill_in(page)
        saved(page)
        assert site.asked == []
        page.context.set_offline(False)
        before = shown(page)
        go(page)
        expect(box(page, "notes")).to_have_value(before["notes"])
        assert shown(page) == before


def refusing(browser: Browser, packs: Path, script: str) -> Page:
    """The workbook in a browser that keeps nothing, or not all."""
    page = browser.new_context().new_page()
    page.add_init_script(script)
    go(page, workbook(packs).as_uri())
    return page


def test_where_nothing_can_be_kept_the_page_says_so_before_anything_is_written(packs: Path, browser: Browser) -> None:
    script = ";".join(REFUSED.format(store) for store in ("localStorage", "indexedDB"))
    page = refusing(browser, packs, script)
    expect(cannot_keep(page)).to_be_visible()
    expect(cannot_keep(page)).to_contain_text("download your answers")
    expect(page.locator("#bar")).to_contain_text("Not saved: take a copy")
    expect(page.locator("#bar")).not_to_contain_text("Saves as you write")
    box(page, "notes").fill("Written all the same")
    expect(status(page)).not_to_contain_text("Saved on this device")
    page.context.close()


def test_what_is_typed_before_the_device_has_answered_is_kept(packs: Path, browser: Browser) -> None:
    page = refusing(browser, packs, "IDBFactory.prototype.open = () => ({})")
    box(page, "notes").fill("At once")
    rate(page, "practice--6a", 4)
    saved(page)
    expect(box(page, "notes")).to_have_value("At once")
    go(page)
    expect(box(page, "notes")).to_have_value("At once")
    page.context.close()


@pytest.mark.parametrize("store", ["localStorage", "indexedDB"])
def test_one_store_of_the_two_is_enough(packs: Path, browser: Browser, store: str) -> None:
    page = refusing(browser, packs, REFUSED.format(store))
    box(page, "notes").fill("Kept in the other")
    saved(page)
    expect(cannot_keep(page)).to_be_hidden()
    go(page)
    expect(box(page, "notes")).to_have_value("Kept in the other")
    page.context.close()


def test_when_the_device_becomes_full_the_page_says_that_it_no_longer_keeps_anything(page: Page) -> None:
    box(page, "notes").fill("While there is room")
    saved(page)
    page.evaluate(f"() => {{ {DEVICE_FULL} }}")
    box(page, "notes").fill("When there is none")
    expect(cannot_keep(page)).to_be_visible()
    expect(status(page)).not_to_contain_text("Saved on this device")


def test_a_clock_that_jumps_back_loses_nothing(packs: Path, browser: Browser) -> None:
    with tab(browser, workbook(packs).as_uri()) as page:
        box(page, "notes").fill("By the right clock")
        rate(page, "practice--6a", 4)
        saved(page)
        behind = page.context.new_page()
        behind.add_init_script("Date.now = () => Date.UTC(2001, 0, 1)")
        go(behind, workbook(packs).as_uri())
        expect(box(behind, "notes")).to_have_value("By the right clock")
        box(behind, "notes").fill("By a clock years behind")
        rate(behind, "practice--6a", 2)
        expect(box(page, "notes")).to_have_value("By a clock years behind")
        saved(behind)
        go(page)
        expect(page.locator("[id='practice--6a'] input[value='2']")).to_be_checked()
        assert shown(page) == {"notes": "By a clock years behind", "practice--6a": "2"}


def test_a_box_takes_no_more_text_than_an_answers_file_holds(packs: Path, browser: Browser) -> None:
    with tab(browser, workbook(packs).as_uri()) as page:
        assert set(page.locator("main textarea").evaluate_all("all => all.map(one => one.maxLength)")) == {200_000}
