"""In: a page at a time, each with its cursor in one transaction."""

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Final

from supportterm.backends import errors
from supportterm.backends.protocol import Directory, Helpdesk, Knowledge, Measured
from supportterm.backends.words import talks
from supportterm.core.remote import Page, TicketGone
from supportterm.desk.replica import Replica
from supportterm.store.replica import ARTICLES

FILES_AT_A_TIME: Final = 8
FILE_AGAIN: Final = 3_600_000
"""Milliseconds until a file is asked for again that could not be read."""

TakeMail = Callable[[Page], tuple[str, ...]]
"""Takes in a page of mails with its cursor; answers the keys that may be put away."""


class Pulling:
    """What comes by one connection. Not for two threads at once."""

    def __init__(
        self, replica: Replica, backend: Helpdesk, *, clock: Callable[[], int], take_mail: TakeMail | None = None
    ) -> None:
        self._replica = replica
        self._backend = backend
        self._clock = clock
        self._take_mail = take_mail
        self.pause = 0.0
        """Seconds that the remote wants to be left alone before the next page."""
        self._read = 0
        """Things that pages of the first pull brought, of which it is known how long they took."""
        self._took = 0
        """Milliseconds, with the pauses between them."""
        self._put_off: dict[int, int] = {}
        """Files that could not be read, and when they are asked for again: they hold up nothing else."""
        self._reads = isinstance(backend, Knowledge) and backend.capabilities.articles != "none"
        self._only_reads = self._reads and not talks(backend.capabilities)
        """It is a knowledge base: its articles are all there is to be pulled."""

    def page(self) -> bool:
        """Take in the next page of changes; True when there is more at once. Raises errors of the backend."""
        if self._only_reads:
            return False
        asked_at = self._begin()
        page = self._backend.changes(self._replica.cursor())
        self.pause = page.pause
        if self._take_mail is None:
            self._replica.take(page, silent=self._replica.state().caught_up is None)
            for key in self._replica.missing():
                self.refresh(key)
        else:
            put_away = self._take_mail(page)
            if put_away:
                self._put_away(put_away)
        self._say(page, asked_at)
        return page.more

    def articles(self) -> bool:
        """The same for articles, where there are any."""
        if not self._reads or not isinstance(self._backend, Knowledge):
            return False
        asked_at = self._begin() if self._only_reads else 0
        page = self._backend.articles(self._replica.cursor(ARTICLES))
        self.pause = page.pause
        self._replica.take(page, stream=ARTICLES)
        if self._only_reads:
            self._say(page, asked_at)
        return page.more

    def card(self) -> bool:
        """Ask a directory of somebody who is looked at; False when nobody is waited for. Raises errors of the backend.

        That it will not say is kept beside what it said before.
        """
        if not self._backend.capabilities.people or not isinstance(self._backend, Directory):
            return False
        email = self._replica.wanted_card()
        if email is None:
            return False
        try:
            found = self._backend.person(email)
        except (errors.NotAllowed, errors.Invalid, errors.NotThere, errors.CannotDo) as error:
            self._replica.no_card(email, str(error))
        else:
            self._replica.card(email, found)
        return True

    def refresh(self, key: str) -> None:
        """Take in one ticket as it is now. Raises errors of the backend."""
        try:
            item = self._backend.fetch(key)
        except errors.NotThere:
            item = TicketGone(key)
        self._replica.take_one(key, item, silent=self._replica.state().caught_up is None)

    def files(self) -> bool:
        """Fetch the content of some files that are only there; False when all are here."""
        if not self._backend.capabilities.files_down:
            return False
        now = self._clock()
        self._put_off = {file: again for file, again in self._put_off.items() if again > now}
        found = self._replica.away(FILES_AT_A_TIME + len(self._put_off), self._backend.capabilities.most_bytes)
        away = [file for file in found if file[0] not in self._put_off][:FILES_AT_A_TIME]
        for attachment, key, _ in away:
            content = BytesIO()
            try:
                self._backend.download(key, content)
            except (errors.NotThere, errors.NotAllowed):
                self._replica.fetched(attachment, None)
            except (errors.Unreadable, errors.Invalid, errors.Conflict, errors.CannotDo):  # of this file alone
                self._put_off[attachment] = now + FILE_AGAIN
            else:
                self._replica.fetched(attachment, content.getvalue())
        return bool(away)

    def _put_away(self, keys: tuple[str, ...]) -> None:
        try:
            self._backend.handled(keys)
        except errors.RemoteError:  # they are in; where they lie is a matter of tidiness
            return

    def _begin(self) -> int:
        """When a page is asked for. Before the first one it is said how much there is."""
        state, asked_at = self._replica.state(), self._clock()
        if state.caught_up is None and not state.done and not state.left:
            self._foresee()
        return asked_at

    def _foresee(self) -> None:
        """Say how much there is and how long it will take, before the first page."""
        if isinstance(self._backend, Measured):
            with suppress(errors.RemoteError):  # what is wrong shows in what follows
                extent = self._backend.extent()
                self._replica.set_state(total=extent.tickets, left=int(extent.seconds * 1000))

    def _say(self, page: Page, asked_at: int) -> None:
        state = self._replica.state()
        if state.caught_up is None:
            done = state.done + len(page.items)
            if page.more:
                total = page.total or state.total
                left = self._left(page, asked_at, (total or 0) - done)
                self._replica.set_state(state="pulling", done=done, total=total, left=left or state.left)
            else:
                self._replica.set_state(caught_up=self._clock(), done=done, left=0, looked=asked_at)
        elif not page.more:
            self._replica.set_state(looked=asked_at)

    def _left(self, page: Page, asked_at: int, rest: int) -> int:
        """Milliseconds that *rest* things take when they come as those before; 0 where that is not known."""
        self._read += len(page.items)
        self._took += self._clock() - asked_at + int(page.pause * 1000)
        return max(0, rest) * self._took // self._read if self._read else 0
