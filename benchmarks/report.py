"""A report by team and day over three years, percentiles too, beside plain SQL windows over the rows, in one run.

    python -m benchmarks.report [--tickets 1000000] [--runs 3]

Both give the median and the 90th percentile of full resolution for each team on each day. The roll-ups are brought on
first, and how long that takes is said; then what is filtered and streamed, and how much memory it took.
"""

import argparse
import resource
import statistics
import time
from collections.abc import Callable

from benchmarks.desks import NOW, desk
from supportterm.core.metrics_report import Ask
from supportterm.core.metrics_sheet import RESOLUTION
from supportterm.core.query import parse
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


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def main() -> None:
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


if __name__ == "__main__":
    main()
