"""How delivery partners' workbooks look: brand.yml, with every colour and font tried before it is used."""

import colorsys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from workbook_kit.errors import Problem, choices
from workbook_kit.models import Brand
from workbook_kit.project.fonts import FONTS, common_characters, font_complaints
from workbook_kit.project.yaml import YamlFile, read_yaml, validate

BRANDS = "data/brand.yml"
WHITE = "FFFFFF"
#: The kit's quiet text, which stands on tints too.
QUIET = "47535F"
#: How well colours are to be told apart, as WCAG 2 counts it.
FOR_TEXT, FOR_LINES = 4.5, 3.0


def load_brands(data: Path) -> tuple[YamlFile, dict[str, Brand]]:
    """The file and the brands by partner; none where a project has no such file.

    Raises:
        ProblemsError: what cannot be read in it.
    """
    if not (data / "brand.yml").exists():
        return YamlFile(BRANDS, {}), {}
    file = read_yaml(data / "brand.yml", BRANDS)
    return (file, {}) if file.data is None else (file, validate(file, dict[str, Brand]))


def brand_problems(
    root: Path, file: YamlFile, brands: dict[str, Brand], partners: Collection[str]
) -> Iterator[Problem]:
    """What could not be read on paper, and what is named but not there."""
    ours = common_characters((root / FONTS).resolve())
    for partner, brand in brands.items():
        if partner not in partners:
            yield file.problem([partner], f"there is no delivery partner `{partner}`", choices(partner, partners))
        yield from _contrast_problems(file, partner, brand)
        yield from _font_problems(root / "data", ours, file, partner, brand)
        if brand.logo and not has_file(root / "data", brand.logo.file):
            what, todo = f"there is no picture data/{brand.logo.file}", "add it there, or mend its name"
            yield file.problem([partner, "logo", "file"], what, todo)


def _contrast_problems(file: YamlFile, partner: str, brand: Brand) -> Iterator[Problem]:
    tint = brand.colour("tint")
    # on a tint that must change anyway, nothing can be said about ink
    tints = {tint: "on the tint"} if contrast(tint, QUIET) >= FOR_TEXT else {}
    demands: list[tuple[str, float, dict[str, str]]] = [
        ("ink", FOR_TEXT, {WHITE: "on white", **tints}),
        ("accent", FOR_TEXT, {WHITE: "on white"}),
        ("rule", FOR_LINES, {WHITE: "on white"}),
        ("tint", FOR_TEXT, {QUIET: "with the kit’s grey text on it"}),
    ]
    for name, needed, others in demands:
        colour = brand.colour(name)
        found, where = min((contrast(colour, other), where) for other, where in others.items())
        if found < needed:
            wanted = nearest(colour, list(others), needed, lighter=name == "tint")
            # cut, not rounded: 4.499 is not 4.5
            what = f"`{name}` {colour} has a contrast of {int(found * 100) / 100} to 1 {where}, and {needed} is needed"
            yield file.problem([partner, name], what, f'"#{wanted}" would pass')


def _font_problems(data: Path, ours: frozenset[str], file: YamlFile, partner: str, brand: Brand) -> Iterator[Problem]:
    for number, name in enumerate(brand.font.files if brand.font else ()):
        place: list[int | str] = [partner, "font", "files", number]
        if not (name.startswith("fonts/") and has_file(data / "fonts", name.removeprefix("fonts/"))):
            yield file.problem(place, f"there is no font data/{name}", "put it into data/fonts, with its licence")
        elif not name.endswith(".ttf"):
            yield file.problem(place, f"{name} does not end in .ttf", "use the font’s .ttf file")
        elif brand.font:
            for what, todo in font_complaints(data / name, brand.font.family, ours):
                yield file.problem(place, f"{name}: {what}", todo)


def has_file(folder: Path, name: str) -> bool:
    """Whether the folder has that file, and not by a way around."""
    try:
        path = (folder / name).resolve()
        return path.is_file() and path.is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # too long, with a null byte in it, or links that go round
        return False


def contrast(one: str, other: str) -> float:
    """From 1, no difference, to 21, black on white. Colours are six hexadecimal digits."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def nearest(colour: str, others: Sequence[str], needed: float, lighter: bool = False) -> str:
    """The colour made darker, or lighter, at the same hue, just as far as all the others ask for.

    Black or white where nothing less would do.
    """
    hue, light, strength = colorsys.rgb_to_hls(*(channel / 255 for channel in _channels(colour)))
    steps = range(round(light * 1000), 1001) if lighter else range(round(light * 1000), -1, -1)
    tried = (_digits(hue, step / 1000, strength) for step in steps)
    found = (made for made in tried if all(contrast(made, other) >= needed for other in others))
    return next(found, WHITE if lighter else "000000")


def _digits(hue: float, light: float, strength: float) -> str:
    return "".join(f"{round(channel * 255):02X}" for channel in colorsys.hls_to_rgb(hue, light, strength))


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
