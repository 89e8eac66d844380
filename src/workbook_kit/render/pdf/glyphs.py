"""The font that fields are typed in, and text as it can be drawn: what no font has is named in square brackets."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream, String

from workbook_kit.render.pdf.document import open_pdf, operations
from workbook_kit.render.typst import draw_pages

#: Of the characters that a field can be typed in: those of Windows-1252.
_FIRST, _LAST = 32, 255
_NON_SYMBOLIC = 32
_EACH_ON_A_PAGE = b"""
#for one in json(bytes(sys.inputs.told)) { page(width: 40pt, height: 40pt, margin: 0pt, one) }
"""
_SPACE = frozenset("\n ")


def embed_font(pdf: Pdf, path: Path) -> Object:
    """The TrueType font, whole, for the characters of Windows-1252."""
    name, described, widths = _measured(path)
    content = path.read_bytes()
    file = Stream(pdf, content)
    file["/Length1"] = len(content)
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/{name}"),
        Flags=_NON_SYMBOLIC,
        FontFile2=pdf.make_indirect(file),
        ItalicAngle=0,
        StemV=80,
    )
    for key, value in described.items():
        descriptor[f"/{key}"] = Array(value) if isinstance(value, tuple) else value
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=Name(f"/{name}"),
            FirstChar=_FIRST,
            LastChar=_LAST,
            Widths=Array(widths),
            Encoding=Name.WinAnsiEncoding,
            FontDescriptor=pdf.make_indirect(descriptor),
        )
    )


def dingbats_font(pdf: Pdf) -> Object:
    """The standard font in which viewers draw ticks and dots; they have it themselves."""
    return pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.ZapfDingbats))


def font_family(path: Path) -> str:
    """What Typst calls the font."""
    with TTFont(path, lazy=True) as font:
        return str(font["name"].getBestFamilyName())


@cache
def font_characters(folder: Path) -> frozenset[str]:
    """Every character that some font of the folder can draw."""
    found: set[str] = set()
    for path in sorted([*folder.glob("*.ttf"), *folder.glob("*.otf")]):
        with TTFont(path, lazy=True) as font:
            found.update(map(chr, font.getBestCmap()))
    return frozenset(found)


def make_drawable(texts: Iterable[str], fonts: Sequence[Path]) -> list[str]:
    """Each text with only such characters as Typst has a glyph for.

    Args:
        fonts: folders of fonts; Typst's own come after them.
    """
    whole = [unicodedata.normalize("NFC", text.replace("\t", "    ")) for text in texts]
    known = _SPACE.union(*map(font_characters, fonts))
    others = sorted(set().union(*whole) - known)
    instead = {ord(letter): _named(letter) for letter in _missing(others, fonts)}
    return [text.translate(instead) for text in whole]


@cache
def _measured(path: Path) -> tuple[str, dict[str, int | tuple[int, ...]], tuple[int, ...]]:
    """Its name, its measures and the widths of its characters, in thousandths of its size."""
    with TTFont(path, lazy=True) as font:
        head, metrics, drawn = font["head"], font["hmtx"], font.getBestCmap()
        scale = 1000 / head.unitsPerEm
        letters = bytes(range(_FIRST, _LAST + 1)).decode("cp1252", "replace")
        glyphs = [drawn.get(ord(letter), ".notdef") for letter in letters]
        described = {
            "FontBBox": tuple(round(edge * scale) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)),
            "Ascent": round(font["hhea"].ascent * scale),
            "Descent": round(font["hhea"].descent * scale),
            "CapHeight": round((getattr(font["OS/2"], "sCapHeight", 0) or font["hhea"].ascent) * scale),
        }
        return str(font["name"].getDebugName(6)), described, tuple(round(metrics[g][0] * scale) for g in glyphs)


def _missing(letters: list[str], fonts: Sequence[Path]) -> list[str]:
    """Those of the letters that no font has, by drawing each and looking which glyph was taken."""
    shown = [letter for letter in letters if unicodedata.category(letter) != "Cs"]
    if not shown:
        return letters
    with open_pdf(draw_pages(_EACH_ON_A_PAGE, shown, fonts)) as pdf:
        missing = {letter for letter, page in zip(shown, pdf.pages, strict=True) if _no_glyph(page)}
    return [letter for letter in letters if letter in missing or letter not in shown]


def _no_glyph(page: Page) -> bool:
    """Whether the page shows a font's sign for what it lacks, which is its first glyph."""
    shown = [operands[0] for operands, _ in operations(page, "Tj TJ")]
    pieces = [piece for one in shown for piece in (one if isinstance(one, Array) else [one])]
    return any(bytes(piece).startswith(b"\0\0") for piece in pieces if isinstance(piece, String))


def _named(letter: str) -> str:
    """The letter by name; nothing for what is no letter but an instruction to a machine."""
    if unicodedata.category(letter) in ("Cc", "Cf", "Cs"):
        return ""
    return f"[{unicodedata.name(letter, f'U+{ord(letter):04X}')}]"
