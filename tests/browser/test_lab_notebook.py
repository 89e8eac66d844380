"""A pack's notebook as JupyterLab shows it before anything is run."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.activities.declared import HOSTILE
from tests.browser.lab import Lab, server
from tests.render.test_document import sheet, text
from tests.render.workbook import EXTENSION, document
from workbook_kit.project.placeholders import escape_markdown
from workbook_kit.render.notebook import render_notebook

pytestmark = pytest.mark.browser
PANEL = "window.jupyterapp.shell.currentWidget"
#: What the notebook holds.
MODEL = f"JSON.stringify({PANEL}.content.model.toJSON().cells)"
#: Where the first key of a pair would delete, cut, change, part or join cells.
KEYS = (("d", "d"), ("x",), ("m",), ("y",), ("r",), ("1",), ("Shift+M",), ("Control+Shift+-",))


@pytest.fixture(scope="module")
def lab(browser: Browser, first_packs: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A pack's notebook, open."""
    with server(tmp_path_factory.mktemp("jupyter")) as running:
        shutil.copytree(first_packs[0], running.root / "pack")
        lab = Lab(running, browser.new_page(viewport={"width": 1280, "height": 1000}), "pack")
        lab.open()
        yield lab
        lab.page.close()


def ask(lab: Lab, what: str) -> Any:
    """Asks the page."""
    return lab.page.evaluate(what)


def select(lab: Lab, cell: int) -> None:
    """Selects a cell as a click beside it does, so that keys are commands."""
    steps = f"content.activeCellIndex = {cell}; content.mode = 'command'; content.node.focus();"
    ask(lab, f"(() => {{ const content = {PANEL}.content; {steps} }})()")
    lab.page.wait_for_function(f"{PANEL}.content.node.contains(document.activeElement)")


def test_opening_it_changes_nothing(lab: Lab) -> None:
    title = json.loads((lab.folder / "workbook.json").read_bytes())["title"]
    expect(lab.page.get_by_role("heading", level=1).first).to_have_text(f"{title}¶")
    assert ask(lab, f"{PANEL}.model.dirty") is False


def test_nothing_can_be_typed_before_it_runs(lab: Lab) -> None:
    outputs = lab.page.locator(".jp-OutputArea-output")
    expect(outputs.filter(has_text="Run all cells to fill this in.").first).to_be_attached()
    assert outputs.locator("input, textarea, select, [contenteditable=true]").count() == 0


def test_no_stray_key_takes_anything_away(lab: Lab) -> None:
    before = ask(lab, MODEL)
    kinds = lab.kinds()
    for cell in (0, kinds.index("code"), kinds.index("markdown", 3)):
        for keys in KEYS:
            select(lab, cell)
            for key in keys:
                lab.page.keyboard.press(key)
            for dialog in lab.page.get_by_role("dialog").all():  # which says that the cell is read-only
                dialog.get_by_role("button", name="Ok").click()
            assert (keys, ask(lab, MODEL)) == (keys, before)


def test_jupyter_shows_names_as_the_text_they_are(lab: Lab) -> None:
    values = [" ".join(value.split()) for value in HOSTILE.values()]
    filled = [f"- {escape_markdown(value)}" for value in values] + [f"1. {escape_markdown(value)}" for value in values]
    folder = lab.server.root / "hostile"
    folder.mkdir()
    notebook = render_notebook(document(), [sheet(text("\n".join(filled)))], folder, EXTENSION)
    (folder / "workbook.ipynb").write_bytes(notebook)
    opened = Lab(lab.server, lab.page, folder.name)
    opened.open()
    shown = lab.page.locator(".jp-Notebook .jp-MarkdownCell li")
    expect(shown).to_have_text([*values, *values])
    assert shown.locator(":not(span)").count() == 0
