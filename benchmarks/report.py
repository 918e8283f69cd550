"""A report by team and day over three years, percentiles too, beside plain SQL windows over the rows, in one run.

    python -m benchmarks.report [--tickets 1000000] [--runs 3]

Both give the median and the 90th percentile of full resolution for each team on each day. The roll-ups are brought on
first, and how long that takes is said; then what is filtered and streamed, and how much memory it took; at last what
it costs to keep the roll-ups up, as the keeper does once a minute, beside the operations themselves, in processor time
on a day of a thousand tickets. The bounds: a twentieth of the windows, twice the operations alone.
"""

import argparse
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

from benchmarks.desks import NOW, desk
from supportterm.core import verbs
from supportterm.core.metrics_report import Ask
from supportterm.core.metrics_sheet import RESOLUTION
from supportterm.core.operations import Set
from supportterm.core.query import parse
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewMessage
from supportterm.desk import Desk
from supportterm.store.sqlite import sqlite3

WINDOWS = """
WITH lasting AS (
    SELECT team, solved_at / 86400000 AS day, (solved_at - created_at) / 60000 AS minutes FROM ticket
    WHERE solved_at IS NOT NULL),
placed AS (
    SELECT team, day, minutes, row_number() OVER (PARTITION BY team, day ORDER BY minutes) AS place,
           count(*) OVER (PARTITION BY team, day) AS number FROM lasting)
SELECT team, day, min(minutes) FILTER (WHERE place * 100 >= number * 50),
       min(minutes) FILTER (WHERE place * 100 >= number * 90) FROM placed GROUP BY team, day
"""


MINUTES = 40
OPERATIONS = 10
"""In a minute, on a desk that gets a thousand tickets a day."""


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def upkeep() -> float:
    """How many times as much operations cost with the roll-ups' upkeep as without."""
    chance, clock = random.Random(7), count(NOW, 1000)
    with (
        tempfile.TemporaryDirectory() as folder,
        Desk.create(Path(folder) / "busy.desk", "busy", me="ada", clock=clock.__next__) as busy,
    ):
        busy.define("agent", "ada", {})
        with busy.bulk("bench") as bulk:
            person = bulk.person("al@acme.test", "Al")
            for number in range(1000):
                at = NOW - number * 60_000
                ticket = bulk.ticket("Charged twice", person, at=at, team="support", tags=(f"tag-{number % 12}",))
                bulk.message(ticket, Role.CUSTOMER, "please refund me " * 20, at=at, person=person)
                bulk.message(ticket, Role.REPLY, "looking into it " * 20, at=at + 50_000, agent="ada")
                if number % 3:
                    bulk.do(ticket, Set("status", int(Status.SOLVED)), at=at + 55_000, actor="ada")
        busy.metrics.bring_on()
        done = kept = 0.0
        for _ in range(MINUTES):
            began = time.process_time()
            for turn in range(OPERATIONS):
                one = chance.randrange(1000) + 1
                if turn % 2:
                    busy.write(one, NewMessage(chance.choice((Role.CUSTOMER, Role.REPLY)), "more on this. " * 30))
                else:
                    busy.change(one, verbs.set_status, status=chance.choice((Status.OPEN, Status.SOLVED)))
            done, began = done + time.process_time() - began, time.process_time()
            busy.metrics.keep_up(1000)
            kept += time.process_time() - began
    each = MINUTES * OPERATIONS / 1e6
    print(f"{'an operation, and its upkeep':40}{done / each:>8.0f} µs, {kept / each:.0f} µs: "
          f"{1 + kept / done:.2f} times")  # fmt: skip
    return 1 + kept / done


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    path = desk(given.tickets)
    with Desk.open(path, me="ada", clock=lambda: NOW) as there:
        metrics = there.metrics
        waiting = metrics.waiting()
        took = timed(metrics.bring_on)
        print(f"{waiting:,} operations brought into the roll-ups: {took / 1000:.1f} s")
        last = metrics.days.at(NOW).day
        ask = Ask(last - 3 * 365, last, ("team", "day"))

        def kept() -> None:
            for line in metrics.report(ask).lines:
                line.sheet.percentile(RESOLUTION, 50)
                line.sheet.percentile(RESOLUTION, 90)

        raw = sqlite3.connect(path)
        ours, plain = [], []
        for _ in range(given.runs + 1):  # the first turn warms the cache, and does not count
            ours.append(timed(kept))
            plain.append(timed(lambda: raw.execute(WINDOWS).fetchall()))
        report, windows = statistics.median(ours[1:]), statistics.median(plain[1:])
        words = "by team and day, three years"
        print(f"{words:40}{report:>8.0f} ms, SQL windows {windows:.0f} ms: 1/{windows / report:.0f}")
        print(f"{'the backlog of an instant':40}{timed(lambda: metrics.backlog(NOW - 10**10)):>8.1f} ms")
        month = ask._replace(first=last - 30)
        streamed = timed(lambda: metrics.report(month, parse("priority:high")))
        print(f"{'streamed: priority:high, 30 days':40}{streamed:>8.0f} ms")
        print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB at the most")
    times = upkeep()
    return 0 if windows / report >= 20 and times <= 2 else 1


if __name__ == "__main__":
    sys.exit(main())
