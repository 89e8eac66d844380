"""One workbook open in a kernel: what is shown, what is answered, what the browser is told."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Any

from workbook_kit.activities import COVER_FIELDS, Activity
from workbook_kit.activities.display import Bundle
from workbook_kit.answers.file import read, to_bytes
from workbook_kit.answers.jupyter.observers import Handler, Observers
from workbook_kit.answers.jupyter.outputs import Output, form_html, is_one_page
from workbook_kit.answers.jupyter.ratings import action_fields
from workbook_kit.answers.jupyter.saved_file import SavedFile, not_saved
from workbook_kit.answers.jupyter.widget import WorkbookWidget
from workbook_kit.answers.model import Json, Value, WorkbookName
from workbook_kit.answers.responses import Responses

#: Seconds between two looks at whether somebody else wrote the answers file.
WATCH_EVERY = 2.0
NOT_IN_A_FILE = "Kept until this page closes. Download your answers before you close it."


class Session:
    """The answers to one workbook, and all forms that show them.

    Args:
        folder: where the answers file lies; None keeps the answers in memory only.
    """

    def __init__(self, workbook: WorkbookName, role: str, folder: Path | None) -> None:
        self.responses = Responses(workbook, role)
        self.saved_file = SavedFile(folder, self.responses) if folder else None
        self.activities: dict[str, Activity] = {}
        self.mark = token_hex(8)
        self._observers = Observers()
        # what became of the last answer, and whether it is trouble; and where the answers are.
        self.words, self.trouble, self.where = "", False, NOT_IN_A_FILE
        self._widget: WorkbookWidget | None = None
        self._watch: asyncio.TimerHandle | None = None
        self.responses.ask(COVER_FIELDS)
        self._told: dict[str, Any] = self.now()

    # what is shown

    def show(self, activity: Activity) -> Bundle:
        """The activity for a cell: to read, and its form beside it."""
        self.ask(activity)
        output = self.output(form_html(activity, self.mark), f"{type(activity).__name__}: {activity.label}")
        return dict(output._repr_mimebundle_()), {}

    def output(self, html: str, words: str) -> Output:
        """Something for a cell that the widget's script fills."""
        return Output(html, words, self._bring)

    def ask(self, activity: Activity) -> None:
        """Adds the activity to what the workbook asks."""
        self.activities[activity.id] = activity
        self._observers.keep_only(activity)
        self.responses.ask([*activity.fields(), *action_fields(activity)])
        self.update()

    @property
    def widget(self) -> WorkbookWidget:
        """The workbook in the browser."""
        if self._widget is None:
            place = self.saved_file.place if self.saved_file else ""
            self._widget = WorkbookWidget(self.mark, place, self.now, self._receive)
        return self._widget

    def _bring(self) -> None:
        widget = self.widget
        if not is_one_page():
            from IPython.display import display

            display(widget)

    def now(self) -> dict[str, Any]:
        """What the browser needs to draw every form: values and earlier values by key, pictures of ratings by kind;
        and what there is to know of the file."""
        return {"values": self.responses.all_values(), "earlier": self._earlier(), "charts": self.charts(),
                "notes": self.notes}  # fmt: skip

    def charts(self) -> dict[str, Any]:
        """What the pictures of ratings are drawn from, of each kind that is shown."""
        return {}

    def _earlier(self) -> dict[str, Any]:
        found = {key: self.responses.earlier(key) for key in self.responses.values}
        return {key: {"value": one[0], "title": one[1].workbook.title} for key, one in found.items() if one}

    # what is answered

    def set(self, key: str, value: Json) -> None:
        """Answers a question and saves it.

        Raises:
            ValueError: this workbook does not ask it, or the value does not fit.
        """
        self.responses.set(key, value)
        self.save()

    def get(self, key: str) -> Value:
        """The answer to a question, by its key: an activity's id, or id--part."""
        return self.responses.get(key)

    def observe(self, activity: Activity, handler: Handler, names: Any = None) -> None:
        """Calls the handler whenever an answer to the activity changes; `Activity.observe` says how."""
        self._observers.add(activity, handler, names)

    def unobserve(self, activity: Activity, handler: Handler, names: Any = None) -> None:
        """Calls it no more."""
        self._observers.remove(activity, handler, names)

    def _receive(self, said: Mapping[str, Any], content: bytes) -> None:
        """A message of a browser."""
        client = str(said.get("client", ""))
        if "hello" in said:
            self._send(here=client)
        if isinstance(said.get("set"), list):
            self._take(said["set"], client, said.get("sent"))
        if "do" in said:
            self._send(client=client, panel=self.do(said, content))

    def _take(self, answers: list[Any], client: str, sent: object) -> None:
        refused = {}
        for key, value, *again in answers:
            try:
                self.responses.set(key, value, *again)
            except ValueError as error:
                refused[key] = str(error)
        self.save()
        saved, words = not self.trouble, [*refused.values(), *([self.words] if self.trouble or not refused else [])]
        self._send(client=client, sent=sent, saved=saved, refused=list(refused), words=" ".join(words),
                   trouble=bool(refused) or self.trouble)  # fmt: skip

    def do(self, said: Mapping[str, Any], content: bytes) -> dict[str, Any]:
        """One of the deeds of the controls; what the browser shows then."""
        return {}

    # what the browser is told

    def update(self) -> None:
        """Tells the browser what is different from what it knows."""
        now = self.now()
        parts: dict[str, Any] = {name: _difference(self._told[name], now[name]) for name in ("values", "charts")}
        changed = {name: part for name, part in parts.items() if part}
        changed |= {name: now[name] for name in ("earlier", "notes") if now[name] != self._told[name]}
        before, self._told = self._told, now
        if changed:
            self._send(**changed)
        self._observers.tell(before["values"], parts["values"])

    def _send(self, **said: Any) -> None:
        if self._widget is not None:
            self._widget.send(said)

    # the file

    def open(self) -> None:
        """Takes in what lies beside the notebook, and looks from then on whether it changes."""
        if self.saved_file is None:
            return
        try:
            self.saved_file.load()
        except OSError as error:
            self.where = not_saved(error)
        else:
            self.where = self.saved_file.kept
        self.update()
        self._look_again()

    def save(self) -> None:
        """Writes the answers beside the notebook; what is in the way is said, and tried again next time."""
        self.words, self.trouble = NOT_IN_A_FILE, False
        if self.saved_file is not None:
            try:
                self.saved_file.save()
            except (OSError, ValueError) as error:
                self.words = self.where = not_saved(error)
                self.trouble = True
            else:
                self.words, self.where = "Saved beside this notebook, {time}.", self.saved_file.kept
        self.update()

    def take_over(self, other: "Session") -> None:
        """Keeps what another session of this workbook could not save."""
        self.responses.merge_own(read(to_bytes(other.responses.to_file())))
        self.save()

    @property
    def notes(self) -> str:
        """Where the answers are, and what a person must know of the file, in sentences."""
        return " ".join([self.where, *(self.saved_file.notes if self.saved_file else ())])

    def close(self) -> None:
        """Lets the forms go, which say so, and looks at the file no more."""
        if self._watch:
            self._watch.cancel()
        if self._widget:
            self._widget.close()
        self._watch = self._widget = None

    def _look_again(self) -> None:
        if self._watch:
            self._watch.cancel()
        with suppress(RuntimeError):  # no kernel, no loop
            self._watch = asyncio.get_running_loop().call_later(WATCH_EVERY, self._look)

    def _look(self) -> None:
        file = self.saved_file
        with suppress(OSError):  # told with the next answer that is given
            if file and file.has_changed():
                file.load()
                self.update()
        self._look_again()


def _difference(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Value]:
    """What is new or other by key; None for what is no more."""
    gone: dict[str, Value] = dict.fromkeys(key for key in before if key not in now)
    return {**{key: one for key, one in now.items() if before.get(key) != one}, **gone}
