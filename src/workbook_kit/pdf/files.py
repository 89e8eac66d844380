"""A PDF from bytes and back; the same PDF always gives the same bytes."""

from collections.abc import Callable
from io import BytesIO

import pikepdf


def opened(pdf: bytes) -> pikepdf.Pdf:
    """The PDF, one of our own."""
    return pikepdf.open(BytesIO(pdf))


def changed(pdf: bytes, *changes: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The PDF after these changes; to read and write it takes longer than most of them."""
    with opened(pdf) as document:
        for change in changes:
            change(document)
        return as_bytes(document)


def as_bytes(pdf: pikepdf.Pdf) -> bytes:
    """The PDF as a file."""
    target = BytesIO()
    pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()
