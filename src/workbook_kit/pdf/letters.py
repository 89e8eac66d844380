"""Text as it can be drawn: what no font has is named in square brackets."""

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from pikepdf import Array, Page, String

from workbook_kit.pdf.files import opened
from workbook_kit.pdf.fonts import characters
from workbook_kit.pdf.objects import steps
from workbook_kit.pdf.typesetter import drawn

_EACH_ON_A_PAGE = b"""
#for one in json(bytes(sys.inputs.told)) { page(width: 40pt, height: 40pt, margin: 0pt, one) }
"""
_SPACE = frozenset("\n ")


def drawable(texts: Iterable[str], fonts: Sequence[Path]) -> list[str]:
    """Each text with only such characters as Typst has a glyph for.

    Args:
        fonts: folders of fonts; Typst's own come after them.
    """
    whole = [unicodedata.normalize("NFC", text.replace("\t", "    ")) for text in texts]
    known = _SPACE.union(*map(characters, fonts))
    others = sorted(set().union(*whole) - known)
    instead = {ord(letter): _named(letter) for letter in _missing(others, fonts)}
    return [text.translate(instead) for text in whole]


def _missing(letters: list[str], fonts: Sequence[Path]) -> list[str]:
    """Those of the letters that no font has, by drawing each and looking which glyph was taken."""
    shown = [letter for letter in letters if unicodedata.category(letter) != "Cs"]
    if not shown:
        return letters
    with opened(drawn(_EACH_ON_A_PAGE, shown, fonts)) as pdf:
        missing = {letter for letter, page in zip(shown, pdf.pages, strict=True) if _no_glyph(page)}
    return [letter for letter in letters if letter in missing or letter not in shown]


def _no_glyph(page: Page) -> bool:
    """Whether the page shows a font's sign for what it lacks, which is its first glyph."""
    shown = [operands[0] for operands, _ in steps(page, "Tj TJ")]
    pieces = [piece for one in shown for piece in (one if isinstance(one, Array) else [one])]
    return any(bytes(piece).startswith(b"\0\0") for piece in pieces if isinstance(piece, String))


def _named(letter: str) -> str:
    """The letter by name; nothing for what is no letter but an instruction to a machine."""
    if unicodedata.category(letter) in ("Cc", "Cf", "Cs"):
        return ""
    return f"[{unicodedata.name(letter, f'U+{ord(letter):04X}')}]"
