"""What a thousand rules cost, promises and routing beside them: an operation appended with and without, in turn.

    python -m benchmarks.rules [--rules 1000]

The conditions are over all fields of the query language, words included; half of them look at the field that is
changed, three in four follow that change and the others time, and none holds. The bound is twice the bare append, in
processor time: what the disk takes is the same for both.
"""

import argparse
import gc
import random
import sys
import tempfile
import time
from pathlib import Path

from supportterm.core import verbs
from supportterm.core.query import FIELDS
from supportterm.core.terms import Priority, Role
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk

BOUND = 2.0
_ON: dict[str, object] = {"on": ["priority"]}
_FOLLOWS = (_ON, _ON, {"after": "3d"}, _ON)
APPENDS = 100
ROUNDS = 21
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
_PRIORITY = ("priority:low,high", "priority:<=urgent", "-priority:urgent")


def tests(table: str) -> list[str]:
    """Those of a table; some are of several words."""
    for phrase in ("(refund OR nothing)", '"refund me"', '"password reset"'):
        table = table.replace(phrase, phrase.replace(" ", "_"))
    return [test.replace("_", " ") for test in table.split()]


def conditions(many: int) -> list[str]:
    """Each of one to three tests, of which at least one fails; every second one asks for a priority too."""
    chance = random.Random(7)
    holding, failing = tests(_HOLD), tests(_FAIL)
    made = []
    for place in range(many):
        parts = [chance.choice(failing), *chance.sample(holding, chance.randrange(3))]
        parts += [chance.choice(_PRIORITY)] if place % 2 else []
        chance.shuffle(parts)
        made.append(" ".join(parts))
    return made


def serve(desk: Desk) -> None:
    """Promises and routing, live."""
    week = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    promises = [
        {"metric": metric, "lengths": {"1": 14_400_000}} for metric in ("first-reply", "next-reply", "resolution")
    ]
    with desk.together():
        desk.define("schedule", "office@1", {"zone": "Europe/Berlin", "week": week})
        desk.define("policy", "standard", {"schedule": "office@1", "promises": promises})
        desk.define("team", "backend", {"tier": 2})
        desk.define("route", "backend", {"team": "backend", "when": "tag:backend", "by": "longest-idle"})


def made(path: Path, rules: list[str]) -> tuple[Desk, int]:
    """A desk with *rules* and a ticket of five messages."""
    desk = Desk.create(path, path.stem, me="dana", clock=lambda: NOW)
    desk.define("agent", "dana", {})
    desk.define("field", "plan", {"kind": "text"})
    if rules:
        serve(desk)
    with desk.together():
        for place, when in enumerate(rules):
            desk.define("rule", f"rule-{place}", {**_FOLLOWS[place % 4], "when": when, "do": ["tag +seen"]})
    asked = NewTicket(
        "al@acme.test", "Charged twice", "please refund me " * 30, name="Al", tags=("billing",), fields={"plan": "pro"}
    )
    number = desk.create_ticket(asked).tickets[0]
    for turn in range(4):
        desk.write(number, NewMessage(Role.REPLY if turn % 2 else Role.CUSTOMER, f"more on this, {turn}. " * 60))
    return desk, number


def appended(desk: Desk, number: int) -> float:
    """Processor time of one append, in microseconds."""
    gc.collect()
    began = time.process_time()
    for turn in range(APPENDS):
        desk.change(number, verbs.set_priority, priority=Priority.HIGH if turn % 2 else Priority.LOW)
    return (time.process_time() - began) / APPENDS * 1e6


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, default=1000)
    rules = conditions(parser.parse_args().rules)
    asked = [field for field in FIELDS if any(f"{field}:" in when for when in rules)]
    with tempfile.TemporaryDirectory() as folder:
        bare, one = made(Path(folder) / "bare.desk", [])
        ruled, other = made(Path(folder) / "ruled.desk", rules)
        each = [(appended(bare, one), appended(ruled, other)) for _ in range(ROUNDS)]
        fired = sum(entry.operation.actor.startswith("rule:") for entry in ruled.log(other))
        bare.close()
        ruled.close()
    without, with_rules = (min(column) for column in zip(*each, strict=True))
    ratio = with_rules / without
    print(f"{len(rules):,} rules over words and {len(asked)} of {len(FIELDS)} fields, {fired} fired")
    print(f"an append without rules {without:.0f} µs, with them {with_rules:.0f} µs: {ratio:.2f} times (bound {BOUND})")
    return 0 if ratio <= BOUND and not fired else 1


if __name__ == "__main__":
    sys.exit(main())
