"""A deadline derived line by line: what was promised, from when, what ran and what paused, when it is due."""

from datetime import tzinfo

import msgspec

from supportterm.core.moments import DAY, HOUR, MINUTE, SECOND, moment_words
from supportterm.core.sla import Service
from supportterm.core.sla_clock import Clock, Lap, Pause, Retarget, Schedules, Target, breached, due, margin, spent


class Line(msgspec.Struct, frozen=True):
    """One step. `at` is the moment it speaks of; `words` are plain text, names in it as they were given."""

    at: int | None
    words: str

    def text(self, now: int, zone: tzinfo | None = None) -> str:
        """`Mon 09:00  started`, as it is read at *now*."""
        return self.words if self.at is None else f"{moment_words(self.at, now, zone)}  {self.words}"


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
    hours = f"of {target.hours}'s hours" if target.hours else "day and night"
    return (
        f"{length_words(target.length)} {hours}, promised by {target.policy}, version {target.version}, "
        f"for {target.priority.word}"
    )


def length_words(length: int) -> str:
    """A length to the second, the largest unit first: `1d 2h`, `45m`, `0s`. A day is 24 hours."""
    words = []
    rest = abs(length) // SECOND * SECOND
    for unit, letter in ((DAY, "d"), (HOUR, "h"), (MINUTE, "m"), (SECOND, "s")):
        number, rest = divmod(rest, unit)
        if number:
            words.append(f"{number}{letter}")
    return " ".join(words) or "0s"


def _in_order(clock: Clock) -> list[Lap | Pause | Retarget]:
    """A change of target comes before the lap that it begins."""
    steps: list[Lap | Pause | Retarget] = [*clock.retargets, *clock.laps, *clock.pauses]
    return sorted(steps, key=lambda step: step.at if isinstance(step, Retarget) else step.start)


def _lap_words(lap: Lap, ran: int, target: Target | None) -> str:
    where = f"{lap.hours}'s hours" if lap.hours else "calendar time"
    words = f"runs in {where}" if lap.end is None else f"runs for {length_words(lap.spent)} of {where}"
    if target is None:
        return words
    left = target.length - ran
    return f"{words}; {length_words(left)} {'to go' if left >= 0 else 'too much'}"


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
    if clock.fulfilled is not None:
        return Line(clock.fulfilled, _missed_words(left) if late else f"kept, {length_words(left)} to spare")
    if deadline is None:
        return Line(None, f"{length_words(left)} to go; no deadline while it is paused")
    return Line(deadline, _late_words(left) if late else "due")


def _missed_words(left: int) -> str:
    return f"missed by {length_words(left)}" if left else "missed after closing time"


def _late_words(left: int) -> str:
    return f"was due, {length_words(left)} ago in its hours" if left else "was due at closing time"
