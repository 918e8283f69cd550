"""`sla explain`: where deadlines come from."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from supportterm.commands.call import Bold, Call, Outcome
from supportterm.commands.kinds import OneTicket
from supportterm.commands.reading import hung
from supportterm.commands.records import moment, number_of
from supportterm.commands.registry import command

if TYPE_CHECKING:
    from supportterm.core.sla import Service
    from supportterm.core.sla_explain import Derived


@command("sla explain", contexts=("queue", "ticket"), group="desk", examples=("sla explain 12",))
def explain(call: Call, ticket: OneTicket) -> Outcome:
    """Say of every promise on a ticket how its deadline came to be, line by line.

    What was promised by which version of which policy; from when it ran, in which hours, when it stood still and why;
    what was promised before; how it ended, or when it is due.
    """
    from supportterm.core.sla_explain import derived

    desk = call.desk
    called = desk.label(desk.ticket(ticket).id)
    clocks, service = desk.clocks(ticket), desk.service()
    told = derived(clocks, call.now, service) if clocks is not None else []
    if not told:
        return Outcome(f"nothing is promised on {called}: {_why_not(call, ticket, service)}")
    if call.json:
        return Outcome(records=[{"number": number_of(called), **_record(one, call.now, service)} for one in told])
    return Outcome(lines=list(hung(_lines(told, call), call.columns)))


def _why_not(call: Call, ticket: int, service: "Service") -> str:
    from supportterm.core.sla_policy import DONE, choose
    from supportterm.core.sla_story import case_of

    if not service.policies:
        return "this desk has no policies; `policies:` in a desk file are what it promises"
    found = call.desk.ticket(ticket)
    policy = choose(service.policies, case_of(found, call.desk.segment_of(found.organization)))
    if policy is None:
        return "no policy takes it"
    if found.home and not any(one.served for one in call.desk.connections() if one.name == found.home):
        return f"it is for {found.home} to promise; `connections rules {found.home} on` makes it this desk's"
    if found.status in DONE:
        return f"it is {found.status.word}"
    return f"it is older than the policy {policy.name}, which takes it from its next message or change on"


def _lines(told: "list[Derived]", call: Call) -> Iterator[str]:
    for place, one in enumerate(told):
        if place:
            yield ""
        yield Bold(one.words(call.now, call.zone))
        yield from (f"  {text}" for text in one.texts(call.now, call.zone))


def _record(one: "Derived", now: int, service: "Service") -> dict[str, object]:
    from supportterm.core.sla_clock import margin, spent

    clock = one.clock
    left = margin(clock, now, service.schedules)
    target = clock.target
    return {
        "metric": clock.metric.value,
        "state": one.state,
        "started": moment(clock.started),
        "due": moment(one.due),
        "fulfilled": moment(clock.fulfilled),
        "policy": target.policy if target else None,
        "version": target.version if target else None,
        "hours": (target.hours or "day and night") if target else None,
        "length_s": target.length // 1000 if target else None,
        "spent_s": spent(clock, clock.fulfilled or now, service.schedules) // 1000,
        "left_s": left // 1000 if left is not None else None,
        "lines": [{"at": moment(line.at), "words": line.words} for line in one.lines],
    }
