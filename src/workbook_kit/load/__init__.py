"""The project folder as checked values: the first step of every command."""

from workbook_kit.load.frameworks import load_frameworks, load_npqs
from workbook_kit.load.project import Project, load_project
from workbook_kit.load.sheets import Sheet

__all__ = ["Project", "Sheet", "load_frameworks", "load_npqs", "load_project"]
