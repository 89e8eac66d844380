"""The colours of drawings: a partner's in place of the kit's own, or black and white for a copier."""

import re
from collections.abc import Mapping

from workbook_kit.models.cohort import COLOURS

_COLOUR = re.compile(rb"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})\b")


def black_and_white(svg: bytes) -> bytes:
    """The drawing with light colours as white and dark ones as black."""
    return _COLOUR.sub(lambda found: b"#FFFFFF" if _is_light(found[0]) else b"#000000", svg)


def in_colours(svg: bytes, brand: Mapping[str, str]) -> bytes:
    """The drawing with the brand's colours where it has the kit's; what has colours of its own keeps them."""
    instead = {f"#{own}".encode(): f"#{brand[name]}".encode() for name, own in COLOURS.items() if name in brand}
    return _COLOUR.sub(lambda found: instead.get(found[0].upper(), found[0]), svg)


def _is_light(colour: bytes) -> bool:
    digits = colour[1:].decode()
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    red, green, blue = (int(digits[i : i + 2], 16) for i in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 127
