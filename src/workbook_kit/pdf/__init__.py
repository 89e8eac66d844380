"""What is done to a PDF after Typst: form fields, row headers, folding, scaling; and reading a form again."""

from workbook_kit.pdf.booklet import booklet
from workbook_kit.pdf.files import changed
from workbook_kit.pdf.forms import add_fields, fillable
from workbook_kit.pdf.half import half_size, halve
from workbook_kit.pdf.reading import FormAnswers, read_form
from workbook_kit.pdf.tables import name_rows, row_headers

__all__ = [
    "FormAnswers",
    "add_fields",
    "booklet",
    "changed",
    "fillable",
    "half_size",
    "halve",
    "name_rows",
    "read_form",
    "row_headers",
]
