"""What can be asked of a ticket that a lower tier handed over, or of a conversation that waits for an agent: verbs, as
those of core/verbs.py."""

from supportterm.core.fold_hand_off import open_card
from supportterm.core.nouns import HandOff, Ticket, Value
from supportterm.core.numbers import label
from supportterm.core.operations import Accept, HandBack, Planned, Subject
from supportterm.core.refusal import Refused
from supportterm.core.staff import is_away
from supportterm.core.terms import Status
from supportterm.core.verbs import Rules, assign, check_workable


def accept(ticket: Ticket, rules: Rules) -> list[Planned]:
    """Take what was handed to one's team, or a conversation: the lower tier, or the visitor, sees who has it."""
    check_workable(ticket)
    if ticket.channel == "chat" and not (ticket.hand_off is not None and ticket.hand_off.waiting):
        _to_take(ticket, rules)
    else:
        _to_answer(ticket, rules)
    return [Planned(Subject("ticket", ticket.id), Accept()), *assign(ticket, rules, rules.me)]


def decline(ticket: Ticket, rules: Rules, reason: str) -> list[Planned]:
    """Give what was handed to one's team back to those who handed it over, with the reason."""
    check_workable(ticket)
    card = _to_answer(ticket, rules)
    if not reason.strip():
        raise Refused("who declines says why: the lower tier starts from it")
    return [_back(ticket, rules, card, reason, declined=True)]


def hand_back(ticket: Ticket, rules: Rules, reason: str) -> list[Planned]:
    """Return a ticket that the higher tier is done with to those who handed it over."""
    check_workable(ticket)
    card = open_card(ticket)
    if card is None:
        raise Refused(f"{label(ticket.id, ticket.number)} was not handed over by a lower tier; `set team=…` moves it")
    if ticket.status >= Status.SOLVED:
        raise Refused(f"{label(ticket.id, ticket.number)} is {ticket.status.word}; `reopen` opens it again first")
    if not reason.strip():
        raise Refused("say what was found: the lower tier goes on from it")
    return [_back(ticket, rules, card, reason, declined=False)]


def _to_take(ticket: Ticket, rules: Rules) -> None:
    """Raises Refused when the conversation is not there for the agent to take."""
    _check_known(rules)
    name = label(ticket.id, ticket.number)
    if ticket.assignee not in (None, rules.me):
        raise Refused(f"{ticket.assignee} talks with the customer of {name}; `take` takes it from them")
    if ticket.status >= Status.SOLVED:
        raise Refused(f"{name} is {ticket.status.word}: nobody waits there")


def _check_known(rules: Rules) -> None:
    if not rules.me:
        raise Refused("this desk does not know who you are: set `me` in config.yaml")


def _to_answer(ticket: Ticket, rules: Rules) -> HandOff:
    """The card that waits for an answer of the agent's team."""
    card = ticket.hand_off
    if card is None or not card.waiting:
        by = f"; {card.answered_by} {card.state} it" if card is not None and card.answered_by else ""
        raise Refused(f"{label(ticket.id, ticket.number)} waits for nobody to accept it{by}")
    _check_known(rules)
    agent = rules.agents.get(rules.me)
    if agent is not None and agent.teams and ticket.team not in agent.teams:
        raise Refused(
            f"{label(ticket.id, ticket.number)} was handed to {ticket.team}, and you are of {', '.join(agent.teams)}"
        )
    return card


def _back(ticket: Ticket, rules: Rules, card: HandOff, reason: str, *, declined: bool) -> Planned:
    """Back to whose it was, if they are here, else to their team."""
    agent = rules.agents.get(card.from_agent or "")
    to = agent.handle if agent is not None and not is_away(agent, rules.now) else None
    base: dict[str, Value] = {"team": ticket.team, "tier": ticket.tier, "assignee": ticket.assignee}
    back = HandBack(card.from_team, card.from_tier, reason.strip(), declined, to)
    return Planned(Subject("ticket", ticket.id), back, base)
