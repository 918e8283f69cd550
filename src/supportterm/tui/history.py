"""Command lines run before, kept from one session to the next: for their author alone."""

import os
from contextlib import suppress
from pathlib import Path

from supportterm.core.safe import safe_filename

REMEMBERED = 500
"""Lines that are found again."""
_TOO_LONG = 256 * 1024
"""Bytes of the file from which on what is too old to be found is thrown away."""


def file_of(folder: Path, agent: str) -> Path:
    """Where in *folder* the lines of *agent* are kept."""
    return folder / f"history-{safe_filename(agent) if agent else 'nobody'}"


class History:
    """Each line once, the newest first.

    Several consoles share the file; what can't be written to it only this one knows.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._own: list[str] = []

    def lines(self) -> list[str]:
        """Those of other consoles too, as of now."""
        written: list[str] = []
        with suppress(OSError):
            written = self._file.read_text(encoding="utf-8", errors="replace").splitlines()
        return list(dict.fromkeys([*reversed(self._own), *reversed(written)]))[:REMEMBERED]

    def add(self, line: str) -> None:
        """Remember *line*. One that begins with a space is not remembered, as in a shell."""
        if line[:1].isspace() or not line.strip():
            return
        line = " ".join(line.splitlines())
        try:
            self._append(line)
        except OSError:
            self._own.append(line)

    def _append(self, line: str) -> None:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            os.write(handle, f"{line}\n".encode("utf-8", "replace"))
            size = os.fstat(handle).st_size
        finally:
            os.close(handle)
        if size > _TOO_LONG:
            self._shorten()

    def _shorten(self) -> None:
        kept = self.lines()
        fresh = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            out.writelines(f"{line}\n" for line in reversed(kept))
        fresh.replace(self._file)
