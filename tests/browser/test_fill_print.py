"""What a participant takes away on paper or to read: every word, or none."""

import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.filling import (
    COHORT,
    FIRST,
    answers_file,
    box,
    dialog,
    download,
    fill_in,
    load,
    rate,
    saved,
    shown,
    tab,
    workbook,
)

pytestmark = pytest.mark.browser

LONG = " ".join(f"word{n}" for n in range(1, 5001))


@pytest.fixture
def page(packs: Path, browser: Browser) -> Iterator[Page]:
    with tab(browser, workbook(packs).as_uri()) as page:
        yield page


def printed(page: Page) -> list[str]:
    """Every word on paper, in order."""
    document = pypdfium2.PdfDocument(page.pdf(format="A4"))
    words = " ".join(sheet.get_textpage().get_text_bounded() for sheet in document).split()
    document.close()
    return words


def press(page: Page, button: str) -> None:
    """Presses a button that prints; no printer answers, so the page stays as it was made ready for one."""
    page.evaluate("window.print = () => { window.printed = true }")
    dialog(page).get_by_role("button", name=button).click()
    assert page.evaluate("window.printed") is True


def test_a_print_with_answers_holds_every_word_of_five_thousand_in_order(page: Page) -> None:
    box(page, "notes").fill(LONG)
    box(page, "actions--1-1").fill("A step\nin two lines")
    box(page, "actions--1-3").fill("2027-03-09")
    press(page, "Print with my answers")
    words = printed(page)
    assert [word for word in words if re.fullmatch(r"word\d+", word)] == LONG.split()
    assert "A step in two lines" in " ".join(words)
    assert re.search(r"9 March 2027|09/03/2027|2027-03-09", " ".join(words))


def test_the_browsers_own_print_holds_the_answers_too(page: Page) -> None:
    box(page, "notes").fill("Printed from the browser’s menu")
    assert "Printed from the browser’s menu" in " ".join(printed(page))
    assert page.locator(".written").count() == 0


def test_a_blank_print_holds_no_answer_and_leaves_them_where_they_are(page: Page) -> None:
    fill_in(page)
    load(page, answers_file({"gone-since": "Kept of another edition"}))
    box(page, "notes").fill("Secretword")
    expect(page.locator("#kept")).to_contain_text("Kept of another edition")
    rated = {"Answer", "Secretword", "Kept"}
    before = shown(page)
    with_answers = printed(page)
    assert rated <= set(with_answers)
    press(page, "Print blank")
    page.emulate_media(media="print")
    assert page.locator(".options label").first.is_visible()
    blank = printed(page)
    assert not {word for word in blank if re.search("Secretword|Kept|“so”", word)}
    assert len(blank) > 2000
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert shown(page) == before
    assert rated <= set(printed(page))


def test_a_blank_print_shows_no_rating_as_chosen(page: Page) -> None:
    looks = []
    for point in (None, 3):
        rate(page, "practice--6a", point)
        page.evaluate("document.activeElement.blur()")
        press(page, "Print blank")
        page.emulate_media(media="print")
        looks.append(page.locator("[id='practice--6a']").screenshot())
        page.emulate_media(media="screen")
    assert looks[0] == looks[1]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="print")
    assert page.locator("[id='practice--6a']").screenshot() != looks[0]


def test_a_copy_to_read_holds_every_question_and_answer_and_runs_nothing(
    page: Page, browser: Browser, tmp_path: Path
) -> None:
    fill_in(page)
    hostile = "</p><script>document.title = 'hacked'</script><img src=x onerror=\"document.title = 'hacked'\">"
    box(page, "notes").fill(hostile)
    saved(page)
    name, text = download(page, "Download a copy to read")
    assert name == f"{COHORT}--{FIRST}.html"
    copy = tmp_path / name
    copy.write_text(text, encoding="utf-8")
    with tab(browser, copy.as_uri()) as reading:
        words = reading.locator("body").inner_text()
        assert [answer for id, answer in shown(page).items() if len(answer) > 10 and answer not in words] == []
        assert page.locator("label.question[for=next-focus]").inner_text() in words
        assert reading.locator("script, img[src=x], iframe").count() == 0
        assert "hacked" not in reading.title()
        assert reading.locator("html").get_attribute("lang") == "en-GB"
        expect(reading.get_by_role("heading", level=1)).to_be_visible()
