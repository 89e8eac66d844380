"""Who shows activities while a kernel is live. Nothing here needs more than Python itself."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import EntryPoints

Bundle = tuple[dict[str, Any], dict[str, Any]]
Show = Callable[[Any], Bundle]

#: Set in a kernel whose outputs become pages.
STATIC = "WORKBOOK_KIT_STATIC"
#: Entry points of this group are called where somebody looks at an activity that nobody shows yet, so that one of them
#: can call `show_with`. pyproject.toml names the kit's own, which opens a sheet by itself.
GROUP = "workbook_kit.display"
#: Jupyter's server or VS Code started the kernel, for somebody who looks at it.
_LOOKED_AT = ("JPY_SESSION_NAME", "VSCODE_PID")

_show: Show | None = None


def show_with(show: Show | None) -> None:
    """From now on activities are shown by this; with None, as text again."""
    global _show
    _show = show


def live(activity: object) -> Bundle | None:
    """The activity's live form, or None where only its text is wanted."""
    if is_static():
        return None
    if _show is None and _is_looked_at():
        for display in _displays():
            with suppress(ImportError):  # the widgets are not installed
                display.load()()
    return _show(activity) if _show else None


@cache
def _displays() -> "EntryPoints":
    # sheets are run by the hundred where nobody looks; there this is never needed
    from importlib.metadata import entry_points

    return entry_points(group=GROUP)


def is_static() -> bool:
    """Whether this process makes pages: ours, or Quarto's."""
    return STATIC in os.environ or any(name.startswith("QUARTO_") for name in os.environ)


def _is_looked_at() -> bool:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return hasattr(shell, "kernel") and any(name in os.environ for name in _LOOKED_AT)
