"""A person's home, and the program as they run it there."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from terminal import Terminal, terminal

from supportterm.core.nouns import Message, Ticket
from supportterm.desk import Desk

MAILS = Path(__file__).parent / "mail" / "support.mbox"
T = TypeVar("T")
SETTINGS = "me: sam\nzone: UTC\nconfirm:\n  merge: false\n"


class Home:
    """Where a person keeps their desk, and the program as they run it there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.desk = path / ".local" / "share" / "supportterm" / "main.desk"
        self.environment: dict[str, str] = {}
        """What they have set beside what everybody has."""

    def shell(self, *words: str, status: int = 0) -> str:
        """What a command prints. It must end with *status*."""
        environment = {
            **{"HOME": str(self.path), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
            "PYTHONPATH": os.pathsep.join(sys.path),
            **self.environment,
        }
        command = [sys.executable, "-m", "supportterm", *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=200, cwd=self.path)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    def json(self, *words: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.shell(*words, "--json").splitlines()]

    def ticket(self, number: int, desk: Path | None = None) -> dict[str, Any]:
        return self.json("show", str(number), "--desk", str(desk or self.desk))[0]

    def settings(self, **files: str) -> None:
        """Write *files* of the settings folder; `__` in a name is a folder."""
        for name, text in files.items():
            path = self.path / ".config" / "supportterm" / f"{name.replace('__', '/')}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def reads(self, number: int) -> Ticket:
        """The ticket as the desk has it, without a program start."""
        with Desk.open(self.desk, me="sam", read_only=True) as desk:
            return desk.ticket(number)

    def wrote(self, number: int, desk: Path | None = None) -> list[tuple[str, str]]:
        """Who wrote and what, oldest first, as the desk has it."""
        with Desk.open(desk or self.desk, me="sam", read_only=True) as there:
            said = there.timeline(number, size=1_000)
        return [(message.role.word, message.body) for message in said if isinstance(message, Message)]

    def keeper(self) -> int:
        """The process that keeps the desk; 0 when none does."""
        note = self.desk.with_name(self.desk.name + ".keeper")
        found = re.search(r"process (\d+)", note.read_text()) if note.exists() else None
        return int(found[1]) if found and _runs(int(found[1])) else 0

    def end_keeper(self, how: int = signal.SIGTERM) -> None:
        """End the process that keeps the desk, if one does, and wait until it is gone."""
        pid, end = self.keeper(), time.monotonic() + 30
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)
        while pid and _runs(pid):
            assert time.monotonic() < end, "the keeper did not end"
            time.sleep(0.05)

    def eventually(self, what: Callable[[], T], seconds: float = 60) -> T:
        """The first answer of *what* that is true; else it is told what still waits and how the connections are."""
        end = time.monotonic() + seconds
        while not (found := what()):
            assert time.monotonic() < end, self.shell("outbox") + self.shell("connections")
            time.sleep(0.2)
        return found

    def console(
        self, *words: str, columns: int = 100, rows: int = 30, **environment: str
    ) -> contextlib.AbstractContextManager[Terminal]:
        return terminal(words, self.path, columns, rows, **{**self.environment, **environment})


def _runs(pid: int) -> bool:
    """Whether a process is there, and not only still to be asked how it ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
