"""What a forecast costs, and what promises cost an append.

    python -m benchmarks.forecast [--tickets 10000]

The forecast is over that many open tickets, each with clocks that ran, paused and were retargeted, and a deadline
within its eight hours; the what-if closes a day for all of them. Bound: one second of processor time each. An append
with promises is measured beside one on a desk that promises nothing, in turn, on many tickets.
"""

import argparse
import gc
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from supportterm.core import verbs
from supportterm.core.moments import DAY, HOUR, MINUTE
from supportterm.core.operations import Set
from supportterm.core.sla_forecast import forecast, grouped
from supportterm.core.sla_whatif import Holiday, changed, differences
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk

BOUND = 1.0
APPENDS = 300
ROUNDS = 7
NOW = 1_795_000_000_000  # a Wednesday, 11:06 in Berlin
WEEK = {day: [["08:00", "12:00"], ["13:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
DATES = [f"20{year}-{day}" for year in range(24, 30) for day in ("01-01", "05-01", "10-03", "12-25", "12-26")]


def promise(metric: str, hours: float, **more: Any) -> dict[str, Any]:
    return {"metric": metric, "lengths": {str(p.value): int(hours * HOUR) // (p + 1) for p in Priority}, **more}


def promising(desk: Desk) -> None:
    """Three policies in two schedules; every metric is promised to somebody."""
    everything = [
        promise("first-reply", 30, warn=MINUTE),
        promise("next-reply", 40, pauses=[2]),
        promise("update", 60),
        promise("resolution", 90, pauses=[2, 3], warn=MINUTE),
    ]
    with desk.together():
        for name, zone in (("office@1", "Europe/Berlin"), ("lab@1", "America/New_York")):
            desk.define("schedule", name, {"zone": zone, "week": WEEK, "holidays": DATES})
        desk.define("policy", "gold", {"schedule": "office@1", "promises": everything, "when": {"tags": ["gold"]}})
        desk.define("policy", "calls", {"schedule": "lab@1", "promises": everything, "when": {"channels": ["phone"]}})
        desk.define("policy", "rest", {"schedule": "office@1", "promises": everything})


def busy(path: Path, tickets: int) -> Desk:
    """A desk of open tickets, opened over the last two weeks."""
    desk = Desk.create(path, "busy", me="dana", clock=lambda: NOW)
    for number in range(20):
        desk.define("agent", f"agent-{number}", {"teams": ["support"], "capacity": 900})
    desk.define("team", "support", {})
    promising(desk)
    with desk.bulk() as bulk:
        people = [bulk.person(f"p{n}@acme.test", f"P {n}") for n in range(100)]
        for number in range(tickets):
            at = NOW - 14 * DAY + number * 13 * DAY // tickets
            ticket = bulk.ticket(
                f"Question {number}", people[number % 100], at=at, team="support", priority=number % 4,
                channel="phone" if number % 3 == 0 else "mail", tags=("gold",) if number % 5 == 0 else (),
            )  # fmt: skip
            bulk.message(ticket, Role.CUSTOMER, "please", at=at, person=people[number % 100])
            for turn, to in enumerate((Status.PENDING, Status.OPEN), 1):
                bulk.do(ticket, Set("status", int(to)), at=at + turn * HOUR, actor="agent-1")
            if number % 4:
                bulk.do(ticket, Set("assignee", f"agent-{number % 20}"), at=at + 3 * HOUR, actor="agent-1")
            if number % 7 == 0:
                bulk.do(ticket, Set("priority", int(Priority.HIGH)), at=at + 4 * HOUR, actor="agent-1")
    desk.serve_history()
    return desk


def foretold(desk: Desk) -> tuple[float, int, str]:
    """Processor time of a forecast, how many deadlines it tells, and what it says, whole."""
    gc.collect()
    began = time.process_time()
    world = desk.world(NOW + 8 * HOUR)
    found = forecast(world, NOW + 8 * HOUR)
    said = json.dumps(
        [[g.takers.words, [[b.due, b.work.id, b.metric, b.left] for b in g.breaches]] for g in grouped(found)]
    )
    return time.process_time() - began, len(found), said


def supposed(desk: Desk) -> float:
    """Processor time of a what-if."""
    gc.collect()
    began = time.process_time()
    world = desk.world(NOW + 8 * HOUR)
    differences(world, changed(world, [Holiday("2026-11-19")]), NOW + 8 * HOUR)
    return time.process_time() - began


def plain(path: Path, *, promises: bool) -> tuple[Desk, list[int]]:
    desk = Desk.create(path, path.stem, me="dana", clock=lambda: NOW)
    desk.define("agent", "dana", {})
    if promises:
        promising(desk)
    new = NewTicket("al@acme.test", "Charged twice", "please refund me " * 30, name="Al")
    return desk, [desk.create_ticket(new).tickets[0] for _ in range(100)]


def appended(desk: Desk, tickets: list[int], turn: int) -> float:
    """Processor time of one append, in microseconds."""
    gc.collect()
    began = time.process_time()
    for number in range(APPENDS):
        priority = Priority.HIGH if (number // 100 + turn) % 2 else Priority.LOW
        desk.change(tickets[number % 100], verbs.set_priority, priority=priority)
    return (time.process_time() - began) / APPENDS * 1e6


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=10_000)
    tickets = parser.parse_args().tickets
    with tempfile.TemporaryDirectory() as folder:
        with busy(Path(folder) / "busy.desk", tickets) as desk:
            runs = [foretold(desk) for _ in range(3)]
            whatif = min(supposed(desk) for _ in range(3))
        (bare, ours), (kept, theirs) = (
            plain(Path(folder) / f"{name}.desk", promises=name == "kept") for name in ("bare", "kept")
        )
        each = [(appended(bare, ours, turn), appended(kept, theirs, turn)) for turn in range(ROUNDS)]
        bare.close()
        kept.close()
    seconds = min(run[0] for run in runs)
    same = len({run[2] for run in runs}) == 1
    print(f"forecast of {runs[0][1]:,} deadlines over {tickets:,} open tickets: {seconds:.2f} s (bound {BOUND} s)")
    print(f"what if a day were a holiday: {whatif:.2f} s; the same each time: {same}")
    without, with_promises = (min(column) for column in zip(*each, strict=True))
    ratio = with_promises / without
    print(f"an append without promises {without:.0f} µs, with them {with_promises:.0f} µs: {ratio:.2f} times")
    return 0 if seconds <= BOUND and same else 1


if __name__ == "__main__":
    sys.exit(main())
