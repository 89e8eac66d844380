"""The one widget of a workbook: it brings the script into the notebook, and carries what forms and kernel say."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import anywidget
from traitlets import Unicode

from workbook_kit.project.starter import starter_folder
from workbook_kit.render.script import activity_styles, script

#: Gets a message, and the bytes that came with it.
Receive = Callable[[Mapping[str, Any], bytes], None]


@cache
def style() -> str:
    """What activities look like in any host, held within the notebook's forms."""
    extension = starter_folder() / "_extensions" / "seminar"
    sheets = "".join((extension / name).read_text(encoding="utf-8") for name in activity_styles(extension))
    own = (extension / "seminar-notebook.css").read_text(encoding="utf-8")
    return f".seminar-live {{\n{sheets.replace(':root', '&')}\n}}\n{own}"


class WorkbookWidget(anywidget.AnyWidget):
    """A workbook as the browser knows it.

    Args:
        mark: what the places of its forms bear in the notebook.
        place: names the answers file on this machine, for what the browser keeps until it is saved; "" keeps nothing.
        now: gives what is answered now, for a browser that comes to look.
        receive: gets each message of a browser.
    """

    _esm = Unicode().tag(sync=True)
    _css = Unicode().tag(sync=True)
    mark = Unicode().tag(sync=True)
    place = Unicode().tag(sync=True)

    def __init__(
        self,
        mark: str,
        place: str,
        now: Callable[[], dict[str, Any]],
        receive: Callable[[Mapping[str, Any], bytes], None],
    ) -> None:
        self._now = now
        source = script(starter_folder() / "_extensions" / "seminar", "widget")
        super().__init__(_esm=source, _css=style(), mark=mark, place=place)
        self.on_msg(lambda _, said, buffers: receive(said, bytes(buffers[0]) if buffers else b""))

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """As all widgets; with what is answered now, which no trait holds a second time."""
        state: dict[str, Any] = super().get_state(key, drop_defaults)
        return {**state, "now": self._now()} if key is None else state
