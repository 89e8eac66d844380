"""Reading a source file that anyone may hand in: text, or one plain sentence why not."""

from pathlib import Path

from workbook_kit.errors import problem
from workbook_kit.frameworks.draft import Line

#: A framework is about 100 kB; far more than that is something else.
LARGEST = 2_000_000
_SAVE_AS_TEXT = "save the published framework as plain text or Markdown and import that"
_FORMATS = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a Word or zip file",
    b"\xd0\xcf\x11\xe0": "an old Word file",
}


def read_source(path: Path) -> str:
    """The text of a source file.

    Raises:
        ProblemsError: when it cannot be read, or is empty, very large or no text.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise problem(path, f"it is far too large for a framework ({size:,} bytes)", _SAVE_AS_TEXT)
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise problem(path, f"it cannot be read ({reason})", "check the name of the file") from None
    return _decoded(path, raw)


def numbered_lines(text: str) -> list[Line]:
    """The lines of a text, counted as editors count them."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return [Line(number, line) for number, line in enumerate(unified.split("\n"), start=1)]


def _decoded(path: Path, raw: bytes) -> str:
    named = next((name for start, name in _FORMATS.items() if raw.startswith(start)), None)
    if named or b"\0" in raw:
        raise problem(path, f"it is {named or 'not a text file'}", _SAVE_AS_TEXT)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise problem(path, "it is not a UTF-8 text file", _SAVE_AS_TEXT) from None
    if not text.strip():
        raise problem(path, "it is empty", _SAVE_AS_TEXT)
    return text
