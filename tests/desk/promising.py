"""A desk that promises something, and a clock that is put where a test wants it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.schedules import at, wall, workdays
from supportterm.core.sla import deadlines
from supportterm.core.sla_policy import Metric
from supportterm.desk import Desk

ZONE = "Europe/Berlin"
HOUR = 3_600_000
THURSDAY = "2026-11-26"


def hours_spec(*spans: tuple[str, str], **more: object) -> dict[str, object]:
    hours = workdays(*spans, zone=ZONE)
    return {"zone": hours.zone, "week": {day: [list(s) for s in spans] for day, spans in hours.week.items()}, **more}


def promise(metric: str, normal: float, high: float = 0, **more: object) -> dict[str, object]:
    """Lengths in hours."""
    lengths = {"1": int(normal * HOUR)} | ({"2": int(high * HOUR)} if high else {})
    return {"metric": metric, "lengths": lengths, **more}


def policy(*promises: dict[str, object], schedule: str = "office@1", **more: object) -> dict[str, object]:
    return {"schedule": schedule, "promises": list(promises), **more}


class Wall:
    """The clock on the wall."""

    def __init__(self) -> None:
        self.now = at(f"{THURSDAY} 10:00", ZONE)

    def __call__(self) -> int:
        return self.now

    def to(self, clock: str, day: str = THURSDAY) -> None:
        self.now = at(f"{day} {clock}", ZONE)


STANDARD = policy(
    promise("first-reply", 2, 1, warn=HOUR // 2),
    promise("next-reply", 4, 2),
    promise("resolution", 16, 8, pauses=[2]),
)


@contextmanager
def promising(path: Path, **policies: dict[str, object]) -> Iterator[tuple[Desk, Wall]]:
    """A desk with dana at it, open from 9 to 17 on workdays; it is Thursday, ten o'clock."""
    clock = Wall()
    with Desk.create(path / "promising.desk", "Promising", me="dana", clock=clock) as desk:
        for agent in ("dana", "sam"):
            desk.define("agent", agent, {"name": agent.title()})
        with desk.together():
            desk.define("schedule", "office@1", hours_spec(("09:00", "17:00")))
            for name, spec in (policies or {"standard": STANDARD}).items():
                desk.define("policy", name, spec)
        yield desk, clock


def dues(desk: Desk, ticket: int) -> dict[str, str]:
    """When each promise is due, on the wall."""
    clocks = desk.clocks(ticket)
    found: dict[Metric, int] = deadlines(clocks, desk.service()) if clocks is not None else {}
    return {metric.value: wall(moment, ZONE)[5:] for metric, moment in found.items()}


def due(desk: Desk, ticket: int) -> str | None:
    """The next deadline as a list shows it."""
    moment = desk.row(ticket).due_at
    assert moment == desk.ticket(ticket).due_at
    return None if moment is None else wall(moment, ZONE)[5:]
