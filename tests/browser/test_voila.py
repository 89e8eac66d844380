"""A pack's notebook shown by a real Voila: each visitor has a workbook of their own, which nobody else finds."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.lab import ANSWERS, SHORT, until, write_notebook

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where Voila shows the notebook."""
    write_notebook(tmp_path, SHORT)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "voila", "workbook.ipynb", f"--port={port}", "--no-browser"]
    own = {name: str(tmp_path / "own") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=tmp_path, env={**os.environ, **own}, stdout=log, stderr=log)
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            process.wait(30)


def answers(page: Page, address: str) -> bool:
    """Whether there is a server yet."""
    try:
        return page.goto(address) is not None
    except Error:
        return False


def visit(browser: Browser, address: str) -> Page:
    """Somebody opens the page, on a device of their own."""
    page = browser.new_context().new_page()
    until(lambda: answers(page, address), 60)
    expect(page.get_by_label("Your role")).to_be_visible(timeout=60_000)
    return page


def test_nobody_finds_anothers_answers_and_a_copy_can_be_taken(address: str, browser: Browser, tmp_path: Path) -> None:
    first = visit(browser, address)
    first.get_by_label("Your role").fill("The first visitor")
    expect(first.get_by_text("Kept until this page closes.").last).to_be_visible()
    assert first.evaluate("localStorage.length") == 0
    second = visit(browser, address)
    expect(second.get_by_label("Your role")).to_have_value("")
    second.get_by_label("Your role").fill("The second")
    assert not list(tmp_path.glob("*.answers.json"))
    first.get_by_text("More", exact=True).click()
    with first.expect_download() as copy:
        first.get_by_role("button", name="Download my answers").click()
    assert copy.value.suggested_filename == ANSWERS
    assert json.loads(copy.value.path().read_bytes())["answers"] == {"role": "The first visitor"}
    for page in (first, second):
        page.context.close()
