"""Every shipped view in every order, on a large desk: first page, a page further down, and the end, warm and cold.

    python -m benchmarks.views [--tickets 1000000]

Cold: the pages of the file are dropped from the system's cache before each read, as far as the system does so.
"""

import argparse
import os
import statistics
import time
from pathlib import Path

from benchmarks.desks import NOW, desk
from supportterm.core.orders import ORDERS, parse_order
from supportterm.core.query import parse
from supportterm.core.views import DEFAULT_VIEWS
from supportterm.desk import Desk


def chill(path: Path) -> None:
    """Ask the system to forget what it holds of the desk."""
    for file in (path, Path(f"{path}-wal")):
        if file.exists():
            handle = os.open(file, os.O_RDONLY)
            try:
                os.fsync(handle)
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(handle)


def pages(there: Desk, query: str, order: str) -> list[float]:
    """Milliseconds of the first page, of the tenth, and of the last."""
    found, sort, taken, key = parse(query), parse_order(order), [], None
    for number in range(10):
        started = time.perf_counter()
        window = there.window(found, sort, key=key, size=50)
        if number in (0, 9):
            taken.append((time.perf_counter() - started) * 1000)
        if window.reached_end or not window.rows:
            break
        key = window.next_key
    started = time.perf_counter()
    there.window(found, sort, size=50, backwards=True)
    taken.append((time.perf_counter() - started) * 1000)
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=1_000_000)
    given = parser.parse_args()
    path = desk(given.tickets)
    sorts = [sign + order for order in ORDERS for sign in ("", "-")]
    heads = ("warm median", "warm worst", "cold median", "cold worst")
    print(f"{'view':14}" + "".join(f"{h:>13}" for h in heads) + f"   ms over {len(sorts)} orders")
    for view in DEFAULT_VIEWS:
        warm: list[float] = []
        cold: list[float] = []
        for order in sorts:
            chill(path)
            with Desk.open(path, me="ada", clock=lambda: NOW) as there:
                cold += pages(there, view.query, order)[:1]
                warm += pages(there, view.query, order)
        print(
            f"{view.name:14}{statistics.median(warm):>13.2f}{max(warm):>13.2f}"
            f"{statistics.median(cold):>13.2f}{max(cold):>13.2f}"
        )


if __name__ == "__main__":
    main()
