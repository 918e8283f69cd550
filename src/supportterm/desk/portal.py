"""The door of the customers' side: what anybody may read, and what customers do.

What is read here is made for people outside: articles that are for them, public messages. Nobody at this door is an
agent.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from supportterm.core.readers import ANYBODY, Reader
from supportterm.core.terms import SEGMENTS
from supportterm.desk.asking import Asking
from supportterm.store import help_centre, people, portal
from supportterm.store.connection import Store
from supportterm.store.help_centre import Entry, Found, Missed, Section, Votes

if TYPE_CHECKING:
    from supportterm.core.nouns import Article, Person

__all__ = ["Entry", "Found", "Missed", "Portal", "Section", "Votes"]


class Portal(Asking):
    """Every call may come from any thread. Raises StoreError when the machine says no."""

    def __init__(self, store: Store, clock: Callable[[], int], random: Callable[[int], bytes]) -> None:
        super().__init__(store)
        self._clock = clock
        self._random = random
        self._key = b""

    # --- what it is

    def key(self) -> bytes:
        """The secret that passes are signed with; made when it is asked for first, and kept in the desk."""
        if not self._key:
            kept = self._read(portal.key)
            if kept is None:
                with self._store.writing() as connection:
                    portal.keep_key(connection, self._random(portal.KEY_BYTES))
                kept = self._read(portal.key)
            self._key = kept or b""
        return self._key

    @property
    def address(self) -> str:
        """Where customers find it, without a slash at the end; empty: it was never served."""
        return self._read(portal.address)

    def keep_address(self, url: str) -> None:
        if url != self.address:
            with self._store.writing() as connection:
                portal.keep_address(connection, url)

    # --- the help centre

    def reader(self, person: "Person | None") -> Reader:
        """Who reads, when the browser belongs to *person*; anybody when it is nobody's."""
        if person is None:
            return ANYBODY
        house = self._read(people.organization, person.organization) if person.organization is not None else None
        return Reader(house.segment if house is not None else SEGMENTS[0])

    def article(self, slug: str, reader: Reader = ANYBODY) -> "Article | None":
        """None also when there is one that is not for them."""
        return self._read(help_centre.article, slug, reader)

    def search(self, text: str, limit: int, reader: Reader = ANYBODY) -> tuple[Found, ...]:
        """Articles with all words of *text*, the last perhaps unfinished, best first; else with any of them."""
        return self._read(help_centre.search, text, limit, reader)

    def sections(self, reader: Reader = ANYBODY) -> tuple[Section, ...]:
        return self._read(help_centre.sections, reader)

    def articles(
        self,
        reader: Reader = ANYBODY,
        *,
        section: str | None = None,
        tag: str | None = None,
        after: tuple[str, int] = ("", 0),
        limit: int,
    ) -> tuple[Entry, ...]:
        """Articles of a section, with a tag, or all, by title; those after the title and number *after*."""
        return self._read(help_centre.entries, reader, section=section, tag=tag, after=after, limit=limit)

    def newest(self, limit: int, reader: Reader = ANYBODY) -> tuple[Entry, ...]:
        """The articles that were written or changed last."""
        return self._read(help_centre.newest, limit, reader)

    def vote(self, article: int, reader: bytes, helped: bool) -> None:
        """A reader says whether an article helped. If the machine dies it may be forgotten."""
        with self._store.writing(durable=False) as connection:
            help_centre.vote(connection, article, reader, helped, self._clock())

    def votes(self, limit: int) -> tuple[Votes, ...]:
        """The articles that failed most readers first."""
        return self._read(help_centre.votes, limit)

    def miss(self, text: str) -> None:
        """Somebody searched for *text* and found nothing. If the machine dies it may be forgotten."""
        with self._store.writing(durable=False) as connection:
            help_centre.miss(connection, text, self._clock())

    def missed(self, limit: int, since: int = 0) -> tuple[Missed, ...]:
        """What was searched for in vain most often first, as far as it was again *since* a moment, milliseconds."""
        return self._read(help_centre.missed, limit, since)
