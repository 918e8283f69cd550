"""The console's keys while a keeper pulls, beside the same console when nothing comes.

    python -m benchmarks.keys_while_pulling [--tickets 10000] [--rounds 3]

Each round is one console: keys until all has come, as many when nothing comes any more. The server, the keeper and the
console share the machine's cores. A key has been answered when the next ticket is under the cursor: counts and rows
change by themselves meanwhile.
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyte

from benchmarks.console import ENVIRONMENT
from benchmarks.pages import brought
from benchmarks.probe import Probe
from benchmarks.sync import connected, server, state

COLUMN = 40
"""Where subjects stand in the queue."""


def console(path: Path, environment: dict[str, str]) -> Probe:
    """A console on all tickets of a desk."""
    probe = Probe([sys.executable, "-m", "supportterm", "--desk", str(path)], environment)
    probe.until(lambda text: "Customer" in text)
    probe.settle()
    probe.press(b"g")
    probe.press(b"a")
    probe.settle()
    return probe


def under_cursor(screen: pyte.Screen) -> str:
    """What the queue tells of the ticket under the cursor: its line is reversed."""
    lines = [screen.buffer[y] for y in range(2, screen.lines) if screen.buffer[y][COLUMN].reverse]
    return "".join(line[x].data for line in lines for x in range(COLUMN, COLUMN + 20))


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


def measure(folder: Path, tickets: int, idle: list[float], pulling: list[float]) -> None:
    environment = {**ENVIRONMENT, "PYTHONPATH": os.pathsep.join([*sys.path, str(brought())])}
    with server(tickets) as port:
        path = connected(folder / "pulled.desk", port, tickets)
        keeper = subprocess.Popen(
            [sys.executable, "-m", "supportterm", "--desk", str(path), "keeper"],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        probe = None
        try:
            while state(path).done < 1000:
                if keeper.poll() is not None:
                    raise SystemExit("the keeper ended")
                time.sleep(0.1)
            probe = console(path, environment)
            while state(path).caught_up is None:
                pulling.append(probe.press(b"j", of=under_cursor).seconds)
            probe.settle()
            for _ in range(max(40, len(pulling))):
                idle.append(probe.press(b"j", of=under_cursor).seconds)
        finally:
            if probe is not None:
                probe.close()
            keeper.send_signal(signal.SIGTERM)
            keeper.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    idle: list[float] = []
    pulling: list[float] = []
    for _ in range(given.rounds):
        with tempfile.TemporaryDirectory(prefix="supportterm-bench-") as name:
            measure(Path(name), given.tickets, idle, pulling)
    for words, keys in (("idle", idle), ("pulling", pulling)):
        middle = statistics.median(keys)
        print(f"{words:8}{len(keys):>5} keys   median {middle * 1000:6.1f} ms   p95 {p95(keys) * 1000:6.1f} ms")
    print(f"p95 while pulling / idle: {p95(pulling) / p95(idle):.2f} (wanted: 1.5 or less)")


if __name__ == "__main__":
    main()
