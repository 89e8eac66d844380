"""One workbook open in a kernel: what is shown, what is answered, where it is kept."""

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock
from traitlets import Bool, HasTraits, Unicode

from workbook_kit.activities import COVER_FIELDS, Activity
from workbook_kit.activities.display import Bundle
from workbook_kit.answers.file import ENDING, first_bytes, read, write_file
from workbook_kit.answers.jupyter.ratings import action_fields
from workbook_kit.answers.jupyter.widgets import ActivityForm
from workbook_kit.answers.merge import relation
from workbook_kit.answers.model import AnswersFile, Refused, Value, WorkbookName
from workbook_kit.answers.responses import Responses
from workbook_kit.answers.sentences import NOTHING_LOADED
from workbook_kit.files import free_name

_WHY = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your space on the disk is used up",
    errno.EACCES: "this folder cannot be written",
    errno.EPERM: "this folder cannot be written",
    errno.EROFS: "this folder cannot be written",
}


class SavedFile:
    """The answers file beside the notebook, read before every writing so that nothing in it is lost.

    `notes` collects what a person must know of it.
    """

    def __init__(self, folder: Path, responses: Responses) -> None:
        self.folder, self.path = folder, folder / f"{responses.workbook.id}{ENDING}"
        self.notes: list[str] = []
        self._responses = responses
        self._last_stat: tuple[int, ...] | None = None

    def load(self) -> None:
        """Takes in what somebody else wrote there.

        Raises:
            OSError: the file can neither be read nor put aside, so it must not be written.
        """
        stat = self._stat()
        if stat in (None, self._last_stat):
            return
        content = first_bytes(self.path)
        try:
            self._merge(read(content), content)
        except Refused as refused:
            self._put_aside(str(refused).removesuffix(NOTHING_LOADED))
        self._last_stat = stat

    def save(self) -> None:
        """Writes the answers, with what others wrote in the meantime.

        Raises:
            OSError: nothing was written.
            ValueError: the answers are too many for a file.
        """
        with _lock(self.path):
            self.load()
            write_file(self.path, self._responses.to_file())
            self._last_stat = self._stat()

    def _stat(self) -> tuple[int, ...] | None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _merge(self, file: AnswersFile, content: bytes) -> None:
        if relation(self._responses.workbook, file.workbook) != "same":
            raise Refused(f"It holds the answers of “{file.workbook.title}”.")
        if file.left_out:
            copy = free_name(self.path, "damaged", ".json")
            copy.write_bytes(content)
            self.notes.append(
                f"Some of what stands in “{self.path.name}” is no answer and was left out; "
                f"the file as it was is kept as “{copy.name}”."
            )
        self._responses.merge_own(file)

    def _put_aside(self, why: str) -> None:
        aside = free_name(self.path, "damaged", ".json")
        self.path.rename(aside)
        self.notes.append(f"“{self.path.name}” was put aside as “{aside.name}”, unchanged. {why}")


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """One kernel at a time reads and writes the file. The lock lies elsewhere, not to litter the folder."""
    name = hashlib.sha256(f"{os.environ.get('USER', '')} {path.resolve()}".encode()).hexdigest()[:24]
    with FileLock(Path(tempfile.gettempdir()) / f"workbook-kit-{name}.lock", timeout=10):
        yield


def not_saved(error: Exception) -> str:
    """Why the answers are not in the file, and what happens now."""
    number = error.errno if isinstance(error, OSError) else None
    why = _WHY.get(number or 0) or getattr(error, "strerror", None) or str(error)
    return (
        f"Not saved: {why.rstrip('.')}. Your answers stay here while this notebook runs, "
        "and saving is tried again with your next change."
    )


class StatusLine(HasTraits):
    """The last thing that happened, and what stays to be known, for whoever shows it."""

    words = Unicode()
    trouble = Bool()
    notes = Unicode()


class Session:
    """The answers to one workbook and the forms that show them.

    Args:
        folder: where the answers file lies; None keeps the answers in memory only.
    """

    def __init__(self, workbook: WorkbookName, role: str, folder: Path | None) -> None:
        self.responses = Responses(workbook, role)
        self.status = StatusLine()
        self.saved_file = SavedFile(folder, self.responses) if folder else None
        self.activities: dict[str, Activity] = {}
        self._forms: dict[str, ActivityForm] = {}
        self.responses.ask(COVER_FIELDS)

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
            self.responses.ask([*activity.fields(), *action_fields(activity)])
            self._forms[html] = ActivityForm(activity, self.responses)
            self._forms[html].observe(self.on_change, "values")
        return self._forms[html]

    def set(self, key: str, value: Value) -> bool:
        """Answers a question and saves it; what does not fit is said, and changes nothing."""
        return self.set_all({key: value})

    def set_all(self, values: Mapping[str, Value]) -> bool:
        """The same for several questions, saved once."""
        changed = [key for key, value in values.items() if self._set(key, value)]
        if changed:
            self.save()
        return bool(changed)

    def on_change(self, change: Mapping[str, Any]) -> None:
        """Keeps the values that a widget brought back from the browser."""
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

    def update(self) -> None:
        """Brings everything that is shown up to date."""
        for form in self._forms.values():
            form.update(self.responses)

    def open(self) -> None:
        """Takes in what lies beside the notebook, and says so."""
        if self.saved_file is None:
            return
        try:
            self.saved_file.load()
        except OSError as error:
            self.say(not_saved(error), trouble=True)
        else:
            self.say(f"Your answers are kept in “{self.saved_file.path.name}”, beside this notebook.")
        self.update()

    def save(self) -> None:
        """Writes the answers beside the notebook; what is in the way is said, and tried again next time."""
        if self.saved_file is not None:
            try:
                self.saved_file.save()
            except (OSError, ValueError) as error:
                self.say(not_saved(error), trouble=True)
            else:
                self.say(f"Saved beside this notebook, {datetime.now():%H:%M}.")
        self.update()

    def say(self, words: str, trouble: bool = False) -> None:
        """Puts a sentence where the person sees it."""
        self.status.trouble = trouble
        self.status.words = words
        self.status.notes = " ".join(self.saved_file.notes) if self.saved_file else ""
