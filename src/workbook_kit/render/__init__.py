"""A workbook drawn: as a page, on paper, as a notebook."""
