"""What directories (CRM) know of people, and having them asked."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from supportterm.desk.asking import Asking
from supportterm.store import cards
from supportterm.store.cards import Card

if TYPE_CHECKING:
    from supportterm.store.connection import Store

__all__ = ["Card", "Directories"]


class Directories(Asking):
    def __init__(self, store: "Store", clock: Callable[[], int], *, read_only: bool) -> None:
        super().__init__(store)
        self._clock = clock
        self._read_only = read_only

    def of(self, email: str) -> tuple[Card, ...]:
        """What each directory that the desk is connected to has said of who has this address."""
        return self._read(cards.of, email)

    def look_up(self, email: str, *, anew: bool = False) -> bool:
        """Somebody looks at who has this address: have the keeper ask the directories that did not say so lately.

        *anew*: all of them. Whether any is to be asked. If the machine dies it may have to be wanted again.
        """
        now = self._clock()
        names = self._read(cards.stale, email, now, anew)
        if self._read_only or not names:
            return False
        with self._store.writing(durable=False) as connection:
            cards.want(connection, email, names, now)
        return True
