"""Characters that the handout's fonts cannot draw, found where they stand in the data."""

import json
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from workbook_kit.errors import Problem

#: White space that never reaches a page as a character of its own.
_SPACE = frozenset("\n\r\t\ufeff ")


@cache
def covered(fonts: Path) -> frozenset[str]:
    """Every character that all the fonts of the folder can draw."""
    sets = [_characters(font) for font in sorted(fonts.glob("*.ttf"))]
    return frozenset(set.intersection(*sets)) | _SPACE if sets else frozenset()


def _characters(font: Path) -> set[str]:
    with TTFont(font, lazy=True) as opened:
        return set(map(chr, opened.getBestCmap()))


def glyph_problems(root: Path) -> Iterator[Problem]:
    """A problem for each line of the data or of a sheet that holds a character no font of ours has."""
    known = covered((root / "_extensions" / "seminar" / "fonts").resolve())
    if not known:
        return
    for path in sorted([*(root / "data").rglob("*.yml"), root / "data" / "cohorts.csv"]):
        name = path.relative_to(root).as_posix()
        for line, text in enumerate(_lines(path), 1):
            if problem := _problem(name, line, text, known):
                yield problem
    for path in sorted((root / "workbooks").glob("*.ipynb")):
        name = path.relative_to(root).as_posix()
        for line, text in enumerate(_lines(path), 1):
            if problem := _problem(name, line, _unescaped(text), known):
                yield problem


def _lines(path: Path) -> list[str]:
    try:
        return path.read_bytes().decode("utf-8", errors="ignore").split("\n")
    except OSError:
        return []


def _unescaped(line: str) -> str:
    """A line of a notebook file with JSON's escapes (\\u00e9) undone."""
    if "\\u" not in line:
        return line
    try:
        return str(json.loads(f"[{line.strip().rstrip(',')}]")[0])
    except (ValueError, IndexError):
        return line


def _problem(name: str, line: int, text: str, known: frozenset[str]) -> Problem | None:
    missing = sorted({character for character in text if character not in known and character not in _SPACE})
    if not missing:
        return None
    named = ", ".join(f"{_shown(c)} (U+{ord(c):04X} {unicodedata.name(c, 'unnamed')})" for c in missing[:3])
    return Problem(name, line, f"the handout's font has no {named}", "write it another way")


def _shown(character: str) -> str:
    return f"“{character}”" if character.isprintable() else "invisible character"
