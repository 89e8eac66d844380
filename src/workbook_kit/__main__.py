"""`python -m workbook_kit`, the same as `workbook-kit`."""

from workbook_kit.cli import app

app()
