"""`keeper`: the process that sends and receives, in the foreground or on its own."""

import os
from typing import Final

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import Count, Line
from supportterm.commands.registry import SHELL, command
from supportterm.core.refusal import Refused

NICE: Final = 10
"""How far it stands back behind other programs: whoever presses a key on this machine comes first."""


@command("keeper", faces=(SHELL,), group="sync", examples=("keeper", "keeper --once"))
def keeper(call: Call, *, once: bool = False, linger: Count = 0, log: Line = "") -> Outcome:
    """Send and receive for this desk, run hooks and webhooks, until told to end: for service managers.

    Nobody has to start it by hand: consoles and commands do. `--once` ends when all that can be done now is done, with
    status 1 when something is left. `--linger N` ends when it was not needed for N seconds. `--log FILE` writes there
    what is told on standard error otherwise; no customer's text is among it.
    """
    from pathlib import Path
    from typing import cast

    from supportterm.backends.protocol import Helpdesk
    from supportterm.commands.hook_telling import hooks_of, webhooks_of
    from supportterm.commands.opening import opened
    from supportterm.desk import StoreError
    from supportterm.sync import diary, lock
    from supportterm.sync.keeper import Keeper, obey_signals

    path, desk = call.desk.path, call.desk.id
    call.close()
    os.nice(NICE)
    diary.write_to(Path(log).expanduser() if log else None)
    keeping = Keeper(
        path,
        lambda connected: cast(Helpdesk, opened(connected, desk)),
        linger=linger or None,
        following=(hooks_of, webhooks_of),
    )
    obey_signals(keeping, detached=linger > 0)
    try:
        if once:
            done, words = keeping.once()
            return Outcome(words, ok=done)
        keeping.run()
    except lock.Held:
        if not linger:  # else two were started at once, and one is enough
            raise
    except (Refused, StoreError):
        raise
    except Exception:
        if not log:
            raise
        diary.LOG.exception("the keeper failed")  # without its words, which may be a customer's
        return Outcome(ok=False)
    return Outcome()
