"""A test's hands at a fake help desk that runs as a process of its own, and fixtures for both ways of running it."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.http_backend import CAPABILITIES
from fakes.remote import Rules
from fakes.server import FakeServer, serving

_ROOT = Path(__file__).parents[2]


class FakeDeskProcess:
    """`python -m tests.fakes.server`. After `kill` and `start` it is at the same address, with all that was kept."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "fake-desk.state"
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> None:
        port = self.url.rpartition(":")[2] or "0"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.server", port, str(self._file)],
            cwd=_ROOT, env=dict(os.environ), stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        assert self.url, "the fake help desk did not start"

    def kill(self) -> None:
        """At once, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def next(self, *faults: str) -> None:
        """What becomes of the next calls: faults of fakes/wire.py, or `stall`."""
        self._post("faults", list(faults))

    def next_writes(self, *faults: str) -> None:
        """The same for those calls that write."""
        self._post("write-faults", list(faults))

    def do(self, who: str, does: str, *of: Any, **values: Any) -> Any:
        """As in fakes/doors.py: `do("bob", "reply", key, "text")`, `do("al@acme.test", "opens", subject, body)`."""
        return self._post("do", {"who": who, "does": does, "of": of, "values": values})

    def deliver(self) -> None:
        """What was late arrives."""
        self._post("deliver", None)

    def go(self) -> None:
        """What is stalled hangs up."""
        self._post("go", None)

    def seen(self) -> dict[str, Any]:
        """`arrivals`, `texts` and `tickets` by key, `calls`, whether one is `stalled`."""
        found: dict[str, Any] = self._post("seen", None)
        return found

    def _post(self, name: str, body: Any) -> Any:
        request = urllib.request.Request(f"{self.url}/-/{name}", json.dumps(body).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())


@pytest.fixture
def fake_desk() -> Iterator[tuple[FakeServer, str]]:
    """In threads of this process: the server, and its address."""
    server = FakeServer(Rules.of(CAPABILITIES))
    with serving(server) as url:
        yield server, url


@pytest.fixture
def fake_desk_process(tmp_path: Path) -> Iterator[FakeDeskProcess]:
    """A process of its own."""
    desk = FakeDeskProcess(tmp_path)
    desk.start()
    yield desk
    desk.kill()
