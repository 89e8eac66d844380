"""What a PDF says, page by page."""

import pypdfium2


def pages(pdf: bytes) -> list[str]:
    """The text of each page, with single spaces."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(document[number].get_textpage().get_text_range().split()) for number in range(len(document))]
    finally:
        document.close()
