"""What a notebook's cells do with a workbook's answers: open, see, save, load and compare them."""

import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbook_kit.activities import Activity
from workbook_kit.activities.display import is_static, show_with
from workbook_kit.activities.keys import split_key
from workbook_kit.answers.file import ENDING, file_bytes, write_file
from workbook_kit.answers.jupyter import panel, ratings
from workbook_kit.answers.jupyter.outputs import Output, controls_html, is_voila, ratings_html
from workbook_kit.answers.jupyter.ratings import Cycle, RatedStatement, rated_statements
from workbook_kit.answers.jupyter.saved_file import not_saved
from workbook_kit.answers.jupyter.session import Session
from workbook_kit.answers.model import Refused, WorkbookName
from workbook_kit.answers.workbook_file import read_workbook, workbook_in
from workbook_kit.errors import choices
from workbook_kit.paths import MODEL

if TYPE_CHECKING:
    import pandas as pd


class Sentence(str):
    """A sentence that a cell shows as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class NotShownWarning(UserWarning):
    """What a table of ratings does not hold, because no cell of this kernel has shown it yet, as a sentence."""


class Answers(Session):
    """What one person answers in one workbook. Every result is a table, something to look at, or a sentence.

    `answers["first-step"]` is the activity of that id, once a cell has shown it: it has `value` and `observe`.
    """

    _PUBLIC = (
        *("chart", "compare_with", "controls", "cycles", "get", "load", "lowest", "ratings", "save_copy", "set"),
        *("undo", "workbook"),
    )

    def __init__(self, workbook: WorkbookName, role: str, folder: Path | None) -> None:
        self.cycle: Cycle | None = None
        self._kinds: set[str] = set()
        super().__init__(workbook, role, folder)

    def __repr__(self) -> str:
        return f"Answers to “{self.workbook.title}”. Show answers.controls(), or answers.ratings()."

    def __dir__(self) -> list[str]:
        return list(self._PUBLIC)

    @property
    def workbook(self) -> WorkbookName:
        """Which workbook it is: `id`, `title`, `npq`, `cohort`, `seminar`."""
        return self.responses.workbook

    def __getitem__(self, id: str) -> Activity:
        """The activity of this id.

        Raises:
            LookupError: no cell has shown one yet.
        """
        if id not in self.activities:
            what = f"no cell has shown an activity “{id}” in this kernel yet"
            raise LookupError(f"{what}; {choices(id, self.activities)}")
        return self.activities[id]

    def __iter__(self) -> Iterator[str]:
        """The ids of all activities that were shown."""
        return iter(self.activities)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def controls(self) -> Output:
        """Your name, saving, loading, comparing, and where the answers are kept."""
        return self.output(controls_html(panel.cycle_options(self), self.mark), repr(self))

    def do(self, said: Mapping[str, Any], content: bytes) -> dict[str, Any]:
        """What somebody asked for with the controls; what they say then."""
        return panel.do(self, said, content)

    # ratings

    def ratings(self) -> "pd.DataFrame":
        """My ratings: one row for each statement shown so far, rated or not yet.

        The columns are code, area, kind, stem, text, value, previous and change. Numbers are nullable integers.

        Warns:
            NotShownWarning: the workbook has statements that no cell has shown in this kernel.
        """
        self._tell_not_shown()
        return ratings.table(self.statements())

    def lowest(self) -> "pd.DataFrame":
        """The lowest-rated statements, five of each kind at most, with the action written for each.

        Warns:
            NotShownWarning: as `ratings` does.
        """
        self._tell_not_shown()
        return ratings.lowest(self.statements(), self.responses)

    def _tell_not_shown(self) -> None:
        missing = self._asked_by_file() - self.responses.values.keys()
        if missing:
            said = "1 statement that this workbook asks about has" if len(missing) == 1 else (
                f"{len(missing)} statements that this workbook asks about have"
            )  # fmt: skip
            warnings.warn(f"{said} not been shown in this kernel; run all cells.", NotShownWarning, stacklevel=3)

    def _asked_by_file(self) -> set[str]:
        """The keys of all ratings: as the workbook's own file says, or else of those that are saved."""
        with suppress(Refused):
            if self.saved_file and (file := read_workbook(self.saved_file.folder / MODEL)).name.id == self.workbook.id:
                return {statement.key for statement in file.statements}
        return {
            key for key, entry in self.responses.kept().items() if isinstance(entry.value, int) and split_key(key)[1]
        }

    def statements(self, kind: str | None = None) -> list[RatedStatement]:
        """Every statement of my own ratings, of one kind or of both; a group's are kept apart."""
        mine = [one for one in self.activities.values() if not one.group_notes]
        return list(rated_statements(mine, self.responses, kind, self.cycle.id if self.cycle else ""))

    def chart(self, kind: str | None = None) -> Output:
        """The picture of my ratings: of "knowledge", of "practice", or of both.

        Raises:
            ValueError: there is no such kind.
        """
        if kind not in (None, "knowledge", "practice"):
            raise ValueError(f'There are no ratings of “{kind}”; ask for "knowledge" or "practice", or leave it out.')
        self._kinds.add(kind or "")
        self.update()
        return self.output(ratings_html(kind or "", self.mark), "My ratings")

    def charts(self) -> dict[str, Any]:
        """What the pictures of ratings are drawn from, of each kind that is shown."""
        return {kind: ratings.chart_groups(self.statements(kind or None)) for kind in self._kinds}

    # files

    def load(self, path: Path | str) -> Sentence:
        """Takes answers from a file of this workbook or an earlier one, and says what changed."""
        try:
            content = file_bytes(path)
        except Refused as refused:
            return Sentence(refused)
        return self.load_content(content, Path(path).name)

    def load_content(self, content: bytes, name: str) -> Sentence:
        """The same, of a file's content."""
        try:
            said = self.responses.load(content, name)
        except Refused as refused:
            return Sentence(refused)
        self.save()
        return Sentence(" ".join(said))

    def undo(self) -> Sentence:
        """Takes back the last load that changed anything."""
        name = self.responses.undo()
        if name is None:
            return Sentence("There is no load to take back.")
        self.save()
        return Sentence(f"What “{name}” brought was taken back. What you changed since then stays.")

    def save_copy(self, path: Path | str | None = None) -> Sentence:
        """Writes a copy of the answers to carry away; a file that is there already stays as it is."""
        place = Path(path) if path else self._copy_name()
        if place.exists():
            return Sentence(f"“{place.name}” is there already and was left as it is; choose another name.")
        try:
            write_file(place, self.responses.to_file())
        except (OSError, ValueError) as error:
            return Sentence(not_saved(error))
        return Sentence(f"Saved a copy as “{place.name}”.")

    def _copy_name(self) -> Path:
        folder = self.saved_file.folder if self.saved_file else Path.cwd()
        return folder / f"{self.workbook.id}.copy-{datetime.now():%Y-%m-%d-%H%M%S}{ENDING}"

    # earlier workbooks

    def cycles(self) -> list[Cycle]:
        """The earlier workbooks to compare with: those loaded, and those whose file lies beside."""
        return ratings.cycles(self.responses, self.saved_file.folder if self.saved_file else None)

    def compare_with(self, cycle: Cycle | None) -> Sentence:
        """Sets which earlier workbook stands beside this one; None takes the newest answer of any."""
        said = self.load(cycle.path) if cycle and cycle.path else Sentence("")
        self.cycle = cycle
        self.update()
        return said


