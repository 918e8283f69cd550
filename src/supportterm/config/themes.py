"""Theme files: a handful of colours by meaning, and styles by role made of them.

    title: Dark
    dark: true
    colours: {text: "#d8dee9", background: "#1c1f26", accent: "#88c0d0", …}
    styles: {cursor: text on selection, urgent: bold danger}

A style is Rich's: attributes, a colour, `on` a colour; colours are those of the theme by name, `#rrggbb`, or the
terminal's own (`red`, `bright_red`, `default`). A theme for the terminal's own colours says `ansi: true` and uses
no others. All text of other themes is checked to be readable.
"""

from collections.abc import Iterator
from typing import Annotated, Final

import msgspec

from supportterm.config.colours import ATTRIBUTES, contrast, is_ansi, is_rgb
from supportterm.config.marked import ConfigError, Place, Problems, Table, Text, did_you_mean
from supportterm.config.paths import Paths, locate, names, paths
from supportterm.config.typed import build
from supportterm.config.yamlfile import Readable, read

Meta = msgspec.Meta


class Colours(msgspec.Struct, frozen=True):
    """Colours by meaning."""

    text: str
    background: str
    surface: Annotated[str, Meta(description="Under bars and dialogs.")]
    accent: Annotated[str, Meta(description="Titles, keys, what is current.")]
    muted: Annotated[str, Meta(description="What matters less, still readable.")]
    rule: Annotated[str, Meta(description="Lines and scroll bars; not for text.")]
    success: str
    warning: str
    danger: str
    info: str
    public: Annotated[str, Meta(description="What the customer sees: replies and their composer.")]
    internal: Annotated[str, Meta(description="What stays in the house: notes and their composer.")]
    selection: Annotated[str, Meta(description="Under the cursor's line.")]
    selection_text: str


ROLES: Final[dict[str, str]] = {
    "text": "text on background",
    "dim": "muted",
    "faint": "muted",
    "strong": "bold",
    "emph": "italic",
    "strike": "strike",
    "title": "bold accent",
    "heading": "bold accent",
    "brand": "bold accent",
    "accent": "accent",
    "key": "bold accent",
    "header": "text on surface",
    "footer": "text on surface",
    "sheet": "text on surface",
    "prompt": "bold accent on surface",
    "rule": "rule",
    "bar": "rule",
    "cursor": "selection_text on selection",
    "resting": "text on surface",
    "selected": "bold accent",
    "mark": "bold accent",
    "unread": "bold",
    "match": "bold underline warning",
    "ok": "success",
    "warn": "warning",
    "error": "bold danger",
    "urgent": "bold danger",
    "high": "warning",
    "normal": "text",
    "low": "muted",
    "escalated": "bold danger",
    "new": "bold info",
    "open": "info",
    "pending": "warning",
    "on-hold": "warning",
    "solved": "success",
    "closed": "muted",
    "customer": "info",
    "reply": "public",
    "note": "internal",
    "forward": "accent",
    "event": "italic muted",
    "quote": "muted",
    "code": "text on surface",
    "link": "underline accent",
    "target": "muted",
    "bullet": "accent",
    "tag": "accent",
}
"""How each role looks unless a theme says otherwise."""

DECORATION: Final = frozenset(["rule", "bar"])
"""Roles that are no text, and so need no contrast."""


class ThemeFile(msgspec.Struct, frozen=True):
    """What a theme file holds."""

    title: str
    dark: Annotated[bool, Meta(description="Light text on a dark background.")]
    colours: Colours
    ansi: Annotated[bool, Meta(description="Only the terminal's own colours are used.")] = False
    contrast: Annotated[int, Meta(description="The contrast of all text, tenfold: 45, or 70.", ge=45, le=210)] = 45
    styles: Annotated[dict[str, str], Meta(description="Roles that look otherwise than usual.")] = {}


