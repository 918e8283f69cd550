"""A text in somebody's own editor, which stands at the same terminal as we do."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from supportterm.core.refusal import Refused
from supportterm.exchange.editing import edited, editor_of

EDITING = """
import signal, sys
from supportterm.exchange.editing import edited

before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGQUIT)
print(repr(edited("begun", sys.argv[1])))
assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGQUIT)) == before
"""


def at_a_terminal() -> None:
    """Keys count there; who runs the tests in the background has them ignored, by all that it starts too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)


def written(folder: Path, *lines: str) -> str:
    editor = folder / "editor"
    editor.write_text("\n".join(("#!/bin/sh", *lines, "")))
    editor.chmod(0o755)
    return str(editor)


@pytest.mark.parametrize(
    ("lines", "became"),
    [
        (["trap : INT QUIT", "kill -INT 0", "kill -QUIT 0", 'printf " and more" >> "$1"'], "'begun and more'"),
        (['printf " and more" >> "$1"', "kill -INT 0", "exec sleep 60"], "None"),
    ],
)
def test_what_is_pressed_in_the_editor_is_the_editors(tmp_path: Path, lines: list[str], became: str) -> None:
    """In a session of its own, since ctrl-C reaches all who stand at a terminal: vim takes it as escape."""
    command = [sys.executable, "-c", EDITING, written(tmp_path, *lines)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False,
        start_new_session=True, preexec_fn=at_a_terminal,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{became}\n", "")


def test_what_was_not_saved_or_failed_is_nothing(tmp_path: Path) -> None:
    assert edited("begun", "true") is None
    assert edited("begun", written(tmp_path, 'printf more >> "$1"', "exit 1")) is None


@pytest.mark.parametrize("program", ["/nowhere/editor", "'vi"])
def test_one_that_is_none_is_said_so(program: str) -> None:
    with pytest.raises(Refused, match="could not be started"):
        edited("begun", program)


def test_what_a_person_set_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert editor_of("") == ""
    monkeypatch.setenv("EDITOR", "ed")
    assert (editor_of(""), editor_of("nano")) == ("ed", "nano")
    monkeypatch.setenv("VISUAL", "vi")
    assert (editor_of(""), editor_of("nano")) == ("vi", "nano")
