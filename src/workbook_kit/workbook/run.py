"""One sheet, run by papermill with its values in a process of its own. Besides `forked/`, nothing knows papermill."""

import copy
import logging
import re
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import nbformat
import papermill
from jupyter_client.kernelspec import KernelSpecManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError

from workbook_kit.errors import Problem, ProblemsError
from workbook_kit.forked.client import SHOWN
from workbook_kit.forked.engine import NAME, ForkedEngine
from workbook_kit.forked.kernels import available
from workbook_kit.forked.sheet import SheetKilledError, TooMuchMemoryError
from workbook_kit.forked.template import TemplateError
from workbook_kit.project.placeholders import FillError, fill
from workbook_kit.project.sheets import code_of, is_tagged
from workbook_kit.workbook.kernel import QuietKernel, settings
from workbook_kit.workbook.plan import SheetSpec
from workbook_kit.workbook.shared import Shared, bare, with_nothing_shown

#: Seconds that a cell may take. Sheets declare activities; nothing in them should take one.
CELL_TIMEOUT = 60
#: Characters that a cell may show.
MOST_SHOWN = 2_000_000
#: Bytes of memory that a sheet may use: more than pandas and plots ever need for what fits on a page.
MOST_MEMORY = 2 << 30
KERNEL = "python3"
_FORKED = {"engine_name": NAME, "most_shown": MOST_SHOWN, "most_memory": MOST_MEMORY}
_KERNEL_OF_ITS_OWN = {"engine_name": "workbook-kit", "kernel_manager_class": QuietKernel}
#: Python's own error, and numpy's.
_NO_MEMORY = {"MemoryError", "_ArrayMemoryError"}
_TOO_MUCH = (f"it used more than {MOST_MEMORY >> 30} GB of memory", "work with less at a time")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: How Python names an object that has no words of its own, such as HTML or a widget.
_OBJECT = re.compile(r"<[^\n]*>|\w+\(.*\)", re.DOTALL)
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


def execute(spec: SheetSpec, timeout: int = CELL_TIMEOUT, shared: Shared | None = None) -> nbformat.NotebookNode:
    """The sheet's notebook, filled and run, with its outputs.

    Args:
        timeout: seconds that any one cell may take.
        shared: what sheets showed when they were given the same values.

    Raises:
        ProblemsError: a cell that failed, took too long, or lost its kernel.
    """
    notebook = filled(spec)
    if shared is not None and (known := _from_shared(spec, notebook, timeout, shared)) is not None:
        return known
    return _run(spec, notebook, timeout, spec.parameters)


@cache
def _installed() -> frozenset[str]:
    return frozenset(KernelSpecManager().find_kernel_specs())


def _kernel(spec: SheetSpec) -> str:
    """The kernel that the sheet asks for, where it is installed: its name says little on another machine."""
    asked = spec.sheet.notebook.metadata.get("kernelspec", {}).get("name")
    return asked if asked in _installed() else KERNEL


def _from_shared(
    spec: SheetSpec, notebook: nbformat.NotebookNode, timeout: int, shared: Shared
) -> nbformat.NotebookNode | None:
    """The same from an earlier run, or from one that serves later ones; None where only its own run will do."""
    key = shared.key(spec, notebook)
    if key is None or _kernel(spec) != KERNEL:
        return None
    prepared = papermill.execute_notebook(
        notebook, None, parameters=spec.parameters, kernel_name=KERNEL, prepare_only=True
    )
    if not any(code_of(spec.sheet.notebook)):
        return with_nothing_shown(prepared)
    if not shared.take(key, prepared):
        try:
            executed = _run(spec, bare(spec, prepared), timeout, {})
        except ProblemsError:
            return None  # its own run tells the fault, with the right cell
        shared.keep(key, executed, prepared)
    return prepared


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """Lets go of what a cell shows beyond the limit, and marks the cell."""

    def output(self, outs: Any, msg: dict[str, Any], display_id: str | None, cell_index: int) -> Any:
        cell, content = self.nb.cells[cell_index], msg["content"]
        size = cell.metadata.get(SHOWN, 0) + len(content.get("text", "")) + len(str(content.get("data", "")))
        cell.metadata[SHOWN] = size
        return super().output(outs, msg, display_id, cell_index) if size <= MOST_SHOWN else None


