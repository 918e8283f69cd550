"""Telling webhooks what happened: each event once and under one id, in the keeper, however long the other side is gone.

What was surely not taken is told again, later and later and by chance a little apart. What may have arrived waits for a
person, but where the other side drops what it has by its id. One that does not answer holds up no other.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import Final, Protocol

import msgspec

from supportterm.backends import errors
from supportterm.core.moments import DAY, HOUR
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line
from supportterm.core.signing import headers
from supportterm.core.webhook import Webhook, called
from supportterm.desk import Desk, StoreError
from supportterm.desk.webhooks import Delivery, Happened, State
from supportterm.sync.backoff import told as paused
from supportterm.sync.backoff import wait
from supportterm.sync.diary import LOG
from supportterm.sync.often import TOO_OFTEN, Often
from supportterm.sync.stepping import LOOK, Stepping

Telling = Callable[[Desk, Happened, Delivery], Mapping[str, object]]
"""What is told of an event. Raises Refused when there is nothing to tell any more."""

GIVE_UP: Final = DAY
"""Milliseconds for which one is told again, and again."""
AT_LEAST: Final = 5
"""Tries, however old it is: a machine that slept for days has not tried yet."""
_MOST: Final = HOUR / 1000
_LONGEST: Final = 200


class Poster(Protocol):
    """How it is told; see `backends/outward.py`."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> None: ...
    def close(self) -> None: ...


class Webhooks(Stepping):
    """A thread for the webhooks of a desk."""

    def __init__(
        self, desk: Desk, tell: Telling, secret: Callable[[str], str], poster: Poster, random: Random | None = None
    ) -> None:
        """*secret* gives that of a webhook by name, or raises Refused."""
        super().__init__("webhooks")
        self._desk = desk
        self._door = desk.webhooks
        self._tell = tell
        self._secret = secret
        self._poster = poster
        self._random = random or Random()
        self._often = Often()
        self._owed: list[Callable[[], None]] = []
        """What became of something, and is not written down yet: the disk may have been full."""

    def start(self) -> None:
        self._desk.subscribe(lambda tickets: self.wake())
        super().start()

    def wait(self, seconds: float) -> None:
        """What is being told for longer is left as what may have arrived."""
        self._thread.join(seconds)

    def begin(self) -> None:
        self._door.doubt()

    def turn(self) -> float:
        if self.step():
            return 0
        first = self._door.first()
        return LOOK if first is None else min(LOOK, max(0.05, (first.not_before - self._desk.clock()) / 1000))

    def step(self) -> bool:
        """Follow a piece of what happened and tell one event; whether there may be more to do now."""
        self._settle()
        more = self._door.follow()
        delivery = self._door.first()
        if delivery is None or delivery.not_before > self._desk.clock() or self._stop.is_set():
            return more
        webhook = self._door.outgoing().get(delivery.webhook)
        if webhook is not None:  # else it was taken away just now, which the next step sees
            self._do(webhook, delivery)
        return True

    def _do(self, webhook: Webhook, delivery: Delivery) -> None:
        happened = self._door.happened(delivery)
        if happened is None:
            self._door.drop(delivery)
            return
        try:
            told = self._tell(self._desk, happened, delivery)
        except Refused:  # its creation was undone, or it is held back
            self._door.drop(delivery)
            return
        except StoreError:
            raise
        except Exception:  # one event that can't be told must not hold up all others
            LOG.exception("what %s is to be told can't be", delivery.webhook)
            self._door.hold(delivery, "what happened could not be told; the keeper's log says more")
            return
        if not delivery.attempts and self._often.too_often(delivery.webhook, delivery.ticket):
            why = f"it was told of this ticket {TOO_OFTEN} times within a minute: does it hear what it does itself?"
            self._door.hold(delivery, why)
            return
        try:
            secret = self._secret(webhook.name)
        except Refused as refused:
            self._fail(delivery, "waiting", str(refused))
            return
        if self._door.begin(delivery):
            self._send(webhook, delivery, secret, msgspec.json.encode(told))

    def _send(self, webhook: Webhook, delivery: Delivery, secret: str, body: bytes) -> None:
        signed = headers(secret, called(delivery.id), self._desk.clock() // 1000, body)
        try:
            self._poster.post(webhook.url, signed, body)
        except errors.Uncertain as error:
            self._fail(delivery, "waiting" if webhook.idempotent else "uncertain", str(error))
        except errors.NotThere as error:
            self._fail(delivery, "dead", str(error))
        except errors.RateLimited as error:
            self._fail(delivery, "waiting", str(error), error.retry_after)
        except errors.RemoteError as error:
            self._fail(delivery, "waiting", str(error))
        else:
            self._became(lambda: self._door.told(delivery))

    def _fail(self, delivery: Delivery, state: State, words: str, retry_after: float | None = None) -> None:
        now, stand = self._desk.clock(), self._door.stands().get(delivery.webhook)
        fails = max(delivery.attempts, stand.fails if stand is not None else 0)
        pause = wait(fails, self._random, _MOST) if retry_after is None else paused(retry_after, fails, self._random)
        if state == "waiting" and now - delivery.at > GIVE_UP and delivery.attempts + 1 >= AT_LEAST:
            state = "dead"
        LOG.warning("the webhook %s was not told", delivery.webhook)  # why may be words of the other side
        said = safe_line(words, _LONGEST)
        self._became(lambda: self._door.failed(delivery, state, pause, said))

    def _became(self, written: Callable[[], None]) -> None:
        self._owed.append(written)
        self._settle()

    def _settle(self) -> None:
        while self._owed:
            self._owed[0]()
            del self._owed[0]
