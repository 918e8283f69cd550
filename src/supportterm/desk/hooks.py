"""The door to what programs of a person's own follow: how far each has come, and what went wrong."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.store import hooks
from supportterm.store.connection import Store
from supportterm.store.errors import plainly
from supportterm.store.hooks import Happened, Kept, Run

if TYPE_CHECKING:
    from supportterm.store.sqlite import Connection

__all__ = ["Happened", "Hooks", "Kept", "Run"]
_KILLED: Final = "it was running when the process that runs hooks died: whether it did what it does can't be known"


class Hooks:
    """Those of one Unix user. Raises StoreError when the machine says no; nothing has changed then."""

    def __init__(
        self, store: Store, owner: str, clock: Callable[[], int], tell: Callable[[tuple[int, ...]], None]
    ) -> None:
        self._store = store
        self._owner = owner
        self._clock = clock
        self._tell = tell

    # --- reading

    def kept(self) -> dict[str, Kept]:
        with plainly(self._store.path):
            return hooks.kept(self._reader, self._owner)

    def news(self, after: int) -> tuple[list[Happened], int]:
        """What happened after a place of the log, and up to which place was looked: a piece at a time."""
        with plainly(self._store.path):
            return hooks.news(self._reader, after)

    def at_place(self, seq: int) -> Happened | None:
        with plainly(self._store.path):
            return hooks.at_place(self._reader, seq)

    def start(self, since: int) -> int:
        """The place of the log after which a hook follows that is there *since* a moment, in milliseconds."""
        with plainly(self._store.path):
            return hooks.start(self._reader, since)

    def troubles(self) -> tuple[Run, ...]:
        """Runs that a person is to know of."""
        with plainly(self._store.path):
            return hooks.troubles(self._reader, self._owner)

    def asked_again(self) -> tuple[Run, ...]:
        """Runs that a person wants again."""
        with plainly(self._store.path):
            return hooks.asked_again(self._reader, self._owner)

    # --- running: for the process that keeps the desk

    def settle(self, there: Mapping[str, int]) -> None:
        """The hooks that are *there*, each since a moment in milliseconds."""
        if there.keys() != self.kept().keys():
            with self._store.writing() as connection:
                hooks.settle(connection, self._owner, there)

    def pass_on(self, hook: str, upto: int) -> None:
        """Up to a place of the log it has nothing to do. If the machine dies that is looked at again."""
        with self._store.writing(durable=False) as connection:
            hooks.pass_on(connection, self._owner, hook, upto)

    def begin(self, hook: str, seq: int, ticket: int) -> None:
        """It is about to run; when this has returned that is known whatever happens to the machine."""
        self._mark(Run(hook, seq, ticket, self._clock(), "running", ""))

    def hold(self, hook: str, seq: int, ticket: int, why: str) -> None:
        """It is not run before a person says so."""
        self._mark(Run(hook, seq, ticket, self._clock(), "held", why))

    def end(self, hook: str, seq: int, trouble: str = "", *, uncertain: bool = False) -> None:
        """It has ended; *trouble*: why that was not well, or why it is *uncertain* whether it was."""
        with self._store.writing() as connection:
            if trouble:
                hooks.fail(connection, self._owner, hook, seq, "uncertain" if uncertain else "failed", trouble)
            else:
                hooks.end(connection, self._owner, hook, seq, self._clock())

    def doubt(self) -> None:
        """Nothing of it runs: what is marked so was cut short."""
        with self._store.writing() as connection:
            hooks.doubt(connection, self._owner, _KILLED)

    # --- deciding

    def decide(self, names: Iterable[str], *, again: bool) -> int:
        """What went wrong with the hooks of these names runs again, or is forgotten; how many runs that are."""
        with self._store.writing() as connection:
            many = hooks.decide(connection, self._owner, names, again=again)
        self._tell(())
        return many

    def _mark(self, run: Run) -> None:
        with self._store.writing() as connection:
            hooks.mark(connection, self._owner, run)

    @property
    def _reader(self) -> "Connection":
        return self._store.reader()
