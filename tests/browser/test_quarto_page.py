"""Pages of Quarto's authors, without Python: filled in, found again, quiet for axe, the same at every width."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import page as validation
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.filling import box, download, faults, fill_in, go, load, rate, saved, shown, tab
from tests.extension.quarto import handout, page
from tests.render.reading import pages
from tests.render.workbook import EXTENSION, cell
from workbook_kit.activities import Prompt

pytestmark = pytest.mark.browser

EXAMPLE = EXTENSION / "example" / "example.qmd"
PLAIN = Path(__file__).parents[1] / "extension" / "plain.qmd"
WIDTHS = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
#: An empty project with the extension, and one document of divs.
FIRST = """---
title: My first seminar
format: seminar-html
---

## Think

::: {.prompt #first lines=4}
What will you try?
:::

::: {.rating #sure}
How sure are you?

1. I know why.
2. I know how.
:::

::: {.checklist #ready}
Ready?

- I have read it
:::

::: {.table-to-fill #plan columns="What | By when" rows=2 kinds="text | date"}
Plan it
:::
"""


def write(text: str, folder: Path) -> str:
    file = folder / "page.html"
    file.write_text(page(text, folder), encoding="utf-8")
    return file.as_uri()


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of the document with everything."""
    folder = tmp_path_factory.mktemp("example")
    shutil.copytree(EXAMPLE.parent / "figures", folder / "figures")
    return write(EXAMPLE.read_text(encoding="utf-8"), folder)


@pytest.fixture(params=WIDTHS)
def opened(request: pytest.FixtureRequest, browser: Browser, example: str) -> Iterator[Page]:
    with tab(browser, example, viewport=WIDTHS[request.param]) as page:
        yield page


def test_one_document_of_divs_keeps_its_answers(browser: Browser, tmp_path: Path) -> None:
    with tab(browser, write(FIRST, tmp_path)) as page:
        said: list[str] = []
        page.on("console", lambda one: said.append(one.text))
        fill_in(page)
        box(page, "cover--name").fill("Siân")
        saved(page)
        before = shown(page)
        assert len(before) == 1 + 1 + 2 + 1 + 4
        go(page)
        assert shown(page) == before
        assert faults(page) == []
        assert said == []


def test_the_document_with_everything_keeps_every_answer(opened: Page) -> None:
    fill_in(opened)
    for code in ("1-1", "1-2", "2-1", "2-2"):
        rate(opened, f"practice--{code}", 3)
    saved(opened)
    before = shown(opened)
    assert len(before) == 2 + 4 + 1 + 8 + 3 + 1
    go(opened)
    assert shown(opened) == before


def test_axe_finds_nothing_and_nothing_scrolls_sideways(opened: Page) -> None:
    assert faults(opened) == []
    opened.get_by_role("radio", name="Conferences").check()
    assert faults(opened) == []
    assert opened.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_what_is_left_is_told_by_chapter_with_links(opened: Page) -> None:
    links = opened.locator("#to-do a")
    expect(links).to_have_text(["Where I stand", "A school’s decision", "What I will do"])
    links.nth(1).click()
    assert opened.url.endswith("#s_sec-decision")
    rate(opened, "practice--1-1", 2)
    expect(opened.locator("#drawn table")).to_be_visible()


def test_a_tabset_is_worked_by_keys_and_shows_one_tab(opened: Page) -> None:
    marking, whole = opened.get_by_text("Every book, every week"), opened.get_by_text("One page for the class")
    expect(marking).to_be_visible()
    expect(whole).to_be_hidden()
    opened.get_by_role("radio", name="Marking").focus()
    opened.keyboard.press("ArrowRight")
    expect(opened.get_by_role("radio", name="Whole-class feedback")).to_be_focused()
    expect(whole).to_be_visible()
    expect(marking).to_be_hidden()


def test_paper_and_a_copy_to_read_hold_every_tab(opened: Page, browser: Browser, tmp_path: Path) -> None:
    opened.emulate_media(media="print")
    for words in ("Every book, every week", "One page for the class", "Two minutes with each pupil"):
        expect(opened.get_by_text(words)).to_be_visible()
    opened.emulate_media(media="screen")
    opened.get_by_role("button", name="My answers").click()
    with opened.expect_download() as given:
        opened.get_by_role("button", name="Download a copy to read").click()
    copy = tmp_path / "copy.html"
    given.value.save_as(copy)
    with tab(browser, copy.as_uri(), java_script_enabled=False) as read:
        for words in ("Every book, every week", "One page for the class", "Two minutes with each pupil"):
            expect(read.get_by_text(words)).to_be_visible()
        assert read.locator("input, textarea").count() == 0


def test_a_question_of_a_python_cell_has_its_label_in_sight(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quarto's own boxes around what a cell gave are called as the boxes of our tables."""
    monkeypatch.setenv("QUARTO_EXECUTE_INFO", "x")
    drawn = cell(Prompt("mine", "What will you try?"))
    text = f"---\ntitle: A\n---\n\n:::: {{.cell}}\n::: {{.cell-output}}\n{drawn}\n:::\n::::\n"
    with tab(browser, write(text, tmp_path), viewport=WIDTHS["desktop"]) as page:
        label = page.get_by_text("What will you try?").bounding_box()
        assert label is not None
        assert label["height"] > 15
        fill_in(page)
        saved(page)


def test_documents_of_one_programme_compare_their_answers(browser: Browser, tmp_path: Path) -> None:
    def part(name: str) -> str:
        (tmp_path / name).mkdir()
        front = f"---\ntitle: Part {name}\nnpq: Leading Apples\nworkbook-id: {name}\n---\n"
        return write(front + FIRST.partition("---\n\n")[2], tmp_path / name)

    with tab(browser, part("one")) as page:
        box(page, "first").fill("Prune in winter.")
        saved(page)
        _, answers = download(page)
    with tab(browser, part("two")) as page:
        assert "1 answer taken from “Part one” to compare with." in load(page, answers)
        expect(page.get_by_text("What you wrote in “Part one”")).to_be_visible()


def test_without_contents_the_text_has_its_width(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(FIRST, tmp_path, toc=False), encoding="utf-8")
    with tab(browser, file.as_uri(), viewport=WIDTHS["desktop"]) as opened:
        width = opened.locator("main").bounding_box()
        assert width is not None
        assert width["width"] > 600


def test_a_page_that_asks_nothing_has_nothing_to_fill_in(browser: Browser, tmp_path: Path) -> None:
    address = write(PLAIN.read_text(encoding="utf-8"), tmp_path)
    for width in WIDTHS.values():
        with tab(browser, address, viewport=width) as page:
            assert faults(page) == []
            assert page.locator("input, textarea, button, dialog").count() == 0
            assert "remember" not in page.locator("body").inner_text()
            expect(page.get_by_role("link", name="Table 1")).to_have_attribute("href", "#s_tbl-one")


@pytest.mark.parametrize("text", [FIRST, EXAMPLE, PLAIN], ids=["first", "example", "plain"])
def test_the_handout_conforms_to_pdf_ua(text: str | Path, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE.parent / "figures", tmp_path / "figures")
    made = handout(text if isinstance(text, str) else text.read_text(encoding="utf-8"), tmp_path)
    assert validation.validate_pdf_bytes(made, profile=validation.ValidationProfile.PDF_UA_1).is_compliant
    said = " ".join(pages(made))
    assert ("Your name" in said) == (text is not PLAIN)
