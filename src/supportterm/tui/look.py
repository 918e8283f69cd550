"""A palette made into styles, once for each theme."""

from collections.abc import Mapping

from rich.style import Style

PLAIN = Style()


class Look:
    """Styles by role: `look["urgent"]`. A role that a theme doesn't name looks like `text`.

    *palette* gives each role a description such as `bold red` or `#c0caf5 on #1a1b26`. Without *colour* only bold, dim,
    italic, underline and reverse are left of it.
    """

    def __init__(self, palette: Mapping[str, str], *, colour: bool = True, unicode: bool = True) -> None:
        self.colour = colour
        self.unicode = unicode
        self.text = _style(palette.get("text", ""), colour)
        self._styles = {role: self.text + _style(words, colour) for role, words in palette.items()}

    def __getitem__(self, role: str) -> Style:
        return self._styles.get(role, self.text)

    def on_cursor(self, role: str) -> Style:
        """The style of *role* in the line under the cursor."""
        return self._styles.get(role, self.text) + self["cursor"]


def _style(words: str, colour: bool) -> Style:
    style = Style.parse(words)
    return style if colour else style.without_color
