"""The picture of one's own ratings, what is left to do, and recall before the answers."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.filling import answers_file, box, download, fill_in, go, load, rate, saved, shown, tab, workbook

pytestmark = pytest.mark.browser


@pytest.fixture
def page(packs: Path, browser: Browser) -> Iterator[Page]:
    with tab(browser, workbook(packs).as_uri()) as page:
        yield page


def ratings(page: Page) -> Locator:
    return page.locator("#overview")


def low(page: Page) -> list[str]:
    """The codes of the statements that the page asks an action for, in order."""
    boxes = ratings(page).get_by_role("textbox").all()
    return [str(one.get_attribute("aria-label") or one.evaluate("box => box.labels[0].textContent")) for one in boxes]


def test_every_rating_is_a_number_in_a_table_and_one_not_yet_rated_is_none(page: Page) -> None:
    rate(page, "practice--6a", 2)
    rate(page, "practice--6b", 4)
    rate(page, "knowledge--6-1", 5)
    expect(ratings(page).get_by_role("table")).to_have_count(2)
    tables = ratings(page).get_by_role("table").all()
    assert {bool(table.locator("caption").inner_text().strip()) for table in tables} == {True}
    assert {table.get_by_role("columnheader").count() > 1 for table in tables} == {True}
    words = " ".join(table.inner_text().replace("\n", " ") for table in tables)
    assert "Implementation" in words
    assert page.locator("#overview tbody:has(th[scope=rowgroup])").count() == page.locator("#overview tbody").count()
    rated, unrated = (
        page.locator(f"#overview tbody td{which}").all_inner_texts() for which in (":not(.unrated)", ".unrated")
    )
    assert sum(map(int, rated)) == 3
    assert sum(map(int, unrated)) == page.locator(".statement").count() - 3


def test_the_lowest_rated_ask_for_one_action_each_lowest_first_and_the_kinds_apart(page: Page) -> None:
    for letter, point in zip("abcdefg", (3, 2, 4, 1, 5, 2, 4), strict=True):
        rate(page, f"practice--6{letter}", point)
    rate(page, "knowledge--6-2", 1)
    rate(page, "knowledge--6-1", 5)
    expect(ratings(page).get_by_role("textbox")).to_have_count(6)
    codes = [label.split()[-1] for label in low(page)]
    assert [code for code in codes if "." in code] == ["6.2"]
    assert [code for code in codes if "." not in code] == ["6d", "6b", "6f", "6a", "6c"]


def test_a_statement_not_yet_rated_is_never_among_the_lowest(page: Page) -> None:
    expect(ratings(page).get_by_role("textbox")).to_have_count(0)
    rate(page, "practice--6a", 1)
    expect(ratings(page).get_by_role("textbox")).to_have_count(1)
    rate(page, "practice--6a", None)
    expect(ratings(page).get_by_role("textbox")).to_have_count(0)


def test_an_action_is_kept_with_its_statement_even_when_the_rating_rises(page: Page) -> None:
    rate(page, "practice--6a", 1)
    ratings(page).get_by_role("textbox").fill("Ask Hugh to watch me")
    rate(page, "practice--6a", 5)
    saved(page)
    go(page)
    expect(ratings(page).get_by_role("textbox")).to_have_value("Ask Hugh to watch me")
    assert json.loads(download(page)[1])["answers"]["practice-action"] == {"6a": "Ask Hugh to watch me"}


def test_a_rating_can_be_cleared_and_stays_cleared(page: Page) -> None:
    rate(page, "practice--6a", 4)
    saved(page)
    rate(page, "practice--6a", None)
    saved(page)
    go(page)
    expect(page.locator("[id='practice--6a'] input[value='']")).to_be_checked()
    assert shown(page) == {}
    load(page, answers_file({"practice": {"6a": 4}}))
    assert shown(page) == {}


def test_what_is_left_counts_down_chapter_by_chapter(page: Page) -> None:
    left = page.locator("#to-do")
    expect(left.get_by_role("link", name="Notes")).to_be_attached()
    links = left.get_by_role("link").all()
    assert len(links) >= 4
    for link in links:
        assert page.locator(str(link.get_attribute("href"))).count() == 1
    box(page, "intention-first").fill("The second")
    expect(left.get_by_role("link", name="Learning intentions")).to_have_count(0)
    assert left.get_by_role("link").count() == len(links) - 1
    box(page, "notes").fill("More")
    expect(left.get_by_role("link", name="Notes")).to_have_count(0)
    fill_in(page)
    expect(page.get_by_text("Everything has an answer.")).to_be_visible()


def test_the_answers_to_recall_open_only_after_something_is_written(page: Page) -> None:
    activity = page.locator(".blanks:has([id^=retrieval])")
    show = activity.get_by_text("Show the answers")
    expect(show).to_be_hidden()
    expect(activity.get_by_text("Write what you remember first")).to_be_visible()
    box(page, "retrieval--2").fill("It takes years")
    expect(activity.get_by_text("Write what you remember first")).to_be_hidden()
    show.click()
    expect(activity.locator(".reveal li").first).to_be_visible()
    box(page, "retrieval--2").fill(" ")
    expect(show).to_be_hidden()


def test_notes_of_a_group_and_ones_own_are_apart(page: Page) -> None:
    box(page, "review-use").fill("My own")
    box(page, "review-use-group").fill("Ours")
    saved(page)
    go(page)
    expect(box(page, "review-use")).to_have_value("My own")
    assert shown(page) == {"review-use": "My own", "review-use-group": "Ours"}
