"""The keeper of a desk, seen from another process, and waiting for what such a process does."""

import os
import re
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from supportterm.sync import lock

PATIENCE = 60
"""Seconds: far more than a busy machine takes."""


def until(so: Callable[[], object]) -> None:
    """Wait for what another process or thread does."""
    end = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < end
        time.sleep(0.02)


def keeper_of(desk: Path) -> int:
    """The process that keeps the desk; 0 when none does."""
    if not lock.is_kept(desk):
        return 0
    found = re.search(r"process (\d+)", Path(f"{desk}.keeper").read_text())
    return int(found[1]) if found else 0


def dismiss(desk: Path) -> None:
    """Have the keeper end, if there is one, as whoever shuts the machine down does."""
    if keeper := keeper_of(desk):
        with suppress(ProcessLookupError):
            os.kill(keeper, signal.SIGTERM)
    until(lambda: not lock.is_kept(desk))
