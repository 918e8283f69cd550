"""A text in a person's own editor, which has the terminal meanwhile."""

import os
import shlex
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from supportterm.core.refusal import Refused


def editor_of(person: str) -> str:
    """The program that a *person* has set, else `$VISUAL` or `$EDITOR`; empty when there is none."""
    return person or os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""


def edited(text: str, program: str, stage: AbstractContextManager[object] | None = None) -> str | None:
    """What *text* became in *program*; None when it was left without saving, or failed.

    *stage* is entered while the program has the terminal. Raises Refused when it can't be started.
    """
    with tempfile.TemporaryDirectory(prefix="supportterm-") as folder:
        file = Path(folder) / "message.md"
        file.touch(mode=0o600)
        file.write_text(text, encoding="utf-8")
        before = file.stat().st_mtime_ns
        with stage or nullcontext(), _its_keys_are_its_own():
            try:
                status = subprocess.run([*shlex.split(program), str(file)], check=False).returncode
            except (OSError, ValueError) as error:
                why = (error.strerror if isinstance(error, OSError) else "") or error
                raise Refused(f"{program} could not be started: {why}") from None
        if status != 0 or file.stat().st_mtime_ns == before:
            return None
        return file.read_text(encoding="utf-8", errors="replace")


@contextmanager
def _its_keys_are_its_own() -> Iterator[None]:
    """Ctrl-C and ctrl-\\ reach all who stand at the terminal: what they mean to the editor must not end this program,
    nor by its end the editor. A handler, since what is ignored would be ignored by the editor too."""
    if threading.current_thread() is not threading.main_thread():  # no signal is handled here
        yield
        return
    before = {key: signal.getsignal(key) for key in (signal.SIGINT, signal.SIGQUIT)}
    heard = {key: handler for key, handler in before.items() if handler not in (signal.SIG_IGN, None)}
    for key in heard:
        signal.signal(key, lambda *_: None)
    try:
        yield
    finally:
        for key, handler in heard.items():
            signal.signal(key, handler)
