"""One workbook open in a kernel: what is shown, what is answered, where it is kept."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from traitlets import Bool, HasTraits, Unicode

from workbook_kit.activities import COVER_FIELDS, Activity, Field, Rating
from workbook_kit.activities.showing import Bundle
from workbook_kit.live.beside import Beside, not_saved
from workbook_kit.live.ratings import actions
from workbook_kit.live.widgets import ActivityForm
from workbook_kit.responses import Question, Responses, Value, Workbook


class Status(HasTraits):
    """The last thing that happened, and what stays to be known, for whoever shows it."""

    words = Unicode()
    trouble = Bool()
    notes = Unicode()


class Session:
    """The answers to one workbook and the forms that show them.

    Args:
        folder: where the answers file lies; None keeps the answers in memory only.
    """

    def __init__(self, workbook: Workbook, role: str, folder: Path | None) -> None:
        self.responses = Responses(workbook, role)
        self.status = Status()
        self.beside = Beside(folder, self.responses) if folder else None
        self.activities: dict[str, Activity] = {}
        self._forms: dict[str, ActivityForm] = {}
        self.responses.ask(map(_question, COVER_FIELDS))

    def show(self, activity: Activity) -> Bundle:
        """The activity's widget for a cell, with its plain form for where no kernel is."""
        data, more = self.form(activity)._repr_mimebundle_() or ({}, {})
        text = {name: said for name, said in activity.as_text().items() if name in ("text/html", "text/plain")}
        return {**data, **text}, more

    def form(self, activity: Activity) -> ActivityForm:
        """The one form of this activity, however often it is shown."""
        self.activities[activity.id] = activity
        html = activity.html()
        if html not in self._forms:
            self._ask(activity)
            self._forms[html] = ActivityForm(activity, self.responses)
            self._forms[html].observe(self._came_back, "values")
        return self._forms[html]

    def _ask(self, activity: Activity) -> None:
        self.responses.ask(map(_question, activity.fields()))
        if isinstance(activity, Rating):
            self.responses.ask(actions(activity))

    def set(self, key: str, value: Value) -> bool:
        """Answers a question and saves it; what does not fit is said, and changes nothing."""
        return self.set_all({key: value})

    def set_all(self, values: Mapping[str, Value]) -> bool:
        """The same for several questions, saved once."""
        changed = [key for key, value in values.items() if self._set(key, value)]
        if changed:
            self.save()
        return bool(changed)

    def _came_back(self, change: Mapping[str, Any]) -> None:
        self.set_all(change["new"])

    def _set(self, key: str, value: Value) -> bool:
        if value == self.responses.get(key):
            return False
        try:
            self.responses.set(key, value)
        except ValueError as error:
            self.say(str(error), trouble=True)
            return False
        return True

    def paint(self) -> None:
        """Brings everything that is shown up to date."""
        for form in self._forms.values():
            form.paint(self.responses)

    def open(self) -> None:
        """Takes in what lies beside the notebook, and says so."""
        if self.beside is None:
            return
        try:
            self.beside.take()
        except OSError as error:
            self.say(not_saved(error), trouble=True)
        else:
            self.say(f"Your answers are kept in “{self.beside.path.name}”, beside this notebook.")
        self.paint()

    def save(self) -> None:
        """Writes the answers beside the notebook; what is in the way is said, and tried again next time."""
        if self.beside is not None:
            try:
                self.beside.save()
            except (OSError, ValueError) as error:
                self.say(not_saved(error), trouble=True)
            else:
                self.say(f"Saved beside this notebook, {datetime.now():%H:%M}.")
        self.paint()

    def say(self, words: str, trouble: bool = False) -> None:
        """Puts a sentence where the person sees it."""
        self.status.trouble = trouble
        self.status.words = words
        self.status.notes = " ".join(self.beside.said) if self.beside else ""


def _question(field: Field) -> Question:
    if field.kind == "check":
        raise ValueError(f"“{field.key}” is a tick box, which no answers file can hold.")
    return Question(field.key, field.kind, field.points, field.label)
