"""Seeing to it that what is written here leaves and what comes is fetched, by a process that outlives the console."""

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.sync.lock import Lock
    from supportterm.tui.app import SupportTerm


class Keeping:
    """Starts that process, or wakes it, from a thread: nobody at the keys waits for it."""

    def __init__(self, app: "SupportTerm") -> None:
        self._app = app
        self._busy = False
        self._again = False
        self._coming = threading.Lock()
        self._left = False
        self._here: Lock | None = None
        """Says that somebody is at the desk, which is kept for as long."""

    def come(self) -> None:
        """The console opens: fetch what is new."""
        self._do(look=True)

    def leave(self) -> None:
        """Something was changed here."""
        self._do(look=False)

    def look(self) -> None:
        """Some time went by: where that process was killed, another takes its place. Cheap while it lives."""
        from supportterm.desk import StoreError
        from supportterm.sync.lock import is_kept

        with suppress(StoreError):  # the next look tells
            if not is_kept(self._app.desk.path):
                self._do(look=False)

    def close(self) -> None:
        """Nobody is here any more. A console that is killed need not say so."""
        with self._coming:
            self._left = True
            if self._here is not None:
                self._here.release()

    def _do(self, *, look: bool) -> None:
        from supportterm.commands.call import Call
        from supportterm.sync.soon import hooked, wanted

        desk = self._app.desk
        if not look and not (desk.connections() or desk.scheduled() is not None or wanted(desk) or hooked(desk)):
            return
        if self._busy:  # a burst of keys wakes it once more, not once each
            self._again = True
            return
        self._busy = True

        def work() -> None:
            from supportterm.commands.leaving import let_it_happen

            try:
                self._stay(desk)
                let_it_happen(Call(lambda: desk), look=look)
            finally:
                self._app.call_later(self._done)

        self._app.run_worker(work, thread=True, group="keeper", exit_on_error=False)

    def _stay(self, desk: "Desk") -> None:
        from supportterm.desk import StoreError
        from supportterm.sync.lock import Held, using

        with self._coming:
            if self._here is None and not self._left:  # who left at once has left for good
                with suppress(StoreError, Held):  # where nothing can be written nothing is kept either
                    self._here = using(desk.path)

    def _done(self) -> None:
        self._busy = False
        if self._again:
            self._again = False
            self.leave()
