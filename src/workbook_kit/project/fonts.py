"""Fonts: whether a partner's own can be printed with, and characters that ours cannot draw."""

import re
import struct
import sys
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

from workbook_kit.errors import Problem

# Whether a partner's own fonts can be printed with: what they are called, what they hold, what they allow.

Complaint = tuple[str, str]
#: What OS/2 fsType says where a font may be embedded in a document that others write into.
_EDITABLE, _NO_SUBSET, _PICTURES_ONLY = 0x8, 0x100, 0x200
#: Of Latin Extended-A: with it, the languages of Europe that write in Latin letters are complete.
LAST_LETTER = 0x17F
#: Larger than any font of ours by far.
LARGEST = 20_000_000
#: What stands behind the family in the names of its members.
_STYLES = re.compile(
    r"(\s+(thin|extra|ultra|light|semi|demi|book|regular|roman|medium|bold|heavy|black|italic|oblique|condensed|narrow|wide"
    r"|expanded|(extra|ultra|semi|demi)-?(light|bold|condensed|expanded)))*",
    re.IGNORECASE,
)


def font_complaints(path: Path, family: str, ours: Collection[str]) -> Iterator[Complaint]:
    """What keeps that file from being a font of the family that workbooks can be printed in.

    Args:
        ours: the characters of the kit's own font.
    """
    try:
        if path.stat().st_size > LARGEST:
            yield "the font is larger than 20 MB", "check that it is the right file"
            return
        with path.open("rb") as file:
            yield from _found(_whole(TTFont(file, lazy=True), path.stat().st_size), family, ours)
    except (TTLibError, struct.error, OSError, KeyError, ValueError, AssertionError, AttributeError, IndexError):
        yield "this is not a TrueType font that can be read", "use the font’s .ttf file"


def _whole(font: TTFont, size: int) -> TTFont:
    if any(table.offset + table.length > size for table in font.reader.tables.values()):
        raise ValueError("cut short")
    return font


def _found(font: TTFont, family: str, ours: Collection[str]) -> Iterator[Complaint]:
    named = sorted({str(name) for number in (16, 1) if (name := font["name"].getDebugName(number))})
    if not any(_is_family(name, family) for name in named):
        yield f"the font calls its family {' or '.join(repr(name) for name in named) or 'nothing'}", (
            "write `family` as the font has it")  # fmt: skip
    if "glyf" not in font or "fvar" in font:
        yield "the font has other outlines than plain TrueType ones", "use a .ttf file for each weight"
    if not _may_be_embedded(font["OS/2"].fsType):
        yield "the font’s maker does not allow it to be embedded in forms", "choose another, or ask for a licence"
    lacks = [letter for letter in sorted(filter(_is_written, ours)) if ord(letter) not in font.getBestCmap()]
    if lacks:
        shown = ", ".join(f"“{letter}” (U+{ord(letter):04X})" for letter in lacks[:5])
        more = f" and {len(lacks) - 5} more" if len(lacks) > 5 else ""
        yield f"the font has no {shown}{more}", "choose one with the letters of all names, or leave `font` out"


def _is_family(name: str, family: str) -> bool:
    return name.startswith(family) and _STYLES.fullmatch(name[len(family) :]) is not None


def _may_be_embedded(kind: int) -> bool:
    allowed = not kind & 0xF or bool(kind & _EDITABLE)
    return allowed and not kind & (_NO_SUBSET | _PICTURES_ONLY)


def _is_written(character: str) -> bool:
    """Letters, figures and marks of names and sentences; for anything rarer the kit's own font stands in."""
    category = unicodedata.category(character)
    return ord(character) <= LAST_LETTER and (category in ("Lu", "Ll", "Nd") or category[0] == "P")


# Characters that the handout's fonts cannot draw, found where they stand in the data.

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
