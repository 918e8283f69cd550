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
