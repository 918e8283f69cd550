"""One connection kept in sync: what waits leaves, what is new comes, in small steps. Knows the protocols, no vendor.

Given the clock and the random numbers, it does the same every time: what is simulated is what is shipped.
"""

from collections.abc import Callable
from random import Random
from typing import Final

from supportterm.backends import errors
from supportterm.backends.protocol import Helpdesk
from supportterm.desk.replica import Replica
from supportterm.store.errors import StoreError
from supportterm.sync import backoff
from supportterm.sync.pulling import Pulling, TakeMail
from supportterm.sync.pushing import Pushing

SILENCE: Final = 120_000
"""Milliseconds without a step after which it is asked again who is there: a lid was closed, or a pause was long."""
CATALOG_AGE: Final = 3_600_000
"""Milliseconds after which statuses, agents and the like are asked for again."""
FOR_PEOPLE: Final = 60_000
"""Milliseconds between looks whether a person has said what to do."""
MOST_VAIN: Final = 3
"""Tries at reading what came, before things leave without."""


class Engine:
    """`step` does the next thing and says when to be called again. Not for two threads at once."""

    def __init__(
        self,
        replica: Replica,
        backend: Helpdesk,
        *,
        clock: Callable[[], int],
        random: Random,
        fence: str,
        take_mail: TakeMail | None = None,
    ) -> None:
        """*fence* names this run of this keeper; *take_mail* is the mail room, for mail."""
        self._replica = replica
        self._backend = backend
        self._clock = clock
        self._random = random
        self._pulling = Pulling(replica, backend, clock=clock, take_mail=take_mail)
        self._pushing = Pushing(
            replica,
            backend,
            clock=clock,
            random=random,
            fence=fence,
            refresh=self._pulling.refresh,
            refresh_articles=self._pulling.articles,
        )
        self._started = False
        self._failures = 0
        self._look_at = 0
        """When changes are asked for next."""
        self._catalog_at = 0
        self._paused_until = 0
        self._stepped_at = 0
        self._waits = ""
        """State in which nothing goes on before a person has said something."""
        self._behind = False
        """What came while we were away is still to be read."""
        self._vain = 0
        """How often in a row it could not be."""
        self._others_first = False
        """A lookup failed: before the next one, something else has its turn."""

    def step(self) -> int:
        """Do the next thing. Milliseconds until there is something to do again; 0: at once.

        What goes wrong at the remote is told by the connection's state. Raises StoreError when the machine says no:
        nothing is lost then, and what was being sent is looked up by the next step.
        """
        now = self._clock()
        if now < self._paused_until:
            return self._paused_until - now
        if now - self._stepped_at > SILENCE:  # it may have been put back from a backup meanwhile
            self._started = False
        self._stepped_at = now
        try:
            if self._waits_for_people():
                return FOR_PEOPLE
            if not self._started:
                self._start()
                if self._waits_for_people():
                    return FOR_PEOPLE
            busy = self._work()
        except errors.RemoteError as error:
            return self._failed(error)
        except StoreError:
            self._started = False  # so that what was being sent is looked up
            raise
        self._recovered()
        return 0 if busy else self._rest()

    def look_now(self) -> None:
        """Something may have changed there: ask at the next step."""
        self._look_at = 0

    def start_again(self) -> None:
        """Time has passed unnoticed: ask anew who is there, at once."""
        self._started = False
        self._paused_until = self._look_at = 0

    def try_now(self) -> None:
        """The network is back, or a person asked: no pause any more."""
        self._paused_until = self._look_at = 0
        if self._waits:
            self._waits = ""
            self._started = False

    def _waits_for_people(self) -> bool:
        """Whether a person must say first what to do. When they have, who is there is asked anew."""
        if self._waits and self._replica.state().state != self._waits:
            self._waits = ""
            self._started = False
        return bool(self._waits)

    def _start(self) -> None:
        """Who we are there, and whether it is still the same store."""
        self._replica.take_over()
        who = self._backend.probe()
        state = self._replica.state()
        if state.epoch and who.epoch and state.epoch != who.epoch:
            words = "this is another store than before, or it was put back from a backup: nothing is sent or read"
            words = f"{words}; `supportterm connect {self._replica.name} --accept` goes on with it"
            self._replica.set_state(state="changed", words=words, since=self._clock())
            self._waits = "changed"
        else:
            now = self._clock()
            skew = who.server_time - now if who.server_time is not None else 0
            fresh = "new" if state.state in ("auth", "changed") else state.state
            self._replica.set_state(state=fresh, account=who.account, epoch=who.epoch, remarks=who.remarks, skew=skew)
        self._started = self._behind = True

    def _work(self) -> bool:
        """One thing, the most urgent first; False when there was nothing to do."""
        if not self._others_first and self._look():
            return True
        if self._behind:
            self._catch_up()
            return True
        self._others_first = False
        if self._pushing.send() or self._pulling.card():
            return True
        now = self._clock()
        if now >= self._catalog_at:
            self._replica.catalog(self._backend.catalog())
            self._catalog_at = now + CATALOG_AGE
            return True
        if now >= self._look_at:
            if self._pulling.page() or self._pulling.articles():
                self._look_at = now + int(self._pulling.pause * 1000)
                return True
            self._look_at = now + int(self._backend.capabilities.poll * 1000)
            return True
        return self._pulling.files()

    def _look(self) -> bool:
        """Look up what is uncertain. What can't be looked up lets others go first: it may fail for itself alone."""
        self._others_first = True
        busy = self._pushing.look()
        self._others_first = False
        return busy

    def _catch_up(self) -> None:
        """What came while we were away is read before anything leaves: it may answer what waits.

        Not before the first pull is through, which may take hours; nor when it can't be read again and again.
        """
        if self._replica.state().caught_up is None or self._vain >= MOST_VAIN:
            self._behind = False
            return
        self._vain += 1
        self._behind = self._pulling.page()
        self._vain = 0
        if self._behind and self._pulling.pause:
            self._pause(int(self._pulling.pause * 1000))

    def _rest(self) -> int:
        """Milliseconds until something is due."""
        due = [self._look_at, self._catalog_at]
        leaving = self._replica.next_moment()
        if leaving is not None:
            due.append(leaving)
        return max(0, min(due) - self._clock())

    def _failed(self, error: errors.RemoteError) -> int:
        self._failures += 1
        now, state = self._clock(), self._replica.state()
        if isinstance(error, errors.AuthFailed):
            self._replica.set_state(state="auth", words=str(error), since=now)
            self._waits = "auth"
            return FOR_PEOPLE
        if isinstance(error, errors.RateLimited):
            pause = backoff.told(error.retry_after, self._failures, self._random)
            self._replica.set_state(state="throttled", words=str(error), since=now, until=now + pause)
            return self._pause(pause)
        pause = backoff.wait(self._failures, self._random)
        away = isinstance(error, errors.Unavailable | errors.Unreadable | errors.Uncertain)
        word = "offline" if away else "failing"
        since = state.since if state.state == word else now
        self._replica.set_state(state=word, words=str(error), since=since, until=now + pause)
        if away:
            self._started = False  # when it is back, is it still the same?
        return self._pause(pause)

    def _pause(self, milliseconds: int) -> int:
        self._paused_until = self._clock() + milliseconds
        return milliseconds

    def _recovered(self) -> None:
        self._failures = 0
        state = self._replica.state()
        wanted = "ok" if state.caught_up is not None else "pulling"
        if state.state != wanted and state.state not in ("changed", "auth"):
            self._replica.set_state(state=wanted, words="", since=self._clock(), until=0)
