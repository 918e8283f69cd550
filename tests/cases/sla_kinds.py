"""What each kind of case asks of our code: `KINDS[kind](input, calendars)` is the answer, by the names of `expect`."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sla_promises import promises
from sla_words import STATUSES, Answer, Calendars, iso, ms, schedule_of

from supportterm.core.moments import MINUTE, SECOND
from supportterm.core.refusal import Refused
from supportterm.core.schedule import Schedule
from supportterm.core.schedule_dates import days_after, days_before
from supportterm.core.schedule_days import Days
from supportterm.core.schedule_feeds import Event, feed_holidays
from supportterm.core.schedule_hours import Hours, clock_words, read_hours
from supportterm.core.sla import Changed, Clocks, Opened, Service, Wrote, fold, next_due
from supportterm.core.sla_clock import Clock, Pause, Target, breached, due, spent, stop
from supportterm.core.sla_policy import Case, Metric, Policy, Promise
from supportterm.core.terms import Priority, Role, Status

UNITS = {"seconds": SECOND, "minutes": MINUTE, "hours": 60 * MINUTE}


def differs(case: dict[str, Any], answer: Answer) -> str:
    """What of *answer* is not as the case expects; empty when nothing is."""
    boundary = case.get("boundary", {})
    tolerance = case.get("tolerance_s", 0)
    wrong = []
    for name, wanted in case["expect"].items():
        if wanted is not None and wanted == boundary.get("roll"):
            wanted = boundary["stay"]
        found = answer.get(name, "nothing")
        if not _same(found, wanted, tolerance):
            wrong.append(f"{name} is {found}, expected {wanted}")
    return "; ".join(wrong)


def _same(found: Any, wanted: Any, tolerance: int) -> bool:
    if found == wanted or not tolerance or found is None or wanted is None:
        return bool(found == wanted)
    if isinstance(wanted, str) and isinstance(found, str) and wanted.endswith("Z"):
        return abs(ms(found) - ms(wanted)) <= tolerance * SECOND
    return isinstance(wanted, int) and isinstance(found, int) and abs(found - wanted) <= tolerance


def spans_of(pauses: Any) -> list[tuple[int, int | None]]:
    return sorted((ms(start), ms(end) if end else None) for start, end in pauses or ())


def clock_of(start: int, end: int | None, pauses: Any, minutes: int | None, schedules: dict[str, Schedule]) -> Clock:
    """A clock that ran from *start* to *end* but for the pauses; an end of None: it still runs."""
    target = Target(minutes * MINUTE, "case", 1, Priority.NORMAL, "case") if minutes else None
    clock = Clock(Metric.RESOLUTION, start, target or Target(1, "case", 1, Priority.NORMAL, "case")).start_lap(start)
    for first, last in spans_of(pauses):
        if end is not None and first >= end:
            break
        clock = stop(clock, max(first, start), schedules)
        if last is not None and (end is None or last < end):
            clock = clock.start_lap(max(last, start))
        if last is None:
            break
    return stop(clock, end, schedules) if end is not None else clock


def add(asked: Answer, calendars: Calendars) -> Answer:
    schedule, amount = schedule_of(asked["calendar"], calendars), asked["amount"]
    start = ms(asked["start"]) if "start" in asked else 0
    back = asked.get("direction") == "before"
    try:
        if asked["unit"] == "days":
            return {"at": iso((days_before if back else days_after)(schedule, start, amount))}
        length = amount * UNITS[asked["unit"]]
        return {"at": iso(schedule.before(start, length) if back else schedule.after(start, length))}
    except Refused:
        return {"error": True}


def add_with_pauses(asked: Answer, calendars: Calendars) -> Answer:
    schedules = {"case": schedule_of(asked["calendar"], calendars)}
    clock = clock_of(ms(asked["start"]), None, asked["pauses"], asked["minutes"], schedules)
    return {"at": iso(due(clock, schedules))}


def between(asked: Answer, calendars: Calendars) -> Answer:
    schedule = schedule_of(asked["calendar"], calendars)
    return {"seconds": schedule.business_between(ms(asked["from"]), ms(asked["to"])) // SECOND}


def between_schedules(asked: Answer, calendars: Calendars) -> Answer:
    return {"seconds": sum(between(span, calendars)["seconds"] for span in asked["spans"])}


def between_with_pauses(asked: Answer, calendars: Calendars) -> Answer:
    schedules = {"case": schedule_of(asked["calendar"], calendars)}
    start, end = ms(asked["from"]), ms(asked["to"])
    if asked.get("created_at"):
        start = max(start, ms(asked["created_at"]))
    if asked.get("closed_at"):
        end = min(end, ms(asked["closed_at"]))
    if end <= start:
        return {"seconds": 0}
    return {"seconds": spent(clock_of(start, end, asked["pauses"], None, schedules), end, schedules) // SECOND}


def active(asked: Answer, calendars: Calendars) -> Answer:
    return {"open": schedule_of(asked["calendar"], calendars).open_at(ms(asked["at"]))}


def periods(asked: Answer, calendars: Calendars) -> Answer:
    schedule, origin = schedule_of(asked["calendar"], calendars), ms(asked["origin"])
    spans = schedule.spans_before(origin) if asked["direction"] == "before" else schedule.spans_after(origin)
    return {"periods": [[iso(start), iso(end)] for _, (start, end) in zip(range(asked["count"]), spans, strict=False)]}


def calendar_valid(asked: Answer, calendars: Calendars) -> Answer:
    try:
        schedule_of(asked, calendars)
    except Refused:
        return {"valid": False}
    return {"valid": True}


def _days(zone: str) -> Days:
    return Days(read_hours(Hours(zone, {"mon": (("00:00", "24:00"),)})))


def wall_to_utc(asked: Answer, calendars: Calendars) -> Answer:
    hour, minute = asked["time"].split(":")[:2]
    ordinal = date.fromisoformat(asked["date"]).toordinal()
    return {"at": iso(_days(asked["tz"]).at(ordinal, int(hour) * 60 + int(minute)))}


def pause_days(asked: Answer, calendars: Calendars) -> Answer:
    days, found = _days(asked["tz"]), dict[str, list[list[str]]]()
    for start, end in spans_of(asked["pauses"]):
        assert end is not None
        for ordinal in range(days.ordinal(start), days.ordinal(end) + 1):
            midnight, next_midnight = days.midnight(ordinal), days.midnight(ordinal + 1)
            first, last = max(start, midnight), min(end, next_midnight)
            if first < last:
                name = date.fromordinal(ordinal).isoformat()
                ends = [clock_words((moment - midnight) // MINUTE) for moment in (first, last)]
                found.setdefault(name, []).append(ends)
    return {"days": found}


def ical_holidays(asked: Answer, calendars: Calendars) -> Answer:
    events = [
        Event(event["summary"], date.fromisoformat(event["dtstart"]), event.get("rrule", ""))
        for event in asked["events"]
        if event["allday"]
    ]
    today = datetime.fromisoformat(asked["now"]).date()
    return {"dates": {day.isoformat(): name for day, name in feed_holidays(events, today).items()}}


def facts(asked: Answer, calendars: Calendars) -> Answer:
    """Each clock by itself, since these facts are of single clocks and not always a story that could happen."""
    schedules = {"case": schedule_of(asked["calendar"], calendars)} if asked.get("calendar") else {}
    known, minutes = asked["facts"], asked.get("sla_minutes") or {}
    at = {name: ms(value) if isinstance(value, str) else None for name, value in known.items()}
    created, closed = ms(known["created_at"]), at.get("closed_at")
    replies = [ms(moment) for moment in known.get("agent_public_at") or ()]
    customer, agent = at.get("last_customer_at"), at.get("last_agent_at")
    answered = agent if customer is not None and agent is not None and agent >= customer else None
    exchanges = {
        "first_response": [(created, at.get("first_response_at"))],
        "response": [] if customer is None else [(customer, answered)],
        "update": list(zip([created, *replies], [*replies, None], strict=True)),
        "resolution": [(created, closed)],
    }
    answer: Answer = {}
    for name, spans in exchanges.items():
        promised = minutes.get("next_response" if name == "response" else name)
        due_name = "next_response_due" if name == "response" else f"{name}_due"
        answer |= {due_name: None, f"{name}_min": None, f"{name}_margin_min": None}
        if not promised:
            continue
        for start, end in spans:
            clock = clock_of(start, end, known.get("pauses"), promised, schedules)
            if end is None:
                paused = bool(known.get("paused"))
                answer[due_name] = None if closed is not None or paused else iso(due(clock, schedules))
                continue
            took = spent(clock, end, schedules) // MINUTE
            worst = max(took, answer[f"{name}_min"] or 0)
            answer |= {f"{name}_min": worst, f"{name}_margin_min": promised - worst}
    dues = [answer[name] for name in ("first_response_due", "next_response_due", "update_due", "resolution_due")]
    return answer | {"next_due": iso(next_due(ms(moment) if moment else None for moment in dues))}


def earliest(asked: Answer, calendars: Calendars) -> Answer:
    return {"next_due": iso(next_due(ms(moment) if moment else None for moment in asked.values()))}


def due_query(asked: Answer, calendars: Calendars) -> Answer:
    moment, now, width = ms(asked["due_at"]), ms(asked["now"]), asked["minutes"] * MINUTE
    matches = {
        "within_last": now - width <= moment <= now,
        "within_next": now <= moment <= now + width,
        "until": moment <= now + width,
    }
    return {"match": matches[asked["operator"]]}


def _service(schedule: Schedule, minutes: dict[Metric, int], pauses: tuple[Status, ...] | None) -> Service:
    promises = (
        Promise(metric, dict.fromkeys(Priority, length * MINUTE), pauses=pauses) for metric, length in minutes.items()
    )
    return Service((Policy("case", "case", tuple(promises)),), {"case": schedule})


def _folded(story: list[Opened | Changed | Wrote], service: Service) -> Clocks:
    clocks = fold(story, service)
    assert clocks is not None
    return clocks


def first_response_rule(asked: Answer, calendars: Calendars) -> Answer:
    story: list[Opened | Changed | Wrote] = [Opened(ms(asked["created_at"]), Case())]
    last: dict[str, str] = {}
    for message in asked["messages"]:
        role = Role.CUSTOMER if message["from"] == "customer" else Role.REPLY if message["public"] else Role.NOTE
        machine = message["from"] == "system"
        story.append(Wrote(ms(message["at"]), role, machine))
        if role.public and not machine:
            last[message["from"]] = message["at"]
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), (("00:00", "24:00"),))
    clocks = _folded(story, _service(Schedule(Hours("UTC", week)), {Metric.FIRST_REPLY: 60}, None))
    first = next((clock.fulfilled for clock in clocks.past if clock.metric == Metric.FIRST_REPLY), None)
    return {
        "first_response_at": iso(first),
        "last_customer_at": last.get("customer"),
        "last_agent_at": last.get("agent"),
    }


def sla_status(asked: Answer, calendars: Calendars) -> Answer:
    """One word for the whole ticket, from its clocks."""
    names = {"first_response": Metric.FIRST_REPLY, "next_response": Metric.NEXT_REPLY, "resolution": Metric.RESOLUTION}
    minutes = {names[name]: length for name, length in asked["sla_minutes"].items()}
    schedule = schedule_of(asked["calendar"], calendars)
    service = _service(schedule, minutes, (Status.PENDING, Status.ON_HOLD))
    story: list[Opened | Changed | Wrote] = [Opened(ms(asked["created_at"]), Case(status=Status.OPEN))]
    for at, what in asked["events"]:
        if what == "replied":
            story.append(Wrote(ms(at), Role.REPLY))
        story.append(Changed(ms(at), Case(status=STATUSES[what])))
    clocks, now = _folded(story, service), ms(asked["now"])
    if any(breached(clock, now, service.schedules) for clock in (*clocks.past, *clocks.running.values())):
        return {"status": "failed"}
    if clocks.case.status >= Status.SOLVED:
        return {"status": "fulfilled"}
    if clocks.case.status in (Status.PENDING, Status.ON_HOLD):
        return {"status": "paused"}
    return {"status": "first_response_due" if Metric.FIRST_REPLY in clocks.running else "resolution_due"}


def status_metrics(asked: Answer, calendars: Calendars) -> Answer:
    schedule = schedule_of(asked["calendar"], calendars)
    (created, *_), *_ = asked["events"]
    story: list[Opened | Changed | Wrote] = [Opened(ms(created), Case())]
    for at, status, who in asked["events"]:
        if who is not None:
            story.append(Wrote(ms(at), Role.CUSTOMER if who == "customer" else Role.REPLY))
        story.append(Changed(ms(at), Case(status=STATUSES[status])))
    promised = dict.fromkeys(Metric, 60 * 24 * 300)
    plain = _service(schedule, promised, None)
    pending = _service(schedule, promised, (Status.PENDING,))
    working = _service(schedule, promised, (Status.PENDING, Status.ON_HOLD))

    def ran(clock: Clock) -> int:
        return spent(clock, clock.fulfilled or 0, plain.schedules) // MINUTE

    def exchanges(service: Service, metric: Metric) -> list[int]:
        return [ran(clock) for clock in _folded(story, service).past if clock.metric == metric]

    def stood(clock: Clock, status: Status) -> int:
        pauses: list[Pause] = [pause for pause in clock.pauses if pause.status == status]
        return sum(schedule.business_between(pause.start, pause.end or 0) for pause in pauses) // MINUTE

    work = _folded(story, working).running[Metric.RESOLUTION]
    running = _folded(story, plain).running
    return {
        "first_reply_min": exchanges(plain, Metric.FIRST_REPLY)[0],
        # The pair that the page works out is the first that the next-reply clock sees.
        "next_reply_min_last_pair": exchanges(plain, Metric.NEXT_REPLY)[0],
        "requester_wait_min": ran(running[Metric.WAIT]),
        "agent_work_min": ran(work),
        "agent_wait_min": stood(work, Status.PENDING),
        "on_hold_min": stood(work, Status.ON_HOLD),
        "total_resolution_min": ran(running[Metric.RESOLUTION]),
        "periodic_update_last_min": exchanges(plain, Metric.UPDATE)[-1],
        "pausable_update_last_min": exchanges(pending, Metric.UPDATE)[-1],
    }


KINDS: dict[str, Callable[[Answer, Calendars], Answer]] = {
    "active": active,
    "add": add,
    "add_invalid": add,
    "add_with_pauses": add_with_pauses,
    "between": between,
    "between_schedules": between_schedules,
    "between_with_pauses": between_with_pauses,
    "calendar_valid": calendar_valid,
    "due_query": due_query,
    "facts": facts,
    "facts_no_sla": facts,
    "facts_paused": facts,
    "first_response_rule": first_response_rule,
    "ical_holidays": ical_holidays,
    "next_due": earliest,
    "pause_days": pause_days,
    "periods": periods,
    "promises": promises,
    "sla_status": sla_status,
    "status_metrics": status_metrics,
    "wall_to_utc": wall_to_utc,
}
