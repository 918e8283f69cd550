"""A desk before a help desk in a folder, used as people do: by the program, in processes of their own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ledger_driver import CAPABILITIES, Ledger

from keepers import PATIENCE, keeper_of
from supportterm.backends.abilities import abilities
from supportterm.desk import Desk
from supportterm.store.connection import Journal

PACKAGE = {
    "METADATA": "Metadata-Version: 2.1\nName: ledger\nVersion: 1.0\n",
    "entry_points.txt": "[supportterm.backends]\nledger = ledger_driver:LEDGER\n",
}


class KeptDesk:
    def __init__(self, home: Path, *, undo_window: float = 0, journal: Journal | None = None) -> None:
        self.home = home
        self.path = home / "team.desk"
        self.remote = Ledger(home / "remote")
        self.remote.folder.mkdir()
        plugins = home / "plugins" / "ledger-1.0.dist-info"
        plugins.mkdir(parents=True)
        for name, text in PACKAGE.items():
            (plugins / name).write_text(text)
        self.settle(undo_window)
        self.environment = {
            "HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join([*sys.path, str(plugins.parent)]),
        }  # fmt: skip
        with self.remote.there() as remote:
            remote.open("7", tags=("a",))
        Desk.create(self.path, "Team", journal=journal).close()
        with Desk.open(self.path, me="ann") as desk:
            self.connect(desk)

    def settle(self, undo_window: float) -> None:
        settings = self.home / ".config" / "supportterm" / "config.yaml"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(f"me: ann\nzone: UTC\nundo_window: {undo_window}\n")

    def connect(self, desk: Desk, name: str = "far", **more: object) -> None:
        spec = {
            "title": "Far", "backend": "ledger", "can": abilities(CAPABILITIES),
            "settings": {"folder": str(self.remote.folder)}, **more,
        }  # fmt: skip
        desk.define("connection", name, spec)

    # --- the program

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "supportterm", "--desk", str(self.path), *words]

    def run(self, *words: str, status: int = 0) -> str:
        """What a command prints on both; it must end with *status*."""
        done = subprocess.run(
            self.command(*words), env=self.environment, cwd=self.home, capture_output=True, text=True, timeout=PATIENCE
        )
        assert done.returncode == status, done.stdout + done.stderr + self.log()
        return done.stdout + done.stderr

    def json(self, *words: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run(*words, "--json").splitlines()]

    def begin(self, *words: str) -> "subprocess.Popen[str]":
        """A command that goes on."""
        return subprocess.Popen(
            self.command(*words), env=self.environment, cwd=self.home, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    # --- what is so

    def desk(self) -> Desk:
        return Desk.open(self.path, me="ann", undo_window=0)

    def states(self) -> list[tuple[str, str]]:
        with self.desk() as desk:
            return [(e.kind, str(e.state)) for e in desk.outbox()]

    def state(self, name: str = "far") -> str:
        with self.desk() as desk:
            return desk.connection_state(name).state

    def there(self, key: str = "7") -> list[str]:
        """What was written on a ticket there."""
        with self.remote.there() as remote:
            return remote.bodies(key)

    def log(self) -> str:
        logs = (self.home / ".local" / "state" / "supportterm" / "keepers").glob(f"{self.path.stem}-*.log")
        return "".join(log.read_text() for log in logs)

    def keeper(self) -> int:
        """The process that keeps the desk; 0 when none does."""
        return keeper_of(self.path)

    def eventually(self, what: Callable[[], object]) -> object:
        """The first answer of *what* that is true."""
        end = time.monotonic() + PATIENCE
        while not (found := what()):
            assert time.monotonic() < end, (self.states(), self.there(), self.log())
            time.sleep(0.02)
        return found

    def mark(self, name: str) -> Path:
        """Have something happen to what is written there from now on: see ledger_driver.py."""
        file = self.remote.folder / name
        file.touch()
        return file

    def marked(self, name: str) -> bool:
        return (self.remote.folder / name).exists()

    def end(self) -> None:
        if pid := self.keeper():
            os.kill(pid, signal.SIGCONT)
            os.kill(pid, signal.SIGKILL)
            self.eventually(lambda: not self.keeper())
