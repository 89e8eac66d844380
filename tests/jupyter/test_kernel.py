"""Activities in real kernels: live where somebody looks at them, text where pages are made."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.browser.lab import ANSWERS, write_notebook
from workbook_kit.activities import Prompt
from workbook_kit.activities.base import MIME_TYPE
from workbook_kit.workbook.kernel import QuietKernel, settings

WIDGET = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
SHEET = 'from workbook_kit.activities import Prompt\nPrompt("role", "Your role")'


def run(notebook: nbformat.NotebookNode, folder: Path, **options: Any) -> nbformat.NotebookNode:
    """The notebook, run in a kernel of its own."""
    client = NotebookClient(notebook, timeout=60, kernel_name="python3", **options)
    return client.execute(cwd=str(folder))


def shown(notebook: nbformat.NotebookNode, cell: int = -1) -> dict[str, Any]:
    """What a cell shows."""
    return dict(notebook.cells[cell].outputs[0].data)


def one_cell(source: str = SHEET) -> nbformat.NotebookNode:
    """A notebook of one cell."""
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])


def test_a_packs_notebook_runs_and_what_is_stored_can_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / "workbook.ipynb"))
    path = write_notebook(folder, [SHEET, 'answers.set("role", "Head")'])
    made = run(nbformat.read(path, 4), folder)
    outputs = [output for cell in made.cells for output in cell.get("outputs", ())]
    assert len(outputs) == 3
    assert [set(output.data) for output in outputs] == [{"text/html", "text/plain"}] * 3
    assert Prompt("role", "Your role").html() in outputs[1].data["text/html"]
    [widget] = [one["state"] for one in made.metadata.widgets[STATE]["state"].values() if "mark" in one["state"]]
    assert f'data-live="{widget["mark"]}"' in outputs[1].data["text/html"]
    assert (folder / ANSWERS).exists()


def test_where_a_cell_may_be_a_page_of_its_own_the_widget_comes_along(folder: Path) -> None:
    made = run(nbformat.read(write_notebook(folder, [SHEET]), 4), folder)
    shown = [[*output.data] for cell in made.cells for output in cell.get("outputs", ())]
    assert sum(WIDGET in kinds for kinds in shown) == sum("text/html" in kinds for kinds in shown) == 3


def test_a_sheet_opened_by_itself_in_jupyter_is_live(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / "sheet.ipynb"))
    assert "data-live" in shown(run(one_cell(), folder))["text/html"]
    assert not list(folder.glob("*.answers.json"))


def test_a_kernel_that_nobody_looks_at_shows_text(folder: Path) -> None:
    assert set(shown(run(one_cell(), folder))) == {"text/markdown", "text/html", "text/plain", MIME_TYPE}


def test_a_build_started_within_jupyter_shows_text(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / "sheet.ipynb"))
    options = {"kernel_manager_class": QuietKernel, "config": settings(str(folder))}
    assert "text/markdown" in shown(run(one_cell(), folder, **options))


def test_declaring_activities_loads_no_widget_and_no_table(folder: Path) -> None:
    heavy = (
        "import sys\nfrom workbook_kit.activities import *\n"
        "[name for name in ('anywidget', 'pandas', 'ipywidgets') if name in sys.modules]"
    )
    assert shown(run(one_cell(heavy), folder))["text/plain"] == "[]"
