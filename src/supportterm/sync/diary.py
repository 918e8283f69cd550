"""What the keeper writes down of its work: enough to find a mistake, no customer's text and no secret."""

import logging
import os
import sys
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final

LOG: Final = logging.getLogger("supportterm.keeper")
_MOST: Final = 512 * 1024
"""Bytes of a file before it is put aside for a new one; one older is kept."""


class Discreet(logging.Formatter):
    """Of an exception its kind and where it came from: its words may hold what somebody wrote."""

    def formatException(self, ei: Any) -> str:
        kind, _, trace = ei
        frames = [f"  {f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]
        return "\n".join([*frames, f"  {kind.__name__}" if kind is not None else ""])


class Private(RotatingFileHandler):
    """Each file it begins is readable by its owner only."""

    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
        return open(os.open(self.baseFilename, flags, 0o600), "a", encoding=self.encoding)


def write_to(file: Path | None) -> None:
    """Write to *file*, readable by its owner only, else to standard error. A file that can't be is done without."""
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    if file is not None:
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handler = Private(file, maxBytes=_MOST, backupCount=1, encoding="utf-8")
            file.chmod(0o600)  # it may be there from before
        except OSError:
            handler = logging.NullHandler()
    handler.setFormatter(Discreet("%(asctime)s %(process)d %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False  # what libraries say of requests is not for a file
    logging.lastResort = None
