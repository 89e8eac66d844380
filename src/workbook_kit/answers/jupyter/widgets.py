"""Activities and the picture of ratings as widgets, bound by the script that the page has too."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import anywidget
from traitlets import Dict, List, Unicode

from workbook_kit.activities import Activity
from workbook_kit.answers.model import Value
from workbook_kit.answers.responses import Responses
from workbook_kit.project.starter import starter_folder
from workbook_kit.render.script import activity_styles, script

#: Jupyter's dark theme ends at the form's edge; its letters and its ground are the page's own.
_GROUND = """\
.seminar-live { display: block; max-width: 52rem; padding: 0.25rem 1.25rem; background: #fff; \
color: #1a1a1a; color-scheme: light; font: 16px/1.55 "Atkinson Hyperlegible Next", system-ui, sans-serif; \
overflow-wrap: break-word; container-type: inline-size; }
.seminar-live [hidden] { display: none; }
.seminar-live > .seminar > .seminar-activity { margin: 0.75rem 0; }
"""


@cache
def style() -> str:
    """What activities look like in any host, held within the widget."""
    extension = starter_folder() / "_extensions" / "seminar"
    sheets = "".join((extension / name).read_text(encoding="utf-8") for name in activity_styles(extension))
    return f"{_GROUND}.seminar-live {{\n{sheets.replace(':root', '&')}\n}}\n"


class _Bound(anywidget.AnyWidget):
    """A widget that the shared script draws. Only `values` ever comes back from the browser."""

    _esm = Unicode().tag(sync=True)
    _css = Unicode().tag(sync=True)
    part = Unicode().tag(sync=True)
    values = Dict().tag(sync=True)

    def __init__(self, **state: object) -> None:
        super().__init__(_esm=script(starter_folder() / "_extensions" / "seminar", "widget"), _css=style(), **state)


class ActivityForm(_Bound):
    """The form of one activity, live."""

    html = Unicode().tag(sync=True)
    fields: List[Any] = List().tag(sync=True)
    earlier = Dict().tag(sync=True)

    def __init__(self, activity: Activity, responses: Responses) -> None:
        self.keys_here = tuple(field.key for field in activity.fields())
        said = activity.model()["fields"]
        super().__init__(part="form", html=activity.html(), fields=said, **_state(self.keys_here, responses))

    def update(self, responses: Responses) -> None:
        """Shows what is answered now."""
        for name, value in _state(self.keys_here, responses).items():
            setattr(self, name, value)


class RatingsChart(_Bound):
    """My ratings, drawn as on the page, with one action for each of the lowest."""

    groups: List[Any] = List().tag(sync=True)

    def __init__(self, groups: Sequence[Mapping[str, Any]], values: Mapping[str, Value]) -> None:
        super().__init__(part="ratings", groups=list(groups), values=dict(values))

    def update(self, groups: Sequence[Mapping[str, Any]], values: Mapping[str, Value]) -> None:
        """Shows the ratings of now; the values first, for the groups make it draw."""
        with self.hold_sync():
            self.values, self.groups = dict(values), list(groups)


def _state(keys: Sequence[str], responses: Responses) -> dict[str, dict[str, Any]]:
    found = {key: responses.earlier(key) for key in keys}
    earlier = {key: {"value": one[0], "title": one[1].workbook.title} for key, one in found.items() if one}
    return {"values": {key: responses.get(key) for key in keys}, "earlier": earlier}
