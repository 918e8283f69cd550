"""How who chats stands to their chat: whether they are there, and whether they have read the last answer."""

from typing import NamedTuple

from supportterm.core.moments import SECOND, ago_words
from supportterm.core.nouns import Message
from supportterm.core.safe import safe_line
from supportterm.tui.render.line import Line, Span, join


class Visitor(NamedTuple):
    """Who asked, as far as one can see them from here."""

    name: str
    email: str
    """Where an answer reaches them that they do not see; empty: nowhere, or nothing can carry it."""
    types: bool | None
    """None: their line is gone."""
    here: int
    """Until when they count as being there, milliseconds; then what they have not seen goes by mail."""
    seen: int
    """The newest message that they have seen."""


def visit_line(who: Visitor, last: Message | None, now: int, width: int) -> Line:
    """*last*: what the desk said last."""
    return join([Span(" "), _where(who, now)], [_mark(who, last), Span(" ")], width)


def _where(who: Visitor, now: int) -> Span:
    name = safe_line(who.name, 30) or "the visitor"
    if who.types:
        return Span(f"{name} is typing", "accent")
    if who.types is not None:
        return Span(f"{name} is here", "ok")
    if not who.email:
        return Span(f"{name} has left, and no mail reaches them: they read it when they come back", "warn")
    if who.here > now:
        seconds = -(-(who.here - now) // SECOND)
        return Span(f"{name} has just left: in {seconds} s answers go by mail", "warn")
    return Span(f"{name} left {ago_words(now - who.here)}: answers go by mail to {safe_line(who.email, 60)}", "warn")


def _mark(who: Visitor, last: Message | None) -> Span:
    """How far the last answer came; a message that leaves by mail tells that itself."""
    if last is None or last.delivery not in ("kept", "sent"):
        return Span("")
    if last.id <= who.seen:
        return Span("read", "dim")
    return Span("not seen yet" if last.delivery == "kept" and who.types is None else "delivered", "dim")
