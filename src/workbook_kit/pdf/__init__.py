"""What is done to a PDF after Typst: form fields, row headers, folding, scaling; and reading a form again."""

from workbook_kit.pdf.booklet import booklet
from workbook_kit.pdf.forms import fillable
from workbook_kit.pdf.half import half_size
from workbook_kit.pdf.reading import FormAnswers, read_form
from workbook_kit.pdf.tables import row_headers

__all__ = ["FormAnswers", "booklet", "fillable", "half_size", "read_form", "row_headers"]
