"""A shell to type into, and a small desk behind it."""

import io
import os
import shlex
import shutil
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from shell_words import Answer, Shell

from supportterm.cli.main import main
from supportterm.desk import Desk
from supportterm.store.audit import audit


@pytest.fixture
def empty_shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    """`shell("list", "--json")` in this process, in a home where nothing is yet."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str, stdin: str | bytes = b"") -> Answer:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))
            status = main(words)
        return Answer(status, *capsys.readouterr())

    return run


FIRST_DAY = (
    "team add backend --tier 2",
    "agent add dana --teams support --email dana@desk.test",
    "agent add sam --teams backend",
    "new --from al@acme.test --name Al --subject Refund 'charged twice for March'",
    "new --from bo@bolt.test --name Bo --subject Printer 'it smells of smoke' --channel web",
)


@pytest.fixture(scope="session")
def home_of_dana(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once, by the shell itself; every test gets a copy."""
    home = tmp_path_factory.mktemp("dana")
    settings = home / ".config" / "supportterm" / "config.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text("me: dana\nzone: UTC\n")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()):
        for name in [n for n in os.environ if n.startswith(("SUPPORTTERM_", "XDG_"))]:
            patch.delenv(name)
        patch.setenv("HOME", str(home))
        for line in FIRST_DAY:
            assert main(shlex.split(line)) == 0
    return home


@pytest.fixture
def shell(empty_shell: Shell, own_home: Path, home_of_dana: Path) -> Shell:
    """A shell of dana's: two tickets, sam beside her, the teams support (tier 1) and backend (tier 2)."""
    shutil.copytree(home_of_dana, own_home, dirs_exist_ok=True)
    with Desk.open(own_home / ".local" / "share" / "supportterm" / "main.desk") as desk:
        desk.claim()
    return empty_shell


@pytest.fixture
def head(shell: Shell, own_home: Path) -> Callable[[], str]:
    """The head of the desk's log: the same before and after means that nothing has changed."""
    return lambda: audit(own_home / ".local" / "share" / "supportterm" / "main.desk").words
