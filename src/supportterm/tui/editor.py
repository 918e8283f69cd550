"""`$EDITOR` on a text, the screen handed over meanwhile."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from textual.app import App


def edit(app: "App[None]", text: str, editor: str = "") -> str | None:
    """What *text* became; None when the editor was left without saving. Raises Refused when there is no editor."""
    program = editor or os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    if not program:
        raise Refused("no editor is set; put one into $EDITOR, or `editor:` into config.yaml")
    with tempfile.TemporaryDirectory(prefix="supportterm-") as folder:
        file = Path(folder) / "message.md"
        file.touch(mode=0o600)
        file.write_text(text, encoding="utf-8")
        before = file.stat().st_mtime_ns
        with app.suspend():
            try:
                status = subprocess.run([*shlex.split(program), str(file)], check=False).returncode
            except OSError as error:
                raise Refused(f"{program} could not be started: {error.strerror}") from None
        if status != 0 or file.stat().st_mtime_ns == before:
            return None
        return file.read_text(encoding="utf-8", errors="replace")
