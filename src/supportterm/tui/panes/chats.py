"""The chats under way, who waits longest first. Values only."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from supportterm.core.moments import MINUTE, SECOND, age_words
from supportterm.core.nouns import Ticket
from supportterm.core.safe import safe_line
from supportterm.tui.render.card import Setting
from supportterm.tui.render.line import Line, Span, join
from supportterm.tui.widgets.cells import fit, width_of

if TYPE_CHECKING:
    from supportterm.desk import Desk

MOST = 100
"""Chats that are looked at, the most recently changed."""
LONG = 2 * MINUTE
"""Waiting that is shown as a warning."""
CHAT = "chat:"


class Waiting(NamedTuple):
    """A chat and since when its customer waits for an answer; None when the desk wrote last."""

    ticket: Ticket
    name: str
    since: int | None


def under_way(desk: "Desk") -> tuple[Waiting, ...]:
    """Chats that are not solved, the longest waiting first, then those that wait for nothing, newest first."""
    from supportterm.core.orders import parse_order
    from supportterm.core.query import parse

    rows = desk.window(parse("channel:chat is:active"), parse_order("-updated"), size=MOST).rows
    names = {row.id: row.requester or row.email for row in rows}
    return sorted_by_waiting(Waiting(t, names[t.id], waiting_since(t)) for t in desk.tickets([row.id for row in rows]))


def waiting_since(ticket: Ticket) -> int | None:
    """When the customer wrote last, if nobody has answered since."""
    if ticket.customer_at is None or (ticket.replied_at or 0) >= ticket.customer_at:
        return None
    return ticket.customer_at


def sorted_by_waiting(chats: Iterable[Waiting]) -> tuple[Waiting, ...]:
    def place(chat: Waiting) -> tuple[bool, int]:
        return (chat.since is None, chat.since if chat.since is not None else -chat.ticket.updated_at)

    return tuple(sorted(chats, key=place))


def chat_rows(chats: Iterable[Waiting], shown: int | None, setting: Setting) -> Iterator[Line]:
    """A row for each chat: who, about what, how long they wait. *shown* is the one whose conversation is open."""
    chats = list(chats)
    names = min(max((width_of(safe_line(chat.name, 30)) for chat in chats), default=0), setting.width // 3)
    for chat in chats:
        mark = setting.glyphs.folded if chat.ticket.id == shown else " "
        left = [
            Span(f"{mark} ", "accent"),
            Span(fit(safe_line(chat.name, 30), names), "unread" if chat.since is not None else ""),
            Span(f"  {safe_line(chat.ticket.subject, 100)}", "dim"),
        ]
        if chat.since is None:
            right = [Span("answered ", "dim")]
        else:
            waits = max(setting.now - chat.since, 0)
            right = [Span(f"waits {waiting_words(waits)} ", "urgent" if waits >= LONG else "high")]
        yield join(left, right, setting.width, f"{CHAT}{chat.ticket.id}")


def waiting_words(length: int) -> str:
    """A waiting time: seconds matter in a chat."""
    return f"{length // SECOND}s" if length < MINUTE else age_words(length)
