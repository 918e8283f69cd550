"""What the fake help desk finds: a step of ours by its marker or its values, tickets by words."""

from typing import TYPE_CHECKING

from fakes.ledger import Ledger
from fakes.rules import US
from supportterm.core.remote import (
    AnyStep,
    MergeTickets,
    OpenTicket,
    PutArticle,
    Receipt,
    RemoteTicket,
    Say,
    SetFields,
)

if TYPE_CHECKING:
    from fakes.remote import FakeRemote


def find(remote: "FakeRemote", step: AnyStep, horizon: int) -> Receipt | None:
    """What is younger than *horizon* is not found yet."""
    match step:
        case SetFields():
            ticket = remote.ticket(step.key)
            values, tags = ticket.values(), set(ticket.tags)
            there = all(values.get(f) == v for f, v in step.values.items())
            there = there and set(step.add) <= tags and not set(step.remove) & tags
            return Receipt(step.key, ticket.version) if there else None
        case MergeTickets():
            return Receipt(step.key) if remote.ticket(step.key).merged_into == step.into else None
        case PutArticle():
            return _article(remote.ledger, step)
        case Say():
            remote.ticket(step.key)
            places = [step.key]
        case _:
            places = list(remote.ledger.messages)
    for key in places:
        for message in remote.ledger.messages[key]:
            if step.marker and message.marker == step.marker and message.at <= horizon:
                return Receipt(key if isinstance(step, OpenTicket) else message.key, number=key)
    return None


def search(ledger: Ledger, text: str, limit: int, horizon: int) -> tuple[RemoteTicket, ...]:
    words = text.casefold().split()
    if not words or limit < 1:
        return ()
    found = [
        ticket
        for key, ticket in ledger.tickets.items()
        if ticket.updated_at <= horizon and all(word in _all_of(ledger, key) for word in words)
    ]
    found.sort(key=lambda t: (t.updated_at, int(t.key)), reverse=True)
    return tuple(found[:limit])


def _all_of(ledger: Ledger, key: str) -> str:
    return "\n".join([ledger.tickets[key].subject, *(m.body for m in ledger.messages[key])]).casefold()


def _article(ledger: Ledger, step: PutArticle) -> Receipt | None:
    for key, article in ledger.articles.items():
        ours = article.author == US and step.key in ("", key)
        if ours and (article.title, article.body) == (step.title, step.body):
            return Receipt(key, article.version)
    return None
