"""papermill, which runs every sheet, by engines of ours. Nothing else knows papermill.

`workbook-kit` is for anybody's notebook: plain code is run in this process, all other as papermill does it, and
placeholders in its text are filled with the values that papermill injects into its code. The engine of a build gets
text that is filled, and is stricter: a kernel has a folder of its own, and neither memory nor words without end.
"""

import logging
import re
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import nbformat
import papermill
from click import ClickException
from jupyter_client.kernelspec import KernelSpecManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import raise_for_execution_errors
from papermill.parameterize import parameterize_notebook

from workbook_kit.errors import ProblemsError
from workbook_kit.workbook import in_process
from workbook_kit.workbook.kernel import KilledError, QuietKernel, TooMuchMemoryError, settings
from workbook_kit.workbook.run import fill_notebook

NAME, _BUILD = "workbook-kit", "workbook-kit-build"
#: Characters that a cell may show.
MOST_SHOWN = 2_000_000
#: Bytes of memory that a kernel may use: more than pandas and plots ever need for what fits on a page.
MOST_MEMORY = 2 << 30
KERNEL = "python3"
#: Where a cell's metadata says how many characters it has shown.
_SHOWN = "workbook_kit_shown"
#: Where it says that the cell was interrupted, because it ran for too long.
_HUNG = "workbook_kit_hung"
#: Python's own error, and numpy's.
_NO_MEMORY = {"MemoryError", "_ArrayMemoryError"}
_TOO_MUCH = (f"it used more than {MOST_MEMORY >> 30} GB of memory", "work with less at a time")
#: Seconds that a cell has to end in once it is interrupted, before its kernel is killed.
_LAST_WORDS = 4
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class CellError(Exception):
    """What went wrong in a cell, by its id, at which line of it (from 0), and what to do."""

    def __init__(self, cell: str, what: str, todo: str, line: int = 0) -> None:
        super().__init__(cell, what, todo, line)
        self.cell, self.what, self.todo, self.line = cell, what, todo, line


class PlaceholdersError(ProblemsError, ClickException):
    """Text that cannot be filled; papermill's command line shows its words, without a traceback of ours."""


