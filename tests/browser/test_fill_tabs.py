"""One workbook open in two tabs: neither overwrites the other, and each shows what the other holds."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.filling import box, go, rate, saved, shown, tab, workbook

pytestmark = pytest.mark.browser

#: Writes faster than any hand.
WRITE = """
([id, text]) => {
  const box = document.getElementById(id);
  box.value = text;
  box.dispatchEvent(new Event("input", {bubbles: true}));
}
"""


@pytest.fixture
def tabs(packs: Path, browser: Browser) -> Iterator[tuple[Page, Page]]:
    """Two tabs of one browser."""
    address = workbook(packs).as_uri()
    with tab(browser, address) as one:
        other = one.context.new_page()
        go(other, address)
        yield one, other


def chosen(page: Page, key: str, point: int) -> None:
    expect(page.locator(f"[id='{key}'] input[value='{point}']")).to_be_checked()


def test_each_tab_shows_what_is_written_in_the_other(tabs: tuple[Page, Page]) -> None:
    one, other = tabs
    box(one, "notes").fill("Written in the first")
    rate(one, "practice--6a", 4)
    expect(box(other, "notes")).to_have_value("Written in the first")
    chosen(other, "practice--6a", 4)
    box(other, "review-use").fill("Written in the second")
    rate(other, "practice--6a", 2)
    expect(box(one, "review-use")).to_have_value("Written in the second")
    chosen(one, "practice--6a", 2)


def test_answers_given_in_both_before_either_has_saved_are_all_kept(tabs: tuple[Page, Page]) -> None:
    for n in range(16):
        page = tabs[n % 2]
        page.evaluate(WRITE, [f"actions--{n // 4 + 1}-{(1, 2, 4, 5)[n % 4]}", str(n)])
    for page in tabs:
        saved(page)
    for page in tabs:
        expect(box(page, "actions--4-5")).to_have_value("15")
        expect(box(page, "actions--4-4")).to_have_value("14")
        assert sorted(map(int, shown(page).values())) == list(range(16))
        go(page)
    for page in tabs:
        expect(box(page, "actions--4-5")).to_have_value("15")
        assert sorted(map(int, shown(page).values())) == list(range(16))


def test_of_two_edits_of_one_answer_the_later_wins_in_both_tabs(tabs: tuple[Page, Page]) -> None:
    one, other = tabs
    box(one, "notes").fill("Earlier")
    box(other, "notes").fill("Later")
    saved(one)
    saved(other)
    expect(box(one, "notes")).to_have_value("Later")
    one.close()
    go(other)
    expect(box(other, "notes")).to_have_value("Later")


def test_what_comes_from_the_other_tab_does_not_disturb_the_one_who_types(tabs: tuple[Page, Page]) -> None:
    one, other = tabs
    box(one, "notes").press_sequentially("Begin end")
    for _ in range(4):
        one.keyboard.press("ArrowLeft")
    box(other, "review-use").fill("Meanwhile")
    expect(box(one, "review-use")).to_have_value("Meanwhile")
    one.keyboard.type(" middle")
    expect(box(one, "notes")).to_have_value("Begin middle end")
    expect(box(other, "notes")).to_have_value("Begin middle end")
    assert one.evaluate("document.activeElement.id") == "notes"


def test_a_tab_that_slept_through_changes_takes_them_up_and_overwrites_none(tabs: tuple[Page, Page]) -> None:
    one, other = tabs
    other.context.new_cdp_session(other).send("Page.setWebLifecycleState", {"state": "frozen"})
    box(one, "notes").fill("While the other slept")
    saved(one)
    other.context.new_cdp_session(other).send("Page.setWebLifecycleState", {"state": "active"})
    box(other, "review-use").fill("After waking")
    saved(other)
    go(one)
    expect(box(one, "review-use")).to_have_value("After waking")
    assert shown(one) == {"notes": "While the other slept", "review-use": "After waking"}
