"""A page of 100 tickets as each vendor sends it, read by its adapter, beside the same bytes decoded into plain types.

    python -m benchmarks.vendors [VENDOR …] [--runs 200]

What the network and the vendor take is in neither; whom a ticket names is known already, as after the first page.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from benchmarks.vendor_pages import PAGES
from fakes.doors import as_agent, customer
from fakes.vendor_kinds import KINDS

TICKETS = 100


def timed(work: Callable[[], object], runs: int) -> float:
    """Median, in milliseconds."""
    took = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took)


def compare(name: str, runs: int) -> None:
    vendor = KINDS[name].vendor(judged=False)
    remote = vendor.face.remote
    for number in range(TICKETS):
        key = customer(remote, f"c{number % 40}@acme.test").opens(f"It jams again and again, {number}", "hello")
        as_agent(remote, "bob").set(key, assignee="bob", field_serial=f"SN-{number}")
        as_agent(remote, "bob").tag(key, "printer", "invoice")
    with vendor.serving():
        page = PAGES[name](vendor)
        page.read()
        adapter, plain = timed(page.read, runs), timed(lambda: msgspec.json.decode(page.sent), runs)
        page.close()
    print(f"{name:<17}{len(page.sent) // 1024} KiB, {TICKETS} tickets: {adapter:.2f} ms, plain types {plain:.2f} ms: "
          f"{plain / adapter:.2f} of its speed")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("vendor", nargs="*", choices=[*PAGES, []], default=[])
    parser.add_argument("--runs", type=int, default=200)
    given = parser.parse_args()
    for name in given.vendor or PAGES:
        compare(name, given.runs)


if __name__ == "__main__":
    main()
