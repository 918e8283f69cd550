"""`sync`: have the keeper look now, and say what came of it."""

import time

from supportterm.commands.call import Call, Outcome
from supportterm.commands.leaving import PATIENCE
from supportterm.commands.registry import SHELL, command
from supportterm.core.refusal import Refused


@command("sync", faces=(SHELL,), group="sync", examples=("sync", "sync --json"))
def sync(call: Call) -> Outcome:
    """Send what waits and fetch what is new, now; says how each connection stands then."""
    from supportterm.config.paths import paths
    from supportterm.sync.bus import LOOK
    from supportterm.sync.standing import standing
    from supportterm.sync.starting import ensure

    desk = call.desk
    names = [c.name for c in desk.connections() if not c.paused]
    if not names:
        raise Refused("this desk is connected to nothing; `supportterm connect` says what there is")
    began = call.now
    if not ensure(desk, paths().state / "keeper.log", hint=LOOK):
        raise Refused("nothing can be sent from this desk: it is a copy, or can only be read; `doctor` says more")
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not all(_done(call, name, began) for name in names):
        time.sleep(0.1)
        desk.poll()
    now = standing(desk, call.now)
    settled = all(_done(call, name, began) for name in names)
    return Outcome(
        now.words,
        records=[{"name": n, "words": w} for n, w in now.details],
        lines=[*(f"{n}: {w}" for n, w in now.details), *([now.words] if now.waiting or now.attention else [])],
        ok=settled and now.severity in ("ok", "busy"),
    )


def _done(call: Call, name: str, since: int) -> bool:
    """Whether a connection has looked since then, or can't."""
    state = call.desk.connection_state(name)
    if state.state in ("auth", "changed") or (state.state in ("offline", "failing", "throttled") and state.since):
        return True
    return state.looked >= since and state.caught_up is not None
