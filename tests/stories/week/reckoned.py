"""The week reckoned with a pencil: from the mails, the desk's promises and the definitions of what is measured.

Plain and slow, and only of the standard library: nothing of the program's is used or looked at. A ticket is the list of
what happened to it; each figure is worked out from that list by itself.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from statistics import fmean
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .plot import BACKEND, HOUR, NAP, SUPPORT, ZONE, Week, milliseconds, segment_of, words

MINUTE = 60_000
DAY = 24 * HOUR
Spans = list[tuple[int, int]]


class Happened(NamedTuple):
    at: int
    what: str
    """customer, reply, status, priority or agent."""
    value: str


class Fact(NamedTuple):
    """Something that a report counts, and under what."""

    at: int
    name: str
    agent: str
    length: int = 0
    business: int = 0
    """Minutes."""
    promise: str = ""
    """Which one was kept or missed."""


class Ticket:
    def __init__(self, at: int, customer: str, subject: str) -> None:
        told = set(words(subject))
        self.created = at
        self.segment = segment_of(customer)
        self.team = "backend" if told & {"plot", "graph"} else "support"
        self.first_priority = self.priority = "high" if told & {"error", "problem"} else "normal"
        self.status, self.agent = "open", ""
        self.pending_since: int | None = None
        self.happened: list[Happened] = []
        self.asleep: int | None = None
        self.woke: list[int] = []

    def happens(self, at: int, what: str, value: str = "") -> None:
        if what == "status":
            self.pending_since = None if value != "pending" else at if self.status != "pending" else self.pending_since
            self.status = value
            if value == "solved":
                self.wakes(at)
        elif what == "priority":
            self.priority = value
        elif what == "agent":
            self.agent = value
        self.happened.append(Happened(at, what, value))

    def wakes(self, at: int) -> None:
        if self.asleep is not None:
            self.woke.append(at)
            self.asleep = None

    def rings(self, until: int) -> None:
        """What happens by time alone: it wakes, and what was pending for a day is solved."""
        silent = self.pending_since + DAY if self.pending_since is not None else None
        if self.asleep is not None and self.asleep <= min(until, silent or until):
            self.wakes(self.asleep)
        if silent is not None and silent <= until:
            self.happens(silent, "status", "solved")

    # --- what it was at a moment

    def agent_at(self, moment: int) -> str:
        return [h.value for h in self.happened if h.what == "agent" and h.at <= moment][-1]

    def replied_at(self, moment: int) -> str:
        """Who answered at that very moment, if anybody."""
        return next((h.value for h in self.happened if h.what == "reply" and h.at == moment), "")

    def statuses(self) -> list[tuple[int, int | None, str]]:
        """Since when, until when (None: still), and which."""
        changes = [(self.created, "open"), *((h.at, h.value) for h in self.happened if h.what == "status")]
        ends = [at for at, _ in changes[1:]] + [None]
        return [(at, end, status) for (at, status), end in zip(changes, ends, strict=True)]

    def waiting_at(self, moment: int) -> bool:
        """Whether it was in the backlog."""
        return any(
            start <= moment and (end is None or moment < end) and status != "solved"
            for start, end, status in self.statuses()
        )


class Reckoned:
    """The tickets of a week, and all that is to be known of them."""

    def __init__(self, week: Week) -> None:
        self.week = week
        self.hours = {
            "office": _open(ZONE, week, [*[[(9, 12), (13, 17.5)]] * 4, [(9, 15)], [], []], week.holiday),
            "world": _open(ZoneInfo("America/New_York"), week, [*[[(8, 24)]] * 5, [], [(0, 12)]]),
            "calendar": [(week.start - 30 * DAY, week.end + 60 * DAY)],
        }
        self.tickets: list[Ticket] = []
        self._turns: list[str] = []
        """Who got a ticket, one after the other."""
        for event in week.events:
            at, deed = event.mail.at, event.deed
            if event.thread == len(self.tickets):
                self._begins(Ticket(at, event.mail.author, event.mail.subject))
            ticket = self.tickets[event.thread]
            ticket.rings(at)
            if deed is None:
                thanks = ticket.status == "solved" and event.thanks
                ticket.happens(at, "customer")
                ticket.wakes(at)
                if ticket.status != "open" and not thanks:
                    ticket.happens(at, "status", "open")
                continue
            if deed.urgent:
                ticket.happens(at, "priority", "urgent")
            if deed.take and ticket.agent != deed.agent:
                ticket.happens(at, "agent", deed.agent)
                self._turns.append(deed.agent)
            ticket.happens(at, "reply", deed.agent)
            if deed.then and deed.then != ticket.status:
                ticket.happens(at, "status", deed.then)
            if deed.snooze and ticket.status != "solved":
                ticket.asleep = at + NAP
        for ticket in self.tickets:
            ticket.rings(week.end)
        self.facts = [list(self._facts(ticket)) for ticket in self.tickets]

    def _begins(self, ticket: Ticket) -> None:
        """It goes to whom of the team nothing has gone to for the longest time."""
        team = BACKEND if ticket.team == "backend" else SUPPORT
        agent = min(sorted(team), key=lambda one: max((n for n, a in enumerate(self._turns) if a == one), default=-1))
        self._turns.append(agent)
        ticket.happens(ticket.created, "agent", agent)
        self.tickets.append(ticket)

    # --- lengths

    def business(self, hours: str, start: int, end: int) -> int:
        return sum(max(0, min(end, closes) - max(start, opens)) for opens, closes in self.hours[hours])

    def reached(self, hours: str, laps: Spans, length: int) -> int | None:
        """When these laps have used up *length* of open hours."""
        for start, end in laps:
            for opens, closes in self.hours[hours]:
                first, last = max(start, opens), min(end, closes)
                if first < last:
                    if last - first >= length:
                        return first + length
                    length -= last - first
        return None

    # --- facts

    def _facts(self, ticket: Ticket) -> Iterator[Fact]:
        hours = "world" if ticket.team == "backend" else "office"

        def length(name: str, start: int, end: int, agent: str) -> Fact:
            return Fact(end, name, agent, (end - start) // MINUTE, self.business(hours, start, end) // MINUTE)

        yield Fact(ticket.created, "created", ticket.happened[0].value)
        replies = [h for h in ticket.happened if h.what == "reply"]
        for reply in replies:
            yield Fact(reply.at, "replies", reply.value)
        if replies:
            yield length("first_reply", ticket.created, replies[0].at, replies[0].value)
        asked, answered = None, False
        for happened in ticket.happened:
            if happened.what == "customer" and asked is None:
                asked = happened.at
            elif happened.what == "reply":
                if answered and asked is not None:
                    yield length("next_reply", asked, happened.at, happened.value)
                asked, answered = None, True
            elif happened == Happened(happened.at, "status", "solved"):
                asked = None
        spans = ticket.statuses()
        solved = [start for start, _, status in spans if status == "solved"]
        if not solved:
            return
        yield length("first_resolution", ticket.created, solved[0], ticket.agent_at(solved[0]))
        opened = [end for _, end, status in spans if status == "solved" and end is not None]
        for moment in opened:
            yield Fact(moment, "reopened", ticket.agent_at(moment))
        if spans[-1][2] != "solved":
            return
        agent = ticket.agent_at(solved[-1])
        yield Fact(solved[-1], "solved", agent)
        yield length("resolution", ticket.created, solved[-1], agent)
        for name, counted in (("requester_wait", ("open", "on-hold")), ("agent_wait", ("pending",))):
            waits = [(start, end) for start, end, status in spans if status in counted and end is not None]
            whole = sum(end - start for start, end in waits)
            inside = sum(self.business(hours, start, end) for start, end in waits)
            yield Fact(solved[-1], name, agent, whole // MINUTE, inside // MINUTE)
        if len(replies) == 1:
            yield Fact(solved[-1], "one_touch", agent)
        messages = [h for h in ticket.happened if h.what in ("customer", "reply")]
        came_back = any(h.what == "customer" and h.at - solved[0] <= 7 * DAY for h in messages[1:])
        if not came_back and not any(moment - solved[0] <= 7 * DAY for moment in opened):
            yield Fact(solved[-1], "first_contact", agent)

    def report(self, chosen: list[int], first: date, last: date, agent: str | None = None) -> dict[str, object]:
        """What a report says of some tickets (and of one agent's share in them) from one day to another."""
        start, end = _day(first), _day(last + timedelta(1))
        facts = [
            fact
            for number in chosen
            for fact in (*self.facts[number], *self.promises(number))
            if start <= fact.at < end and agent in (None, fact.agent)
        ]
        named = {name: [fact for fact in facts if fact.name == name] for name in NAMES}
        many = {name: len(found) for name, found in named.items()}
        told: dict[str, object] = {name: many[name] for name in ("created", "solved", "reopened", "replies", "missed")}
        told["backlog"] = sum(
            self.tickets[n].waiting_at(end) and agent in (None, self.tickets[n].agent_at(end)) for n in chosen
        )
        for name in LENGTHS:
            for part, lengths in (
                ("", sorted(fact.length for fact in named[name])),
                ("_business", sorted(fact.business for fact in named[name])),
            ):
                told[f"{name}{part}_count"] = len(lengths)
                told[f"{name}{part}_mean"] = round(fmean(lengths), 2) if lengths else None
                for percent, stat in ((50, "median"), (90, "p90")):
                    # Nearest rank: the first that so many in a hundred do not exceed.
                    rank = next((n for n in range(1, len(lengths) + 1) if n * 100 >= percent * len(lengths)), 0)
                    told[f"{name}{part}_{stat}"] = lengths[rank - 1] if lengths else None
        told["sla"] = _share(many["kept"], many["kept"] + many["missed"])
        for metric in ("first-reply", "next-reply", "update", "wait", "resolution"):
            kept, missed = (sum(f.promise == metric for f in named[name]) for name in ("kept", "missed"))
            told[f"sla_{metric.replace('-', '_')}"] = _share(kept, kept + missed)
        told["one_touch"] = _share(many["one_touch"], many["solved"])
        told["first_contact"] = _share(many["first_contact"], many["solved"])
        # Nobody was asked how content they were, and nobody played the lists through.
        reasons = ("time", "skill", "waits", "handled", "other")
        told |= dict.fromkeys(("skipped", *(f"skipped_{reason}" for reason in reasons)), 0)
        return told | {"csat": None, "nps": None}

    # --- promises

    def promises(self, number: int) -> Iterator[Fact]:
        ticket = self.tickets[number]
        for clock in self._clocks(ticket):
            due = self.due(clock)
            if not clock.length:
                continue  # nothing was promised in the end
            if clock.done is not None and (due is None or clock.done <= due):
                agent = ticket.replied_at(clock.done) or ticket.agent_at(clock.done)
                yield Fact(clock.done, "kept", agent, promise=clock.metric)
            elif due is not None and due < (self.week.end if clock.done is None else clock.done):
                yield Fact(due, "missed", ticket.agent_at(due), promise=clock.metric)

    def due(self, clock: "Clock") -> int | None:
        laps = clock.ran(self.week.end + 60 * DAY)
        return self.reached(clock.hours, laps, clock.length) if clock.length else None

    def dues(self, number: int) -> list[int]:
        """The deadlines that stand at the end of the week."""
        ticket = self.tickets[number]
        if ticket.status == "solved":
            return []
        found = [self.due(clock) for clock in self._clocks(ticket) if clock.done is None]
        return sorted(due for due in found if due is not None)

    def warnings(self, number: int) -> list[tuple[int, str]]:
        ticket = self.tickets[number]
        return sorted((at, clock.metric) for clock in self._clocks(ticket) for at in clock.warned)

    def _clocks(self, ticket: Ticket) -> "list[Clock]":
        promised = PROMISES[ticket.segment]
        now = Standing(ticket.first_priority, "open", True)
        clocks: list[Clock] = []

        def start(metric: str, at: int) -> None:
            if metric in promised:
                clock = Clock(metric, promised[metric], at)
                clock.goes_on(at, now)
                clocks.append(clock)

        def running(metric: str) -> "Clock | None":
            return next((clock for clock in clocks if clock.metric == metric and clock.done is None), None)

        for metric in ("update", "wait", "resolution"):
            start(metric, ticket.created)
        before = ticket.created
        for happened in [*ticket.happened, Happened(self.week.end, "end", "")]:
            at = happened.at
            for clock in clocks if at > before and now.status != "solved" else ():
                clock.rings(at, self)
            before = at
            match happened.what:
                case "customer":
                    metric = "first-reply" if now.awaiting_first and "first-reply" in promised else "next-reply"
                    if running(metric) is None:
                        start(metric, at)
                case "reply":
                    for metric in ("first-reply", "next-reply", "update"):
                        clock = running(metric)
                        if clock is not None:
                            clock.ends(at)
                    now.awaiting_first = False
                    start("update", at)
                case "priority" | "status":
                    setattr(now, happened.what, happened.value)
                    for clock in clocks:
                        clock.goes_on(at, now)
        return clocks


class Standing:
    def __init__(self, priority: str, status: str, awaiting_first: bool) -> None:
        self.priority, self.status, self.awaiting_first = priority, status, awaiting_first


class Promised(NamedTuple):
    hours: str
    lengths: dict[str, float]
    """In hours, by priority."""
    pauses: tuple[str, ...] = ()
    warn: int = 0


class Clock:
    """One promise to one customer: the spans in which it counted, and what became of it."""

    def __init__(self, metric: str, promised: Promised, at: int) -> None:
        self.metric, self.hours, self._promised = metric, promised.hours, promised
        self.length = 0
        self.laps: list[tuple[int, int | None]] = []
        self.done: int | None = None
        self.warned: list[int] = []
        self._to_warn = promised.warn > 0
        self._since = at

    def ran(self, until: int) -> Spans:
        return [(start, until if end is None else end) for start, end in self.laps]

    def goes_on(self, at: int, now: Standing) -> None:
        """It counts on, or stands still, as the ticket's status and priority have it."""
        until_solved = self.metric in ("wait", "resolution")
        if self.done is not None:
            if not until_solved or now.status == "solved":
                return
            self.done, self._since = None, at  # as if solved had been a pause
        length = int(self._promised.lengths.get(now.priority, 0) * HOUR)
        if length != self.length:
            self.length, self._to_warn, self._since = length, self._promised.warn > 0, at
        runs = bool(self.laps) and self.laps[-1][1] is None
        counts = now.status != "solved" and now.status not in self._promised.pauses
        if runs and not counts:
            self.laps[-1] = (self.laps[-1][0], at)
        elif counts and not runs:
            self.laps.append((at, None))
            self._since = at
        if until_solved and now.status == "solved":
            self.done = at

    def ends(self, at: int) -> None:
        self.laps = [(start, at if end is None else end) for start, end in self.laps]
        self.done = at

    def rings(self, until: int, week: Reckoned) -> None:
        """Its warning, once for each target, if it comes by then; not while nothing is due because it stands still."""
        if not self._to_warn or not self.length or self.done is not None or week.due(self) is None:
            return
        moment = week.reached(self.hours, self.ran(until), self.length - self._promised.warn)
        if moment is not None and moment <= until:
            self.warned.append(max(moment, self._since))
            self._to_warn = False


PROMISES = {
    "enterprise": {
        "first-reply": Promised("world", {"normal": 2, "high": 1, "urgent": 0.5}, warn=15 * MINUTE),
        "update": Promised("world", {"normal": 4, "high": 2, "urgent": 1}, ("pending", "on-hold")),
        "wait": Promised("calendar", {"normal": 20, "high": 20, "urgent": 5}, ("pending",), HOUR),
    },
    "paid": {
        "next-reply": Promised("office", {"normal": 3, "high": 2, "urgent": 1}),
        "resolution": Promised("office", {"normal": 12, "high": 8, "urgent": 4}, ("pending",), 2 * HOUR),
    },
    "free": {
        "first-reply": Promised("office", {"normal": 4, "high": 2, "urgent": 1}, warn=HOUR // 2),
        "next-reply": Promised("office", {"normal": 6, "high": 4}),
        "resolution": Promised("office", {"normal": 16, "high": 10, "urgent": 6}, ("pending", "on-hold")),
    },
}
LENGTHS = ("first_reply", "next_reply", "first_resolution", "resolution", "requester_wait", "agent_wait")
NAMES = (*LENGTHS, "created", "solved", "reopened", "replies", "kept", "missed", "one_touch", "first_contact")


def _open(zone: ZoneInfo, week: Week, hours: list[list[tuple[float, float]]], off: date | None = None) -> Spans:
    """Every open span about the week: of each local day, by its weekday, but of *off*."""
    spans = []
    for number in range(-3, 60):
        day = week.monday + timedelta(number)
        for opens, closes in hours[day.weekday()] if day != off else []:
            spans.append((_clock(zone, day, opens), _clock(zone, day, closes)))
    return spans


def _clock(zone: ZoneInfo, day: date, hour: float) -> int:
    day, hour = (day + timedelta(1), 0) if hour == 24 else (day, hour)
    return milliseconds(datetime(day.year, day.month, day.day, int(hour), round(hour % 1 * 60), tzinfo=zone))


def _day(day: date) -> int:
    return _clock(ZONE, day, 0)


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None
