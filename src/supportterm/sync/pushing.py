"""Out: one thing at a time, written down before it is sent, and looked up when no answer came."""

from collections.abc import Callable
from random import Random
from typing import Final

from msgspec.structs import replace

from supportterm.backends import errors
from supportterm.backends.protocol import Helpdesk
from supportterm.core.remote import AnyStep, MergeTickets, PutArticle, Receipt, Say, SetFields
from supportterm.desk.replica import Replica
from supportterm.store.outbox import COPIED, Entry
from supportterm.sync import backoff
from supportterm.sync.uploading import with_tokens

LONGEST: Final = 600_000
"""Milliseconds without an answer after which a lookup that fails is not put off any longer than it is already."""
LOST: Final = "no answer came; it is being looked up whether it arrived"


class Pushing:
    """What leaves by one connection. Not for two threads at once."""

    def __init__(
        self,
        replica: Replica,
        backend: Helpdesk,
        *,
        clock: Callable[[], int],
        random: Random,
        fence: str,
        refresh: Callable[[str], None],
        refresh_articles: Callable[[], object],
    ) -> None:
        """*refresh* takes in a ticket, by its key, as it is at the remote now; they raise errors of the backend."""
        self._replica = replica
        self._backend = backend
        self._clock = clock
        self._random = random
        self._fence = fence
        self._refresh = refresh
        self._refresh_articles = refresh_articles

    def look(self) -> bool:
        """Look up what is uncertain; False when there was nothing to look up. Raises errors that stop all sending."""
        due = self._replica.uncertain()
        for entry, step in due:
            self._look_up(entry, step)
        return bool(due)

    def send(self) -> bool:
        """Send the next thing; False when nothing could leave. Raises the error when sending must pause."""
        claimed = self._replica.claim(self._fence)
        if claimed is None:
            return False
        entry, step = claimed
        try:
            receipt = self._backend.write(with_tokens(self._backend, step))
        except errors.RateLimited as error:
            pause = backoff.told(error.retry_after, entry.attempts, self._random)
            self._replica.put_back(entry, str(error), self._clock() + pause)
            raise
        except errors.Unavailable as error:
            self._replica.put_back(entry, str(error), self._clock() + self._pause(entry))
            raise
        except errors.AuthFailed as error:
            self._replica.put_back(entry, str(error), self._clock())
            raise
        except errors.Conflict as error:
            self._moved_on(entry, step, str(error))
        except errors.NotThere as error:
            self._not_there(entry, step, error)
        except (errors.Invalid, errors.NotAllowed, errors.CannotDo) as error:
            self._replica.refused(entry, str(error))
        except (errors.Uncertain, errors.Unreadable) as error:
            self._replica.unsure(entry, str(error))
        except Exception as error:  # a defect of a backend says nothing about what it has done
            self._replica.unsure(entry, f"{LOST} ({type(error).__name__})")
            raise
        else:
            self._replica.granted(entry, receipt)
        return True

    def _look_up(self, entry: Entry, step: AnyStep) -> None:
        capabilities = self._backend.capabilities
        message = entry.kind in ("say", "open")
        copied = entry.doubt == COPIED
        if message and capabilities.marker == "key" and not copied:
            again = self._clock() + self._pause(entry)
            self._replica.repeat(entry, "it is sent again under the same key, which tells whether it arrived", again)
            return
        settled_at = (entry.sent_at or 0) + int(capabilities.settle * 1000)
        looked_at = self._clock()  # the answer may be read much later, when this was stopped meanwhile
        try:
            receipt = self._backend.find(step)
            if receipt is None and isinstance(step, Say) and capabilities.marker == "none":
                self._refresh(step.key)  # what came there and says the same is known for it
                if not self._replica.in_doubt(entry):
                    return
        except errors.NotThere as error:
            self._replica.ask(entry, str(error))
            return
        except errors.RemoteError as error:
            # Less and less often: where the remote fails at this one alone, the others must get their turn.
            pause = max(self._pause(entry), min(looked_at - (entry.sent_at or 0), LONGEST) // 2)
            self._replica.look_again(entry, self._clock() + pause, str(error))
            raise
        if receipt is not None:
            if isinstance(step, SetFields):  # what the ticket is by now may hold what others did and nobody here saw
                receipt = replace(receipt, version="")
            self._replica.granted(entry, receipt)
        elif copied:
            self._replica.ask(entry, "this desk is a copy: its original may have sent it, or may yet")
        elif looked_at < settled_at:  # until then it may still be on its way
            again = min(settled_at, self._clock() + self._pause(entry))
            self._replica.look_again(entry, again, LOST)
        elif message and capabilities.marker == "none":
            self._by_likeness(entry, settled_at)
        else:
            self._replica.put_back(entry, "it did not arrive; it is sent again", self._clock())

    def _by_likeness(self, entry: Entry, settled_at: int) -> None:
        """No mark tells whether it arrived, and no message is there that says the same. A new ticket shows up among
        the news, and is known by what it says."""
        if entry.kind == "open":
            key = self._replica.twin(entry)
            if key is not None:
                self._replica.granted(entry, Receipt(key))
                return
            if self._backend.capabilities.feed != "none" and self._replica.state().looked < settled_at:
                again = self._clock() + self._pause(entry)
                self._replica.look_again(entry, again, f"{LOST}: what is new there is read first")
                return
        self._replica.ask(entry, "no answer came, and it can't be looked up whether it arrived")

    def _moved_on(self, entry: Entry, step: AnyStep, words: str) -> None:
        """Nothing was done, since the ticket is another by now: what that means is told by the ticket itself."""
        self._replica.put_back(entry, words, self._clock() + self._pause(entry))
        if isinstance(step, PutArticle):
            self._refresh_articles()
        elif isinstance(step, Say | SetFields | MergeTickets):
            self._refresh(step.key)

    def _not_there(self, entry: Entry, step: AnyStep, error: errors.NotThere) -> None:
        if error.moved_to:  # merged: what it goes on in is taken in, and what waited is for a person
            self._refresh(error.moved_to)
        self._replica.refused(entry, str(error))

    def _pause(self, entry: Entry) -> int:
        return backoff.wait(entry.attempts, self._random)
