"""A page by Quarto keeps answers as one by the embedded engine does; where there is no Quarto, one by its stand-in."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.filling import fill_in, go, saved, shown, tab
from tests.render import standin
from tests.render.workbook import EXTENSION, of_project
from workbook_kit.render import quarto

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("who", ["Quarto", "stand-in"])
def test_what_is_written_is_there_again(
    who: str, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if who == "stand-in":
        standin.put_on_path(tmp_path / "stand-in")
        monkeypatch.setenv("PATH", str(tmp_path / "stand-in"), prepend=os.pathsep)
    elif not shutil.which("quarto"):
        pytest.skip("no Quarto on the PATH")
    page_file = tmp_path / "workbook.html"
    page_file.write_bytes(quarto.render_html(of_project(tmp_path / "tiny"), tmp_path / "work", EXTENSION))
    with tab(browser, page_file.as_uri()) as page:
        errors: list[str] = []
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        fill_in(page)
        saved(page)
        written = shown(page)
        go(page)
        assert shown(page) == written
        assert len(written) > 2
        assert errors == []
        expect(page.get_by_text("This page cannot remember")).to_have_count(0)
