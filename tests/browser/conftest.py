"""One Chromium for all browser tests: the system's, or Playwright's own where there is none."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.lab import SHORT, Lab, Open, Server, server, write_notebook

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless browser."""
    with sync_playwright() as playwright:
        path = CHROMIUM if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests."""
    with server(tmp_path_factory.mktemp("jupyter")) as running:
        yield running


@pytest.fixture
def opened(jupyter: Server, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Opens a notebook of these cells in a folder of this test's own."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    folder = request.node.name.replace("[", "-").strip("]").replace("/", "-")

    def open_notebook(cells: Sequence[str] = SHORT, host: str = "lab/tree") -> Lab:
        if not (jupyter.root / folder).exists():
            write_notebook(jupyter.root / folder, cells)
        lab = Lab(jupyter, context.new_page(), folder, host)
        lab.open()
        return lab

    yield open_notebook
    context.close()
    jupyter.stop_kernels(folder)
