"""The console over time: a key held down, no key at all, very many keys, and a long ticket beside a short one.

    python -m benchmarks.endurance [--tickets 20000] [--held 10] [--idle 20] [--replayed 100000] [--opened 20]

What is wanted stands in brackets: of a key held at 30 a second the median frame within 33 ms; idle no byte and less
than 0.2 % of a core; after the replayed keys less than 5 MiB more of anonymous memory; the first screen of a ticket of
2,000 messages within 1.5 times that of one of two.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.console import ENVIRONMENT
from benchmarks.desks import NOW, desk
from benchmarks.keys_while_pulling import p95
from benchmarks.probe import Probe

PER_SECOND = 30
BURST = 50
"""Keys down, then as many up, so that no end of the list is met."""
LONG, SHORT = 2000, 2


def console(path: Path) -> Probe:
    """A console on all tickets of the desk at *path*, with a list to move in."""
    probe = Probe([sys.executable, "-m", "supportterm", "--desk", str(path)], ENVIRONMENT)
    probe.until(lambda text: "Subject" in text and "filter" in text)
    probe.settle()
    for key in (b"g", b"a"):
        probe.press(key)
    probe.settle()
    return probe


def held(probe: Probe, seconds: int) -> list[float]:
    """Seconds from each key to the first that it wrote; those that nothing was written for take a whole period."""
    late = []
    for number in range(seconds * PER_SECOND):
        began = time.perf_counter()
        press = probe.press_at_once(b"j" if number // BURST % 2 == 0 else b"k", 1 / PER_SECOND)
        late.append(press if press is not None else 1 / PER_SECOND)
        time.sleep(max(0.0, began + 1 / PER_SECOND - time.perf_counter()))
    return late


def idle(probe: Probe, seconds: int) -> tuple[int, float]:
    """Bytes written, and the share of a core used, while nobody does anything."""
    probe.settle()
    before = probe.processor_seconds()
    size = probe.written_within(seconds)
    return size, (probe.processor_seconds() - before) / seconds


def replay(probe: Probe, keys: int) -> float:
    """MiB of anonymous memory that *keys* keys left behind, after as many as fill what is kept were pressed."""
    down_and_up = b"j" * BURST + b"k" * BURST
    rounds = max(keys // len(down_and_up), 10)
    before = 0.0
    for number in range(rounds):
        if number == rounds // 10:
            before = probe.anonymous()
        probe.press(down_and_up, quiet=0.02)
    return probe.anonymous() - before


def opened(probe: Probe, times: int) -> list[float]:
    """Seconds from enter to the whole first screen of the ticket under the cursor."""
    found = []
    for _ in range(times):
        found.append(probe.press(b"\r").seconds)
        probe.press(b"q")
        probe.settle()
    return found


def two_tickets(path: Path) -> None:
    """A desk of a ticket of `LONG` messages and, above it, one of `SHORT`."""
    from supportterm.core.terms import Role
    from supportterm.desk import Desk

    with Desk.create(path, "long", me="dana") as made, made.bulk() as bulk:
        kim = bulk.person("kim@mail.test", "Kim")
        for place, messages in enumerate((LONG, SHORT)):
            at = NOW + place * 86_400_000
            ticket = bulk.ticket(f"A ticket of {messages} messages", kim, at=at)
            for number in range(messages):
                body = f"Message {number}: " + "the printer blinks again and nobody knows why. " * 8
                bulk.message(ticket, Role.CUSTOMER, body, at=at + number * 1000, author="Kim", person=kim)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=20_000)
    parser.add_argument("--held", type=int, default=10, help="seconds that a key is held")
    parser.add_argument("--idle", type=int, default=20, help="seconds without a key")
    parser.add_argument("--replayed", type=int, default=100_000)
    parser.add_argument("--opened", type=int, default=20)
    given = parser.parse_args()
    probe = console(desk(given.tickets))
    try:
        late = held(probe, given.held)
        print(f"held      median {statistics.median(late) * 1000:.1f} ms (33)   p95 {p95(late) * 1000:.1f} ms")
        size, share = idle(probe, given.idle)
        print(f"idle      {size} bytes (0)   {share:.2%} of a core (0.20%)")
        print(f"replayed  {given.replayed:,} keys   {replay(probe, given.replayed):+.1f} MiB (+5)")
    finally:
        probe.close()
    with tempfile.TemporaryDirectory(prefix="supportterm-bench-") as folder:
        path = Path(folder) / "long.desk"
        two_tickets(path)
        probe = console(path)
        try:
            short = statistics.median(opened(probe, given.opened))
            probe.press(b"j")
            long = statistics.median(opened(probe, given.opened))
        finally:
            probe.close()
    times = f"{long / short:.2f} times (1.5)"
    print(f"opened    {LONG:,} messages {long * 1000:.1f} ms, {SHORT} {short * 1000:.1f} ms: {times}")


if __name__ == "__main__":
    main()
