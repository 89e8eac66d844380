"""A workbook in Jupyter: its activities as widgets, its answers in a file beside the notebook."""

from workbook_kit.live.answers import Answers
from workbook_kit.live.opening import close, open_sheet, open_workbook

__all__ = ["Answers", "close", "open_sheet", "open_workbook"]
