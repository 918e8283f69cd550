"""A ticket in one sentence, for who hears the screen: all that signs and colours say elsewhere is said in words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from supportterm.core.attention import words as attention_words
from supportterm.core.moments import ago_words
from supportterm.core.numbers import bare
from supportterm.core.safe import safe_line
from supportterm.core.terms import Priority, Status
from supportterm.tui.render.left import left

if TYPE_CHECKING:
    from supportterm.store.rows import TicketRow
    from supportterm.tui.panes.queue_columns import Seen

SUBJECT: Final = 60
"""Characters of a subject that are said in a list; the line ends where the screen does, and the rest is to be heard."""


def ticket_sentence(row: "TicketRow", seen: "Seen", group: str = "") -> str:
    """`12 Printer on fire, unread, open, urgent, from Ann, assigned to lee, due in 2h, changed 3m ago`."""
    return ", ".join(part for part in _parts(row, seen, group) if part)


def _parts(row: "TicketRow", seen: "Seen", group: str) -> Iterator[str]:
    subject = safe_line(row.subject, SUBJECT) or "no subject"
    yield f"{safe_line(bare(row.id, row.number), 20)} {subject}"
    yield "selected" if row.id in seen.marked else ""
    yield "unread" if row.unread else ""
    yield {None: "", False: "waits to leave", True: "needs your decision"}[row.unsent]
    yield Status(row.status).word
    yield Priority(row.priority).word if row.priority != Priority.NORMAL else ""
    yield f"from {safe_line(row.requester or row.email, 100)}"
    yield f"assigned to {safe_line(row.assignee, 40)}" if row.assignee else "assigned to nobody"
    yield from _time(row, seen)
    yield "escalated" if row.escalated else ""
    yield "a draft of yours is kept" if row.draft else ""
    yield "a colleague has it open" if row.id in seen.company else ""
    why, _, who = row.why.partition(" ")
    yield safe_line(attention_words(why, who), 100) if why else ""
    yield f"group {safe_line(group, 40)}" if group else ""
    yield f"changed {ago_words(max(seen.now - row.updated_at, 0))}"


def _time(row: "TicketRow", seen: "Seen") -> Iterator[str]:
    if row.snoozed_until is not None and row.snoozed_until > seen.now:
        yield "snoozed"
    words, role = left(row.due_at, row.promise, seen.now, seen.open_time, unicode=False)
    if not words:
        return
    if role == "urgent":
        yield "late" if words == "late" else f"late by {words.removeprefix('-')}"
    elif words.startswith("="):
        yield f"paused with {words.removeprefix('=')} left"
    else:
        yield f"due in {words.removeprefix('!')}" + (", close" if role == "high" else "")
