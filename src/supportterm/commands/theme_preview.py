"""A piece of the console as a theme draws it, for the shell."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from supportterm.commands.call import Painted
from supportterm.config.colours import is_ansi, is_rgb

if TYPE_CHECKING:
    from supportterm.config.themes import Theme

WIDTH: Final = 72

_ROWS: Final = (
    "header: Acme   mine 12|header:%40|header:in sync",
    "urgent:!! |unread:#412  Card declined, charged twice      |open:open     |urgent:12m",
    "high:!  |text:#407  Invoice shows the wrong VAT       |pending:pending  |warn:2h",
    "cursor:>  #399  Export stops at row 10,000          new       1d",
    "low:   #380  Where do I change my language?   |solved:solved   |closed:closed",
    "rule:─%",
    "customer:Kim Ode|dim:  09:12  |text:It happened again, see |link:acme.test/log",
    "quote:> We looked into it |text:and |match:refunded|text: it. |code:TX-4411",
    "reply:reply to Kim|text:  Hello Kim, it is refunded.  |key:ctrl+s|dim: send",
    "note:note inside|text:   Ask billing about the retry. |tag:#billing|event:  Sam took it",
    "ok:kept |warn:3 wait |error:the disk is full |footer: ? help  : command  / filter",
)
"""`role:text` in pieces; each row is filled up to `WIDTH` in the role of its last piece where that is a bar."""

_BARS: Final = frozenset({"header", "cursor", "footer"})


def drawn(theme: "Theme") -> Iterator[str]:
    """The theme's name, rows of a console in it, an empty line."""
    yield Painted.of([(f"{theme.name}  {theme.title}", "bold")])
    for row in _ROWS:
        yield Painted.of((text, _on_its_ground(theme, role)) for role, text in _filled(row))
    yield ""


def _filled(row: str) -> list[tuple[str, str]]:
    pieces = [(role, text) for role, _, text in (piece.partition(":") for piece in row.split("|"))]
    pieces = [(role, _stretched(text)) for role, text in pieces]
    rest = WIDTH - sum(len(text) for _, text in pieces)
    last = pieces[-1][0]
    return [*pieces, (last if last in _BARS else "text", " " * rest)] if rest > 0 else pieces


def _stretched(text: str) -> str:
    """`%40` is so many spaces; `─%` fills the row."""
    filling, percent, number = text.partition("%")
    return text if not percent else (filling or " ") * int(number or WIDTH)


def _on_its_ground(theme: "Theme", role: str) -> str:
    """A role's style with the text and the background of the theme where it names none."""
    front, on, back = theme.styles[role].partition("on ")
    colours = theme.colours
    text = "" if any(is_rgb(word) or is_ansi(word) for word in front.split()) else f" {colours.text}"
    return f"{front}{text} on {back if on else colours.background}"
