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


UNICODE = Glyphs("▸", "▾", "•", "▎", "─", "│", "┼", "┃", "┃", "┋", "╏", "·", "·", "→", "…")
ASCII = Glyphs("+", "-", "*", ">", "-", "|", "+", "|", "|", "!", ":", ".", "-", "->", "...")


def glyphs_of(unicode: bool) -> Glyphs:
    return UNICODE if unicode else ASCII
