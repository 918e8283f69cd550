"""`sync`: have the keeper look now, and say what came of it."""

import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.commands import progress
from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import Word
from supportterm.commands.leaving import PATIENCE, let_it_come, log_file
from supportterm.commands.registry import command
from supportterm.core.outbox import State
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.store.replica import ConnectionState

STILL: Final = 0.1
"""Seconds between looks."""
GRACE: Final = 10.0
"""Seconds that a process may need to start."""
AWAY: Final = ("offline", "failing", "throttled", "auth", "changed")
"""States in which nothing more is to be had now."""


@command("sync", group="sync", slow=True, examples=("sync", "sync rt", "sync rt --full"))
def sync(call: Call, name: Word = "", *, full: bool = False) -> Outcome:
    """Send what waits and fetch what is new, now; says what came and left, and how each connection stands.

    `--full` reads everything that is there again, from the beginning; what is here already is not doubled.
    """
    from supportterm.sync import lock
    from supportterm.sync.standing import in_full, standing

    desk = call.desk
    connections = [c.name for c in desk.connections() if not c.paused]
    if not connections:
        raise Refused("this desk is connected to nothing; `supportterm connect` says what there is")
    if name and name not in connections:
        raise Refused(f"there is no connection {name!r} that is not paused; there are {', '.join(connections)}")
    wanted = [name] if name else connections
    if full:
        for each in wanted:
            desk.replica(each).start_over()
    began = call.now
    tallies = {each: Tally(call, each) for each in wanted}
    said = {each: _said(desk.connection_state(each)) for each in wanted}
    if not let_it_come(call):
        lock.keeping(desk.path).release()  # says so, when the desk lies where none can be kept
        raise Refused("nothing can be sent from this desk: it is a copy, or can only be read; `doctor` says more")
    try:
        _wait(call, said, began)
    finally:
        _show(call, "")

    now = standing(desk, call.now)
    words = {each: in_full(each, desk.connection_state(each), call.now) for each in wanted}
    counted = {each: tallies[each].since() for each in wanted}
    lines = [f"{each}: {words[each]}, {came} came, {left} left" for each, (came, left) in counted.items()]
    if now.waiting or now.attention:
        lines.append(f"{now.waiting} waiting, {now.attention} for you; `outbox` lists them")
    return Outcome(
        "; ".join(lines),
        records=[
            {"name": each, "state": desk.connection_state(each).state, "words": words[each], "came": came, "left": left}
            for each, (came, left) in counted.items()
        ],
        lines=lines,
        ok=all(desk.connection_state(each).state == "ok" for each in wanted),
    )


class Tally:
    """What of a connection comes and leaves from now on."""

    def __init__(self, call: Call, name: str) -> None:
        self._desk = call.desk
        self._replica = call.desk.replica(name)
        self._texts = self._replica.texts()
        self._waiting = [e.id for e in self._desk.outbox() if e.connection == name]

    def since(self) -> tuple[int, int]:
        """Messages and articles that came, and things that left."""
        left = [e for e in map(self._desk.outbox_entry, self._waiting) if e is not None and e.state == "acked"]
        ours = sum(e.kind == "say" for e in left)
        return max(0, self._replica.texts() - self._texts - ours), len(left)


def _wait(call: Call, before: "Mapping[str, tuple[str, int, int]]", began: int) -> None:
    """Until each connection has looked and what could leave has left, or nothing more is to be had now.

    *before*: what was said of each when this began.
    """
    from supportterm.sync import lock, starting

    desk, start = call.desk, time.monotonic()
    end, pulled = start + PATIENCE, 0
    while time.monotonic() < end:
        if all(_over(call, name, said, began) for name, said in before.items()):
            return
        if (starting.failed() or time.monotonic() > start + GRACE) and not lock.is_kept(desk.path):
            lock.keeping(desk.path).release()  # says so, when the desk lies where none can be kept
            raise Refused(f"the process that sends and receives could not be started; {log_file(desk.path)} says why")
        if (done := _pulled(call, before)) > pulled:  # a first pull takes as long as it takes
            pulled, end = done, time.monotonic() + PATIENCE
        time.sleep(STILL)
        desk.poll()


def _pulled(call: Call, names: Iterable[str]) -> int:
    """How many things have come by first pulls that go on; tells it."""
    pulling = {name: s for name in names if (s := call.desk.connection_state(name)).state == "pulling"}
    done, totals = sum(s.done for s in pulling.values()), [s.total for s in pulling.values()]
    total = None if None in totals else sum(t or 0 for t in totals)
    if pulling:
        of = f" of {total:,}" if total else ""
        _show(call, f"{', '.join(pulling)}: {done:,}{of}", done, total)
    return done


def _show(call: Call, words: str, done: int = 0, total: int | None = None) -> None:
    """How far a first pull is; no words take it away. The console shows that itself."""
    if call.console_or_none is None:
        progress.show(done, total, words)


def _over(call: Call, name: str, before: tuple[str, int, int], began: int) -> bool:
    state = call.desk.connection_state(name)
    if state.state in AWAY:
        return _said(state) != before
    if state.state != "ok" or state.looked < began or call.desk.replica(name).next_moment() is not None:
        return False
    return not any(e.state is State.SENDING and e.connection == name for e in call.desk.outbox())


def _said(state: "ConnectionState") -> tuple[str, int, int]:
    """What changes whenever something was tried in vain."""
    return state.state, state.since, state.until
