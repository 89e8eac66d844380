"""How well colours can be told apart, as WCAG 2 counts it, and the nearest colour that would do. Pure."""

import colorsys
from collections.abc import Sequence

_CHANNEL = 255
WHITE = "FFFFFF"


def contrast(one: str, other: str) -> float:
    """From 1, no difference, to 21, black on white. Colours are six hexadecimal digits."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def nearest(colour: str, others: Sequence[str], needed: float, lighter: bool = False) -> str:
    """The colour made darker, or lighter, at the same hue, just as far as all the others ask for.

    Black or white where nothing less would do.
    """
    hue, light, strength = colorsys.rgb_to_hls(*(channel / _CHANNEL for channel in _channels(colour)))
    steps = range(round(light * 1000), 1001) if lighter else range(round(light * 1000), -1, -1)
    tried = (_digits(hue, step / 1000, strength) for step in steps)
    found = (made for made in tried if all(contrast(made, other) >= needed for other in others))
    return next(found, WHITE if lighter else "000000")


def _digits(hue: float, light: float, strength: float) -> str:
    return "".join(f"{round(channel * _CHANNEL):02X}" for channel in colorsys.hls_to_rgb(hue, light, strength))


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / _CHANNEL) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
