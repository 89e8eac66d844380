"""Stock ipywidgets around the forms: who you are, saving, loading, comparing, and where the answers are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any

import anywidget
import ipywidgets as w

from workbook_kit.activities import COVER_FIELDS
from workbook_kit.answers.jupyter.ratings import Cycle, RatedStatement

if TYPE_CHECKING:
    from workbook_kit.answers.jupyter.notebook import Answers

# A dropdown shows nothing for a value of None, so "" stands for no choice.
THIS = ("This workbook", "")
SCALES = {"Knowledge and practice": "", "Knowledge": "knowledge", "Practice": "practice"}
_LABELS = {"description_width": "12rem"}
_WIDE = {"width": "min(34rem, 100%)"}


class ShortcutGuard(anywidget.AnyWidget):
    """Keeps keys with the control in focus: Jupyter takes b, m or x on a button as commands of the notebook.

    Jupyter looks for the mark on the focused element itself, where ipywidgets lets Python put nothing.
    """

    _esm = """
    export default {
      render({ signal }) {
        const mark = ({ target }) => {
          if (target.closest?.(".seminar-controls")) target.dataset.lmSuppressShortcuts = "true";
        };
        document.addEventListener("focusin", mark, { signal });
      },
    };
    """


class Panel:
    """The controls of one workbook. Each answers with a sentence; none ever fails into the log."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._updating = False
        self._cover = {field.key: self._text(field.key, field.label) for field in COVER_FIELDS}
        self._upload = w.FileUpload(accept=".json", description="Load answers", layout=w.Layout(width="auto"))
        self._upload.observe(self._guarded(self._load), "value")
        self._cycle = w.Dropdown(description="Cycle", options=[THIS], style=_LABELS, layout=w.Layout(**_WIDE))
        self._cycle.observe(self._guarded(self._on_cycle), "value")
        self._scale = w.Dropdown(description="Scale", options=SCALES, style=_LABELS, layout=w.Layout(**_WIDE))
        self._notes, self._status, self._result, self._below = w.HTML(), w.HTML(), w.HTML(), w.VBox()
        answers.status.observe(lambda change: self._show_status(), ("words", "notes"))
        self.box = self._lay_out()
        self._show_status()

    def _lay_out(self) -> w.VBox:
        wraps = w.Layout(flex_flow="row wrap")
        files = w.HBox([self._button("Save a copy", self._copy), self._upload,
                        self._button("Take back the last load", self._undo)], layout=wraps)  # fmt: skip
        views = w.HBox([self._button("Compare", self._compare), self._button("Chart", self._chart)], layout=wraps)
        parts = [*self._cover.values(), files, self._cycle, self._scale, views, self._notes, self._status, self._result]
        box = w.VBox([*parts, self._below, ShortcutGuard()])
        box.add_class("seminar-controls")
        return box

    def _text(self, key: str, label: str) -> w.Text:
        text = w.Text(description=label, style=_LABELS, layout=w.Layout(**_WIDE))
        text.observe(self._guarded(lambda change: self._answers.set(key, change["new"])), "value")
        return text

    def _button(self, name: str, act: Callable[[Any], None]) -> w.Button:
        button = w.Button(description=name, layout=w.Layout(width="auto"))
        button.on_click(self._guarded(act))
        return button

    def _guarded(self, act: Callable[[Any], object]) -> Callable[[Any], None]:
        """The same, unless the panel itself made the change; whatever goes wrong becomes a sentence."""

        def handle(given: Any) -> None:
            if self._updating:
                return
            try:
                act(given)
            except Exception as error:  # a traceback in the log helps no participant
                self.say(f"That did not work ({error}). Your answers are as they were; run the cells again.")

        return handle

    def say(self, words: str) -> None:
        """Shows a sentence below the buttons."""
        _set_text(self._result, words)

    def update(self) -> None:
        """Shows what is answered now."""
        with self._without_events():
            for key, text in self._cover.items():
                text.value = str(self._answers.responses.get(key) or "")

    @contextmanager
    def _without_events(self) -> Iterator[None]:
        self._updating = True
        try:
            yield
        finally:
            self._updating = False

    def update_cycles(self) -> None:
        """Offers what there is to compare with. It reads the files beside the notebook, so not at every change."""
        found = [(cycle.label, cycle) for cycle in self._answers.cycles()]
        options = [THIS, *found]
        if [label for label, _ in options] == [label for label, *_ in self._cycle._options_full]:
            return
        chosen = self._answers.cycle
        with self._without_events():
            self._cycle.options = options
            self._cycle.value = next((cycle for _, cycle in found if chosen and cycle.id == chosen.id), "")

    def _show_status(self) -> None:
        status = self._answers.status
        _set_text(self._notes, status.notes, trouble=True)
        _set_text(self._status, status.words, status.trouble)

    def _copy(self, _: object) -> None:
        said = self._answers.save_copy()
        self.say(f"{said} To take it away, right-click it in Jupyter's list of files and choose Download.")

    def _undo(self, _: object) -> None:
        self.say(self._answers.undo())

    def _load(self, change: Any) -> None:
        for file in change["new"]:
            self.say(self._answers.load_content(bytes(file["content"]), file["name"]))
        with self._without_events():
            self._upload.value = ()  # so that the same file can be chosen again

    def _on_cycle(self, change: Any) -> None:
        self.say(self._answers.compare_with(change["new"] or None))

    def _compare(self, _: object) -> None:
        self._below.children = [
            w.HTML(comparison(self._answers.statements(self._scale.value or None), self._answers.cycle))
        ]
        self.say("")

    def _chart(self, _: object) -> None:
        self._below.children = [self._answers.chart(self._scale.value or None)]
        self.say("")


def _set_text(place: w.HTML, words: str, trouble: bool = False) -> None:
    """The words as a paragraph that a screen reader says by itself, trouble at once; no words take no room."""
    role, mark = ("alert", "<b>Please note:</b> ") if trouble else ("status", "")
    place.layout.display = "" if words else "none"
    place.value = f'<p role="{role}">{mark}{escape(words)}</p>' if words else ""


# Earlier ratings beside those of now.

_HEADS = ("Statement", "Earlier", "Now", "Change")
_PLAIN = ' style="text-align: left; font-weight: normal; padding: 0.2rem 0.75rem"'


def comparison(rows: Sequence[RatedStatement], cycle: Cycle | None) -> str:
    """An HTML table of every statement that was rated earlier or is now, or a sentence where there is none."""
    told = [one for one in rows if one.previous is not None]
    if not told:
        return "<p>There is no earlier rating to compare with. Load the answers of an earlier workbook first.</p>"
    title = f"“{cycle.title}”" if cycle else "the newest earlier workbook"
    heads = "".join(f'<th scope="col" style="text-align: left; padding: 0 0.75rem">{head}</th>' for head in _HEADS)
    body = "".join(map(_row, told))
    caption = f'<caption style="text-align: left">Ratings of {escape(title)} beside those of now</caption>'
    return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _row(one: RatedStatement) -> str:
    cells = (one.previous, one.value if one.value is not None else "not yet rated", change(one))
    said = "".join(f"<td{_PLAIN}>{cell}</td>" for cell in cells)
    return (
        f'<tr><th scope="row"{_PLAIN}><b>{escape(one.statement.code)}</b> {escape(one.statement.text)}</th>{said}</tr>'
    )


def change(one: RatedStatement) -> str:
    """How the rating moved, in words."""
    if not isinstance(one.value, int) or not isinstance(one.previous, int):
        return ""
    by = one.value - one.previous
    return f"up {by}" if by > 0 else f"down {-by}" if by else "same"
