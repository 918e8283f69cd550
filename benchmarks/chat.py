"""From a visitor's browser to the agent's screen: a line of the conversation in sight, while others are under way.

    python -m benchmarks.chat [--conversations 200] [--lines 60] [--every 30]

Customers' side and console are processes of their own, as they are run; visitors are WebSockets, each of whom says
something every so many seconds. The same is measured with one conversation, in the same run.
"""

import argparse
import asyncio
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from benchmarks.console import ENVIRONMENT
from benchmarks.probe import Probe
from supportterm.desk import Desk

WANTED = 150.0
"""Milliseconds, p95."""


class Visitors:
    """Those who chat, on a loop of their own."""

    def __init__(self, site: str, every: float) -> None:
        self._site = site
        self._every = every
        self._loop = asyncio.new_event_loop()
        self._lines: list[ClientConnection] = []
        self._talking: list[asyncio.Task[None]] = []
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def come(self, number: int) -> None:
        """One more of them, who opens a conversation. Returns once their first line is taken."""
        asyncio.run_coroutine_threadsafe(self._come(number), self._loop).result(60)

    def say(self, number: int, text: str) -> float:
        """Visitor *number* says something; the moment it left, by the performance counter."""
        return asyncio.run_coroutine_threadsafe(self._say(self._lines[number], text), self._loop).result(20)

    def leave(self) -> None:
        asyncio.run_coroutine_threadsafe(self._leave(), self._loop).result(60)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _leave(self) -> None:
        for task in self._talking:
            task.cancel()
        await asyncio.gather(*self._talking, return_exceptions=True)
        await asyncio.gather(*(line.close() for line in self._lines))

    async def _come(self, number: int) -> None:
        line = await connect(
            f"ws://{self._site}/chat/line",
            origin=Origin(f"http://{self._site}"),
            additional_headers={"X-Forwarded-For": f"10.1.{number // 200}.{number % 200 + 1}"},
        )
        self._lines.append(line)
        await line.send(json.dumps({"t": "hello"}))
        await self._say(line, f"question {number}", name=f"Visitor {number}", email=f"v{number}@mail.test")
        while json.loads(await line.recv())["t"] != "got":
            pass
        self._talking += [asyncio.create_task(self._hear(line)), asyncio.create_task(self._talk(number, line))]

    async def _hear(self, line: ClientConnection) -> None:
        async for _ in line:
            pass

    async def _talk(self, number: int, line: ClientConnection) -> None:
        """The first is the one that is measured: they say what they are told to."""
        chance = random.Random(number)
        while number:
            await asyncio.sleep(chance.uniform(0, 2 * self._every))
            await self._say(line, f"and another thing, {number}")

    async def _say(self, line: ClientConnection, text: str, **who: str) -> float:
        left = time.perf_counter()
        await line.send(json.dumps({"t": "say", "id": token_hex(16), "text": text, **who}))
        return left


@contextmanager
def served(path: Path) -> Iterator[str]:
    """Where the customers' side of a desk answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "supportterm", "--desk", str(path), "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, start_new_session=True)
    try:
        assert process.stdout is not None and process.stdout.readline()
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def measured(probe: Probe, visitors: Visitors, lines: int) -> list[float]:
    """Milliseconds from a line that leaves to the screen on which it stands."""
    found = []
    for _ in range(lines):
        probe.written_within(random.uniform(1.5, 1.7))  # more often nobody may say something
        words = token_hex(6)
        left = visitors.say(0, words)
        found.append((probe.when(words.encode()) - left) * 1000)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=200)
    parser.add_argument("--lines", type=int, default=60)
    parser.add_argument("--every", type=float, default=30, help="seconds between two lines of a visitor, on average")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="supportterm-bench-") as folder:
        path = Path(folder) / "chat.desk"
        with Desk.create(path, "Bench", me="dana") as desk:
            desk.define("team", "support", {"name": "Support"})
            desk.define("agent", "dana", {"name": "Dana", "teams": ["support"]})
        with served(path) as site:
            visitors = Visitors(site, given.every)
            visitors.come(0)
            probe = Probe([sys.executable, "-m", "supportterm", "--desk", str(path), "--me", "dana"], ENVIRONMENT)
            try:
                probe.until(lambda text: "question 0" in text)
                os.write(probe._master, b"gL")
                probe.until(lambda text: "Visitor 0 is here" in text)
                figures = {1: measured(probe, visitors, given.lines)}
                for number in range(1, given.conversations):
                    visitors.come(number)
                    probe.written_within(0.01)
                figures[given.conversations] = measured(probe, visitors, given.lines)
            finally:
                probe.close()
                visitors.leave()
    print(f"{'conversations':16}{'median':>10}{'p95':>10}{'worst':>10}   milliseconds to the screen")
    for number, found in figures.items():
        p95 = sorted(found)[int(len(found) * 0.95)]
        print(f"{number:<16}{statistics.median(found):>10.0f}{p95:>10.0f}{max(found):>10.0f}")
    print(f"p95 with {given.conversations}: wanted {WANTED:.0f} ms or less")


if __name__ == "__main__":
    main()
