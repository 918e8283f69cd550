"""`=`: where the times and numbers of a ticket come from, line by line."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from supportterm.core.moments import age_words

if TYPE_CHECKING:
    from supportterm.desk import Desk


def explained(desk: "Desk", ticket: int) -> list[str]:
    """One fact a line, each with when and, from the log, who and why."""
    return list(_facts(desk, ticket))


def _facts(desk: "Desk", ticket: int) -> Iterator[str]:
    from supportterm.core.describe import describe

    found, now = desk.ticket(ticket), desk.clock()
    yield f"created   {_when(found.created_at)}, {age_words(now - found.created_at)} ago, by {found.channel}"
    yield f"age       the last change of any kind: {_when(found.updated_at)}, {age_words(now - found.updated_at)} ago"
    if found.customer_at:
        waiting = found.replied_at is None or found.replied_at < found.customer_at
        since = f"{_when(found.customer_at)}, {age_words(now - found.customer_at)} ago"
        yield f"customer  wrote last {since}" + ("; nobody has answered since" if waiting else "")
    if found.replied_at:
        yield f"answered  last in public {_when(found.replied_at)}, {age_words(now - found.replied_at)} ago"
    if found.due_at is None:
        yield "due       no deadline is set"
    else:
        left = found.due_at - now
        side = f"in {age_words(left)}" if left >= 0 else f"{age_words(-left)} late"
        yield f"due       {_when(found.due_at)}, {side}"
    if found.snoozed_until and found.snoozed_until > now:
        yield f"snoozed   until {_when(found.snoozed_until)}, in {age_words(found.snoozed_until - now)}"
    yield f"tier      {found.tier}, after {found.escalations} escalations"
    if found.hand_off:
        card = found.hand_off
        yield f"hand-off  by {card.by} to {card.team}, {_when(card.at)}: {card.reason}"
    for entry in desk.log(ticket)[-12:]:
        words = describe(entry.operation.payload)
        undone = "  (undone)" if entry.undone else ""
        yield f"log       {_when(entry.operation.at)}  {entry.operation.actor}: {words}{undone}"


def _when(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000):%a %-d %b %H:%M}"
