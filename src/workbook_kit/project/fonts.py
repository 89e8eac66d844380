"""Fonts: whether a partner's own can be printed with, and characters that ours cannot draw, where they stand.

fontTools is imported when the first font is opened: most of the kit never opens one.
"""

import re
import struct
import sys
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from workbook_kit.errors import Problem

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FONTS = "_extensions/seminar/fonts"
#: Of Latin Extended-A: with it, the languages of Europe that write in Latin letters are complete.
LAST_LETTER = 0x17F
#: Larger than any font of ours by far.
_LARGEST = 20_000_000

#: What OS/2 fsType says where a font may be embedded in a document that others write into.
_EDITABLE, _NO_SUBSET, _PICTURES_ONLY = 0x8, 0x100, 0x200
#: What stands behind the family in the names of its members.
_STYLES = re.compile(
    r"(\s+(thin|extra|ultra|light|semi|demi|book|regular|roman|medium|bold|heavy|black|italic|oblique|condensed|narrow|wide"
    r"|expanded|(extra|ultra|semi|demi)-?(light|bold|condensed|expanded)))*",
    re.IGNORECASE,
)
#: White space that never reaches a page as a character of its own.
_SPACE = frozenset("\n\r\t\ufeff ")
_ESCAPE = re.compile(r"\\\\|\\x([0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})")


def font_complaints(path: Path, family: str, ours: Collection[str]) -> Iterator[tuple[str, str]]:
    """What keeps that file from being a font of the family that workbooks can be printed in, and what to do.

    Args:
        ours: the characters of the kit's own font.
    """
    from fontTools.ttLib import TTFont, TTLibError

    try:
        size = path.stat().st_size
        if size > _LARGEST:
            yield "the font is larger than 20 MB", "check that it is the right file"
            return
        with path.open("rb") as file:
            font = TTFont(file, lazy=True)
            if any(table.offset + table.length > size for table in font.reader.tables.values()):
                raise ValueError("cut short")
            yield from _complaints(font, family, ours)
    except (TTLibError, struct.error, OSError, KeyError, ValueError, AssertionError, AttributeError, IndexError):
        yield "this is not a TrueType font that can be read", "use the font’s .ttf file"


@cache
def common_characters(fonts: Path) -> frozenset[str]:
    """Every character that all the fonts of the folder can draw; none where a font is missing or broken."""
    from fontTools.ttLib import TTFont, TTLibError

    common: set[str] | None = None
    try:
        for path in sorted(fonts.glob("*.ttf")):
            with TTFont(path, lazy=True) as font:
                own = set(map(chr, font.getBestCmap()))
            common = own if common is None else common & own
    except (TTLibError, OSError):
        return frozenset()
    return frozenset() if common is None else frozenset(common) | _SPACE


def glyph_problems(root: Path) -> Iterator[Problem]:
    """A problem for each line of the data or of a sheet that holds a character no font of ours has."""
    known = common_characters((root / FONTS).resolve())
    if not known:
        yield Problem(FONTS, 0, "the handout's fonts are missing or broken", "copy _extensions from a new project")
        return
    data, sheets = root / "data", root / "workbooks"
    tables = [data / "cohorts.csv", *(data / "participants").glob("[!.~]*.csv")]
    for path in sorted([*data.rglob("[!.]*.yml"), *tables, *sheets.glob("[!.]*.ipynb")]):
        text = _text(path)
        plain = (lambda line: line) if path.suffix == ".csv" else _unescape
        if known.issuperset(plain(text)):
            continue
        for line, words in enumerate(map(plain, text.split("\n")), 1):
            if missing := sorted(set(words) - known):
                what = f"the handout's font has no {', '.join(map(_name, missing[:3]))}"
                yield Problem(path.relative_to(root).as_posix(), line, what, "write it another way")


def _complaints(font: "TTFont", family: str, ours: Collection[str]) -> Iterator[tuple[str, str]]:
    named = sorted({str(name) for number in (16, 1) if (name := font["name"].getDebugName(number))})
    if not any(name.startswith(family) and _STYLES.fullmatch(name[len(family) :]) for name in named):
        called = " or ".join(map(repr, named)) or "nothing"
        yield f"the font calls its family {called}", "write `family` as the font has it"
    if "glyf" not in font or "fvar" in font:
        yield "the font has other outlines than plain TrueType ones", "use a .ttf file for each weight"
    if not _may_be_embedded(font["OS/2"].fsType):
        yield "the font’s maker does not allow it to be embedded in forms", "choose another, or ask for a licence"
    known = font.getBestCmap()
    if lacks := [letter for letter in sorted(filter(_is_common, ours)) if ord(letter) not in known]:
        shown = ", ".join(f"“{letter}” (U+{ord(letter):04X})" for letter in lacks[:5])
        more = f" and {len(lacks) - 5} more" if len(lacks) > 5 else ""
        yield f"the font has no {shown}{more}", "choose one with the letters of all names, or leave `font` out"


def _may_be_embedded(kind: int) -> bool:
    allowed = not kind & 0xF or bool(kind & _EDITABLE)
    return allowed and not kind & (_NO_SUBSET | _PICTURES_ONLY)


def _is_common(character: str) -> bool:
    """Letters, figures and marks of names and sentences; for anything rarer the kit's own font stands in."""
    category = unicodedata.category(character)
    return ord(character) <= LAST_LETTER and (category in ("Lu", "Ll", "Nd") or category[0] == "P")


def _text(path: Path) -> str:
    """What the file says; nothing where it is no text at all, which its own reader tells."""
    try:
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return ""
    return "" if "\0" in text else unicodedata.normalize("NFC", text)


def _unescape(text: str) -> str:
    """The text of YAML or of a notebook with its escapes (\\u00e9) undone."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_character, text).encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _character(found: re.Match[str]) -> str:
    number = int(found[1] or found[2] or found[3] or "5c", 16)
    return chr(number) if number <= sys.maxunicode else found[0]


def _name(character: str) -> str:
    shown = f"“{character}”" if character.isprintable() else "invisible character"
    return f"{shown} (U+{ord(character):04X} {unicodedata.name(character, 'control character')})"
