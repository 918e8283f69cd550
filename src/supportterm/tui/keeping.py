"""Seeing to it that what is written here leaves and what comes is fetched, by a process that outlives the console."""

from typing import TYPE_CHECKING

from supportterm.commands.call import Call

if TYPE_CHECKING:
    from supportterm.tui.app import SupportTerm


class Keeping:
    """Starts that process, or wakes it, from a thread: nobody at the keys waits for it."""

    def __init__(self, app: "SupportTerm") -> None:
        self._app = app
        self._busy = False
        self._again = False

    def come(self) -> None:
        """The console opens: fetch what is new."""
        self._do(look=True)

    def leave(self) -> None:
        """Something was changed here."""
        self._do(look=False)

    def _do(self, *, look: bool) -> None:
        desk = self._app.desk
        if not desk.connections():
            return
        if self._busy:  # a burst of keys wakes it once more, not once each
            self._again = True
            return
        self._busy = True

        def work() -> None:
            from supportterm.commands.leaving import let_it_come, let_it_leave

            try:
                (let_it_come if look else let_it_leave)(Call(lambda: desk))
            finally:
                self._app.call_later(self._done)

        self._app.run_worker(work, thread=True, group="keeper", exit_on_error=False)

    def _done(self) -> None:
        self._busy = False
        if self._again:
            self._again = False
            self.leave()