#: What a sheet is called that is opened by itself.
_SHEET = WorkbookName("sheet", "Sheet", "NPQ")
#: The workbook that this kernel has open, and what it was opened as.
_open: tuple[tuple[Path, WorkbookName, str], Answers] | None = None


def open_workbook(
    *,
    id: str = "",
    title: str = "",
    npq: str = "",
    cohort: str = "",
    seminar: str = "",
    content_hash: str = "",
    role: str = "participant",
) -> Answers:
    """The answers to a workbook, kept in a file in the notebook's folder.

    Which one is said by its id, title and npq, as in the first cell of a pack's notebook. Where nothing is said, it is
    the workbook that is open already, or the one of the notebook's folder.

    A cell that is run again goes on with the same answers. Where Voila shows the notebook to visitors, nobody finds the
    answers of another: they are kept in memory, to be downloaded.

    Raises:
        ValueError: the folder has no workbook or several, or only part of a name was said.
    """
    if not id and not title and not npq and _open and _open[1].workbook != _SHEET:
        return _shown(_open[1])
    return _opened(_named(WorkbookName(id, title, npq, cohort, seminar, content_hash)), role)


def _named(said: WorkbookName) -> WorkbookName:
    given = [bool(said.id), bool(said.title), bool(said.npq)]
    if any(given) and not all(given):
        raise ValueError("A workbook is named by id, title and npq: say all three, or none of them.")
    notebook = os.environ.get("JPY_SESSION_NAME", "")
    return said if all(given) else workbook_in(Path.cwd(), Path(notebook) if notebook else None)


def _opened(workbook: WorkbookName, role: str) -> Answers:
    global _open
    what = Path.cwd(), workbook, role
    if _open is None or _open[0] != what:
        before = _open and _open[1]
        close()
        in_memory = is_voila() or workbook == _SHEET
        _open = what, Answers(workbook, role, folder=None if in_memory else Path.cwd())
        if before and before.trouble and before.workbook == workbook:  # its folder has another name now
            _open[1].take_over(before)
    return _shown(_open[1])


def _shown(answers: Answers) -> Answers:
    answers.open()
    if not is_static():
        show_with(answers.show, answers)
    return answers


def open_sheet() -> Answers:
    """A sheet opened by itself: its activities are live, and its answers last as long as the kernel."""
    return _opened(_SHEET, "participant")


def close() -> None:
    """Activities are text again, and what was open is let go."""
    global _open
    if _open:
        _open[1].close()
    _open = None
    show_with(None)
