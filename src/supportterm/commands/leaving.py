"""After something was written: a process that sends it, and waiting until it has left."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from supportterm.commands.call import Call

if TYPE_CHECKING:
    from pathlib import Path

    from supportterm.store.outbox import Entry

PATIENCE: Final = 120.0
"""Seconds that `--wait` and `sync` wait, beside the time in which a reply can be taken back."""


def let_it_leave(call: Call) -> bool:
    """See to it that something sends what waits, and runs hooks, whatever becomes of this process; False when nothing
    can."""
    from supportterm.sync.soon import follows

    desk = call.desk
    return bool(desk.connections() or desk.scheduled() or follows(desk)) and _kept(call, b"wake")


def let_it_come(call: Call) -> bool:
    """The same, and a connection that waited for its secret, its settings or the network is tried at once."""
    return bool(call.desk.connections()) and _kept(call, b"look")


def let_it_happen(call: Call, *, look: bool) -> bool:
    """The same where somebody stays at the desk: what is due by time alone is done too. *look*: as `let_it_come`."""
    return _kept(call, b"look" if look else b"wake", stays=True)


def wait_until_gone(call: Call, change: bytes, patience: float = PATIENCE) -> tuple[bool, str]:
    """Wait until all that *change* sends away has left, or a person is needed; whether it has left, and how it stands.

    What sends nothing away has nothing to wait for: True and no words.
    """
    from supportterm.commands.departures import state_words

    let_it_leave(call)
    end: float | None = None
    while True:
        entries = call.desk.departures(change)
        if not entries:
            return True, ""
        if end is None:
            end = time.monotonic() + patience + max(0, max(e.not_before for e in entries) - call.now) / 1000
        telling = _telling(entries)
        if not telling.state.open:
            return telling.state == "acked", state_words(telling, call.now)
        if telling.state.for_people:
            return False, f"{state_words(telling, call.now)}; `outbox` says what can be done"
        if time.monotonic() > end:
            return False, f"{state_words(telling, call.now)}; it leaves when it can"
        time.sleep(0.1)
        call.desk.poll()


def state_of(call: Call, change: bytes) -> str:
    """The state of what *change* sends away, in a word for programs; `here` when it sends nothing."""
    entries = call.desk.departures(change)
    return str(_telling(entries).state) if entries else "here"


def _telling(entries: "Sequence[Entry]") -> "Entry":
    """Which one says how they stand together: one for a person, else one that is open, else one that did not arrive."""
    return min(entries, key=lambda e: (not e.state.for_people, not e.state.open, e.state == "acked", e.seq))


def log_file(desk: "Path") -> "Path":
    """Where keepers of *desk* that nobody started by hand write.

    A file for each desk: each has one keeper at a time, so that nobody writes to it while another puts it aside.
    """
    import os
    from hashlib import sha256

    from supportterm.config.paths import paths
    from supportterm.core.safe import safe_filename

    real = desk.resolve()
    return paths().state / "keepers" / f"{safe_filename(real.stem)}-{sha256(os.fsencode(real)).hexdigest()[:8]}.log"


def _kept(call: Call, hint: bytes, *, stays: bool = False) -> bool:
    """Whether a process keeps the desk. What was written stays in the outbox whether or not."""
    from supportterm.desk import StoreError
    from supportterm.sync.starting import ensure

    try:
        return ensure(call.desk, log_file(call.desk.path), hint=hint, stays=stays)
    except (StoreError, OSError):
        return False
