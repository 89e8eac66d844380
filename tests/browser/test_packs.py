"""Real packs, one of each NPQ, in a real browser on a phone and on a desktop."""

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = ("workbook.html", "index.html")


def one_of_each(packs: Path) -> list[Path]:
    """The first pack of each NPQ, and the first study pack."""
    chosen: dict[object, Path] = {}
    for path in sorted(packs.glob("*/*/manifest.json")):
        manifest = json.loads(path.read_text())
        chosen.setdefault(manifest["npq"], path.parent)
        if "online" in manifest["cohort"]:
            chosen.setdefault("online", path.parent)
    assert len(chosen) == 5
    return list(chosen.values())


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_nothing_overflows_and_nothing_is_asked_for(
    packs: Path, browser: Browser, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for file in [packs / "index.html", *(pack / name for pack in one_of_each(packs) for name in PAGES)]:
        asked.clear()
        page.goto(file.as_uri())
        found = Axe().run(page, options=RULES).response
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == [], file
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), file
        assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
    context.close()


def test_without_script_every_statement_can_be_rated_and_every_prompt_written(packs: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((one_of_each(packs)[0] / "workbook.html").as_uri())
    for statement in page.locator(".statement").all():
        choice = statement.get_by_role("radio").last
        choice.check()
        assert choice.is_checked()
    areas = page.locator("main textarea").all()
    assert len(areas) > 10
    for area in areas:
        area.fill("Words")
        assert area.input_value() == "Words"
    context.close()


def test_the_keyboard_alone_reaches_and_moves_a_rating(packs: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((one_of_each(packs)[0] / "workbook.html").as_uri())
    group = page.locator(".statement").first
    group.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowRight")
    assert group.get_by_role("radio").nth(1).is_checked()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.statement')?.id") != group.get_attribute("id")
    page.close()
