"""How heavy the page is: its size, how soon it can be used, and whether typing ever makes it stutter.

    python benchmarks/page.py [PACKS]

The processor is slowed four times, to about what a cheap phone has. PACKS is a folder of packs, `packs` if left out.
"""

import statistics
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table

CHROMIUM = Path("/usr/bin/chromium")
SLOWER = 4
RUNS = 5
LETTERS = "The plan is modest, and we will see by Easter whether it holds. " * 4

#: Interactive is when the page has taken up its answers and the browser has nothing left to do before an input.
WATCH = """
window.ready = new Promise(done => addEventListener("load", () => setTimeout(() => done(performance.now()))));
window.tasks = [0];
new PerformanceObserver(list => list.getEntries().forEach(one => window.tasks.push(one.duration)))
  .observe({type: "longtask"});
"""


def slowed(browser: Browser) -> Page:
    """A page on a phone's screen that runs four times slower."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.add_init_script(WATCH)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page


def interactive(browser: Browser, workbook: Path) -> float:
    """Milliseconds from asking for the page to its being usable."""
    page = slowed(browser)
    page.goto(workbook.as_uri())
    took = float(page.evaluate("window.ready"))
    page.context.close()
    return took


def longest_task(browser: Browser, workbook: Path) -> float:
    """The longest task, in milliseconds, while a text is typed into a full workbook; 0 if none is long."""
    page = slowed(browser)
    page.goto(workbook.as_uri())
    for area in page.locator("main textarea").all():
        area.fill("Words. " * 50)
    page.evaluate("window.tasks.length = 1")
    page.locator("main textarea").first.press_sequentially(LETTERS, timeout=120_000)
    page.wait_for_timeout(1500)  # the saving after the last letter is part of it
    longest = max(page.evaluate("window.tasks"))
    page.context.close()
    return float(longest)


def report(workbook: Path, size: float, ready: list[float], task: float) -> Table:
    """The figures, and what they should be."""
    table = Table("Measure", "Found", "Aim", title=f"{workbook.parent.parent.name}, {workbook.parent.name}")
    table.add_row("size", f"{size:.1f} kB", "under 200 kB")
    spread = f"{statistics.median(ready):.0f} ms (from {min(ready):.0f} to {max(ready):.0f})"
    table.add_row("time to interactive", spread, "under 500 ms")
    table.add_row("longest task while typing", f"{task:.0f} ms" if task else "under 50 ms", "under 50 ms")
    return table


def main(packs: Path) -> None:
    workbook = max(packs.absolute().glob("*/*/workbook.html"), key=lambda path: path.stat().st_size)
    with sync_playwright() as playwright:
        path = CHROMIUM if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        ready = [interactive(browser, workbook) for _ in range(RUNS)]
        task = longest_task(browser, workbook)
        browser.close()
    Console().print(report(workbook, workbook.stat().st_size / 1000, ready, task))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "packs"))
