"""The rows of a list, read from the desk; some of them stay where they are.

What one changes oneself would jump to the top of a list of what was changed last, from under the cursor, and whoever
works down the list would lose their place with each ticket. So it stays where it was, looking as it is now, until the
list is read anew; and what a colleague changes stays while the cursor is on it.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, cast

from supportterm.core.query import narrowed, parse

if TYPE_CHECKING:
    from supportterm.core.orders import Order
    from supportterm.core.query import Query
    from supportterm.core.query.tree import Term
    from supportterm.desk import Desk
    from supportterm.desk.grouping import Grouped, Place
    from supportterm.store.rows import Key, TicketRow
    from supportterm.store.windows import Window as Page
    from supportterm.tui.widgets.need import Need
    from supportterm.tui.widgets.window import Window as Rows

MOST: Final = 100
"""Rows that stay at most; of more the first go to where they belong."""


class Places:
    """Where rows stay that would be elsewhere by now, by ticket."""

    def __init__(self) -> None:
        self._own: dict[int, Key] = {}
        self._under: dict[int, Key] = {}

    def keep(self, rows: "Iterable[TicketRow]") -> None:
        """The person changes *rows*."""
        for row in rows:
            self._own.setdefault(row.id, row.key)
        for ticket in list(self._own)[:-MOST]:
            del self._own[ticket]

    def hold(self, row: "TicketRow | None") -> None:
        """The cursor is on *row* while others change what they like."""
        self._under = {row.id: row.key} if row is not None else {}

    def forget(self) -> None:
        self._own, self._under = {}, {}

    @property
    def all(self) -> "dict[int, Key]":
        return {**self._under, **self._own}


class QueueRows:
    """Of one list. Safe from several threads, but for `places`, which are the loop's; a reader takes what they are."""

    def __init__(self, desk: "Desk", query: "Query", order: "Order", grouped: "Grouped | None", places: Places) -> None:
        self._desk = desk
        self.query, self.order = query, order
        self.places = places
        self._grouped = grouped

    @cached_property
    def looked_for(self) -> "tuple[Term, ...]":
        """The words and phrases that it is narrowed by."""
        if not self.query.has_words:
            return ()
        from supportterm.core.query.words import terms_of

        return terms_of(self.query.tree)

    def read(self, need: "Need") -> "tuple[Page, Sequence[TicketRow]]":
        """What was found, and the rows as they stand in the list."""
        if need.side == "around":
            return self._around(need)
        key = cast("Key | None", need.key)
        page = self._page(key, need.size, backwards=need.side in ("end", "before"))
        return page, self._settled(page, key, backwards=need.side in ("end", "before"))

    def after(self, key: "Key", size: int) -> "Sequence[TicketRow]":
        """The rows after *key*, exclusive."""
        return self._settled(self._page(key, size), key)

    def before(self, key: "Key", size: int) -> "Sequence[TicketRow]":
        return self._settled(self._page(key, size, backwards=True), key, backwards=True)

    def passed(self, window: "Rows[TicketRow]", by: int) -> "Sequence[TicketRow]":
        """The rows that the cursor of *window* leaves behind when it moves *by*, also those that are not in memory."""
        rows, many = window.passed(by), abs(by)
        missing, reached = many - len(rows), window.at_end if by > 0 else window.at_start
        if not missing or not rows or reached:
            return rows
        if by > 0:
            return [*rows, *self.after(window.rows[-1].key, missing)[:missing]]
        return [*self.before(window.rows[0].key, missing)[-missing:], *rows]

    def ids(self, query: "Query", most: int) -> list[int]:
        """The first *most* tickets of the list that *query* lets through too, in its order."""
        return [row.id for row in self._desk.window(narrowed(self.query, query), self.order, size=most).rows]

    # --- inside

    def _page(self, key: "Key | None", size: int, *, backwards: bool = False) -> "Page":
        size += len(self.places.all)  # or those that are elsewhere might be all that a page holds
        if self._grouped is not None:
            return self._grouped.window(key=cast("Place | None", key), size=size, backwards=backwards)
        return self._desk.window(self.query, self.order, key=key, size=size, backwards=backwards)

    def _around(self, need: "Need") -> "tuple[Page, Sequence[TicketRow]]":
        """The rows about a ticket; about the place where it was, when it has left the list."""
        if self._grouped is not None:
            page = self._grouped.around(need.id, size=need.size)
        else:
            page = self._desk.around(self.query, self.order, need.id, size=need.size)
        kept = self.places.all
        found = next((row for row in page.rows if row.id == need.id), None)
        if not kept and found is not None:
            return page, page.rows
        key = found.key if found is not None and need.id not in kept else cast("Key", need.key)
        here = [found._replace(key=key)] if found is not None else []
        half = need.size // 2
        return page, (*self.before(key, half), *here, *self.after(key, half))

    def _settled(self, page: "Page", key: "Key | None", *, backwards: bool = False) -> "Sequence[TicketRow]":
        """The rows of *page*, which was read from *key* on, with those that stay where they are, and nowhere else."""
        kept = self.places.all
        if not kept:
            return page.rows
        end = None if page.reached_end or not page.rows else page.rows[0 if backwards else -1].key
        down = self.order.descending

        def comes_after(place: "Key", other: "Key | None") -> bool:
            return other is None or (place < other if down else other < place)

        def is_inside(place: "Key") -> bool:
            first, last = (end, key) if backwards else (key, end)
            if backwards:
                return (first is None or not comes_after(first, place)) and (last is None or comes_after(last, place))
            return comes_after(place, first) and (last is None or not comes_after(place, last))

        rows = [row for row in page.rows if row.id not in kept]
        stay = [row._replace(key=kept[row.id]) for row in self._still_there(kept) if is_inside(kept[row.id])]
        return sorted((*rows, *stay), key=lambda row: row.key, reverse=down)

    def _still_there(self, kept: "Iterable[int]") -> "Sequence[TicketRow]":
        """Those of *kept* that the list has, as they are now."""
        these = parse("id:" + ",".join(f"{ticket}..{ticket}" for ticket in kept))
        return self._desk.window(narrowed(self.query, these), self.order, size=2 * MOST).rows
