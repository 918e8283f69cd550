"""All tickets of a vendor read for the first time, on a clock that is turned: within its limits, and as foreseen.

    python -m benchmarks.first_pull [VENDOR …] [--tickets 20000]

The fake refuses what goes over the limits of the vendor's smallest plan, and is asked as the engine asks; a request
takes a quarter of a second. The line says what was foreseen before the first page, what it took, and the most requests
that any minute had.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fakes.doors import as_agent, customer
from fakes.minutes import Minutes
from fakes.plugged import Clock, first_pull, plugged
from fakes.vendor_kinds import KINDS, MEASURED
from supportterm.core.moments import length_words


def pull(name: str, tickets: int) -> None:
    clock = Clock()
    vendor = KINDS[name].vast(clock.milliseconds, judged=False)
    for n in range(tickets):
        key = customer(vendor.face.remote, f"c{n % 3000}@acme.test").opens(f"Jam {n}", "hello")
        if n % 2 == 0:
            as_agent(vendor.face.remote, "bob").reply(key, "on it")
        clock.now += 1
    clock.now += 3600
    started = time.perf_counter()
    with plugged(vendor, clock):
        backend = KINDS[name].connect_by(clock, vendor, since="")
        pulled = first_pull(backend, clock)
        backend.close()
    limits = vendor.limits
    assert isinstance(limits, Minutes)
    foreseen, took = (length_words(int(seconds * 1000)) for seconds in (pulled.foreseen.seconds, pulled.seconds))
    print(f"{name:<12}{pulled.tickets:,} of {tickets:,} tickets: foreseen {foreseen}, took {took} "
          f"({pulled.seconds / pulled.foreseen.seconds:.2f}); refused {limits.refused} times, "
          f"at most {limits.most} of {limits.limit} a minute "
          f"({time.perf_counter() - started:.0f} s of ours)")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("vendor", nargs="*", choices=[*MEASURED, []], default=[])
    parser.add_argument("--tickets", type=int, default=20_000)
    given = parser.parse_args()
    for name in given.vendor or MEASURED:
        pull(name, given.tickets)


if __name__ == "__main__":
    main()
