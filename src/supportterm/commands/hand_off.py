"""A ticket's hand-off card with who asks and for whom, as all faces show it."""

from datetime import tzinfo
from typing import TYPE_CHECKING

from supportterm.core.moments import moment_words
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.core.hand_off_card import Card
    from supportterm.core.nouns import Ticket
    from supportterm.desk import Desk


def card_of_ticket(desk: "Desk", ticket: "Ticket", zone: tzinfo | None = None, now: int | None = None) -> "Card | None":
    """None when there is none. *now*: the moment it is read at, milliseconds."""
    if ticket.hand_off is None:
        return None
    from supportterm.core.hand_off_card import card_of

    try:
        customer = desk.person(ticket.requester)
    except Refused:
        customer = None
    organization = desk.organization(ticket.organization) if ticket.organization is not None else None
    at = desk.clock() if now is None else now
    return card_of(ticket, at, customer, organization, lambda when: moment_words(when, at, zone))
