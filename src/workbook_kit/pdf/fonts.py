"""The font that a form's fields are typed in."""

from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

#: Of the characters that a field can be typed in: those of Windows-1252.
_FIRST, _LAST = 32, 255
_NON_SYMBOLIC = 32


def embedded(pdf: Pdf, path: Path) -> Object:
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


def dingbats(pdf: Pdf) -> Object:
    """The standard font in which viewers draw ticks and dots; they have it themselves."""
    return pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.ZapfDingbats))


@cache
def family(path: Path) -> str:
    """What Typst calls the font."""
    with TTFont(path, lazy=True) as font:
        return str(font["name"].getBestFamilyName())


@cache
def characters(folder: Path) -> frozenset[str]:
    """Every character that some font of the folder can draw."""
    found: set[str] = set()
    for path in sorted([*folder.glob("*.ttf"), *folder.glob("*.otf")]):
        with TTFont(path, lazy=True) as font:
            found.update(map(chr, font.getBestCmap()))
    return frozenset(found)


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
