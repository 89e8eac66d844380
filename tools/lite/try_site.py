"""A pack's notebook tried in JupyterLite, in Chromium, without a network: try_site.py SITE.

It is run from the top, one statement is rated and a text written; after a reload and another run both are there again.
Prints how long each step took. Run by the environment of the tests.
"""

import functools
import http.server
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Route, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
#: Milliseconds that one step may take on a slow machine.
MOST = 120_000
WORDS = "Written without a network"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Files of the site, with the type that a browser wants a module of WebAssembly to have."""

    extensions_map: ClassVar = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".wasm": "application/wasm",
        ".mjs": "text/javascript",
    }

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what matters is printed by the trial."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The site on this machine alone."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


class Trial:
    """The notebook in one browser, and how long its steps take."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.elsewhere: list[str] = []
        page.context.route("**/*", self._here_only)

    def _here_only(self, route: Route) -> None:
        if urlsplit(route.request.url).hostname in ("127.0.0.1", None):
            route.continue_()
        else:
            self.elsewhere.append(route.request.url)
            route.abort()

    def open(self, name: str) -> None:
        """Opens the notebook and runs all of it."""
        started = time.monotonic()
        self.page.goto(f"{self.address}/lab/index.html?path=workbook.ipynb")
        self.page.get_by_role("heading", level=1).first.wait_for(timeout=MOST)
        self._tell(f"{name}: notebook in sight", started)
        started = time.monotonic()
        self.page.get_by_text("Run", exact=True).first.click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        self.page.locator(".seminar-live textarea").first.wait_for(timeout=MOST)
        self._tell(f"{name}: first form", started)

    def until_saved(self, field: Locator) -> None:
        """Waits until the form of this field says that its answer is in the file."""
        form = field.locator("xpath=ancestor::*[contains(@class, 'seminar-live')]")
        form.get_by_text("Saved beside this notebook").wait_for(timeout=MOST)

    def _tell(self, what: str, started: float) -> None:
        print(f"{what:<36}{time.monotonic() - started:6.1f} s")


def main(site: Path) -> None:
    """Tries the site, and ends with 1 where something is not as it should be."""
    with served(site) as address, sync_playwright() as playwright:
        path = CHROMIUM if CHROMIUM.exists() else None
        alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage", alone]
        )
        trial = Trial(browser.new_page(viewport={"width": 1280, "height": 2400}), address)
        text = trial.page.locator(".seminar-live textarea").first
        rated = trial.page.locator(".seminar-live .statement").first.get_by_role("radio").nth(3)
        trial.open("first visit")
        text.fill(WORDS)
        trial.until_saved(text)
        rated.check(timeout=MOST)
        trial.until_saved(rated)
        trial.open("after a reload")
        expect(text).to_have_value(WORDS, timeout=MOST)
        expect(rated).to_be_checked(timeout=MOST)
        print(f"requests to other places            {len(trial.elsewhere):6}")
        browser.close()
        sys.exit(bool(trial.elsewhere))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
