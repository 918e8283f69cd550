"""A short command must be short: what is heavy is loaded where it is needed and not before."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "textual", "rich", "click", "yaml", "sqlite_utils", "httpx", "keyring", "liquid", "nh3", "idna", "markdown_it",
    "holidays",
)  # fmt: skip

WHAT_IS_LOADED = """
import contextlib, io, sys
from supportterm.cli.main import main
words = sys.argv[2:]
with contextlib.redirect_stdout(io.StringIO()):
    status = main(words) if words else 0
print(*[name for name in sys.argv[1].split(",") if name in sys.modules])
sys.exit(status)
"""


def loaded_by(words: list[str], home: Path) -> str:
    """Which heavy packages a fresh process holds after running *words*; without words, after the import alone."""
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path), "LANG": "C.UTF-8"}
    command = [sys.executable, "-c", WHAT_IS_LOADED, ",".join(HEAVY), *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a desk that has a ticket, as every day but the first finds it."""
    home = tmp_path_factory.mktemp("home")
    words = ["new", "--from", "dana@acme.example", "--subject", "Refund", "please"]
    loaded_by(words, home)
    return home


def test_the_shell_face_starts_with_nothing_heavy(home: Path) -> None:
    assert loaded_by([], home) == ""


@pytest.mark.parametrize("words", [["--version"], ["list", "--limit", "20", "--json"], ["list", "refund status:open"]])
def test_a_short_command_loads_nothing_heavy(words: list[str], home: Path) -> None:
    assert loaded_by(words, home) == ""


def test_a_keeper_that_speaks_to_nobody_loads_no_network_client(home: Path) -> None:
    assert not {"httpx", "rich", "click", "textual"} & set(loaded_by(["keeper", "--once"], home).split())


BEFORE_A_ROW = """
import sys
import supportterm.cli.main, supportterm.desk.fresh, supportterm.store.definitions, supportterm.tui.app
import supportterm.tui.start, supportterm.tui.terminal
print(*[name for name in sys.argv[1:] if name in sys.modules])
"""
LATER = (
    "yaml", "hashlib", "supportterm.commands.call", "supportterm.commands.registry",
    "supportterm.core.fold", "supportterm.core.operations", "supportterm.store.append", "supportterm.tui.frame",
    "textual.document",
)  # fmt: skip


def test_the_consoles_first_row_waits_for_nothing_that_only_writing_needs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BEFORE_A_ROW, *LATER], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == []
