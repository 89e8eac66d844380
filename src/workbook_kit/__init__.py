"""Seminar workbooks from parametrised notebooks. docs/notebook-api.md tells what a notebook may use of them.

Whatever is offered here is imported when it is asked for: a sheet that is run by the hundred pays for nothing else.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

#: Where what a notebook may use is kept: a module, and its name there.
_OFFERED = {
    "activities": ("workbook_kit.activities", ""),
    "open": ("workbook_kit.answers.jupyter.notebook", "open_workbook"),
    "cohort": ("workbook_kit.answers.cohort", "cohort"),
    "preview": ("workbook_kit.sheet_preview", "preview"),
}


def __getattr__(name: str) -> Any:
    if name not in _OFFERED:
        raise AttributeError(f"workbook_kit offers {', '.join(_OFFERED)}, but no {name!r}")
    module, there = _OFFERED[name]
    try:
        found = import_module(module)
    except ModuleNotFoundError as error:
        own = (error.name or "").startswith(__name__)  # the wheel beside a notebook has not everything
        what = "the whole of workbook-kit" if own else error.name
        raise AttributeError(f"workbook_kit.{name} needs {what}, which is not installed here") from error
    return getattr(found, there) if there else found


def __dir__() -> list[str]:
    return sorted([*_OFFERED, "__version__"])


def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext workbook_kit` does: from now on, `%preview` shows the sheet as its page draws it."""

    def preview(line: str) -> Any:
        """Show the sheet as its page draws it, with the values of this kernel: %preview [FILE]"""
        return __getattr__("preview")(line.strip())

    shell.register_magic_function(preview, "line")
