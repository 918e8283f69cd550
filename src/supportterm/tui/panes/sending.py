"""What must be known before a text leaves: to whom it goes, and what happened since its author looked."""

from typing import TYPE_CHECKING

from supportterm.commands.able import way_of
from supportterm.commands.departures import KEPT, after_writing
from supportterm.core.describe import describe
from supportterm.core.moments import age_words, moment_words
from supportterm.core.nouns import Message
from supportterm.core.safe import safe_line
from supportterm.core.terms import Role
from supportterm.tui.panes.letter import ROLES, Letter
from supportterm.tui.render.card import ROLE_WORDS

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.store.stroke import Change

_LOOKED_AT = 100
"""Newest messages and events of a ticket among which news is looked for."""
_TOLD = 8
"""Changes told at most."""


def begin(desk: "Desk", ticket: int, kind: str) -> Letter:
    """A letter on *ticket*: a reply goes to the requester, with those who take part copied."""
    found = desk.ticket(ticket)
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    if kind == "reply":
        to = tuple(filter(None, [desk.person(found.requester).email]))
        cc = tuple(email for person in found.participants if (email := desk.person(person).email) and email not in to)
    way = way_of(desk, found, ROLES[kind])
    letter = Letter(kind, ticket, to, cc, subject=found.subject, channel=found.channel, number=found.number, way=way)
    return looked(desk, letter)


def looked(desk: "Desk", letter: Letter) -> Letter:
    """*letter*, its author having seen all there is on the ticket now."""
    return letter._replace(seen=frozenset(item.id for item in desk.timeline(letter.ticket, size=_LOOKED_AT)))


def news(desk: "Desk", letter: Letter) -> tuple[str, ...]:
    """What others did on the ticket since the letter's author looked, a line each, oldest first.

    A mail that was under way for long is news too, although older messages were seen; and so is what the author
    told the customer meanwhile by another way, such as a second console.
    """
    now = desk.clock()
    told = []
    for item in desk.timeline(letter.ticket, size=_LOOKED_AT):
        if item.id in letter.seen:
            continue
        age = age_words(now - item.at)
        if isinstance(item, Message):
            if item.agent != desk.me or (letter.public and item.role is Role.REPLY):
                who = "you" if item.agent == desk.me else safe_line(item.author or item.agent or item.address, 60)
                told.append(f"{who}, {ROLE_WORDS[item.role]}, {age}: {safe_line(item.body, 120)}")
        elif item.actor != desk.me:
            words = describe(item.payload, item.base, lambda at: moment_words(at, now), desk.label)
            told.append(f"{safe_line(item.actor, 40)}, {age}: {safe_line(words, 120)}")
    return tuple(told[-_TOLD:])


def answered(desk: "Desk", letter: Letter, change: "Change", undo: str) -> str:
    """What the status line says of a message that was written: what becomes of it now. *undo* is the key for that."""
    role = ROLES[letter.kind]
    what_then = after_writing(desk, letter.ticket, change.id, role, undo)
    if letter.kind == "note":
        return f"note on {letter.called}: colleagues see it, the customer does not"
    if letter.channel == "chat" and letter.kind == "reply" and what_then == KEPT:
        return f"answered in the chat {letter.called}"
    return f"{change.words}; {what_then}"
