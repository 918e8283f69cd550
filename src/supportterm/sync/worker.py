"""One connection's thread in the keeper: runs its engine, sleeps exactly until there is something to do."""

import threading
import time
import uuid
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Final

from supportterm.backends import errors
from supportterm.backends.words import is_mail
from supportterm.core.refusal import Refused
from supportterm.desk import Desk, StoreError
from supportterm.sync.diary import LOG
from supportterm.sync.engine import Engine
from supportterm.sync.naps import Naps, asleep
from supportterm.sync.pulling import TakeMail
from supportterm.sync.soon import TOO_LATE

if TYPE_CHECKING:
    from supportterm.backends.protocol import Helpdesk
    from supportterm.core.nouns import Connected

Opener = Callable[["Connected"], "Helpdesk"]
"""A connection ready to be used. Raises Refused or errors of the backend."""

AGAIN: Final = 30.0
"""Seconds until a connection is begun anew that failed in a way nobody foresaw."""
LISTEN: Final = 300.0
"""Seconds that a remote is asked to wait for news, at most."""
NAP: Final = 15.0
"""Seconds that the machine must have slept for it to count."""


class Worker:
    """Belongs to one connection as it is defined; when it is defined otherwise there is another worker.

    Its engine is touched by its own thread only; others leave word by `wake`.
    """

    def __init__(
        self,
        desk: Desk,
        connected: "Connected",
        opener: Opener,
        *,
        asleep: Callable[[], float] = asleep,
        unkept_since: int | None = None,
    ) -> None:
        """*unkept_since*: when the desk was last kept before this, in milliseconds, where that is known."""
        self.connected = connected
        self.name = connected.name
        self.rested = threading.Event()
        """Set while there is nothing to do."""
        self._desk = desk
        self._opener = opener
        self._fence = uuid.uuid4().hex
        """Of this worker alone: what one before it has been sending is not its to settle."""
        self._naps = Naps(asleep)
        self._unkept_since = unkept_since
        self._wake = threading.Event()
        self._asked = threading.Event()
        self._news = threading.Event()
        self._stop = threading.Event()
        self._engine: Engine | None = None
        self._backend: Helpdesk | None = None
        self._thread = threading.Thread(target=self._run, name=connected.name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self, *, asked: bool = False) -> None:
        """There may be something to send; with *asked* a person wants it tried now, whatever spoke against it."""
        if asked:
            self._asked.set()
        self.rested.clear()
        self._wake.set()

    def stop(self) -> None:
        """End after what is being sent now."""
        self._stop.set()
        self._wake.set()

    def wait(self, seconds: float) -> None:
        """Until it has ended, at most so long: what it is sending then is looked up by the next one."""
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            self.rested.clear()
            try:
                rest = self._step()
                if rest > 0 and not self._wake.is_set():
                    self.rested.set()
                    self._wake.wait(rest)
            except (Refused, StoreError) as error:  # of the machine or the desk: disk full, upgraded, no such backend
                LOG.warning("%s: %s", self.name, type(error).__name__)
                self._failed(str(error))
            except Exception:
                LOG.exception("%s failed", self.name)
                self._failed("something in this program failed; the keeper's log says what")
        self._close()

    def _step(self) -> float:
        """Seconds until the next step."""
        self._mind_absence()
        engine = self._engine or self._begin()
        if self._asked.is_set():
            self._asked.clear()
            engine.try_now()
        if self._news.is_set():
            self._news.clear()
            engine.look_now()
        return engine.step() / 1000

    def _begin(self) -> Engine:
        try:
            self._backend = backend = self._opener(self.connected)
        except errors.RemoteError as error:
            raise Refused(str(error)) from error
        self._engine = engine = Engine(
            self._desk.replica(self.name),
            backend,
            clock=self._desk.clock,
            random=Random(),
            fence=self._fence,
            take_mail=self._mail_room() if is_mail(backend.capabilities) else None,
        )
        if backend.capabilities.push:
            threading.Thread(target=self._listen, args=(backend,), daemon=True).start()
        return engine

    def _mail_room(self) -> TakeMail:
        from supportterm.sync.mailroom import MailRoom

        return MailRoom(self._desk, self.connected).take

    def _mind_absence(self) -> None:
        """What customers would see much later than it was meant to be, since nobody was awake to send it, asks first.

        Looked at before each step, so that nothing leaves in between. Nobody is awake while the machine sleeps or is
        off, or after a keeper was killed. A network that is away is no absence: what was written offline, its moment
        come and gone while a keeper was there, leaves when the network is back.
        """
        now, slept = self._desk.clock(), self._naps.slept()
        if self._unkept_since is not None:
            self._desk.replica(self.name).ask_late(self._unkept_since, now - TOO_LATE)
            self._unkept_since = None
        if slept < NAP:
            return
        self._desk.replica(self.name).ask_late(now - int(slept * 1000), now - TOO_LATE)
        self._naps.forget()
        LOG.info("%s: this machine slept for %d s", self.name, slept)
        if self._engine is not None:
            self._engine.start_again()

    def _listen(self, backend: "Helpdesk") -> None:
        """Hear from the remote that something has changed."""
        while not self._stop.is_set() and self._backend is backend:
            began = time.monotonic()
            try:
                if backend.wait(LISTEN):
                    self._news.set()
                    self.wake()
            except Exception as error:  # the engine finds out by itself what is wrong
                LOG.info("%s: no hints (%s)", self.name, type(error).__name__)
                self._stop.wait(AGAIN)
            self._stop.wait(max(0.0, began + 1 - time.monotonic()))

    def _failed(self, words: str) -> None:
        """Say so and begin anew, after a while or when somebody asks."""
        self._close()
        now = self._desk.clock()
        try:
            state = self._desk.replica(self.name).state()
            since = state.since if state.state == "failing" else now
            self._desk.replica(self.name).set_state(
                state="failing", words=words, since=since, until=now + int(AGAIN * 1000)
            )
        except (Refused, StoreError):  # then there is nobody to tell
            LOG.warning("%s: it could not be said how it stands", self.name)
        self.rested.set()
        end = time.monotonic() + AGAIN
        while not self._stop.is_set() and not self._asked.is_set() and (left := end - time.monotonic()) > 0:
            self._wake.wait(left)
            self._wake.clear()

    def _close(self) -> None:
        backend, self._backend, self._engine = self._backend, None, None
        if backend is not None:
            try:
                backend.close()
            except Exception:
                LOG.exception("%s could not be closed", self.name)
