"""A person's home, the program in it, and a desk into which a small archive of mails was imported."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from terminal import Terminal, terminal

from supportterm.desk import Desk

MAILS = Path(__file__).parent / "mail" / "support.mbox"
SETTINGS = "me: sam\nzone: UTC\nconfirm:\n  merge: false\n"


class Home:
    """Where a person keeps their desk, and the program as they run it there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.desk = path / ".local" / "share" / "supportterm" / "main.desk"

    def shell(self, *words: str, status: int = 0) -> str:
        """What a command prints. It must end with *status*."""
        environment = {
            **{"HOME": str(self.path), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        command = [sys.executable, "-m", "supportterm", *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=200, cwd=self.path)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    def json(self, *words: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.shell(*words, "--json").splitlines()]

    def ticket(self, number: int) -> dict[str, Any]:
        return self.json("show", str(number))[0]

    def wrote(self, number: int) -> list[tuple[str, str]]:
        """Who wrote and what, oldest first."""
        return [(message["role"], message["body"]) for message in self.ticket(number)["messages"]]

    def console(
        self, *words: str, columns: int = 100, rows: int = 30, **environment: str
    ) -> contextlib.AbstractContextManager[Terminal]:
        return terminal(words, self.path, columns, rows, **environment)


def _settle(path: Path) -> Home:
    home = Home(path)
    settings = path / ".config" / "supportterm" / "config.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text(SETTINGS)
    home.shell("team", "add", "backend", "--tier", "2")
    home.shell("agent", "add", "sam", "--name", "Sam", "--teams", "support", "--email", "sam@quay.example")
    return home


@pytest.fixture(scope="session")
def _home_with_mails(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = _settle(tmp_path_factory.mktemp("mails"))
    assert home.shell("import", "mbox", str(MAILS)) == "12 messages imported into 9 new tickets\n"
    return home


@pytest.fixture
def home(own_home: Path, _home_with_mails: Home) -> Home:
    """Sam's, with the twelve mails of `mail/support.mbox` as nine tickets."""
    shutil.copytree(_home_with_mails.path, own_home, dirs_exist_ok=True)
    home = Home(own_home)
    with Desk.open(home.desk) as desk:
        desk.claim()
    return home


@pytest.fixture(scope="session")
def home_with_19_000_mails(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Home:
    """Sam's, with a year of a busy mailing list; skipped where the archive is not."""
    archive = shared / "data" / "maillist" / "r-help_2004.txt.gz"
    if not archive.exists():
        pytest.skip("no list archive beside this checkout")
    home = _settle(tmp_path_factory.mktemp("r-help"))
    report = home.json("import", "mbox", str(archive))[0]
    assert report["new_messages"] > 18_000 and not report["bad"]
    return home


@pytest.fixture
def console(home: Home) -> Iterator[Terminal]:
    """The console on the desk of `home`, at 100x30, showing the queue."""
    with home.console() as there:
        there.see("Charged twice for March")
        yield there
