"""One template process for all tests here that do not kill it, and runs of a few cells by either engine."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError

from workbook_kit.forked.engine import NAME, ForkedEngine, start, stop
from workbook_kit.forked.kernels import available
from workbook_kit.workbook.kernel import QuietKernel, settings

Run = Callable[..., nbformat.NotebookNode]

if not available("python3"):
    collect_ignore_glob = ["test_[!e]*.py"]


@pytest.fixture(scope="session", autouse=True)
def _template() -> Iterator[None]:
    papermill_engines.register(NAME, ForkedEngine)
    start()
    yield
    stop()


def execute(*sources: str, engine: str | None = NAME, cwd: str | None = None, **options: Any) -> nbformat.NotebookNode:
    """The cells, run by papermill; a cell that fails is left in the notebook and does not raise."""
    cells = [new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernelspec})
    with tempfile.TemporaryDirectory(prefix="wk-", ignore_cleanup_errors=True) as folder:
        out = Path(folder, "out.ipynb")
        try:
            return papermill.execute_notebook(
                notebook,
                str(out),
                engine_name=engine,
                kernel_name="python3",
                kernel_manager_class=QuietKernel,
                config=settings(folder),
                progress_bar=False,
                cwd=cwd or folder,
                **{"execution_timeout": 60, **options},
            )
        except PapermillExecutionError:
            return nbformat.read(out, 4)


def execute_in_thread(*sources: str) -> nbformat.NotebookNode:
    """The cells, run by our engine alone: papermill's own function moves the whole process to another folder."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    notebook.metadata["papermill"] = {}
    resources = {"metadata": {"path": tempfile.gettempdir()}}
    return ForkedEngine.execute_notebook(notebook, "python3", progress_bar=False, resources=resources)


@pytest.fixture
def run() -> Run:
    """Runs cells in a fresh fork."""
    return execute


def text(notebook: nbformat.NotebookNode, cell: int = -1) -> str:
    """What a cell printed."""
    return "".join(output.get("text", "") for output in notebook.cells[cell].outputs)
