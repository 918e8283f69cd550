"""A palette made into styles, once for each theme."""

from collections.abc import Callable, Mapping

from rich.style import Style

from supportterm.tui.render.glyphs import glyphs_of

WITHOUT_COLOUR = {"cursor": "reverse", "resting": "underline", "header": "reverse", "match": "bold underline"}
"""Attributes that carry what otherwise only a colour says."""


BARS = frozenset(["header", "footer", "sheet", "resting"])
"""Roles that lie under text of other roles and leave it its colour."""


class Look:
    """Styles by role: `look["urgent"]`. A role that a theme doesn't name looks like `text`.

    *palette* gives each role a description such as `bold red` or `#c0caf5 on #1a1b26`. Without *colour* only bold, dim,
    italic, underline and reverse are left of it.
    """

    def __init__(
        self, palette: Mapping[str, str], *, colour: bool = True, unicode: bool = True, spoken: bool = False
    ) -> None:
        self.colour = colour
        self.unicode = unicode and not spoken
        self.spoken = spoken
        """Whether it is heard: what signs, colours and places say elsewhere is said in words."""
        self.glyphs = glyphs_of(unicode, spoken=spoken)
        if not colour:
            palette = {**palette, **WITHOUT_COLOUR}
        self.text = _style(palette.get("text", ""), colour)
        self._styles = {role: self.text + _style(words, colour) for role, words in palette.items()}

    def __getitem__(self, role: str) -> Style:
        return self._styles.get(role, self.text)

    def line_style(self, over: str = "") -> Callable[[str], Style]:
        """Styles by role for a line that lies under *over* (a role such as `cursor`), or under nothing.

        A reversed line has one style from end to end but for bold: pieces of it in colours would be blotches.
        """
        if not over:
            return self.__getitem__
        styles, upper = self._styles, self[over]
        if over in BARS and not upper.reverse:
            ground = Style(bgcolor=upper.bgcolor, bold=upper.bold, underline=upper.underline)
            return lambda role: styles.get(role, self.text) + ground

        def style(role: str) -> Style:
            below = styles.get(role, self.text)
            return upper + Style(bold=below.bold) if upper.reverse else below + upper

        return style


def _style(words: str, colour: bool) -> Style:
    """Rich's style. The terminal's default colours are left unsaid: naming them is bytes on the wire for nothing."""
    style = Style.parse(words)
    if not colour:
        return style.without_color
    front, back = style.color, style.bgcolor
    if (front and front.is_default) or (back and back.is_default):
        plain = Style.from_color(
            None if front is None or front.is_default else front, None if back is None or back.is_default else back
        )
        return style.without_color + plain
    return style
