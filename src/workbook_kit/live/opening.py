"""Opens a workbook in this kernel; from then on its activities are widgets."""

from pathlib import Path

from workbook_kit.activities.showing import is_static, show_with
from workbook_kit.live.answers import Answers
from workbook_kit.responses import Workbook

#: A cell that is run again goes on with what it opened before.
_open: dict[tuple[Path, Workbook, str], Answers] = {}


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
    """The answers to this workbook, kept in a file in the notebook's folder."""
    workbook = Workbook(id, title, npq, cohort, seminar, content_hash)
    place = Path.cwd(), workbook, role
    if place not in _open:
        _open[place] = Answers(workbook, role, folder=Path.cwd())
    answers = _open[place]
    answers.open()
    if not is_static():
        show_with(answers.show)
    return answers


def open_sheet() -> Answers:
    """A sheet opened by itself: its activities are live, and its answers last as long as the kernel."""
    answers = Answers(Workbook("sheet", "Sheet", "NPQ"), "participant", folder=None)
    show_with(answers.show)
    return answers


def close() -> None:
    """Activities are text again, and what was open is let go."""
    _open.clear()
    show_with(None)
