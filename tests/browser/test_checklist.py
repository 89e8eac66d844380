"""A checklist in use: ticked, kept, taken along, printed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.filling import download, faults, go, load, saved, tab
from tests.render.workbook import EXTENSION, METADATA, asking
from workbook_kit.activities import Checklist, Prompt
from workbook_kit.render import embedded
from workbook_kit.render.document import assemble

pytestmark = pytest.mark.browser

READY = Checklist("ready", "Before you meet your coach", items={"read": "I have read it", "room": "The room is booked"})


@pytest.fixture(params=[{"width": 360, "height": 800}, {"width": 1280, "height": 900}], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    metadata = {name: said for name, said in METADATA.items() if name != "partners"}
    document = assemble(asking(READY, Prompt("next", "What next?")), metadata, tmp_path, tmp_path, EXTENSION)
    file = tmp_path / "workbook.html"
    file.write_bytes(embedded.render_html(document, tmp_path, EXTENSION))
    with tab(browser, file.as_uri(), viewport=request.param) as page:
        yield page


def answers(page: Page) -> object:
    """What a copy of the answers holds of the checklist."""
    return json.loads(download(page)[1])["answers"].get("ready")


def test_a_tick_is_kept_and_can_be_taken_back(page: Page) -> None:
    read, room = page.get_by_label("I have read it"), page.get_by_label("The room is booked")
    read.focus()
    page.keyboard.press("Space")
    page.get_by_text("The room is booked").click()
    saved(page)
    go(page)
    expect(read).to_be_checked()
    expect(room).to_be_checked()
    room.uncheck()
    saved(page)
    go(page)
    expect(room).not_to_be_checked()
    assert answers(page) == {"read": 1, "room": None}


def test_what_is_not_ticked_is_left_to_do(page: Page) -> None:
    left = page.locator("#to-do")
    expect(left).to_contain_text("3 of 3 still to do")
    page.get_by_label("I have read it").check()
    expect(left).to_contain_text("2 of 3 still to do")


def test_ticks_of_a_file_are_loaded_and_nothing_else_is(page: Page) -> None:
    page.get_by_label("I have read it").check()
    file = json.loads(download(page)[1])
    file["answers"]["ready"] = {"read": 1, "room": 2}
    page.get_by_label("I have read it").uncheck()
    file["edited"] = {"ready": {"read": "2999-01-01T00:00:00Z", "room": "2999-01-01T00:00:00Z"}}
    assert "no fit for the question" in load(page, json.dumps(file))
    expect(page.get_by_label("The room is booked")).not_to_be_checked()


def test_a_copy_to_read_says_what_is_ticked(page: Page) -> None:
    page.get_by_label("I have read it").check()
    copy = download(page, "Download a copy to read")[1]
    assert "Ticked: <span>I have read it" in copy
    assert "Not ticked: <span>The room is booked" in copy


def test_axe_is_quiet_with_ticks(page: Page) -> None:
    page.get_by_label("I have read it").check()
    assert faults(page) == []
