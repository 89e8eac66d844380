"""One sheet, run by papermill with its values in a kernel of its own. Nothing else here knows papermill."""

import copy
import logging
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from workbook_kit.errors import ProblemsError
from workbook_kit.fill import FillError, fill
from workbook_kit.plan import SheetSpec

#: Seconds that a cell may take. Sheets declare activities; nothing in them should take one.
CELL_TIMEOUT = 60
logging.getLogger("papermill").setLevel(logging.CRITICAL)


def filled(spec: SheetSpec) -> nbformat.NotebookNode:
    """A copy of the sheet's notebook with the placeholders of its markdown cells filled.

    Raises:
        ProblemsError: every placeholder that cannot be filled, with sheet, cell and line.
    """
    notebook, problems = copy.deepcopy(spec.sheet.notebook), []
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "markdown":
            continue
        try:
            cell.source = fill(cell.source, spec.parameters)
        except FillError as error:
            problems.append(spec.sheet.problem(number, error.line, error.what, "mend the placeholder"))
    if problems:
        raise ProblemsError(problems)
    return notebook


def execute(spec: SheetSpec, timeout: int = CELL_TIMEOUT) -> nbformat.NotebookNode:
    """The sheet's notebook, filled and run, with its outputs.

    Args:
        timeout: seconds that any one cell may take.

    Raises:
        ProblemsError: a cell that failed, took too long, or lost its kernel.
    """
    notebook = filled(spec)
    with tempfile.TemporaryDirectory(prefix="workbook-kit-sheet-") as folder:
        return _run(spec, notebook, folder, timeout)


class QuietKernel(AsyncKernelManager):
    """A kernel that keeps its complaints off the user's terminal and its sockets off the network."""

    async def start_kernel(self, **kwargs: Any) -> None:  # type: ignore[override]
        # A start-up file in the user's own IPython folder must not change what a workbook says.
        own = {"IPYTHONDIR": str(Path(kwargs.get("cwd") or tempfile.gettempdir(), "ipython"))}
        env = {**os.environ, **(kwargs.pop("env", None) or {}), **own}
        await super().start_kernel(stderr=subprocess.DEVNULL, env=env, **kwargs)


#: The longest path that a socket may have is 104 letters or more everywhere; jupyter_client adds "-ipc-5".
_LONGEST_SOCKET = 96


def _kernel_settings(folder: str) -> Config:
    file = f"{folder}/kernel.json"
    if os.name == "nt" or len(file) > _LONGEST_SOCKET:
        return Config(QuietKernel={"connection_file": file})
    return Config(QuietKernel={"transport": "ipc", "connection_file": file})


def _run(spec: SheetSpec, notebook: nbformat.NotebookNode, folder: str, timeout: int) -> nbformat.NotebookNode:
    started: list[str] = []

    def failed(what: str, todo: str) -> ProblemsError:
        ids = [cell.get("id") for cell in notebook.cells]
        number = ids.index(started[-1]) if started and started[-1] in ids else 0
        return ProblemsError([spec.sheet.problem(number, 0, " ".join(what.split())[:300], todo)])

    try:
        return papermill.execute_notebook(
            notebook,
            None,
            parameters=spec.parameters,
            kernel_name="python3",
            kernel_manager_class=QuietKernel,
            config=_kernel_settings(folder),
            progress_bar=False,
            cwd=folder,
            execution_timeout=timeout,
            autosave_cell_every=0,
            on_cell_start=lambda cell, cell_index: started.append(cell.get("id", "")),
        )
    except PapermillExecutionError as error:
        raise failed(f"{error.ename}: {error.evalue}", "mend the cell") from None
    except CellTimeoutError:
        raise failed(f"it ran for more than {timeout} seconds", "look for an endless loop") from None
    except DeadKernelError:
        raise failed("its kernel died", "run the sheet in Jupyter to see why") from None
