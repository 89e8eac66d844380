"""Who wants to know when an answer changes: handlers as ipywidgets calls them."""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from traitlets import Bunch

from workbook_kit.activities import Activity
from workbook_kit.errors import choices

Handler = Callable[[Bunch], None]
#: What a change is called where an activity has one answer.
VALUE = "value"


@dataclass(frozen=True)
class _Observer:
    activity: Activity
    handler: Handler
    #: The parts by their keys.
    names: Mapping[str, str]


class Observers:
    """The handlers of one workbook's activities. A handler belongs to its activity: a new one of that id has none."""

    def __init__(self) -> None:
        self._all: list[_Observer] = []

    def add(self, activity: Activity, handler: Handler, names: Any) -> None:
        """Calls the handler from now on.

        Raises:
            ValueError: the activity has no part of that name.
        """
        self.keep_only(activity)
        one = _Observer(activity, handler, _wanted(activity, names))
        if one not in self._all:
            self._all.append(one)

    def remove(self, activity: Activity, handler: Handler, names: Any) -> None:
        """Calls it no more; raises ValueError as `add` does."""
        gone = _wanted(activity, names)
        left = []
        for one in self._all:
            same = one.activity is activity and one.handler == handler
            kept = {key: name for key, name in one.names.items() if not (same and key in gone)}
            if kept:
                left.append(_Observer(one.activity, one.handler, kept))
        self._all = left

    def keep_only(self, activity: Activity) -> None:
        """Forgets the handlers of others that had this activity's id before."""
        self._all = [one for one in self._all if one.activity is activity or one.activity.id != activity.id]

    def tell(self, before: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
        """Calls every handler that wants to know of these answers, by their keys."""
        for one in tuple(self._all):
            nothing = {field.key: field.nothing for field in one.activity.fields()}
            for key in one.names.keys() & changed.keys():
                old, new = (
                    said if (said := values.get(key)) is not None else nothing[key] for values in (before, changed)
                )
                change = Bunch(name=one.names[key], old=old, new=new, owner=one.activity, type="change")
                _call(one.handler, change)


def _wanted(activity: Activity, names: Any) -> dict[str, str]:
    parts = {field.part or VALUE: field.key for field in activity.fields()}
    asked: Iterable[str] = parts if names is None else [names] if isinstance(names, str) else list(names)
    if wrong := [name for name in asked if name not in parts]:
        raise ValueError(f"“{activity.id}” has no part “{wrong[0]}”; {choices(wrong[0], parts)}.")
    return {parts[name]: name for name in asked}


def _call(handler: Handler, change: Bunch) -> None:
    """A handler that fails is told as Jupyter tells it, and holds nothing up: the answer is kept already."""
    try:
        handler(change)
    except Exception:
        ipython = sys.modules.get("IPython")
        if shell := ipython and ipython.get_ipython():
            shell.showtraceback()
        else:
            sys.excepthook(*sys.exc_info())
