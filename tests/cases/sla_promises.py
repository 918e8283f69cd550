"""Cases of a ticket's log as the desk would have written it: what is due then, and what became of the promises."""

from collections.abc import Callable, Iterable
from typing import Any

from sla_words import STATUSES, Answer, Calendars, iso, ms, schedule_of

from supportterm.core.fold import fold
from supportterm.core.ids import message_floor
from supportterm.core.moments import MINUTE
from supportterm.core.nouns import Ticket
from supportterm.core.operations import (
    Absorb,
    AnyPayload,
    Create,
    MergeInto,
    Operation,
    Set,
    Subject,
    Suspend,
    Tag,
    Wrote,
)
from supportterm.core.sla import Clocks, Service, deadlines
from supportterm.core.sla_clock import state
from supportterm.core.sla_policy import Metric, Policy, Promise
from supportterm.core.sla_story import step
from supportterm.core.terms import PRIORITY_BY_WORD, Role


def promises(asked: Answer, calendars: Calendars) -> Answer:
    """A ticket's log, through the fold and the clocks of the desk: what is due, and what became of the rest.

    *promises*: by metric `{minutes: {priority: length}, pauses, calendar}`. *created*: when it began and in which
    status; its first message is an event. Events are `[moment, what, value]`: a status, `customer`, `agent`, `machine`,
    `note`, `priority`, `tag`, `merged`, `joined` (waiting since), `held`, `let-in`, or `undo` of an earlier event,
    counted from 0.
    """
    schedules = {"case": schedule_of(asked["calendar"], calendars)}
    service = Service((Policy("case", "case", tuple(_promised(asked["promises"]))),), schedules)
    events = list(asked["events"])
    for event in asked["events"]:
        if event[1] == "undo":
            events = [other for other in events if other is not event and other is not asked["events"][event[2]]]
    begun, status = asked["created"]
    log: list[tuple[int, str, AnyPayload]] = [(ms(begun), "customer", Create("?", 1, status=int(STATUSES[status])))]
    log += [(ms(event[0]), *_happens(len(log), *event)) for event in events]
    ticket: Ticket | None = None
    clocks: Clocks | None = None
    for number, (at, actor, payload) in enumerate(log):
        id = bytes([number]) * 16
        operation = Operation(id, id, Subject("ticket", 1), payload, actor, at)
        before, ticket = ticket, fold(ticket, 1, operation)
        since = ms(events[number - 1][2]) if isinstance(payload, Absorb) else None
        clocks = step(clocks, operation, before, ticket, "", service, since)
    if clocks is None:
        return {"due": {}, "became": {}}
    now = ms(asked["now"]) if "now" in asked else 1 << 60
    became: dict[str, list[str]] = {}
    for clock in (*clocks.past, *clocks.running.values()):
        if clock.target is not None:
            became.setdefault(clock.metric.value, []).append(state(clock, now, schedules))
    return {"due": {m.value: iso(at) for m, at in deadlines(clocks, service).items()}, "became": became}


def _promised(given: Answer) -> Iterable[Promise]:
    for metric, spec in given.items():
        lengths = {PRIORITY_BY_WORD[word]: length * MINUTE for word, length in spec["minutes"].items()}
        pauses = tuple(STATUSES[word] for word in spec["pauses"]) if "pauses" in spec else None
        yield Promise(Metric(metric), lengths, spec.get("calendar", False), pauses)


_SAID = {"customer": (Role.CUSTOMER, None), "agent": (Role.REPLY, "dana"), "note": (Role.NOTE, "dana")}


def _happens(number: int, at: str, what: str, value: Any = None) -> tuple[str, AnyPayload]:
    """Who did it, and the operation that the desk would have written."""
    if what in _SAID:
        role, agent = _SAID[what]
        return agent or "customer", Wrote(message_floor(ms(at)) + number, int(role), agent=agent)
    if what == "machine":
        return "rule:answer", Wrote(message_floor(ms(at)) + number, int(Role.REPLY), machine=True)
    happened: dict[str, Callable[[], AnyPayload]] = {
        "priority": lambda: Set("priority", int(PRIORITY_BY_WORD[value])),
        "tag": lambda: Tag(add=(value,)),
        "merged": lambda: MergeInto(2),
        "joined": lambda: Absorb(2),
        "held": lambda: Suspend("spam"),
        "let-in": lambda: Suspend(),
    }
    return "dana", happened[what]() if what in happened else Set("status", int(STATUSES[what]))
