"""What the notebooks of packs made by version 0.1 import."""

from workbook_kit.answers.jupyter.notebook import open_workbook

__all__ = ["open_workbook"]
