"""The few signs that panes draw, with a twin for terminals that only know ASCII."""

from typing import NamedTuple


class Glyphs(NamedTuple):
    folded: str
    unfolded: str
    bullet: str
    quote: str
    rule: str
    column: str
    cross: str
    customer: str
    reply: str
    note: str
    forward: str
    event: str
    dot: str
    arrow: str
    ellipsis: str

    @property
    def between(self) -> str:
        """What parts facts that stand in a row; as in a sentence for who hears them."""
        return f"{self.dot} " if self.dot == "," else f" {self.dot} "


UNICODE = Glyphs("▸", "▾", "•", "▎", "─", "│", "┼", "┃", "┃", "┋", "╏", "·", "·", "→", "…")
ASCII = Glyphs("+", "-", "*", ">", "-", "|", "+", "|", "|", "!", ":", ".", "-", "->", "...")
SPOKEN = Glyphs("+", "-", "-", ">", " ", " ", " ", " ", " ", " ", " ", " ", ",", "to", "...")
"""For who hears the screen: no lines, and no signs where words say the same."""


def glyphs_of(unicode: bool, *, spoken: bool = False) -> Glyphs:
    return SPOKEN if spoken else UNICODE if unicode else ASCII
