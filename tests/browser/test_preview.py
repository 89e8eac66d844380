"""A sheet looked at in a real JupyterLab, in which it is being written."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.lab import SECONDS, TOKEN, Lab, Server, server, until
from tests.tiny import SHEET, Tiny

pytestmark = pytest.mark.browser
TEXT = "{{ cohort.name }}: " + "a line of text.\n\n" * 40 + "[Back to the top](#top)"
LOOK = ("code", "%load_ext workbook_kit\n%preview")


@pytest.fixture
def jupyter(tmp_path: Path) -> Iterator[Server]:
    """Jupyter, with a project among its files."""
    with server(tmp_path) as running:
        project = Tiny(running.root / "project")
        project.sheet("hello", ("markdown", "# Hello {#top}"), *SHEET[1:], ("markdown", TEXT), LOOK)
        yield running


@pytest.fixture
def lab(jupyter: Server, page: Page) -> Lab:
    """The sheet, open."""
    opened = Lab(jupyter, page, "project")
    page.goto(f"{jupyter.url}lab/tree/project/workbooks/hello.ipynb?token={TOKEN}&reset")
    opened.ready()
    return opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window of its own."""
    with browser.new_context(viewport={"width": 1280, "height": 1000}) as context:
        yield context.new_page()


def test_the_sheet_is_shown_as_its_page_draws_it_with_the_values_of_the_kernel(lab: Lab, jupyter: Server) -> None:
    lab.command("notebook:run-all-cells")
    frame = lab.page.frame_locator(".jp-OutputArea iframe")
    expect(frame.get_by_role("heading", name="Hello")).to_be_visible(timeout=SECONDS * 1000)
    expect(frame.get_by_label("What do you see?")).to_be_visible()
    assert frame.locator("main").inner_text().count("Sample: a line of text.") == 1
    assert frame.locator("h2").evaluate("heading => getComputedStyle(heading).color") == "rgb(22, 50, 79)"
    link, top = frame.get_by_role("link", name="Back to the top"), frame.get_by_role("heading", name="Hello")
    link.evaluate("link => link.scrollIntoView()")
    assert top.evaluate("() => scrollY") > 300
    link.evaluate("link => link.click()")
    until(lambda: top.evaluate("() => scrollY") < 100)
    assert lab.page.get_by_text("as it was saved at").count() == 1
    jupyter.stop_kernels("project")
