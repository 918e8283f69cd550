"""A hand-off card in words: the same above a timeline, in the shell, and where `=` explains. Pure."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from supportterm.core.moments import age_words
from supportterm.core.nouns import HandOff, Organization, Person, Ticket


class Card(NamedTuple):
    """Holds text from outside as it came."""

    headline: str
    facts: tuple[tuple[str, str], ...]
    """Name and text of what the next tier starts from."""
    asks: bool
    """Somebody is to do something about it: it waits to be taken, or came back."""


def card_of(
    ticket: Ticket, now: int, customer: Person | None, organization: Organization | None, moment: Callable[[int], str]
) -> Card | None:
    """The hand-off of *ticket* that something happened to last; None when there is none."""
    card = ticket.hand_off
    if card is None:
        return None
    facts = _facts(card, ticket, now, customer, organization)
    return Card(_headline(card, moment), tuple(facts), card.state in ("waiting", "declined"))


def _headline(card: HandOff, moment: Callable[[int], str]) -> str:
    handed = f"{card.team}, tier {card.tier}, from {card.by}"
    when = moment(card.answered_at) if card.answered_at is not None else ""
    match card.state:
        case "waiting":
            return f"{handed}, waits to be accepted since {moment(card.at)}: {card.reason}"
        case "accepted":
            return f"{handed}, accepted by {card.answered_by} {when}: {card.reason}"
        case "declined":
            return f"{card.answered_by} of {card.team} declined it {when}: {card.answer}"
        case "returned":
            return f"back from {card.team}, by {card.answered_by} {when}" + (f": {card.answer}" if card.answer else "")


def _facts(
    card: HandOff, ticket: Ticket, now: int, customer: Person | None, organization: Organization | None
) -> Iterator[tuple[str, str]]:
    if not card.open:
        yield "reason", card.reason
    if card.tried:
        yield "tried", card.tried
    if card.question:
        yield "question", card.question
    if customer is not None:
        of = f", {organization.name} ({organization.segment})" if organization is not None else ""
        yield "customer", f"{customer.name or customer.email}{of}"
    if ticket.due_at is not None:
        left = ticket.due_at - now
        yield "time left", age_words(left) if left >= 0 else f"none: {age_words(-left)} late"
