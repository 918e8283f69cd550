"""After something was written: a process that sends it, and waiting until it has left."""

import time
from typing import Final

from supportterm.commands.call import Call

PATIENCE: Final = 120.0
"""Seconds that `--wait` and `sync` wait."""


def let_it_leave(call: Call) -> bool:
    """See to it that something sends what waits, whatever becomes of this process; False when nothing can."""
    if not call.desk.connections():
        return False
    from supportterm.config.paths import paths
    from supportterm.sync.starting import ensure

    return ensure(call.desk, paths().state / "keeper.log")


def let_it_come(call: Call) -> None:
    """The same, and a connection that waited for its secret or its settings is tried at once."""
    from supportterm.config.paths import paths
    from supportterm.sync.bus import LOOK
    from supportterm.sync.starting import ensure

    ensure(call.desk, paths().state / "keeper.log", hint=LOOK)


def wait_until_gone(call: Call, message: int, patience: float = PATIENCE) -> tuple[bool, str]:
    """Whether a message has left within *patience* seconds, and what became of it in words."""
    let_it_leave(call)
    end = time.monotonic() + patience
    while time.monotonic() < end:
        entry = call.desk.departure(message)
        if entry is None:
            return False, "it stays here"
        if not entry.state.open:
            return entry.state == "acked", "sent" if entry.state == "acked" else "it was taken back"
        if entry.state.for_people:
            return False, f"{entry.state}: {entry.words}; `outbox` says what can be done"
        time.sleep(0.1)
        call.desk.poll()
    return False, "it has not left yet; it leaves when it can"
