"""`supportterm list --limit 20 --json` beside `python -c pass`, whole processes in turn.

python -m benchmarks.shell [--tickets 1000000] [--runs 20]
"""

import argparse
import statistics
import subprocess
import sys
import time

from benchmarks.console import ENVIRONMENT
from benchmarks.desks import desk


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=20)
    given = parser.parse_args()
    program = [sys.executable, "-m", "supportterm"]
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "list --limit 20 --json": [*program, "list", "--limit", "20", "--json", "--desk", str(desk(given.tickets))],
        "--version": [*program, "--version"],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(given.runs + 1):
        for name, command in commands.items():
            started = time.perf_counter()
            subprocess.run(command, env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL)
            if turn:
                taken[name].append(time.perf_counter() - started)
    bare = statistics.median(taken["python -c pass"])
    for name, seconds in taken.items():
        median = statistics.median(seconds)
        print(f"{name:26}{median * 1000:8.0f} ms{median / bare:8.2f} times python -c pass")


if __name__ == "__main__":
    main()
