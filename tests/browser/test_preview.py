"""A sheet looked at in a real JupyterLab, in which it is being written."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.lab import SECONDS, TOKEN, Lab, Server, until
from tests.tiny import SHEET, Tiny

pytestmark = pytest.mark.browser
TEXT = "{{ cohort.name }}: " + "a line of text.\n\n" * 40 + "[Back to the top](#top)"
LOOK = ("code", "%load_ext workbook_kit\n%preview")


@pytest.fixture
def lab(jupyter: Server, browser: Browser) -> Iterator[Lab]:
    """The sheet of a project among Jupyter's files, open."""
    project = Tiny(jupyter.root / "project")
    project.sheet("hello", ("markdown", "# Hello {#top}"), *SHEET[1:], ("markdown", TEXT), LOOK)
    with browser.new_context(viewport={"width": 1280, "height": 1000}) as context:
        opened = Lab(jupyter, context.new_page(), "project")
        opened.page.goto(f"{jupyter.url}lab/tree/project/workbooks/hello.ipynb?token={TOKEN}&reset")
        opened.ready()
        yield opened
    jupyter.stop_kernels("project")


def test_the_sheet_is_shown_as_its_page_draws_it_with_the_values_of_the_kernel(lab: Lab) -> None:
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
