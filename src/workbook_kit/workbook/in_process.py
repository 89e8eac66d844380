"""Notebooks of plain code, run in this process: a few milliseconds in place of a kernel's seconds.

What comes out is what papermill's own engine makes with a kernel. Only what goes well is taken from here: a notebook
whose code is not plain, takes too much or raises an error is run by a kernel after all, which then says so in its
own words. Nothing passes from one run to the next: each makes its values anew, and plain code can reach nothing else.
"""

import builtins
import io
import json
import platform
import tokenize
from datetime import UTC, datetime
from typing import Any

from nbformat import NotebookNode, from_dict

from workbook_kit.activities import Activity, ActivityError
from workbook_kit.project.plain import FUNCTIONS, is_plain
from workbook_kit.workbook.instrument import FILE, compile_counted
from workbook_kit.workbook.meter import Meter

#: What a kernel says of itself.
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": platform.python_version(),
}
#: Tags by which nbclient does something else with a cell than to run it.
_TAGS = {"raises-exception", "skip-execution"}
#: When what happened to a cell, under the names that nbclient has for it.
_BEGAN, _ENDED = ("iopub.status.busy", "iopub.execute_input"), ("shell.execute_reply", "iopub.status.idle")
#: Errors of a cell's own, which it raises wherever it is run.
_FAULTS = (ActivityError, ArithmeticError, AttributeError, LookupError, NameError, TypeError, ValueError)
_NO_CODE = {tokenize.ENDMARKER, tokenize.NL, tokenize.NEWLINE, tokenize.COMMENT}


class NeedsKernelError(Exception):
    """The notebook has to be run by a kernel.

    Args:
        cell: the id of the cell that failed, if one did; the cause is what it raised.
    """

    def __init__(self, cell: str = "") -> None:
        super().__init__(cell)
        self.cell = cell

    @property
    def line(self) -> int:
        """The line of that cell, from 0, at which it failed."""
        trace = self.__cause__.__traceback__ if self.__cause__ else None
        while trace is not None and trace.tb_frame.f_code.co_filename != FILE:
            trace = trace.tb_next
        return trace.tb_lineno - 1 if trace else 0

    @property
    def fault(self) -> str:
        """What a kernel would say, where that is known for sure: the error's name and words."""
        error = self.__cause__
        is_ours = isinstance(error, UnicodeError) or str(error).startswith(("Meter.", "_Shell."))
        if not isinstance(error, _FAULTS) or is_ours:  # it comes of what stands here for something of Python's
            return ""
        return f"{type(error).__name__}: {error}"


def run(manager: Any) -> None:
    """Runs the notebook of papermill's execution manager.

    Raises:
        NeedsKernelError: this cannot be done here; the notebook is half run.
    """
    notebook = manager.nb
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    language = notebook.metadata.get("kernelspec", {}).get("language", "python")
    if language != "python" or any(_TAGS & set(cell.metadata.get("tags", ())) for cell in code):
        raise NeedsKernelError
    if not is_plain(cell.source for cell in code):
        raise NeedsKernelError
    shell = _Shell()
    for number, cell in enumerate(notebook.cells):
        manager.cell_start(cell, number)
        if cell.cell_type == "code" and cell.source.strip():
            try:
                shell.run(cell)
            except Exception as error:  # whatever it is, a kernel tells it better
                raise NeedsKernelError(cell.id) from error
        manager.cell_complete(cell, cell_index=number)
    notebook.metadata["language_info"] = LANGUAGE


class _Shell:
    """Runs the cells of one notebook after each other."""

    def __init__(self) -> None:
        self._meter, self._count, self._outputs = Meter(), 0, list[NotebookNode]()
        own = {"print": self._print, "display": self._display, "__import__": builtins.__import__}
        python = {name: getattr(builtins, name) for name in FUNCTIONS - own.keys()}
        self._names: dict[str, Any] = {"__builtins__": python | own | self._meter.names()}

    def run(self, cell: NotebookNode) -> None:
        """Runs the cell and puts what it shows into it."""
        began, self._outputs = _now(), []
        self._count += 1
        body, last = compile_counted(cell.source)
        exec(body, self._names)
        value = None if last is None else eval(last, self._names)
        if value is not None and not _is_silenced(cell.source):
            self._show("execute_result", value, execution_count=self._count)
        cell.execution_count, cell.outputs = self._count, self._outputs
        cell.metadata["execution"] = dict.fromkeys(_BEGAN, began) | dict.fromkeys(_ENDED, _now())

    def _print(self, *values: Any, sep: str | None = " ", end: str | None = "\n") -> None:
        said = io.StringIO()
        print(*values, sep=sep, end=end, file=said)
        text = said.getvalue()
        self._meter.step(len(text))
        text.encode()  # half a character is none, and what a kernel makes of it is not ours to know
        last = self._outputs[-1] if self._outputs else {}
        if last.get("output_type") == "stream":
            last["text"] += text
        elif text:
            self._outputs.append(from_dict({"output_type": "stream", "name": "stdout", "text": text}))

    def _display(self, *values: Any) -> None:
        for value in values:
            self._show("display_data", value)

    def _show(self, kind: str, value: Any, **more: Any) -> None:
        data = value.as_text() if isinstance(value, Activity) else {"text/plain": _plain(value)}
        json.dumps(self._meter.sized(data), ensure_ascii=False).encode()  # or a kernel could not send it
        self._outputs.append(from_dict({"output_type": kind, "data": data, "metadata": {}, **more}))


def _plain(value: Any) -> str:
    """The value as IPython shows it, where that is as Python writes it."""
    if value is None or isinstance(value, str | int | float):
        return repr(value)
    raise NeedsKernelError  # IPython breaks long lists into lines


def _is_silenced(source: str) -> bool:
    """Whether the cell ends with a semicolon, by which IPython shows no value."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    last = [token.string for token in tokens if token.type not in _NO_CODE][-1:]
    return last == [";"]


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
