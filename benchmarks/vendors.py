"""A page of 100 tickets as each vendor sends it, read by its adapter, beside the same bytes decoded into plain types.

    python -m benchmarks.vendors [VENDOR …] [--runs 200]

What the network and the vendor take is in neither; whom a ticket names is known already, as after the first page.
"""

import argparse
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
    """Of the processor, in milliseconds: the least of all runs, which what else goes on here has disturbed least."""
    took = []
    for _ in range(runs):
        started = time.process_time_ns()
        work()
        took.append(time.process_time_ns() - started)
    return min(took) / 1e6


def compare(name: str, runs: int) -> None:
    vendor = KINDS[name].vendor(judged=False)
    remote = vendor.face.remote
    for number in range(TICKETS):
        key = customer(remote, f"c{number % 40}@acme.test").opens(f"It jams again and again, {number}", "hello")
        as_agent(remote, "bob").set(key, assignee="bob", field_serial=f"SN-{number}")
        as_agent(remote, "bob").tag(key, "printer", "invoice")
    with vendor.serving():
        backend = KINDS[name].connect(vendor)
        page = PAGES[name](vendor.face, backend)
        page.read()
        adapter, plain = timed(page.read, runs), timed(lambda: [msgspec.json.decode(one) for one in page.sent], runs)
        backend.close()
    print(f"{name:<17}{sum(map(len, page.sent)) // 1024} KiB, {TICKETS} tickets: {adapter:.2f} ms, plain types "
          f"{plain:.2f} ms: {plain / adapter:.2f} of its speed")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("vendor", nargs="*", choices=[*PAGES, []], default=[])
    parser.add_argument("--runs", type=int, default=200)
    given = parser.parse_args()
    for name in given.vendor or PAGES:
        compare(name, given.runs)


if __name__ == "__main__":
    main()
