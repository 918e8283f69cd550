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


def said_by(program: str, words: list[str], home: Path) -> str:
    """What a fresh process writes that runs *program* with *words*."""
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path), "LANG": "C.UTF-8"}
    command = [sys.executable, "-c", program, *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def loaded_by(words: list[str], home: Path) -> str:
    """Which heavy packages a fresh process holds after running *words*; without words, after the import alone."""
    return said_by(WHAT_IS_LOADED, [",".join(HEAVY), *words], home)


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
from pathlib import Path
import supportterm.cli.main, supportterm.tui.start, supportterm.tui.terminal
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm

class Begun(SupportTerm):
    def _display(self, screen, renderable):
        super()._display(screen, renderable)
        if self._desk_screen.queue.window.rows and self.return_value is None:
            self.exit(["a row", *(name for name in sys.argv[2:] if name in sys.modules)])

with Desk.open(Path(sys.argv[1])) as desk:
    print(*Begun(desk).run(headless=True, size=(120, 40)), sep=", ")
"""
LATER = (
    "yaml", "hashlib", "supportterm.commands.call", "supportterm.commands.registry",
    "supportterm.core.fold", "supportterm.core.operations", "supportterm.store.append", "supportterm.tui.frame",
    "textual.document",
)  # fmt: skip


def test_the_consoles_first_row_waits_for_nothing_that_only_writing_needs(home: Path) -> None:
    """What is loaded when the first frame is there. What only runs by then counts too: a list with rows that
    worked out what it would say without any once loaded all keys."""
    words = [*map(str, home.rglob("*.desk")), *LATER]
    said_by(BEFORE_A_ROW, words, home)  # keeps the theme, so that the next one need not work it out
    assert said_by(BEFORE_A_ROW, words, home) == "a row"
