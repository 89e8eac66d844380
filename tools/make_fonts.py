"""Makes the font files of `_extensions/seminar/fonts` from the packages that npm serves.

Typst takes TTF only, and the packages come as WOFF in two halves (latin and latin-ext), so the halves are
merged; the page embeds two of them again as WOFF2. Run by a maintainer, never by a build:

    npm pack @fontsource/atkinson-hyperlegible-next && tar xzf *.tgz
    pip install fonttools brotli
    python tools/make_fonts.py package _extensions/seminar/fonts
"""

import shutil
import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

PACKAGE = "atkinson-hyperlegible-next"
FAMILY = "AtkinsonHyperlegibleNext"
CUTS = {
    "Regular": "400-normal",
    "Italic": "400-italic",
    "SemiBold": "600-normal",
    "Bold": "700-normal",
    "BoldItalic": "700-italic",
    "ExtraBold": "800-normal",
}
PAGE_CUTS = ("Regular", "Bold")
# English and every letter of Welsh and Polish, with the other accents of Latin-1 and Latin Extended-A
PAGE_CHARACTERS = [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x1E80, 0x1E81, 0x1E82, 0x1E83, 0x1E84, 0x1E85,
                   0x1EF2, 0x1EF3, *range(0x2010, 0x2027), 0x2032, 0x2033, 0x20AC, 0x2190, 0x2191, 0x2192, 0x2193,
                   0x2212, 0x2248, 0x2264, 0x2265]  # fmt: skip
LETTERS_WE_PROMISE = "ŵŷŴŶâêîôûàèìòùáéíóúäëïöüẁẃẅỳýÿąćęłńóśźżĄĆĘŁŃÓŚŹŻ‘’“”–—…·•£€"


def merged(package: Path, cut: str, folder: Path) -> TTFont:
    """The cut with the letters of both halves, as TrueType."""
    halves = []
    for subset in ("latin", "latin-ext"):
        font = TTFont(package / "files" / f"{PACKAGE}-{subset}-{cut}.woff")
        font.flavor = None
        halves.append(folder / f"{subset}.ttf")
        font.save(halves[-1])
    return Merger().merge([str(half) for half in halves])


def for_page(font: TTFont) -> TTFont:
    """The font cut down to the letters a page needs."""
    options = Options()
    options.layout_features = ["kern", "liga", "mark", "mkmk", "ccmp", "locl"]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=PAGE_CHARACTERS)
    subsetter.subset(font)
    font.flavor = "woff2"
    return font


def missing(font: TTFont) -> str:
    """The promised letters that the font lacks."""
    return "".join(letter for letter in LETTERS_WE_PROMISE if ord(letter) not in font.getBestCmap())


def main(package: Path, target: Path) -> None:
    """Writes every cut and the licence; stops when a promised letter is missing."""
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy(package / "LICENSE", target / "OFL.txt")
    for name, cut in CUTS.items():
        with tempfile.TemporaryDirectory() as folder:
            font = merged(package, cut, Path(folder))
            if lacking := missing(font):
                raise SystemExit(f"{name} lacks {lacking}")
            font.save(target / f"{FAMILY}-{name}.ttf")
            if name in PAGE_CUTS:
                for_page(font).save(target / f"{FAMILY}-{name}.woff2")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