class Theme(msgspec.Struct, frozen=True):
    """A theme. `styles` gives every role its Rich style, in colours the terminal knows."""

    name: str
    title: str
    dark: bool
    ansi: bool
    colours: Colours
    styles: dict[str, str]


def load_theme(name: str, here: Paths | None = None) -> Theme:
    """A theme of the person's own, or one that is shipped. Raises LookupError or ConfigError."""
    return read_theme(locate("themes", name, here or paths()))


def available(here: Paths | None = None) -> tuple[Theme, ...]:
    """All themes that can be read, the terminal's own first. One with errors is left out; `config check` tells."""
    here = here or paths()
    found = []
    for name in names("themes", here):
        try:
            found.append(load_theme(name, here))
        except ConfigError:
            continue
    return tuple(sorted(found, key=lambda theme: (not theme.ansi, theme.name)))


def read_theme(file: Readable) -> Theme:
    """The theme in *file*. Raises ConfigError."""
    table = read(file)
    problems = Problems()
    theme = build(table, ThemeFile, problems)
    problems.raise_any()
    assert theme is not None  # build says why when it gives nothing
    styles = _Styles(theme, table, problems).all()
    problems.raise_any()
    return Theme(file.name.removesuffix(".yaml"), theme.title, theme.dark, theme.ansi, theme.colours, styles)


class _Styles:
    """The roles of a theme, with its colours put in, and checked."""

    def __init__(self, theme: ThemeFile, table: Table, problems: Problems) -> None:
        self._theme = theme
        self._problems = problems
        self._palette = msgspec.structs.asdict(theme.colours)
        self._places = dict(_places(table, "colours"))
        self._style_places = dict(_places(table, "styles"))
        self._start = table.place

    def all(self) -> dict[str, str]:
        for name, colour in self._palette.items():
            self._colour(colour, self._places[name])
        if self._problems.errors:
            return {}
        styles = {}
        for role, words in {**ROLES, **self._theme.styles}.items():
            place = self._style_places.get(role, self._start)
            if role not in ROLES:
                self._problems.error(place, f"there is no role {role!r}{did_you_mean(role, ROLES)}")
                continue
            styles[role] = " ".join(self._resolved(words, place))
            if not self._theme.ansi and role not in DECORATION:
                self._readable(role, styles[role], place)
        return styles

    def _resolved(self, words: str, place: Place) -> Iterator[str]:
        for word in words.split():
            if word in ATTRIBUTES or word in ("on", "not"):
                yield word
            elif word in self._palette:
                yield self._palette[word]
            elif self._colour(word, place):
                yield word

    def _colour(self, colour: str, place: Place) -> bool:
        if is_ansi(colour) if self._theme.ansi else is_rgb(colour):
            return True
        kind = "one of the terminal's own, like bright_red" if self._theme.ansi else "written like #88c0d0"
        hint = did_you_mean(colour, [*self._palette, *ATTRIBUTES])
        self._problems.error(place, f"{colour!r} is no colour here; it should be {kind}{hint}")
        return False

    def _readable(self, role: str, style: str, place: Place) -> None:
        front, _, back = style.partition("on ")
        colours = [word for word in front.split() if is_rgb(word)]
        text = colours[0] if colours else self._palette["text"]
        ground = back.split()[0] if back.split() else self._palette["background"]
        if "reverse" in front.split():
            text, ground = ground, text
        wanted = self._theme.contrast / 10
        if is_rgb(text) and is_rgb(ground) and (found := contrast(text, ground)) < wanted:
            figures = f"{text} on {ground} has a contrast of {found:.1f}, less than {wanted}"
            self._problems.error(place, f"{role} can't be read well: {figures}")


def _places(table: Table, name: str) -> Iterator[tuple[str, Place]]:
    inner = table.get(name)
    for entry in inner.entries if isinstance(inner, Table) else ():
        if isinstance(entry.value, Text):
            yield entry.key.value, entry.value.place
