"""Answers files on disk: read with care, replaced whole."""

import json
import os
import secrets
import shutil
from pathlib import Path
from stat import S_ISREG
from typing import Any

from workbook_kit.responses import sentences
from workbook_kit.responses.model import MOST_BYTES, AnswersFile, Refused
from workbook_kit.responses.reading import read


def read_file(path: Path | str) -> AnswersFile:
    """What the file holds.

    Raises:
        Refused: there is no such file, or it is no answers file.
    """
    return read(file_bytes(path))


def file_bytes(path: Path | str) -> bytes:
    """The content of a file that is small enough; raises Refused."""
    place = Path(path)
    try:
        found = place.stat()
        # A pipe or a device may have no end, or never begin.
        content = _beginning(place) if S_ISREG(found.st_mode) and found.st_size <= MOST_BYTES else b""
    except FileNotFoundError:
        raise Refused(f"There is no file “{place}”; check its name and its folder. Nothing was loaded.") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise Refused(f"“{place}” cannot be read ({why}). Nothing was loaded.") from None
    if not S_ISREG(found.st_mode):
        raise Refused(f"“{place}” is no file; choose an answers file. Nothing was loaded.")
    if found.st_size > MOST_BYTES:
        raise Refused(sentences.TOO_LARGE)
    return content


def write_file(path: Path | str, file: dict[str, Any]) -> None:
    """Writes the answers so that a reader finds the old file or the new one, never a part.

    Raises:
        ValueError: the answers are more than could be read again.
        OSError: the file cannot be written; the old one is as it was.
    """
    content = to_bytes(file)
    if len(content) > MOST_BYTES:
        raise ValueError("The answers are more than 20 MB, too many to be read again; shorten some. Nothing was saved.")
    # A link stays a link. Two kernels may write at once, so each has a part of its own.
    place = Path(path).resolve()
    part = place.with_name(f".{place.name}.{secrets.token_hex(6)}.part")
    try:
        _write(part, content)
        if place.exists():
            shutil.copymode(place, part)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)


def to_bytes(file: dict[str, Any]) -> bytes:
    """The file as it lies on disk."""
    # Half a surrogate pair in a title has no UTF-8; as a JSON escape it has.
    return f"{json.dumps(file, indent=1, ensure_ascii=False)}\n".encode("utf-8", "backslashreplace")


def _beginning(path: Path) -> bytes:
    """As much as shows whether the file is too large: it may have grown."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
