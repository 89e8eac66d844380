"""What the notebooks of packs import, from version 0.1 on."""

from typing import TYPE_CHECKING

from workbook_kit.activities import Activity
from workbook_kit.activities.display import Bundle, show_with
from workbook_kit.activities.readable import readable_html

if TYPE_CHECKING:
    from workbook_kit.answers.jupyter.notebook import Answers

MISSING = (
    "The forms cannot start here, because the Python package {} is missing and was not installed. "
    "Open workbook.html from the same folder; it needs no Jupyter."
)


class ToRead:
    """What stands for the answers where there can be no forms: a sentence."""

    def __init__(self, missing: str) -> None:
        self._sentence = MISSING.format(missing)

    def __repr__(self) -> str:
        return self._sentence

    def controls(self) -> "ToRead":
        """The sentence, in place of what one could do."""
        return self

    def chart(self, kind: str | None = None) -> "ToRead":
        """The same, in place of the ratings."""
        return self


def open_workbook(**named: str) -> "Answers | ToRead":
    """The answers to a workbook, kept beside the notebook; without widgets, its activities are shown to be read.

    Args:
        named: which workbook it is, in the words of `Workbook.named`.
    """
    try:
        from workbook_kit.answers.jupyter.notebook import open_workbook as opened
    except ModuleNotFoundError as error:
        if str(error.name).startswith("workbook_kit"):
            raise
        show_with(_to_read)
        return ToRead(str(error.name))
    return opened(**named)


def _to_read(activity: Activity) -> Bundle:
    model = activity.model()
    return {"text/html": readable_html(model), "text/plain": f"{type(activity).__name__}: {activity.label}"}, {}
