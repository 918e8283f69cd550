"""`keeper`: the process that sends and receives, in the foreground or on its own."""

from supportterm.commands.call import Call, Outcome
from supportterm.commands.registry import SHELL, command


@command("keeper", faces=(SHELL,), group="desk", examples=("keeper", "keeper --once"))
def keeper(call: Call, *, once: bool = False, detached: bool = False) -> Outcome:
    """Send and receive for this desk, here, until told to end: for service managers.

    Nobody has to start it by hand: consoles and commands do, and it ends when it is no longer needed. `--once` ends
    when all that can be done now is done.
    """
    import logging
    import sys
    from typing import cast

    from supportterm.backends.protocol import Helpdesk
    from supportterm.commands.opening import opened
    from supportterm.sync import lock
    from supportterm.sync.keeper import Keeper, obey_signals
    from supportterm.sync.starting import detach

    path, desk = call.desk.path, call.desk.id
    call.close()
    if detached:
        detach()
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(name)s %(message)s", force=True)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    keeping = Keeper(path, lambda connected: cast(Helpdesk, opened(connected, desk)))
    obey_signals(keeping, detached=detached)
    try:
        keeping.run(once=once, forever=not once and not detached)
    except lock.Held:
        if not detached:
            raise
    return Outcome()
