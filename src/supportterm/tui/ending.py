"""Ways out that nobody chose: the terminal is gone, the machine shuts down."""

import asyncio
import os
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from supportterm.tui.app import SupportTerm


def watch(app: "SupportTerm") -> None:
    """From now on both keep what is being written. To be called while the app runs."""
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
