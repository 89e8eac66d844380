"""Packs: built, put in their places, compared with what they would be made from now."""

# Before all that imports nbformat.
from workbook_kit import quick  # noqa: F401
