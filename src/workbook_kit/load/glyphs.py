"""Characters that the handout's fonts cannot draw, found where they stand in the data."""

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

from workbook_kit.errors import Problem

FONTS = "_extensions/seminar/fonts"
#: White space that never reaches a page as a character of its own.
_SPACE = frozenset("\n\r\t\ufeff ")


@cache
def covered(fonts: Path) -> frozenset[str]:
    """Every character that all the fonts of the folder can draw; none where a font is missing or broken."""
    try:
        sets = [_characters(font) for font in sorted(fonts.glob("*.ttf"))]
    except (TTLibError, OSError):
        return frozenset()
    return frozenset(set.intersection(*sets)) | _SPACE if sets else frozenset()


def _characters(font: Path) -> set[str]:
    with TTFont(font, lazy=True) as opened:
        return set(map(chr, opened.getBestCmap()))


def glyph_problems(root: Path) -> Iterator[Problem]:
    """A problem for each line of the data or of a sheet that holds a character no font of ours has."""
    known = covered((root / FONTS).resolve())
    if not known:
        yield Problem(FONTS, 0, "the handout's fonts are missing or broken", "copy _extensions from a new project")
        return
    data, sheets = root / "data", root / "workbooks"
    tables = [data / "cohorts.csv", *(data / "participants").glob("[!.~]*.csv")]
    for path in sorted([*data.rglob("[!.]*.yml"), *tables, *sheets.glob("[!.]*.ipynb")]):
        name = path.relative_to(root).as_posix()
        for line, text in enumerate(_lines(path), 1):
            if problem := _problem(name, line, text if path.suffix == ".csv" else _unescaped(text), known):
                yield problem


def _lines(path: Path) -> list[str]:
    """The lines of a file that is text at all; where it is not, its own reader says so."""
    try:
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return []
    return [] if "\0" in text else unicodedata.normalize("NFC", text).split("\n")


_ESCAPE = re.compile(r"\\\\|\\x([0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})")


def _unescaped(line: str) -> str:
    """A line of YAML or of a notebook with its escapes (\\u00e9) undone."""
    if "\\" not in line:
        return line
    found = _ESCAPE.sub(_character, line)
    return found.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _character(found: re.Match[str]) -> str:
    number = int(found[1] or found[2] or found[3] or "5c", 16)
    return chr(number) if number <= sys.maxunicode else found[0]


def _problem(name: str, line: int, text: str, known: frozenset[str]) -> Problem | None:
    missing = sorted({character for character in text if character not in known and character not in _SPACE})
    if not missing:
        return None
    named = ", ".join(f"{_shown(c)} (U+{ord(c):04X} {unicodedata.name(c, 'control character')})" for c in missing[:3])
    return Problem(name, line, f"the handout's font has no {named}", "write it another way")


def _shown(character: str) -> str:
    return f"“{character}”" if character.isprintable() else "invisible character"
