"""What a draft is made from: a ticket's own customer, and articles that this customer may read. For a worker thread.

Nothing else of the desk is looked at: no note, no other ticket, nobody else's message, no field, no internal article.
"""

from typing import TYPE_CHECKING, Final

from supportterm.core.bot_words import own_words
from supportterm.core.drafting import Material
from supportterm.core.nouns import Message
from supportterm.core.question import READ
from supportterm.core.readers import Reader, may_read, reader_of
from supportterm.core.terms import Role
from supportterm.exchange.quoting import visible

if TYPE_CHECKING:
    from supportterm.core.nouns import Article, Ticket
    from supportterm.desk import Desk

MOST: Final = 4
"""Articles that are given."""
NEAR: Final = 0.25
"""How sure an article must be to be given; a person checks what is made of it."""
_LOOKED_AT: Final = 60
"""Entries of the timeline, the newest."""


def material(desk: "Desk", number: int, hint: str = "") -> Material:
    """What a draft on a ticket is made from. *hint*: what the agent wants said."""
    ticket = desk.ticket(number)
    said = _said(desk, ticket)
    reader = reader_of(ticket, desk.organization)
    question = "\n".join((ticket.subject, *said[-1:]))[:READ]
    return Material(ticket.subject, said, _articles(desk, ticket, reader, question), hint.strip())


def _said(desk: "Desk", ticket: "Ticket") -> tuple[str, ...]:
    """What the requester wrote, without what they quoted: a quote is somebody else's word."""
    told = desk.timeline(ticket.id, size=_LOOKED_AT)
    messages = (m for m in told if isinstance(m, Message) and m.role is Role.CUSTOMER)
    theirs = (own_words(visible(m.body)) for m in messages if m.person == ticket.requester)
    return tuple(filter(None, theirs))


def _articles(desk: "Desk", ticket: "Ticket", reader: Reader, question: str) -> "tuple[Article, ...]":
    """Those linked to the ticket, then those that come near."""
    linked = [one for one in map(desk.article, ticket.articles) if may_read(one, reader)]
    judged = desk.answers_to(question, reader=reader, without=ticket.articles, limit=MOST)
    return (*linked, *(each.article for each in judged if each.confidence >= NEAR))[:MOST]
