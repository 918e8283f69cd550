"""Styles on top of each other: a strong word in a quote, a link under the cursor."""

from rich.style import Style

from supportterm.tui.look import Look
from supportterm.tui.render.line import Styles


def mixed(look: Look, over: str = "") -> Styles:
    """From role names, separated by spaces, to one style of *look*: of each role what it changes of plain text.

    *over* is the role of the whole line, for instance `cursor`.
    """
    role = look.line_style(over)
    plain = role("text")
    known: dict[str, Style] = {"": plain}

    def mix(names: str) -> Style:
        style = known.get(names)
        if style is None:
            style = plain
            for name in names.split():
                style += _difference(role(name), plain)
            known[names] = style
        return style

    return mix


def _difference(style: Style, plain: Style) -> Style:
    return Style(
        color=None if style.color == plain.color else style.color,
        bgcolor=None if style.bgcolor == plain.bgcolor else style.bgcolor,
        bold=style.bold,
        dim=style.dim,
        italic=style.italic,
        underline=style.underline,
        reverse=style.reverse,
        strike=style.strike,
    )
