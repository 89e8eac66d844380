"""What a workbook's cells show: text to read, with the form beside it that the script puts in its place.

Jupyter stores what a cell shows. The text is what is found there later, when no kernel runs; a viewer without widgets,
or a Jupyter without their extension, shows it too.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

from workbook_kit.activities import COVER_FIELDS, Activity
from workbook_kit.activities.markup import attributes, escape
from workbook_kit.activities.readable import readable_html


class Output:
    """Something of an open workbook that a cell can show, as often as it likes.

    Args:
        html: what stands in the notebook.
        words: the same for a terminal.
        bring: shows the widget, where a cell's page does not have it yet.
    """

    def __init__(self, html: str, words: str, bring: Callable[[], None]) -> None:
        self.html, self._words, self._bring = html, words, bring

    def __repr__(self) -> str:
        return self._words

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        self._bring()
        return {"text/html": self.html, "text/plain": self._words}


def is_one_page() -> bool:
    """Whether all cells share a page in which Jupyter starts the widget by itself: JupyterLab, Notebook, Voila, Lite.

    VS Code may not have started it, and in Colab each cell is a page of its own.
    """
    if "VSCODE_PID" in os.environ or "google.colab" in sys.modules:
        return False
    return "JPY_SESSION_NAME" in os.environ or is_voila() or sys.platform == "emscripten"


def is_voila() -> bool:
    """Whether Voila started this kernel, for one visitor among others."""
    return "VOILA_REQUEST_URL" in os.environ or "VOILA_APP_PORT" in os.environ


def form_html(activity: Activity, mark: str) -> str:
    """The activity to read, and its form."""
    model = activity.model()
    fields = json.dumps(model["fields"], ensure_ascii=False, separators=(",", ":"))
    return _place(mark, "form", activity.html(), readable_html(model), data_fields=fields)


def ratings_html(kind: str, mark: str) -> str:
    """The place of the picture of ratings."""
    return _place(mark, "ratings", "", "<p><em>Run all cells to see your ratings.</em></p>", data_kind=kind)


def controls_html(cycles: list[tuple[str, str]], mark: str) -> str:
    """Who fills the workbook in, and what can be done with all answers."""
    fields = json.dumps([field.model() for field in COVER_FIELDS])
    names = "".join(
        f"<p><label{attributes(for_=field.id)}>{escape(field.label)}</label>"
        f"<input{attributes(id=field.id, autocomplete='off')}></p>"
        for field in COVER_FIELDS
    )
    offered = "".join(f"<option{attributes(value=value)}>{escape(label)}</option>" for value, label in cycles)
    return _place(mark, "controls", _CONTROLS.format(names=names, cycles=offered), _CLOSED, data_fields=fields)


def _place(mark: str, part: str, form: str, readable: str, **data: Any) -> str:
    given = attributes(data_live=mark, data_part=part, **data)
    return f"<div{given}><template>{form}</template><div>{readable}</div></div>"


_CLOSED = """\
<p><em>Run all cells to fill in the workbook. Where that brings no forms, its Jupyter lacks “anywidget”: open
workbook.html from the same folder instead, which needs no Jupyter.</em></p>"""
_CONTROLS = """\
<div class="controls" role="group" aria-label="My answers">
<div class="owner-fields">{names}</div>
<p class="help" role="status" data-part="notes"></p>
<details><summary>More</summary>
<p class="deeds"><button type="button" data-do="copy">Download my answers</button>
<button type="button" data-do="undo">Take back the last load</button></p>
<p><label for="load">Load answers: a file that ends in .answers.json</label>
<input type="file" id="load" data-part="load" accept=".json,application/json"></p>
<p><label for="cycle">Compare with</label> <select id="cycle" data-part="cycle">{cycles}</select></p>
<p><label for="scale">Scale</label> <select id="scale" data-part="scale">
<option value="">Knowledge and practice</option><option value="knowledge">Knowledge</option>
<option value="practice">Practice</option></select></p>
<p class="deeds"><button type="button" data-do="compare">Show earlier beside now</button>
<button type="button" data-do="chart">Show my ratings</button></p>
<p class="told" role="status" data-part="told"></p>
<div data-part="below"></div>
</details>
</div>"""
