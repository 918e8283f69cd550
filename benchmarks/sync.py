"""The first pull from a help desk that costs nothing, beside decoding its pages and writing the same rows bare.

    python -m benchmarks.sync [--tickets 100000] [--few 20000]

At two sizes, to see whether memory grows. CPU seconds are those of all threads, of starting and, of the bare one, of
reading the rows too.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks.pages import Pages, pages
from supportterm.backends.abilities import abilities
from supportterm.desk import Desk
from supportterm.store.replica import ConnectionState
from supportterm.sync.engine import Engine

NAME = "far"


@contextmanager
def server(tickets: int) -> Iterator[int]:
    """A server of pages in a process of its own; its port."""
    pages(tickets)
    command = [sys.executable, "-m", "benchmarks.pages", str(tickets)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def connected(path: Path, port: int, tickets: int) -> Path:
    """An empty desk with a connection to the server."""
    Desk.create(path, "bench").close()
    with Desk.open(path, me="ann") as desk:
        settings = {"port": str(port), "tickets": str(tickets)}
        spec = {"title": "Far", "backend": "pages", "can": abilities(Pages.capabilities), "settings": settings}
        desk.define("connection", NAME, spec)
    return path


def state(path: Path) -> ConnectionState:
    with Desk.open(path, read_only=True) as desk:
        return desk.connection_state(NAME)


class Run(NamedTuple):
    """*memory*: the most that was not shared with the file, MiB."""

    seconds: float
    cpu: float
    memory: float


def run(*arguments: str) -> Run:
    """A part of this benchmark in a process of its own, which says its seconds."""
    before = os.times()
    with subprocess.Popen([sys.executable, "-m", *arguments], stdout=subprocess.PIPE, text=True) as process:
        most = 0.0
        while process.poll() is None:
            most = max(most, anonymous(process.pid))
            time.sleep(0.05)
        assert process.stdout is not None
        seconds = float(process.stdout.read())
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(seconds, cpu, most)


def anonymous(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = [line.split()[1] for line in text.splitlines() if line.startswith("RssAnon:")]
    return int(found[0]) / 1024 if found else 0.0


def pull(path: Path, port: int, tickets: int) -> float:
    """Until all is there; seconds."""
    with Desk.open(path) as desk:
        clock = lambda: int(time.time() * 1000)  # noqa: E731
        engine = Engine(desk.replica(NAME), Pages(port, tickets), clock=clock, random=Random(1), fence="bench")
        started = time.perf_counter()
        while desk.connection_state(NAME).caught_up is None:
            engine.step()
        seconds = time.perf_counter() - started
    return seconds


def first_pull(folder: Path, tickets: int) -> tuple[Run, Run]:
    """Ours, and bare."""
    with server(tickets) as port:
        full = connected(folder / f"{tickets}.desk", port, tickets)
        ours = run("benchmarks.sync", "--pull", str(full), str(port), str(tickets))
    empty = folder / f"{tickets}.bare"
    Desk.create(empty, "bench").close()
    bare = run("benchmarks.bare_rows", str(pages(tickets)), str(full), str(empty))
    for name, found in (("pulled", ours), ("bare", bare)):
        print(
            f"{name:8}{tickets:>8,} tickets {found.seconds:7.2f} s {tickets / found.seconds:>7.0f} a second   "
            f"{found.cpu:7.2f} s CPU   {found.memory:5.0f} MiB"
        )
    return ours, bare


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--few", type=int, default=20_000)
    parser.add_argument("--pull", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.pull:
        print(pull(Path(given.pull[0]), int(given.pull[1]), int(given.pull[2])))
        return
    with tempfile.TemporaryDirectory(prefix="supportterm-bench-") as name:
        folder = Path(name)
        few, _ = first_pull(folder, given.few)
        many, bare = first_pull(folder, given.tickets)
    ratio, cpu = bare.seconds / many.seconds, bare.cpu / many.cpu
    print(f"rate of the first pull / bare: {ratio:.2f} (wanted: 0.5 or more), by CPU {cpu:.2f}")
    print(f"memory for {given.tickets // given.few} times as many: {many.memory / few.memory:.2f} times as much")


if __name__ == "__main__":
    main()
