"""What a thousand conditions cost, of rules and of routes, beside promises: an operation with and without, in turn.

    python -m benchmarks.rules [--conditions 1000]

They are over all fields of the query language, words included, and none holds. Nine in ten are rules': half of them
look at the field that is changed, three in four follow that change and the others time. One in ten is a route's, which
is asked whenever the ticket, which nobody has, is opened or its customer writes. The bound is twice the bare append, in
processor time: what the disk takes is the same for both.
"""

import argparse
import gc
import random
import sys
import tempfile
import time
from itertools import count
from pathlib import Path

from supportterm.core import verbs
from supportterm.core.query import FIELDS
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk

BOUND = 2.0
TICKETS = APPENDS = 50
ROUNDS = 6
"""No more: a customer who had written ten times on a ticket would be one of those that are looked for."""
NOW = 1_795_000_000_000
_HOLD = """
status:<solved is:active channel:phone tier:1 tag:billing assignee:none team:none segment:none org:none from:al
created:<7d updated:<2h due:none solved:none -has:attachment -has:note home:none id:>0 subject:charged field.plan:pro
customer:<1h replied:<1d contacts:>=2 refund please (refund OR nothing) "refund me"
"""
_FAIL = """
status:solved is:merged channel:chat tier:3 tag:outage assignee:sam team:backend segment:enterprise org:acme
from:@other.test created:>7d updated:>2h due:<1h solved:<2d has:attachment has:note home:rt id:>900000
customer:>2d replied:none contacts:>9 for:sam
subject:password field.plan:free invoice "password reset" -refund is:suspended is:conflict
"""
CHANGED: dict[str, tuple[str, ...]] = {
    "priority": ("priority:low,high", "priority:<=urgent", "-priority:urgent"),
    "status": ("status:open,pending", "status:<on-hold", "-status:solved"),
    "customer": ("contacts:>=1", "customer:<1h", "again"),
}
"""What is done again and again, as rules call it, with tests that look at it and hold."""


def tests(table: str) -> list[str]:
    """Those of a table; some are of several words."""
    for phrase in ("(refund OR nothing)", '"refund me"', '"password reset"'):
        table = table.replace(phrase, phrase.replace(" ", "_"))
    return [test.replace("_", " ") for test in table.split()]


def conditions(many: int, changed: str) -> list[str]:
    """Each of one to three tests, of which at least one fails; every second one looks at what is *changed* too."""
    chance = random.Random(7)
    holding, failing = tests(_HOLD), tests(_FAIL)
    made = []
    for place in range(many):
        parts = [chance.choice(failing), *chance.sample(holding, chance.randrange(3))]
        parts += [chance.choice(CHANGED[changed])] if place % 2 else []
        chance.shuffle(parts)
        made.append(" ".join(parts))
    return made


def serve(desk: Desk, rules: list[str], routes: list[str], changed: str) -> None:
    """Promises, rules and routing, live."""
    week = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    promises = [
        {"metric": metric, "lengths": {"1": 14_400_000}} for metric in ("first-reply", "next-reply", "resolution")
    ]
    follows: tuple[dict[str, object], ...] = ({"on": [changed]}, {"on": [changed]}, {"after": "3d"}, {"on": [changed]})
    with desk.together():
        desk.define("schedule", "office@1", {"zone": "Europe/Berlin", "week": week})
        desk.define("policy", "standard", {"schedule": "office@1", "promises": promises})
        desk.define("team", "backend", {"tier": 2})
        for place, when in enumerate(rules):
            desk.define("rule", f"rule-{place}", {**follows[place % 4], "when": when, "do": ["tag +seen"]})
        for place, when in enumerate(routes):
            desk.define("route", f"route-{place}", {"team": "backend", "when": when, "by": "longest-idle"})


def made(path: Path) -> Desk:
    """A desk with tickets of five messages that nobody has."""
    desk = Desk.create(path, path.stem, me="dana", clock=count(NOW, 10).__next__)
    desk.define("agent", "dana", {})
    desk.define("field", "plan", {"kind": "text"})
    asked = NewTicket(
        "al@acme.test", "Charged twice", "please refund me " * 30, name="Al", tags=("billing",), fields={"plan": "pro"}
    )
    for _ in range(TICKETS):
        number = desk.create_ticket(asked).tickets[0]
        for turn in range(4):
            desk.write(number, NewMessage(Role.REPLY if turn % 2 else Role.CUSTOMER, f"more on this, {turn}. " * 60))
    return desk


def append(desk: Desk, changed: str, turn: int) -> None:
    """What is *changed* of a ticket, to and fro."""
    match changed:
        case "priority":
            desk.change(1, verbs.set_priority, priority=Priority.HIGH if turn % 2 else Priority.LOW)
        case "status":
            desk.change(1, verbs.set_status, status=Status.PENDING if turn % 2 else Status.OPEN)
        case "customer":  # on one after the other: nobody writes a hundred times on one
            desk.write(turn % TICKETS + 1, NewMessage(Role.CUSTOMER, "again, please " * 20, person=1))


def appended(desk: Desk, changed: str, round_: int) -> float:
    """Processor time of one append, in microseconds."""
    gc.collect()
    began = time.process_time()
    for turn in range(round_ * APPENDS, (round_ + 1) * APPENDS):
        append(desk, changed, turn)
    return (time.process_time() - began) / APPENDS * 1e6


def measured(folder: Path, many: int, changed: str) -> bool:
    """Say what *many* conditions cost where that is *changed*; whether it is within the bound, and none held."""
    asked = conditions(many, changed)
    routes, rules = asked[::10], [when for place, when in enumerate(asked) if place % 10]
    with made(folder / f"{changed}-bare.desk") as bare, made(folder / f"{changed}-served.desk") as served:
        serve(served, rules, routes, changed)
        each = [(appended(bare, changed, round_), appended(served, changed, round_)) for round_ in range(ROUNDS)]
        actors = {entry.operation.actor for ticket in range(1, TICKETS + 1) for entry in served.log(ticket)}
    without, with_all = (min(column) for column in zip(*each, strict=True))
    fired = sum(actor.startswith(("rule:", "route:")) for actor in actors)
    fields = sum(any(f"{field}:" in when for when in asked) for field in FIELDS)
    print(f"{changed}: {without:.0f} µs bare, {with_all:.0f} µs with {len(rules)} rules and {len(routes)} routes over "
          f"words and {fields} of {len(FIELDS)} fields, promises too: {with_all / without:.2f} times (bound {BOUND}); "
          f"{fired} fired")  # fmt: skip
    return with_all / without <= BOUND and not fired


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conditions", type=int, default=1000)
    many = parser.parse_args().conditions
    with tempfile.TemporaryDirectory() as folder:
        within = [measured(Path(folder), many, changed) for changed in CHANGED]
    return 0 if all(within) else 1


if __name__ == "__main__":
    sys.exit(main())
