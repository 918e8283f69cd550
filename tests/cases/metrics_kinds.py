"""What each kind of case asks of our code: `KINDS[kind](input)` is the answer, by the names of `expect`.

A ticket's events become the operations that the desk would have written, and go through the fold that reports use.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from supportterm.core.ids import message_floor
from supportterm.core.metrics import figures
from supportterm.core.metrics_scores import csat, happy, nps_of, share
from supportterm.core.metrics_served import Served
from supportterm.core.metrics_sheet import (
    DISSATISFIED,
    FIRST_CONTACT,
    FIRST_REPLY,
    FIRST_RESOLUTION,
    NEXT_REPLY,
    ONE_TOUCH,
    REOPENED,
    REPLIES,
    RESOLUTION,
    SATISFIED,
    Sheet,
)
from supportterm.core.metrics_steps import Step
from supportterm.core.metrics_story import served
from supportterm.core.moments import DAY, HOUR, MINUTE, SECOND
from supportterm.core.operations import (
    Absorb,
    AnyPayload,
    Create,
    MergeInto,
    Observed,
    Rated,
    Set,
    Snooze,
    Suspend,
    Undo,
    Wrote,
)
from supportterm.core.schedule import Schedule
from supportterm.core.schedule_hours import Hours
from supportterm.core.terms import Role, Status

Answer = dict[str, Any]
START = 1_750_000_000_000


class NoSuchEvent(ValueError):
    """A case tells of something that this runner has no operation for."""


class Known(NamedTuple):
    """A desk of which nothing is known but its tickets, and when it works."""

    open: Schedule | None = None

    def hours(self, team: str, seq: int) -> Schedule | None:
        return self.open

    def segment(self, organization: int, seq: int) -> str:
        return ""

    def tells_history(self, home: str, seq: int) -> bool:
        return True


_WROTE = {
    "customer": (Role.CUSTOMER, None, "customer"),
    "agent_public": (Role.REPLY, "dana", "dana"),
    "agent": (Role.REPLY, "dana", "dana"),
    "agent_internal": (Role.NOTE, "dana", "dana"),
    "call_logged": (Role.NOTE, "dana", "dana"),
    "auto_reply": (Role.REPLY, None, "mail"),
    "bot": (Role.REPLY, None, "bot"),
    "system": (Role.REPLY, None, "rule:answer"),
    "trigger": (Role.REPLY, None, "rule:answer"),
    "automation": (Role.REPLY, None, "rule:answer"),
}
"""Role, agent and actor of what somebody writes."""
_TOLD: dict[str, Callable[..., AnyPayload]] = {
    "merged": lambda: MergeInto(2),
    "absorbed": lambda: Absorb(2),
    "held": lambda: Suspend("spam"),
    "let-in": lambda: Suspend(),
    "rated": lambda score, scale=5: Rated("s", score, scale),
    "recommends": lambda score: Rated("n", score, 10, recommends=True),
    "assign": lambda agent: Set("assignee", agent),
    "priority": lambda value: Set("priority", value),
    "gone": lambda: Observed("far", gone=True),
    "there-again": lambda: Observed("far", gone=False),
    "snooze": lambda: Snooze(START + DAY),
}
_STATUS = {
    "new": Status.NEW,
    "open": Status.OPEN,
    "reopened": Status.OPEN,
    "pending": Status.PENDING,
    "on_hold": Status.ON_HOLD,
    "hold": Status.ON_HOLD,
    "solved": Status.SOLVED,
    "resolved": Status.SOLVED,
    "closed": Status.CLOSED,
}


def story(events: Iterable[Any], created_by: str = "customer", created: int = START) -> Served:
    """How a ticket was served. An event is `[kind]` or `["HH:MM", kind]`, the time since the ticket began."""
    told: list[tuple[int, str, AnyPayload]] = [(created, "customer", Create("?", 1))]
    events = list(events)
    if created_by == "customer" and not (events and events[0][-1] == "customer"):
        told += _operations(created, "customer", 0)
    for event in events:
        *when, kind = event
        at = created + (_clock(when[0]) if when else len(told) * MINUTE)
        told += _operations(at, kind, len(told))
    return served([Step(n, at, at, bytes([n]), actor, what) for n, (at, actor, what) in enumerate(told)], Known())


def _operations(at: int, kind: str, number: int) -> Iterable[tuple[int, str, AnyPayload]]:
    if kind in _WROTE:
        role, agent, actor = _WROTE[kind]
        yield at, actor, Wrote(message_floor(at) + number, int(role), agent=agent)
    elif kind in _STATUS:
        yield at, "dana", Set("status", int(_STATUS[kind]))
    else:
        raise NoSuchEvent(f"no such event here: {kind}")


def _clock(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * HOUR + int(minutes) * MINUTE


def _told(given: Answer) -> Answer:
    """Every figure of a ticket's log, told in the order in which it was written.

    Events are `[moment, what, value]`, the moment as `MM:SS` or `HH:MM:SS` since the ticket began and days before that
    as `2d`; each is a change of its own. Besides those of `story`: `undo` of an earlier event, counted from 0, and what
    `_TOLD` has.
    """
    week = {day: tuple(map(tuple, spans)) for day, spans in given.get("hours", {}).items()}
    known = Known(Schedule(Hours("UTC", week)) if week else None)
    begun = Create("?", 1, status=int(_STATUS[given.get("status", "new")]))
    log = [Step(0, START, START, _change(-1), "customer", begun)]
    for number, (when, what, *value) in enumerate(given["events"]):
        at = START + _since(when)
        if what == "undo":
            told: Iterable[tuple[int, str, AnyPayload]] = [(at, "dana", Undo(_change(*value).hex()))]
        elif what in _TOLD:
            told = [(at, "dana", _TOLD[what](*value))]
        else:
            told = _operations(at, what, len(log))
        log += [Step(len(log), moment, at, _change(number), actor, payload) for moment, actor, payload in told]
    found = served(log, known)
    sheet, end = sheet_of(found), START + _since(given["at"]) if "at" in given else 1 << 60
    backlog = sum(stay.start <= end and (stay.end is None or end < stay.end) for stay in found.stays)
    return {figure.name: _rounded(figure.of(sheet, backlog)) for figure in figures()}


def _change(number: int) -> bytes:
    return bytes([number + 1]) * 16


def _since(text: str) -> int:
    days, _, clock = text.rpartition("d ")
    parts = [float(part) for part in clock.split(":")]
    seconds = sum(part * 60**place for place, part in enumerate(reversed(parts)))
    return int(days or 0) * DAY + round(seconds * SECOND)


def sheet_of(found: Served) -> Sheet:
    """All that was measured of one ticket."""
    sheet = Sheet()
    for occasion in found.occasions:
        sheet.put(occasion.measured)
    return sheet


def _csat(given: Answer) -> Answer:
    return {"percent": _rounded(csat(given["good"], given["bad"]))}


def _csat_scale(given: Answer) -> Answer:
    """Through the operation of a rating, one ticket each."""
    sheet = Sheet()
    for score in given["ratings"]:
        created = Step(0, START, START, b"c", "customer", Create("?", 1))
        rated = Step(1, START, START, b"r", "customer", Rated("s", score, given["scale"]))
        for occasion in served([created, rated], Known()).occasions:
            sheet.put(occasion.measured)
    good, bad = sheet.count(SATISFIED), sheet.count(DISSATISFIED)
    assert good == sum(happy(score, given["scale"]) for score in given["ratings"])
    return {"good": good, "bad": bad, "percent": _rounded(csat(good, bad))}


def _csat_neutral(given: Answer) -> Answer:
    """As SimpleSat has it: who is neither stays among those who answered."""
    return {"percent": _rounded(share(given["positive"], sum(given.values())))}


def _nps(given: Answer) -> Answer:
    return {"nps": _rounded(nps_of(given["scores"]))}


def _touches(given: Answer) -> Answer:
    found = story(given["events"], given.get("created_by", "customer"))
    sheet = sheet_of(found)
    one = bool(sheet.count(ONE_TOUCH))
    # As older pages of Zendesk have it: fewer than two replies.
    old = bool(sheet.count(RESOLUTION)) and sheet.count(REPLIES) < 2
    return {"one_touch": one, "one_touch_current": one, "one_touch_old": old, "reopens": sheet.count(REOPENED)}


def _first_contact(given: Answer) -> Answer:
    sheet = sheet_of(story(given["events"], given.get("created_by", "customer")))
    return {"fcr": bool(sheet.count(FIRST_CONTACT)), "reopens": sheet.count(REOPENED)}


def _rate(given: Answer) -> Answer:
    return {"percent": _rounded(share(given["fcr"], given["resolved"]))}


def _resolution(given: Answer) -> Answer:
    created = _ms(given["created"])
    log = [Step(0, created, created, b"c", "customer", Create("?", 1))]
    for moment in map(_ms, given["solved"]):
        for at, status in ((moment - 1, Status.OPEN), (moment, Status.SOLVED)):
            log.append(Step(len(log), at, at, b"s", "dana", Set("status", int(status))))
    sheet = sheet_of(served(log, Known()))
    return {
        "first_min": sheet.percentile(FIRST_RESOLUTION, 50),
        "full_min": sheet.percentile(RESOLUTION, 50),
        "reopens": sheet.count(REOPENED),
    }


def _replies(given: Answer) -> Answer:
    sheet = sheet_of(story(given["events"], given.get("created_by", "customer")))
    return {
        "first_reply_min": sheet.percentile(FIRST_REPLY, 50),
        "next_reply_min": sheet.percentile(NEXT_REPLY, 50),
    }


def _ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, 2)


KINDS: dict[str, Callable[[Answer], Answer]] = {
    "csat": _csat,
    "csat_scale": _csat_scale,
    "csat_neutral": _csat_neutral,
    "nps": _nps,
    "one_touch": _touches,
    "fcr": _first_contact,
    "fcr_rate": _rate,
    "resolution": _resolution,
    "first_reply": _replies,
    "next_reply": _replies,
    "reopens": _touches,
    "told": _told,
}
