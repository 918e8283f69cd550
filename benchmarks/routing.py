"""What it costs to lead a ticket to one of many agents: customers' tickets with and without routing, in turn.

    python -m benchmarks.routing [--agents 50 500 5000] [--open 10000]

Each way of finding somebody, among agents of one team who hold the open tickets between them: by who was idle for the
longest, who has the fewest, who answered this customer last, and by skills that every second one has. At last all of
them have as many as they can, so that nobody is found and each ticket waits. The bound is twice the bare append, in
processor time, however many agents there are.
"""

import argparse
import gc
import random
import sys
import tempfile
import time
from itertools import count
from pathlib import Path

from supportterm.core.operations import Define, Set
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk

BOUND = 2.0
NOW = 1_795_000_000_000
APPENDS = 40
ROUNDS = 5
WAYS = {
    "longest-idle": {"by": "longest-idle"},
    "least-loaded": {"by": "least-loaded"},
    "skills": {"by": "least-loaded", "skills": ["german"]},
    "sticky": {"by": "sticky"},
    "nobody": {"by": "longest-idle"},
}


def staff(agents: int, **more: object) -> list[Define]:
    """Agents of one team, half of whom speak German."""
    spec = {"teams": ["support"], "capacity": 10_000, **more}
    return [
        Define("agent", f"agent-{number}", {**spec, "skills": ["german"] if number % 2 else []})
        for number in range(agents)
    ]


def made(path: Path, agents: int, held: int) -> Desk:
    """A desk of so many agents, who hold so many open tickets between them."""
    desk, chance = Desk.create(path, path.stem, me="dana", clock=count(NOW, 10).__next__), random.Random(7)
    first = [Define("agent", "dana", {}), Define("team", "support", {"tier": 1})]
    desk.declare({}, (), lambda there, numbers: [*first, *staff(agents)], words="")
    with desk.bulk("bench") as bulk:
        for number in range(held):
            agent = f"agent-{chance.randrange(agents)}"
            person = bulk.person(f"al{number % 1000}@acme.test", "Al")
            ticket = bulk.ticket("Charged twice", person, at=NOW - 1000, team="support")
            bulk.message(ticket, Role.CUSTOMER, "please refund me", at=NOW - 1000, person=person)
            bulk.message(ticket, Role.REPLY, "looking into it", at=NOW - 900, agent=agent)
            bulk.do(ticket, Set("assignee", agent), at=NOW - 800, actor=agent)
            bulk.do(ticket, Set("status", int(Status.OPEN)), at=NOW - 800, actor=agent)
    return desk


def appended(desk: Desk, round_: int) -> tuple[float, int]:
    """Processor time of one ticket that a customer opens, in microseconds; and the number of the last."""
    gc.collect()
    began, number = time.process_time(), 0
    for turn in range(round_ * APPENDS, (round_ + 1) * APPENDS):
        asked = NewTicket(f"al{turn}@acme.test", "Charged twice", "please refund me " * 30, team="support")
        number = desk.create_ticket(asked).tickets[0]
    return (time.process_time() - began) / APPENDS * 1e6, number


def measured(folder: Path, agents: int, held: int) -> bool:
    """Say what each way costs among so many; whether all are within the bound, and led where they should be."""
    well = True
    bare_file, file = folder / f"{agents}-bare.desk", folder / f"{agents}.desk"
    with made(bare_file, agents, held) as bare, made(file, agents, held) as desk:
        for way, spec in WAYS.items():
            desk.define("route", "all", {"team": "support", **spec})
            if way == "nobody":
                desk.declare({}, (), lambda there, numbers: staff(agents, capacity=1, away="lunch"), words="")
            each = [(appended(bare, round_), appended(desk, round_)) for round_ in range(ROUNDS)]
            (without, _), (with_all, newest) = (min(column) for column in zip(*each, strict=True))
            led = any(entry.operation.actor == "route:all" for entry in desk.log(newest))
            print(f"{agents:>6} agents, {way:12} {without:>6.0f} µs bare, {with_all:>7.0f} µs routed: "
                  f"{with_all / without:.2f} times (bound {BOUND}){'' if led else '; NOT led anywhere'}")  # fmt: skip
            well = well and led and with_all / without <= BOUND
    return well


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, nargs="+", default=[50, 500, 5000])
    parser.add_argument("--open", type=int, default=10_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        within = [measured(Path(folder), agents, given.open) for agents in given.agents]
    return 0 if all(within) else 1


if __name__ == "__main__":
    sys.exit(main())
