"""A papermill engine that runs each notebook in a fresh process forked from a template.

Usage: `start()` early, so that the template is ready when the first sheet is; `papermill.execute_notebook(...,
engine_name=NAME)` for each; `stop()` at the end. Where `available(kernel)` is false, papermill's own engine runs.
"""

import atexit
import os
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from papermill.engines import NBClientEngine
from papermill.log import logger

from workbook_kit import processes
from workbook_kit.forked.client import SHOWN, ForkedClient
from workbook_kit.forked.kernels import available
from workbook_kit.forked.sheet import Sheet, SheetKilledError, TemplateDiedError, TooMuchMemoryError
from workbook_kit.forked.template import LIBRARIES, Template, TemplateError

__all__ = [
    "LIBRARIES",
    "NAME",
    "SHOWN",
    "ForkedEngine",
    "SheetKilledError",
    "Template",
    "TemplateError",
    "TooMuchMemoryError",
    "available",
    "start",
    "stop",
]

NAME = "workbook-kit-forked"
#: What a kernel of its own is told, and a fork need not be.
_FOR_KERNELS = {"kernel_manager_class", "config", "shutdown_kernel", "ipython_hist_file", "input_path"}
#: What only nbclient itself can do.
_NOT_OURS = {"km", "coalesce_streams", "interrupt_on_timeout", "error_on_timeout", "extra_arguments"}

_template: Template | None = None
_lock = threading.Lock()


def start(libraries: Sequence[str] = LIBRARIES) -> Template:
    """The template of this process, started; its own imports go on while the caller goes on.

    Args:
        libraries: what it imports, if it does not run yet.
    """
    template = _current(libraries)
    template.start()
    return template


def stop() -> None:
    """Ends the template of this process, if there is one."""
    global _template
    with _lock:
        template, _template = _template, None
    if template is not None:
        template.close()


def _current(libraries: Sequence[str] = LIBRARIES) -> Template:
    global _template
    with _lock:
        if _template is None:
            _template = Template(libraries)
            atexit.register(stop)
        return _template


class ForkedEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's engine, with forked processes for kernels."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        start_timeout: float = 60,
        execution_timeout: int | None = None,
        most_shown: int | None = None,
        most_memory: int | None = None,
        limits: Mapping[str, int] | None = None,
        **kwargs: Any,
    ) -> Any:
        """Runs the notebook.

        Args:
            start_timeout: seconds for the template to start and to fork.
            execution_timeout: seconds that any one cell may take.
            most_shown: characters that a cell may show; the cell's metadata `SHOWN` says how many it tried to.
            most_memory: bytes that the sheet's process may use.
            limits: of the process, by the names that `resource` has for them, such as `RLIMIT_AS`.

        Raises:
            TemplateError: the template process does not start, or cannot fork.
            SheetKilledError: somebody has killed the sheet's process, and again when it was run once more.
            TooMuchMemoryError: it used more than it may, and not all of it at once: that is a MemoryError in its cell.
        """
        times = {"start_timeout": start_timeout, "execution_timeout": execution_timeout}
        if not available(kernel_name) or any(kwargs.get(name) for name in _NOT_OURS):
            return super().execute_managed_notebook(nb_man, kernel_name, **times, **kwargs)
        ours = {name: value for name, value in kwargs.items() if name not in _FOR_KERNELS | _NOT_OURS}
        ours["timeout"] = execution_timeout or ours.get("timeout")
        cwd = kwargs.get("resources", {}).get("metadata", {}).get("path") or str(Path.cwd())
        for last in (False, True):
            with tempfile.TemporaryDirectory(prefix="workbook-kit-own-", ignore_cleanup_errors=True) as own:
                environment = _environment(own)

                def sheet(environment: dict[str, str] = environment) -> Sheet:
                    return _current().sheet(cwd, environment, _limits(limits, most_memory), start_timeout)

                try:
                    return ForkedClient(
                        nb_man, sheet, most_shown, most_memory, kernel_name=kernel_name, log=logger, **ours
                    ).execute()
                except (TemplateDiedError, SheetKilledError) as error:
                    if isinstance(error, TemplateDiedError):
                        # It saw to the end of what cells had started; nobody else knows whose children those were.
                        processes.end_all_with(f"TMPDIR={own}")
                    if last:
                        raise
        return None


def _limits(limits: Mapping[str, int] | None, most_memory: int | None) -> Mapping[str, int]:
    """Those asked for, and one that refuses what would be too much at a stroke."""
    return {**({"RLIMIT_DATA": most_memory * 3 // 2} if most_memory else {}), **(limits or {})}


def _environment(own: str) -> dict[str, str]:
    """The environment of a sheet's process: ours, but what IPython and programs keep goes into its own folder."""
    # What cells show becomes a page, so no activity is a widget, also where Jupyter itself started the build.
    kept = {"IPYTHONDIR": str(Path(own, "ipython")), "TMPDIR": own, "WORKBOOK_KIT_STATIC": "1"}
    return {**os.environ, **kept}