class _Engine(NBClientEngine):  # type: ignore[misc]
    """papermill's own engine, which need not start a kernel for plain code."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
        """Runs the notebook, as papermill's own engine does with the same options."""
        try:
            if any(options.get(name) for name in ("log_output", "stdout_file", "stderr_file")):
                raise in_process.NeedsKernelError
            in_process.run(nb_man)
        except in_process.NeedsKernelError as needed:
            cls.look_at_fault(needed)
            nb_man.notebook_start()
            cls.execute_with_kernel(nb_man, kernel_name, **options)

    @classmethod
    def look_at_fault(cls, needed: in_process.NeedsKernelError) -> None:
        """What made a kernel necessary; with it, the notebook will hold the error as Jupyter shows it."""

    @classmethod
    def execute_with_kernel(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
        """The same, when a kernel is needed."""
        super().execute_managed_notebook(nb_man, kernel_name, **options)


class Engine(_Engine):
    """The engine that papermill knows as `workbook-kit`: what it makes of a sheet can be read."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **options: Any) -> Any:
        """Fills the notebook's text, then runs it.

        Raises:
            PlaceholdersError: every placeholder that cannot be filled, with notebook, cell and line.
        """
        try:
            fill_notebook(nb, options.get("input_path") or "")
        except ProblemsError as error:
            raise PlaceholdersError(error.problems) from None
        return super().execute_notebook(nb, kernel_name, **options)


class _BuildEngine(_Engine):
    @classmethod
    def look_at_fault(cls, needed: in_process.NeedsKernelError) -> None:
        if needed.fault:  # nobody will see that notebook
            raise CellError(needed.cell, needed.fault, "mend the cell", needed.line) from None

    @classmethod
    def execute_with_kernel(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
        with tempfile.TemporaryDirectory(prefix="workbook-kit-sheet-") as folder:
            _Client(
                nb_man,
                kernel_name=kernel_name,
                timeout=options["execution_timeout"],
                interrupt_on_timeout=True,
                error_on_timeout={"ename": "TimeoutError", "evalue": "", "traceback": []},
                iopub_timeout=_LAST_WORDS,
                on_cell_start=options["on_cell_start"],
                kernel_manager_class=QuietKernel,
                config=settings(folder, MOST_MEMORY),
                resources={"metadata": {"path": folder}},
            ).execute()


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """Interrupts a cell that hangs, so that it says where; lets go of what a cell shows beyond the limit, and marks it;
    says what a kernel died of.
    """

    def execute(self, **options: Any) -> Any:
        kernel = self.create_kernel_manager()
        try:
            return super().execute(**options)
        except (DeadKernelError, RuntimeError):  # the latter while it starts
            raise kernel.death() from None

    async def _async_handle_timeout(self, timeout: int, cell: Any = None) -> Any:
        if cell is None:  # it does not even say what it is
            raise DeadKernelError("Kernel did not answer")
        reply = await super()._async_handle_timeout(timeout, cell)
        cell.metadata[_HUNG] = True
        return reply

    def output(self, outs: Any, msg: dict[str, Any], display_id: str | None, cell_index: int) -> Any:
        cell, content = self.nb.cells[cell_index], msg["content"]
        size = cell.metadata.get(_SHOWN, 0) + len(content.get("text", "")) + len(str(content.get("data", "")))
        cell.metadata[_SHOWN] = size
        return super().output(outs, msg, display_id, cell_index) if size <= MOST_SHOWN else None


papermill_engines.register(NAME, Engine)
papermill_engines.register(_BUILD, _BuildEngine)


def execute(notebook: Mapping[str, Any], parameters: Mapping[str, Any], timeout: int) -> nbformat.NotebookNode:
    """A notebook of format 4.5, run with these values.

    Args:
        timeout: seconds that any one cell may take.

    Raises:
        CellError: a cell that failed, took or showed too much, or lost its kernel.
    """
    started = [notebook["cells"][0]["id"]] if notebook["cells"] else [""]

    def failed(what: str, todo: str, line: int = 0) -> CellError:
        return CellError(started[-1], what, todo, line)

    try:
        try:
            return _execute(notebook, parameters, timeout, started)
        except KilledError:  # which says nothing about the sheet
            return _execute(notebook, parameters, timeout, started)
    except PapermillExecutionError as error:
        line = _line(error.traceback, error.exec_count)
        if error.ename in _NO_MEMORY:
            raise failed(*_TOO_MUCH, line) from None
        raise failed(f"{error.ename}: {error.evalue}", "mend the cell", line) from None
    except CellTimeoutError:  # an interrupt did not end it
        raise failed(*_too_long(timeout)) from None
    except nbformat.ValidationError:
        raise failed("what it shows is not text", "show Markdown, text or a picture") from None
    except TooMuchMemoryError:
        raise failed(*_TOO_MUCH) from None
    except KilledError:
        what = "its process was killed from outside twice, as a system does that runs out of memory"
        raise failed(what, "close other programs, or use fewer --jobs, and build again") from None
    except DeadKernelError:
        raise failed("its kernel died", "run the sheet in Jupyter to see why") from None


def _execute(
    notebook: Mapping[str, Any], parameters: Mapping[str, Any], timeout: int, started: list[str]
) -> nbformat.NotebookNode:
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    kernel = _kernel(notebook["metadata"])
    executed = papermill_engines.execute_notebook_with_engine(
        _BUILD,
        _prepare(notebook, parameters, kernel),
        kernel,
        progress_bar=False,
        execution_timeout=timeout,
        autosave_cell_every=0,
        on_cell_start=lambda cell, cell_index: started.append(cell.get("id", "")),
    )
    for cell in executed.cells:
        if cell.metadata.pop(_HUNG, False):
            told = [line for output in cell.outputs for line in output.get("traceback", ())]
            raise CellError(cell.id, *_too_long(timeout), _line(told, cell.execution_count))
    raise_for_execution_errors(executed, None)
    for cell in executed.cells:
        if cell.metadata.pop(_SHOWN, 0) > MOST_SHOWN:
            what = f"it shows more than {MOST_SHOWN // 1_000_000} million characters"
            raise CellError(cell.id, what, "print less, or nothing")
    return executed


def _too_long(timeout: int) -> tuple[str, str]:
    return f"it ran for more than {timeout} seconds", "look for an endless loop"


def _line(traceback: Sequence[str], count: int | None) -> int:
    """The line, from 0, at which the cell of this number stood when it was stopped; 0 where no traceback says it."""
    said = _COLOUR.sub("", "\n".join(traceback))
    found = re.findall(rf"Cell In\[{count}\], line (\d+)", said)
    return int(found[-1]) - 1 if found else 0


def _prepare(notebook: Mapping[str, Any], parameters: Mapping[str, Any], kernel: str) -> nbformat.NotebookNode:
    """What papermill makes of a notebook before it is run.

    Its `execute_notebook` does the same and what is done above. But it reads the notebook, and writes what it has made
    to nowhere, as JSON, which takes as long as all the rest.
    """
    made = nbformat.from_dict(notebook)
    kept = {"default_parameters": {}, "parameters": {}, "environment_variables": {}, "version": papermill.__version__}
    made.metadata.papermill = {**kept, "input_path": None, "output_path": None}
    for cell in made.cells:
        cell.metadata.setdefault("tags", [])
    return parameterize_notebook(made, parameters, kernel_name=kernel, engine_name=_BUILD) if parameters else made


def _kernel(metadata: Mapping[str, Any]) -> str:
    """The kernel that a notebook asks for, where it is installed: its name says little on another machine."""
    asked = metadata.get("kernelspec", {}).get("name")
    return asked if asked in _installed() else KERNEL


@cache
def _installed() -> frozenset[str]:
    return frozenset(KernelSpecManager().find_kernel_specs())
