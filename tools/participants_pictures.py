"""Takes the two pictures of docs/for-participants.md from a real pack, filled with invented answers.

python tools/participants_pictures.py [WORKBOOK]

WORKBOOK is the page of a workbook; left out, the first of a sample cohort as `make packs` makes it.
"""

import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
CHROMIUM = Path("/usr/bin/chromium")
WORKBOOK = ROOT / "packs" / "ltd-saltmarsh-2027" / "seminar-1" / "workbook.html"
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 800},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1180, "height": 780}}
TEXTS = {
    "cover--name": "Ada Lowe",
    "preview-question": "I know that we drop things too early. I hope to hear how others decide what to keep.",
}
RATINGS = {"knowledge--6-1": 3, "knowledge--6-2": 4, "knowledge--6-3": 2, "knowledge--6-4": 3, "practice--6a": 2,
           "practice--6b": 4, "practice--6c": 3}  # fmt: skip
MOST_BYTES = 200_000


def picture(browser: Browser, workbook: Path, settings: dict[str, Any], file: Path) -> None:
    """The page where statements are rated."""
    page = browser.new_context(**settings, reduced_motion="reduce").new_page()
    page.goto(workbook.absolute().as_uri())
    for key, text in TEXTS.items():
        page.locator(f"[id='{key}']").fill(text)
    for id, point in RATINGS.items():
        page.locator(f"#{id} input[value='{point}']").check()
    page.get_by_text("Saved on this device, ").wait_for()
    page.locator(".strip").wait_for()
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)
    page.locator(".rating:has(#knowledge--6-1)").evaluate("one => scrollTo(0, one.offsetTop - 16)")
    page.screenshot(path=file)
    assert file.stat().st_size < MOST_BYTES, f"{file.name} is too large"
    page.context.close()


def main(workbook: Path) -> None:
    with sync_playwright() as playwright:
        path = CHROMIUM if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, settings in (("phone", PHONE), ("desktop", DESKTOP)):
            picture(browser, workbook, settings, ROOT / "docs" / "images" / f"participants-{name}.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else WORKBOOK)
