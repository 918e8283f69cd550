"""The time zone that a person lives in: in it moments are shown and read, on whatever machine the program runs."""

import os
import time
from typing import Final

_MACHINES: Final = os.environ.get("TZ")
"""As it was when this process began."""


def live_in(zone: str) -> None:
    """For the whole of this process, and what it starts, the machine's zone is *zone* now; empty: its own again.

    Everything that is told no zone takes the machine's, so that nothing has to be told one.
    """
    wanted = zone or _MACHINES
    if wanted == os.environ.get("TZ"):
        return
    if wanted is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = wanted
    time.tzset()
