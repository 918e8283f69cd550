"""One connection's thread in the keeper: runs its engine, sleeps exactly until there is something to do."""

import logging
import threading
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Final

from supportterm.backends import errors
from supportterm.core.refusal import Refused
from supportterm.desk.door import Desk
from supportterm.sync.engine import Engine
from supportterm.sync.pulling import TakeMail

if TYPE_CHECKING:
    from supportterm.backends.protocol import Helpdesk
    from supportterm.core.nouns import Connected

Opener = Callable[["Connected"], "Helpdesk"]
"""A connection ready to be used. Raises Refused or errors of the backend."""

AGAIN: Final = 30.0
"""Seconds until a connection is begun anew that failed in a way nobody foresaw."""
LISTEN: Final = 300.0

log = logging.getLogger("supportterm.keeper")


class Worker:
    """Belongs to one connection as it is defined; when it is defined otherwise there is another worker."""

    def __init__(self, desk: Desk, connected: "Connected", opener: Opener, fence: str) -> None:
        self.connected = connected
        self._desk = desk
        self._opener = opener
        self._fence = fence
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._engine: Engine | None = None
        self._backend: Helpdesk | None = None
        self._thread = threading.Thread(target=self._run, name=connected.name, daemon=True)
        self.idle = False
        """Nothing to do at the moment."""

    def start(self) -> None:
        self._thread.start()

    def wake(self, *, look: bool = False) -> None:
        """There may be something to send; with *look* also something new."""
        if look and self._engine is not None:
            self._engine.look_now()
        self._wake.set()

    def slept(self) -> None:
        """The machine has slept: who is there is asked anew, without waiting for a pause to end."""
        if self._engine is not None:
            self._engine.start_again()
        self._wake.set()

    def stop(self, patience: float) -> None:
        """End after what is being sent now, or after *patience* seconds."""
        self._stop.set()
        self._wake.set()
        self._thread.join(patience)

    def _run(self) -> None:
        while not self._stop.is_set():
            wait = AGAIN
            try:
                wait = self._step()
            except Refused as error:  # of the machine or the desk: disk full, upgraded
                log.warning("%s: %s", self.connected.name, type(error).__name__)
                self._say(str(error))
            except Exception:
                log.exception("%s failed", self.connected.name)
                self._say("something in this program failed; its log says what")
                self._close()
            self.idle = wait > 0
            if wait > 0 and self._wake.wait(wait):
                self._wake.clear()
        self._close()

    def _step(self) -> float:
        """Seconds until the next step."""
        if self._engine is None:
            self._begin()
            assert self._engine is not None
        return self._engine.step() / 1000

    def _begin(self) -> None:
        try:
            self._backend = backend = self._opener(self.connected)
        except errors.RemoteError as error:
            raise Refused(str(error)) from error
        replica = self._desk.replica(self.connected.name)
        self._engine = Engine(
            replica,
            backend,
            clock=self._desk.clock,
            random=Random(),
            fence=self._fence,
            take_mail=None if backend.capabilities.tickets else self._mail_room(),
        )
        if backend.capabilities.push:
            threading.Thread(target=self._listen, args=(backend,), daemon=True).start()

    def _mail_room(self) -> TakeMail:
        from supportterm.sync.mailroom import MailRoom

        return MailRoom(self._desk, self.connected).take

    def _listen(self, backend: "Helpdesk") -> None:
        """Hear from the remote that something has changed."""
        while not self._stop.is_set() and self._backend is backend:
            try:
                if backend.wait(LISTEN):
                    self.wake(look=True)
            except Exception as error:  # the engine finds out by itself what is wrong
                log.info("%s: no hints (%s)", self.connected.name, type(error).__name__)
                self._stop.wait(AGAIN)

    def _close(self) -> None:
        backend, self._backend, self._engine = self._backend, None, None
        if backend is not None:
            try:
                backend.close()
            except Exception:
                log.exception("%s could not be closed", self.connected.name)

    def _say(self, words: str) -> None:
        try:
            self._desk.replica(self.connected.name).set_state(state="failing", words=words)
        except Refused:
            return
