"""The ways out: those that nobody chose (the terminal is gone, the machine shuts down), and what is said on leaving."""

import asyncio
import os
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.tui.app import SupportTerm


def watch(app: "SupportTerm") -> None:
    """From now on both keep what is being written. To be called before the terminal is the app's: who is ended later
    gives it back."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, _hung_up, app)
    loop.add_signal_handler(signal.SIGTERM, _asked_to_end, app)


def _hung_up(app: "SupportTerm") -> None:
    """At once: whoever writes to a terminal that is gone may wait for ever."""
    try:
        app.save()
        app.desk.close()
    finally:
        os._exit(128 + signal.SIGHUP)


def _asked_to_end(app: "SupportTerm") -> None:
    try:
        app.save()
    finally:
        app.exit(return_code=128 + signal.SIGTERM)


def left(desk: "Desk") -> str:
    """What has not left yet, in a sentence, and who sees to it; empty when all has arrived."""
    entries = desk.outbox()
    people = sum(e.state.for_people for e in entries)
    waiting = [e for e in entries if not e.state.for_people and e.kind != "later"]
    later = len([e for e in entries if not e.state.for_people and e.kind == "later"])
    said = []
    if waiting:
        one, many = ("reply", "replies") if all(e.kind == "say" for e in waiting) else ("change", "changes")
        counted = f"1 {one} is" if len(waiting) == 1 else f"{len(waiting)} {many} are"
        held = {c.title: desk.connection_state(c.name).state for c in desk.connections()}
        away = [title for title, state in held.items() if state in ("offline", "auth", "failing", "changed")]
        how = f"once {', '.join(away)} can be reached again" if away else "now"
        who = f"the keeper sends {'it' if len(waiting) == 1 else 'them'} {how}"
        if not desk.is_original:
            who = "this desk is a copy, and sends nothing"
        said.append(f"{counted} still waiting; {who}")
    if later:
        said.append(f"{later} {'message is' if later == 1 else 'messages are'} said later, by the keeper")
    if people:
        said.append(f"{people} {'waits' if people == 1 else 'wait'} for you: `supportterm conflicts`")
    return ". ".join(said)
