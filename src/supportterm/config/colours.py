"""Colours as they are written in themes, and how well one can be read on another."""

import re
from typing import Final

ANSI: Final = tuple(
    prefix + name
    for prefix in ("", "bright_")
    for name in ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
)
"""The terminal's own 16 colours; `default` is its text or background."""

ATTRIBUTES: Final = ("bold", "dim", "italic", "underline", "reverse", "strike")

_HEX: Final = re.compile(r"#[0-9a-f]{6}")


def is_rgb(colour: str) -> bool:
    """`#rrggbb`, in small letters."""
    return _HEX.fullmatch(colour) is not None


def is_ansi(colour: str) -> bool:
    return colour == "default" or colour in ANSI


def luminance(colour: str) -> float:
    """WCAG's relative luminance of `#rrggbb`, 0 to 1."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two `#rrggbb` colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def sgr(style: str, *, deep: bool) -> str:
    """The terminal's parameters for a style of a theme: `bold #8ce9fd on #000000` → `1;38;2;140;233;253;48;2;0;0;0`.

    Not *deep*: the nearest of the 256 colours that nearly every terminal has.
    """
    front, _, back = style.partition("on ")
    words = front.split()
    codes = [str(_CODES[word]) for word in words if word in _CODES]
    for ground, names in ((38, words), (48, back.split())):
        codes.extend(code for name in names if (code := _colour_code(name, ground, deep)))
    return ";".join(codes)


_CODES: Final = {"bold": 1, "dim": 2, "italic": 3, "underline": 4, "reverse": 7, "strike": 9}


def _colour_code(name: str, ground: int, deep: bool) -> str:
    if name in ANSI:
        place = ANSI.index(name)
        return str(ground - 8 + place if place < 8 else ground + 52 + place - 8)
    if not is_rgb(name):
        return ""
    red, green, blue = (int(name[n : n + 2], 16) for n in (1, 3, 5))
    if deep:
        return f"{ground};2;{red};{green};{blue}"
    return f"{ground};5;{16 + 36 * _step(red) + 6 * _step(green) + _step(blue)}"


def _step(channel: int) -> int:
    """The nearest step of the cube of 256 colours: 0, 95, 135, 175, 215, 255."""
    return min(range(6), key=lambda step: abs(channel - (0 if step == 0 else 55 + 40 * step)))
