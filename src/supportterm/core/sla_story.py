"""A ticket's log → the story that its clocks are folded from. What an operation means for promises is said here.

A ticket gets clocks when it is made, or at the first live operation that leaves work to do: what happened before,
under nobody's promise, is told by how the ticket was then. What machines write, what becomes of messages on their way
and what is only about us (followers, articles, a snooze) moves no clock.
"""

from typing import Final

from supportterm.core.ids import message_time
from supportterm.core.nouns import Ticket
from supportterm.core.operations import (
    Absorb,
    Create,
    Escalate,
    MergeInto,
    Observed,
    Operation,
    Set,
    Suspend,
    Tag,
    Warned,
)
from supportterm.core.operations import Wrote as WroteMessage
from supportterm.core.sla import Changed, Clocks, Event, Joined, Opened, Service, Wrote, follow
from supportterm.core.sla import Warned as WarnedOf
from supportterm.core.sla_policy import DONE, Case, Metric
from supportterm.core.terms import Role

_ROLES: Final = {int(role): role for role in Role}
_METRICS: Final = {metric.value: metric for metric in Metric}
_CHANGING: Final = (Set, Tag, Escalate, Observed, Suspend, MergeInto, Absorb)


def step(
    clocks: Clocks | None,
    operation: Operation,
    before: Ticket | None,
    after: Ticket,
    segment: str,
    service: Service,
    since: int | None = None,
) -> Clocks | None:
    """The clocks after *operation*, which made the ticket of *before* that of *after*; None: there are none yet.

    *segment* is that of its organization; *since*: from when on the customer of a ticket that is merged into this one
    has been waiting.
    """
    event = _event(operation, after, segment, since)
    if event is None:
        return clocks
    if clocks is None:
        if after.status in DONE:
            return None
        if isinstance(event, Opened):
            return follow(None, event, service)
        clocks = follow(None, _taken_up(operation.at, before or after, segment), service)
    return follow(clocks, event, service)


def case_of(ticket: Ticket, segment: str) -> Case:
    return Case(ticket.status, ticket.priority, segment, ticket.organization, ticket.tags, ticket.channel)


def _taken_up(at: int, ticket: Ticket, segment: str) -> Opened:
    """The beginning of a story whose first part nobody followed."""
    answered = ticket.replied_at is not None
    asked = ticket.customer_at is not None and (ticket.replied_at or 0) <= ticket.customer_at
    return Opened(at, case_of(ticket, segment), asked, answered)


def _event(operation: Operation, after: Ticket, segment: str, since: int | None) -> Event | None:
    payload = operation.payload
    match payload:
        case Create():
            return Opened(operation.at, case_of(after, segment), asked=False)
        case WroteMessage():
            return _wrote(payload, operation.actor, after)
        case Absorb() if since is not None:
            return Joined(operation.at, since)
        case Warned(metric=metric):
            return WarnedOf(operation.at, _METRICS[metric]) if metric in _METRICS else None
    return Changed(operation.at, case_of(after, segment)) if isinstance(payload, _CHANGING) else None


def _wrote(payload: WroteMessage, actor: str, after: Ticket) -> Wrote | None:
    role = _ROLES.get(payload.role)
    if role is None or (role is Role.REPLY and after.messages == 1):
        return None  # who opens a ticket by writing to a customer answers nobody
    return Wrote(message_time(payload.message), role, by_machine(actor, payload))


def by_machine(actor: str, wrote: WroteMessage) -> bool:
    """Whether no person wrote a message. Who wrote one that came from elsewhere may not be known."""
    if wrote.machine or ":" in actor or ":" in (wrote.agent or ""):
        return True
    return wrote.role == Role.REPLY and wrote.agent is None and actor not in ("", "customer", "import")
