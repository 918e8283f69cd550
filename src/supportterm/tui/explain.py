"""`=`: where the times and numbers of a ticket come from, line by line."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from supportterm.commands.call import Bold
from supportterm.commands.hand_off import card_of_ticket
from supportterm.core.moments import age_words, moment_words
from supportterm.core.operations import Escalate, Routed, Set, Snooze
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.core.nouns import Ticket
    from supportterm.desk import Desk
    from supportterm.store.append import Entry
    from supportterm.tui.panes.base import Pane


def explain(here: "Pane", desk: "Desk", show: "Callable[[str, Sequence[str]], None]") -> None:
    """What the pane *here* explains by itself, else the ticket it is about. Refused when there is neither."""
    subjects = here.subjects()
    if here.explain():
        return
    if not subjects:
        raise Refused("there is nothing under the cursor to explain")
    show(f"why {desk.label(subjects[0])}", explained(desk, subjects[0]))


def explained(desk: "Desk", ticket: int) -> list[str]:
    """One fact a line, each with when and, from the log, who made it so."""
    found, log = desk.ticket(ticket), desk.log(ticket)
    now = desk.clock()
    facts = [f"{name:<10} {words}" for name, words in _facts(desk, found, [e for e in log if not e.undone], now)]
    return [*_promises(desk, ticket, now), *facts]


def _promises(desk: "Desk", ticket: int, now: int) -> Iterator[str]:
    """How each deadline that was promised came to be."""
    clocks = desk.clocks(ticket)
    if clocks is None:
        return
    from supportterm.core.sla_explain import derived

    for one in derived(clocks, now, desk.service()):
        yield Bold(one.words(now))
        yield from (f"  {text}" for text in one.texts(now))


def _facts(desk: "Desk", ticket: "Ticket", log: "Sequence[Entry]", now: int) -> Iterator[tuple[str, str]]:
    if ticket.due_set is not None:
        left = ticket.due_set - now
        side = f"in {age_words(left)}" if left >= 0 else f"{age_words(-left)} late"
        yield "due", f"{moment_words(ticket.due_set, now)}, {side}{_by(log, 'due', now)}"
    elif ticket.promise is None:
        yield "due", "no deadline is set; `:set due=tomorrow` sets one"
    if ticket.snoozed_until and ticket.snoozed_until > now:
        left = ticket.snoozed_until - now
        who = _said(next((e for e in reversed(log) if isinstance(e.operation.payload, Snooze)), None), now)
        yield "snoozed", f"until {moment_words(ticket.snoozed_until, now)}, for {age_words(left)} more{who}"
    yield "age", f"{_ago(ticket.updated_at, now)} something last changed"
    if ticket.customer_at:
        waits = ticket.replied_at is None or ticket.replied_at < ticket.customer_at
        answer = "nobody answered since" if waits else "answered since"
        yield "waiting", f"the customer wrote {_ago(ticket.customer_at, now)}; {answer}"
    if ticket.replied_at:
        yield "answered", f"last in public {_ago(ticket.replied_at, now)}"
    yield "status", f"{ticket.status.word}{_by(log, 'status', now)}"
    yield "priority", f"{ticket.priority.word}{_by(log, 'priority', now)}"
    yield "assignee", f"{ticket.assignee or 'nobody'}{_by(log, 'assignee', now)}"
    if ticket.waits_since is not None:
        routed = [e.operation.payload for e in log if isinstance(e.operation.payload, Routed)]
        why = next((payload.nobody for payload in reversed(routed) if payload.nobody), "")
        yield "routing", f"waits since {_ago(ticket.waits_since, now)}, for whoever is free first: {why}"
    escalated = next((e for e in reversed(log) if isinstance(e.operation.payload, Escalate)), None)
    yield "tier", f"{ticket.tier}, escalated {_times(ticket.escalations)}{_said(escalated, now)}"
    if (card := card_of_ticket(desk, ticket)) is not None:
        yield "hand-off", card.headline
        yield from card.facts
    yield "created", f"{_ago(ticket.created_at, now)}, by {ticket.channel}"


def _by(log: "Sequence[Entry]", field: str, now: int) -> str:
    """Who gave *field* its value, and when; nothing when it has it from the start."""
    sets = (e for e in reversed(log) if isinstance(e.operation.payload, Set) and e.operation.payload.field == field)
    return _said(next(sets, None), now)


def _said(entry: "Entry | None", now: int) -> str:
    return "" if entry is None else f"   ({entry.operation.actor}, {_ago(entry.operation.at, now)})"


def _ago(at: int, now: int) -> str:
    age = age_words(max(now - at, 0))
    return f"{moment_words(at, now)}, {age if age == 'now' else f'{age} ago'}"


def _times(count: int) -> str:
    return "never" if count == 0 else "once" if count == 1 else f"{count} times"
