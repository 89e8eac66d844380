"""Who shows activities while a kernel is live, and knows their answers. Nothing here needs more than Python itself."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from importlib.metadata import EntryPoints

Bundle = tuple[dict[str, Any], dict[str, Any]]
Show = Callable[[Any], Bundle]


class Host(Protocol):
    """Who keeps the answers to activities."""

    def get(self, key: str) -> Any:
        """The answer under this key; None where there is none."""

    def observe(self, activity: Any, handler: Callable[[Any], None], names: Any) -> None:
        """Calls the handler with each change of the parts that are named."""

    def unobserve(self, activity: Any, handler: Callable[[Any], None], names: Any) -> None:
        """Calls it no more."""


#: Set in a kernel whose outputs become pages.
STATIC = "WORKBOOK_KIT_STATIC"
#: Entry points of this group are called where somebody looks at an activity that nobody shows yet, so that one of them
#: can call `show_with`. pyproject.toml names the kit's own, which opens a sheet by itself.
GROUP = "workbook_kit.display"
#: Jupyter's server or VS Code started the kernel, for somebody who looks at it.
_LOOKED_AT = ("JPY_SESSION_NAME", "VSCODE_PID")

_show: Show | None = None
_host: Host | None = None


def show_with(show: Show | None, host: Host | None = None) -> None:
    """From now on activities are shown by this, and answered there; with None, as text again."""
    global _show, _host
    _show, _host = show, host


def live(activity: object) -> Bundle | None:
    """The activity's live form, or None where only its text is wanted."""
    if is_static():
        return None
    _wake()
    return _show(activity) if _show else None


def host() -> Host | None:
    """Who keeps the answers, or None where nobody can answer."""
    if is_static():
        return None
    _wake()
    return _host


def _wake() -> None:
    if _show is None and _is_looked_at():
        for display in _displays():
            with suppress(ImportError):  # the widgets are not installed
                display.load()()


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
