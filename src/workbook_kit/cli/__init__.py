"""The command line: it reads options, calls one function, prints, and exits."""

# Before all that imports nbformat.
from workbook_kit import quick  # noqa: F401
