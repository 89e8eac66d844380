"""A PDF from bytes and back; the same PDF always gives the same bytes."""

from io import BytesIO

import pikepdf


def opened(pdf: bytes) -> pikepdf.Pdf:
    """The PDF, one of our own."""
    return pikepdf.open(BytesIO(pdf))


def as_bytes(pdf: pikepdf.Pdf) -> bytes:
    """The PDF as a file."""
    target = BytesIO()
    pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()