class _Engine(NBClientEngine):  # type: ignore[misc]
    """papermill's own way of running a notebook, with our client."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, execution_timeout: int, **kwargs: Any) -> None:
        ours = {key: kwargs[key] for key in ("kernel_manager_class", "config", "on_cell_start")}
        _Client(nb_man, kernel_name=kernel_name, timeout=execution_timeout, **ours).execute()


papermill_engines.register("workbook-kit", _Engine)
papermill_engines.register(NAME, ForkedEngine)


def _run(
    spec: SheetSpec, notebook: nbformat.NotebookNode, timeout: int, parameters: Mapping[str, Any]
) -> nbformat.NotebookNode:
    """The notebook with its outputs, from a process and a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="workbook-kit-sheet-") as folder:
        return _run_in(spec, notebook, folder, timeout, parameters)


def _run_in(
    spec: SheetSpec, notebook: nbformat.NotebookNode, folder: str, timeout: int, parameters: Mapping[str, Any]
) -> nbformat.NotebookNode:
    started: list[str] = []

    def failed(what: str, todo: str) -> ProblemsError:
        ids = [cell.get("id") for cell in notebook.cells]
        number = ids.index(started[-1]) if started and started[-1] in ids else 0
        return ProblemsError([spec.sheet.problem(number, 0, " ".join(what.split())[:300], todo)])

    kernel = _kernel(spec)
    engine = _FORKED if available(kernel) else _KERNEL_OF_ITS_OWN
    try:
        executed = papermill.execute_notebook(
            notebook,
            None,
            **engine,
            parameters=parameters,
            kernel_name=kernel,
            config=settings(folder),
            progress_bar=False,
            cwd=folder,
            execution_timeout=timeout,
            autosave_cell_every=0,
            on_cell_start=lambda cell, cell_index: started.append(cell.get("id", "")),
        )
    except PapermillExecutionError as error:
        if error.ename in _NO_MEMORY:
            raise failed(*_TOO_MUCH) from None
        raise failed(f"{error.ename}: {error.evalue}", "mend the cell") from None
    except CellTimeoutError:
        raise failed(f"it ran for more than {timeout} seconds", "look for an endless loop") from None
    except nbformat.ValidationError:
        raise failed("what it shows is not text", "show Markdown, text or a picture") from None
    except TooMuchMemoryError:
        raise failed(*_TOO_MUCH) from None
    except SheetKilledError:
        what = "its process was killed from outside twice, as a system does that runs out of memory"
        raise failed(what, "close other programs, or use fewer --jobs, and build again") from None
    except DeadKernelError:
        raise failed("its kernel died", "run the sheet in Jupyter to see why") from None
    except TemplateError as error:
        raise failed(f"it was not run: {error}", "build again; if it happens again, tell us") from None
    if problems := list(_output_problems(spec, executed)):
        raise ProblemsError(problems)
    return executed


def _output_problems(spec: SheetSpec, executed: nbformat.NotebookNode) -> Iterator[Problem]:
    """What a cell shows that no page can hold."""
    shown = (cell for cell in executed.cells if not is_tagged(cell, "injected-parameters"))
    for number, cell in enumerate(shown):
        if cell.metadata.pop(SHOWN, 0) > MOST_SHOWN:
            what = f"it shows more than {MOST_SHOWN // 1_000_000} million characters"
            yield spec.sheet.problem(number, 0, what, "print less, or nothing")
        for output in cell.get("outputs", ()):
            if _CONTROL.search(output.get("text", "")):
                yield spec.sheet.problem(
                    number, 0, "it prints colours or other codes of a terminal", "print plain text"
                )
            data = output.get("data", {})
            drawn = {"text/markdown", "image/png"} & set(data)
            if not all(isinstance(data[kind], str) for kind in (*drawn, *({"text/plain"} & set(data)))):
                yield spec.sheet.problem(number, 0, "what it shows is not text", "show Markdown, text or a picture")
            elif data and not drawn and _OBJECT.fullmatch(data.get("text/plain", "<>")):
                what = f"it shows {data.get('text/plain', 'something')}, which no page can hold"
                yield spec.sheet.problem(number, 0, what, "show an activity, Markdown, text or a PNG picture")
