"""What becomes of a ticket and its hand-off cards as it goes up a tier, is taken there, and comes back. Pure."""

from typing import Literal

from msgspec.structs import replace

from supportterm.core.nouns import HandOff, Ticket
from supportterm.core.operations import Escalate, HandBack


def escalated(ticket: Ticket, payload: Escalate, actor: str, at: int) -> Ticket:
    """Who hands it on before anybody took it has taken it."""
    card = HandOff(
        team=payload.team,
        tier=payload.tier,
        reason=payload.reason,
        by=actor,
        at=at,
        tried=payload.tried,
        question=payload.question,
        from_team=ticket.team,
        from_tier=ticket.tier,
        from_agent=ticket.assignee,
    )
    before = accepted(ticket, actor, at)
    return replace(
        before,
        team=payload.team,
        tier=payload.tier,
        assignee=None,
        hand_off=card,
        hand_offs=before.hand_offs if before.hand_off is None else (*before.hand_offs, before.hand_off),
        escalations=ticket.escalations + 1,
    )


def accepted(ticket: Ticket, by: str, at: int) -> Ticket:
    card = ticket.hand_off
    return _answered(ticket, card, "accepted", "", by, at) if card is not None and card.waiting else ticket


def handed_back(ticket: Ticket, payload: HandBack, actor: str, at: int) -> Ticket:
    ticket = replace(ticket, team=payload.team, tier=payload.tier, assignee=payload.agent)
    card = open_card(ticket)
    state: Literal["declined", "returned"] = "declined" if payload.declined else "returned"
    return _answered(ticket, card, state, payload.reason, actor, at) if card is not None else ticket


def with_card_settled(ticket: Ticket, actor: str, at: int) -> Ticket:
    """Who is given a ticket that waits to be accepted has accepted it; one that is moved down has come back."""
    while (card := open_card(ticket)) is not None and ticket.tier < card.tier:
        ticket = _answered(ticket, card, "returned", "", actor, at)
    return accepted(ticket, ticket.assignee, at) if ticket.assignee is not None else ticket


def open_card(ticket: Ticket) -> HandOff | None:
    """The hand-off by which the ticket is where it is: the last that is neither declined nor done with."""
    if ticket.hand_off is None or ticket.hand_off.open:
        return ticket.hand_off
    return next((card for card in reversed(ticket.hand_offs) if card.open), None)


def _answered(
    ticket: Ticket, card: HandOff, state: Literal["accepted", "declined", "returned"], answer: str, by: str, at: int
) -> Ticket:
    """*card* is answered, and so the one that something happened to last."""
    cards = [*ticket.hand_offs, *([ticket.hand_off] if ticket.hand_off is not None else [])]
    cards.remove(card)
    now = replace(card, state=state, answer=answer or card.answer, answered_by=by, answered_at=at)
    return replace(ticket, hand_off=now, hand_offs=tuple(cards))
