"""`what if`: a holiday, somebody away, a ticket in another status; the world that would be, and what differs. Pure.

holiday 2026-12-24             every schedule is closed that day
holiday 2026-12-24 support     one is
absent sam                     somebody takes no tickets
pending 42                     a ticket gets a status, or a priority
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from typing import Final, Literal, NamedTuple

from msgspec.structs import replace

from supportterm.core import spoken
from supportterm.core.refusal import Refused
from supportterm.core.schedule import Schedule
from supportterm.core.schedule_versions import Timetable
from supportterm.core.sla import Changed, Service, follow
from supportterm.core.sla_forecast import Breach, Takers, Work, World, forecast
from supportterm.core.staff import AWAY
from supportterm.core.terms import Priority, Status

UNDERSTOOD: Final = "holiday 2026-12-24, absent sam, pending 42, urgent 42"


class Holiday(NamedTuple):
    day: str
    schedule: str = ""
    """Its name without a version; empty: all."""


class Absent(NamedTuple):
    agent: str


class Becomes(NamedTuple):
    ticket: int
    to: Status | Priority


What = Holiday | Absent | Becomes


def read(line: str, ticket_of: Callable[[str], int]) -> What:
    """*ticket_of*: the id of the ticket that people call so. Raises Refused, which says what is understood."""
    word, *rest = line.split() or [""]
    match word.lower(), rest:
        case "holiday", [day] | [day, _]:
            return Holiday(_day(day), *rest[1:])
        case (("absent" | "away"), [agent]):
            return Absent(agent)
        case change, [ticket] if (to := _value(change)) is not None:
            return Becomes(ticket_of(ticket), to)
    raise Refused(f"{line!r} is no what-if; write one like {UNDERSTOOD}")


def changed(world: World, whats: Iterable[What]) -> World:
    """The world in which all of *whats* is so. Raises Refused for an agent or a schedule that is not there."""
    for what in whats:
        match what:
            case Holiday():
                world = _closed(world, what)
            case Absent(agent):
                world = _without(world, agent)
            case Becomes(ticket, to):
                works = (_becomes(work, to, world) if work.id == ticket else work for work in world.works)
                world = world._replace(works=tuple(works))
    return world


class Difference(NamedTuple):
    """A deadline in the world that would be, beside that of the world that is."""

    breach: Breach
    how: Literal["same", "new", "gone", "sooner", "later", "hands"]
    """new, gone: it is no deadline in the one or the other; hands: who has it is away, or nobody is left to take it."""
    was: int | None = None
    """The deadline as it is, in milliseconds."""
    takers: Takers | None = None
    """Who could take it as it is."""


def differences(world: World, other: World, until: int) -> tuple[Difference, ...]:
    """Every deadline up to *until* in either world, in order; what passes up to there in neither is not told."""
    if other is world:
        return tuple(Difference(breach, "same", breach.due, breach.takers) for breach in forecast(world, until))
    before = {breach.key: breach for breach in forecast(world, None)}
    after = {breach.key: breach for breach in forecast(other, None)}
    told = []
    for key in before.keys() | after.keys():
        was, is_ = before.get(key), after.get(key)
        if any(breach is not None and breach.due <= until for breach in (was, is_)):
            told.append(_difference(was, is_))
    return tuple(sorted(told, key=lambda one: (one.breach.due, one.breach.key)))


def _difference(was: Breach | None, is_: Breach | None) -> Difference:
    if is_ is None:
        assert was is not None
        return Difference(was, "gone", was.due, was.takers)
    if was is None:
        return Difference(is_, "new")
    how: Literal["same", "sooner", "later", "hands"] = "same"
    if is_.due != was.due:
        how = "sooner" if is_.due < was.due else "later"
    elif is_.takers.agents != was.takers.agents and (was.takers.held or not is_.takers.agents):
        how = "hands"
    return Difference(is_, how, was.due, was.takers)


def _value(word: str) -> Status | Priority | None:
    for said in (spoken.status, spoken.priority):
        with suppress(ValueError):
            return said(word)
    return None


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused(f"{text!r} is not a date; write it like 2026-12-24") from None


def _closed(world: World, holiday: Holiday) -> World:
    schedules = {key: _with_holiday(key, schedule, holiday) for key, schedule in world.service.schedules.items()}
    if holiday.schedule and schedules == world.service.schedules:
        there = sorted({key.partition("@")[0] for key in schedules})
        if holiday.schedule not in there:
            raise Refused(f"there is no schedule {holiday.schedule!r}; there are {', '.join(there) or 'none yet'}")
    hours = {team: _with_holiday(_key(schedule), schedule, holiday) for team, schedule in world.hours.items()}
    return world._replace(service=Service(world.service.policies, schedules), hours=hours)


def _with_holiday(key: str, schedule: Schedule, holiday: Holiday) -> Schedule:
    if holiday.schedule not in ("", key.partition("@")[0]) or holiday.day in schedule.hours.holidays:
        return schedule
    return Schedule(replace(schedule.hours, holidays=(*schedule.hours.holidays, holiday.day)))


def _key(schedule: Schedule) -> str:
    return schedule.hours.name if isinstance(schedule.hours, Timetable) else ""


def _without(world: World, handle: str) -> World:
    if handle not in (agent.handle for agent in world.agents):
        raise Refused(f"there is no agent {handle!r}; there are {', '.join(a.handle for a in world.agents)}")
    agents = (replace(a, away=AWAY, away_until=None) if a.handle == handle else a for a in world.agents)
    return world._replace(agents=tuple(agents))


def _becomes(work: Work, to: Status | Priority, world: World) -> Work:
    work = work._replace(status=to) if isinstance(to, Status) else work._replace(priority=to)
    if work.clocks is None:
        return work
    case = replace(work.clocks.case, status=work.status, priority=work.priority)
    return work._replace(clocks=follow(work.clocks, Changed(world.now, case), world.service))
