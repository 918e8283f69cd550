"""A deadline derived line by line: what was promised, from when, what ran and what paused, when it is due."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import NamedTuple

import msgspec

from supportterm.core.moments import DAY, HOUR, MINUTE, SECOND, moment_words
from supportterm.core.sla import Clocks, Service
from supportterm.core.sla_clock import (
    Clock,
    Lap,
    Pause,
    Retarget,
    Schedules,
    State,
    Target,
    breached,
    due,
    hours_of,
    margin,
    spent,
    state,
)
from supportterm.core.sla_spans import pieces


class Line(msgspec.Struct, frozen=True):
    """One step. `at` is the moment it speaks of; `words` are plain text, names in it as they were given."""

    at: int | None
    words: str

    def text(self, now: int, zone: tzinfo | None = None, width: int = 0) -> str:
        """`Mon 09:00  started`, as it is read at *now*; the moment in *width* cells."""
        return self.words if self.at is None else f"{moment_words(self.at, now, zone):<{width}}  {self.words}"


class Derived(NamedTuple):
    """A promise and how it came to be as it is."""

    clock: Clock
    state: State
    due: int | None
    lines: tuple[Line, ...]

    def words(self, now: int, zone: tzinfo | None = None) -> str:
        """`first reply: running, due Mon 10:00`."""
        when = f", due {moment_words(self.due, now, zone)}" if self.due is not None else ""
        return f"{self.clock.metric.words}: {self.state}{when}"

    def texts(self, now: int, zone: tzinfo | None = None) -> list[str]:
        """The lines, what happened below each other."""
        moments = (moment_words(line.at, now, zone) for line in self.lines if line.at is not None)
        width = max(map(len, moments), default=0)
        return [line.text(now, zone, width) for line in self.lines]


def derived(clocks: Clocks, now: int, service: Service) -> list[Derived]:
    """Every promise of a ticket: those to be kept, the next one first, then those that are over, in order."""
    schedules = service.schedules
    open_ = [c for c in clocks.running.values() if c.fulfilled is None]
    over = [*clocks.past, *(c for c in clocks.running.values() if c.fulfilled is not None)]
    told = [
        Derived(clock, state(clock, now, schedules), due(clock, schedules), explain(clock, now, service))
        for clock in (*open_, *over)
        if clock.target is not None or clock.retargets
    ]
    return sorted(told, key=_place)


def _place(told: Derived) -> tuple[bool, bool, int]:
    over = told.clock.fulfilled is not None
    return over, not over and told.due is None, 0 if over else told.due or 0


def explain(clock: Clock, now: int, service: Service) -> tuple[Line, ...]:
    """In the order in which it came to be; the last line is the outcome as of *now*."""
    schedules = service.schedules
    lines = [
        Line(None, promised(clock.target) if clock.target else "nothing is promised here"),
        Line(clock.started, f"{clock.metric.words} starts"),
    ]
    ran = 0
    for happened in _in_order(clock):
        if isinstance(happened, Lap):
            ran += happened.spent
            lines.append(Line(happened.start, _lap_words(happened, ran, clock.target)))
            lines += _span_lines(happened, _until(clock, happened, now, schedules), schedules)
        elif isinstance(happened, Pause):
            until = f"paused in {happened.status.word}"
            if happened.end is not None:
                until += f" for {length_words(happened.end - happened.start)}, which does not count"
            lines.append(Line(happened.start, until))
        else:
            lines.append(Line(happened.at, _retarget_words(happened)))
    lines.append(_outcome(clock, now, schedules))
    return tuple(lines)


def promised(target: Target) -> str:
    """`8h of support's hours, promised by gold, version 3, for high`."""
    hours = f"of {_handle(target.hours)}'s hours" if target.hours else "day and night"
    return (
        f"{length_words(target.length, target.hours)} {hours}, promised by {target.policy}, version {target.version}, "
        f"for {target.priority.word}"
    )


def _handle(hours: str) -> str:
    """`support` of `support@2`: which version of a schedule it was is said by its deadlines."""
    return hours.partition("@")[0]


def length_words(length: int, hours: str | None = "") -> str:
    """A length to the second, the largest unit first: `1d 2h`, `45m`, `0s`.

    A day is 24 hours. Within the hours of a schedule there are no days: `26h`.
    """
    words = []
    rest = abs(length) // SECOND * SECOND
    for unit, letter in ((DAY, "d"), (HOUR, "h"), (MINUTE, "m"), (SECOND, "s"))[1 if hours else 0 :]:
        number, rest = divmod(rest, unit)
        if number:
            words.append(f"{number}{letter}")
    return " ".join(words) or "0s"


def _in_order(clock: Clock) -> list[Lap | Pause | Retarget]:
    """A change of target comes before the lap that it begins."""
    steps: list[Lap | Pause | Retarget] = [*clock.retargets, *clock.laps, *clock.pauses]
    return sorted(steps, key=lambda step: step.at if isinstance(step, Retarget) else step.start)


def _lap_words(lap: Lap, ran: int, target: Target | None) -> str:
    where = f"{_handle(lap.hours)}'s hours" if lap.hours else "calendar time"
    words = f"runs in {where}" if lap.end is None else f"runs for {length_words(lap.spent, lap.hours)} of {where}"
    if target is None:
        return words
    left = target.length - ran
    return f"{words}; {length_words(left, target.hours)} {'to go' if left >= 0 else 'too much'}"


def _until(clock: Clock, lap: Lap, now: int, schedules: Schedules) -> int:
    """To where a lap is looked at: its end, or the deadline that it runs to."""
    if lap.end is not None:
        return lap.end
    return due(clock, schedules) or now


def _span_lines(lap: Lap, end: int, schedules: Schedules) -> Iterator[Line]:
    """Where its time lies in a calendar, when that is not one piece."""
    for piece in pieces(hours_of(lap.hours, schedules), lap.start, end) if lap.hours else ():
        if piece.at is None:
            yield Line(None, f"  … {piece.spans} more, together {length_words(piece.length, lap.hours)}")
        elif piece.length:
            yield Line(piece.at, f"  open for {length_words(piece.length, lap.hours)}")
        else:
            yield Line(piece.at, "  closed all day")


def _retarget_words(change: Retarget) -> str:
    if change.old is None:
        return "promised from here on; what ran before counts"
    before = f"until here {promised(change.old)}"
    return before + ("; that deadline had passed" if change.missed else "")


def _outcome(clock: Clock, now: int, schedules: Schedules) -> Line:
    left = margin(clock, now, schedules)
    if clock.target is None or left is None:
        return Line(clock.fulfilled, f"ran for {length_words(spent(clock, now, schedules))}")
    deadline, late = due(clock, schedules), breached(clock, now, schedules)
    words = length_words(left, clock.target.hours)
    if clock.fulfilled is not None:
        missed = f"missed by {words}" if left else "missed after closing time"
        return Line(clock.fulfilled, missed if late else f"kept, {words} to spare")
    if deadline is None:
        return Line(None, f"{words} to go; no deadline while it is paused")
    passed = f"was due, {words} ago in its hours" if left else "was due at closing time"
    return Line(deadline, passed if late else "due")
