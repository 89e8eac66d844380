"""The page in a real browser: reachable, readable and quiet at every width."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.render.workbook import EXTENSION, whole
from workbook_kit.render import embedded

pytestmark = pytest.mark.browser

WIDTHS = (320, 360, 768, 1280)
SIZES = """
  [...document.querySelectorAll(
      '.options label, .check, main textarea, main input:not([type=radio], [type=checkbox]), summary, nav a')]
    .filter(target => target.getClientRects().length)
    .map(target => target.getBoundingClientRect())
    .map(box => [Math.round(box.width), Math.round(box.height)])
"""
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The whole workbook, as a file to open."""
    folder = tmp_path_factory.mktemp("look")
    file = folder / "workbook.html"
    file.write_bytes(embedded.render_html(whole(), folder, EXTENSION))
    return file.as_uri()


@pytest.fixture(params=WIDTHS)
def opened(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """The page at one width, with all it asked for and all it complained of in `page.asked`."""
    context = browser.new_context(viewport={"width": request.param, "height": 900}, has_touch=request.param < 768)
    page = context.new_page()
    page.asked = []  # type: ignore[attr-defined]
    page.on("request", lambda asked: page.asked.append(asked.url))  # type: ignore[attr-defined]
    page.on("console", lambda said: page.asked.append(said.text))  # type: ignore[attr-defined]
    page.goto(address)
    yield page
    context.close()


def test_axe_finds_nothing(opened: Page) -> None:
    found = Axe().run(opened, options=RULES).response
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    assert len(found["passes"]) > 30


def test_nothing_scrolls_sideways(opened: Page) -> None:
    assert opened.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_no_request_leaves_the_page(opened: Page, address: str) -> None:
    assert [asked for asked in opened.asked if not asked.startswith("data:")] == [address]  # type: ignore[attr-defined]


def test_the_page_is_set_in_our_own_letters(opened: Page) -> None:
    assert opened.evaluate(
        "document.fonts.ready.then(() => document.fonts.check('16px \"Atkinson Hyperlegible Next\"'))"
    )
    assert opened.evaluate("[...document.fonts].filter(one => one.status === 'loaded').length") == 2


def test_targets_are_large_enough_to_touch(opened: Page) -> None:
    sizes = opened.evaluate(SIZES)
    assert len(sizes) > 50
    touch = opened.viewport_size["width"] < 768  # type: ignore[index]
    assert min(height for _, height in sizes) >= (44 if touch else 24)
    assert min(width for width, _ in sizes) >= (40 if touch else 24)


def test_a_control_in_focus_is_outlined(opened: Page) -> None:
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.className") == "skip"
    opened.focus("#prompt")
    outline = "getComputedStyle(document.activeElement)"
    assert opened.evaluate(f"[{outline}.outlineStyle, parseFloat({outline}.outlineWidth)]") == ["solid", 3]


def test_arrows_rate_and_tab_goes_on_to_the_next_statement(opened: Page) -> None:
    opened.focus('[name="long--1-1"]:checked')
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("ArrowRight")
    assert opened.evaluate("document.activeElement.value") == "2"
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.name") == "long--1-2"


def test_space_and_a_touch_of_the_words_tick_a_box(opened: Page) -> None:
    ticked = "[...document.querySelectorAll('.checklist :checked')].map(box => box.id)"
    opened.focus("#ready--read")
    opened.keyboard.press("Space")
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.id") == "ready--booked"
    assert opened.evaluate(ticked) == ["ready--read"]
    opened.get_by_text("I have booked the room").click()
    assert opened.evaluate(ticked) == ["ready--read", "ready--booked"]


def test_the_key_to_a_scale_stays_in_sight_and_covers_no_statement_in_focus(opened: Page) -> None:
    opened.emulate_media(reduced_motion="reduce")
    opened.focus('[name="long--1-20"]:checked')
    opened.focus('[name="long--1-12"]:checked')
    key = opened.evaluate("document.querySelector('.rating:has([id^=long]) .scale').getBoundingClientRect().bottom")
    row = opened.evaluate("document.activeElement.getBoundingClientRect().top")
    assert 0 < key <= row


def test_colours_forced_by_the_reader_leave_everything_usable(browser: Browser, address: str) -> None:
    with browser.new_context(forced_colors="active", reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(address)
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
        assert page.evaluate("getComputedStyle(document.querySelector('.cover'), '::after').display") == "none"
        assert page.evaluate("getComputedStyle(document.querySelector('.letter')).borderStyle") == "solid"


def test_on_paper_the_page_leaves_out_what_only_a_screen_can_use(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        page.emulate_media(media="print")
        for selector in (".contents", "summary", ".reveal"):
            assert not page.is_visible(selector)
        assert page.is_visible("#prompt")
