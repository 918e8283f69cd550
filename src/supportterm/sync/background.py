"""How far the keeper stands back while it does what nobody waits for: who presses a key on this machine comes first."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

NICE: Final = 10
GROUP: Final = Path("/proc/self/autogroup")
"""Where Linux shares its cores between sessions first, and only then between the processes of each, how nice a process
is counts within its session alone. This is how nice the session is; unlike that of a process it can be taken back."""


class Background:
    """Of this process, which must be its session's first: another's session is left alone."""

    def __init__(self, group: Path = GROUP) -> None:
        self._group = group
        self._back = False

    def stand_back(self, back: bool) -> None:
        """Take from the cores what others leave, or as much as others again. Does nothing where nothing can be done."""
        if back != self._back and os.getsid(0) == os.getpid():
            with suppress(OSError):
                self._group.write_text(str(NICE if back else 0))
                self._back = back
