"""What a notebook's cells do with a workbook's answers: open, see, save, load and compare them."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbook_kit.activities.display import is_static, show_with
from workbook_kit.answers.file import ENDING, file_bytes, write_file
from workbook_kit.answers.jupyter import panel, ratings
from workbook_kit.answers.jupyter.outputs import Output, controls_html, is_voila, ratings_html
from workbook_kit.answers.jupyter.ratings import Cycle, RatedStatement, rated_statements
from workbook_kit.answers.jupyter.saved_file import not_saved
from workbook_kit.answers.jupyter.session import Session
from workbook_kit.answers.model import Refused, WorkbookName

if TYPE_CHECKING:
    import pandas as pd


class Sentence(str):
    """A sentence that a cell shows as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class Answers(Session):
    """What one person answers in one workbook. Every result is a table, a widget, or a sentence."""

    def __init__(self, workbook: WorkbookName, role: str, folder: Path | None) -> None:
        self.cycle: Cycle | None = None
        self._kinds: set[str] = set()
        super().__init__(workbook, role, folder)

    def __repr__(self) -> str:
        return f"Answers to “{self.responses.workbook.title}”. Show answers.controls(), or answers.ratings()."

    def controls(self) -> Output:
        """Your name, saving, loading, comparing, and where the answers are kept."""
        return self.output(controls_html(panel.cycle_options(self), self.mark), repr(self))

    def do(self, said: Mapping[str, Any], content: bytes) -> dict[str, Any]:
        """What somebody asked for with the controls; what they say then."""
        return panel.do(self, said, content)

    # ratings

    def ratings(self) -> "pd.DataFrame":
        """One row for each statement shown so far, rated or not yet."""
        return ratings.table(self.statements())

    def lowest(self) -> "pd.DataFrame":
        """The lowest-rated statements, five of each kind at most, with the action written for each."""
        return ratings.lowest(self.statements(), self.responses)

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
        return folder / f"{self.responses.workbook.id}.copy-{datetime.now():%Y-%m-%d-%H%M%S}{ENDING}"

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


#: The workbook that this kernel has open, and what it was opened as.
_open: tuple[tuple[Path, WorkbookName, str], Answers] | None = None


def open_workbook(
    *,
    id: str,
    title: str,
    npq: str,
    cohort: str = "",
    seminar: str = "",
    content_hash: str = "",
    role: str = "participant",
) -> Answers:
    """The answers to this workbook, kept in a file in the notebook's folder.

    A cell that is run again goes on with the same answers. Where Voila shows the notebook to visitors, nobody finds the
    answers of another: they are kept in memory, to be downloaded.
    """
    global _open
    workbook = WorkbookName(id, title, npq, cohort, seminar, content_hash)
    what = Path.cwd(), workbook, role
    if _open is None or _open[0] != what:
        close()
        _open = what, Answers(workbook, role, folder=None if is_voila() else Path.cwd())
    answers = _open[1]
    answers.open()
    if not is_static():
        show_with(answers.show)
    return answers


def open_sheet() -> Answers:
    """A sheet opened by itself: its activities are live, and its answers last as long as the kernel."""
    answers = Answers(WorkbookName("sheet", "Sheet", "NPQ"), "participant", folder=None)
    show_with(answers.show)
    return answers


def close() -> None:
    """Activities are text again, and what was open is let go."""
    global _open
    if _open:
        _open[1].close()
    _open = None
    show_with(None)
