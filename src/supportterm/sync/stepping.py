"""Work in a thread of its own, a step at a time: woken when something happened, looking by itself now and then."""

import threading
from typing import Final

from supportterm.desk import StoreError
from supportterm.sync.diary import LOG

LOOK: Final = 30.0
"""Seconds after which it looks by itself, whatever it was told."""


class Stepping:
    """What `step` does is touched by no other thread."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._hurry = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def begin(self) -> None:
        """What was left by whoever did this before is looked at. Raises StoreError when the machine says no."""

    def turn(self) -> float:
        """Do what is to be done; seconds after which to look again, whatever happens. Raises StoreError."""
        raise NotImplementedError

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Something happened."""
        self._wake.set()

    def stop(self) -> None:
        """Begin nothing more."""
        self._stop.set()
        self._wake.set()

    def wait(self, seconds: float) -> None:
        """Until what is being done has ended; after so long it is ended."""
        self._thread.join(seconds)
        if self._thread.is_alive():
            self._hurry.set()
            self._thread.join()

    def _run(self) -> None:
        begun = False
        while not self._stop.is_set():
            rest = LOOK
            try:
                if not begun:
                    self.begin()
                    begun = True
                rest = self.turn()
            except StoreError as error:  # of this moment: a busy or a full disk
                LOG.warning("%s: %s", self._name, type(error).__name__)
            except Exception:
                LOG.exception("%s failed", self._name)
            if rest > 0:
                self._wake.wait(rest)
                self._wake.clear()
