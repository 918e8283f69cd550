"""A list in groups, a window at a time: the windows of its parts, one behind the other."""

from datetime import date
from typing import TYPE_CHECKING

from supportterm.core.grouping import Group, day, day_query, day_title, groups, title, word_of
from supportterm.core.ids import message_time
from supportterm.core.moments import day_of
from supportterm.core.orders import Order
from supportterm.core.query import Query, narrowed, parse
from supportterm.store.windows import NEWEST_FIRST, Window

if TYPE_CHECKING:
    from supportterm.desk.reading import Reading
    from supportterm.store.rows import TicketRow

Place = tuple[int, int, int]
"""Which group, counted down where the order goes down, so that places compare as the list goes; then where in it."""
Part = int | date | None
"""A group, by its place among them, counted as `Place` does; in a list by day the day."""


class Grouped:
    """The tickets of *query* in *order*, put together *by* one of core/views.py `GROUPS`.

    Its rows' keys are `Place`s. Safe from several threads.
    """

    def __init__(self, desk: "Reading", query: Query, order: Order, by: str) -> None:
        self._desk = desk
        self._query = query
        self._order = order
        self._by = by
        self._by_match = query.has_words and order == NEWEST_FIRST
        """Whether it is in the order of the newest messages that have the words, which are in the rows' keys then."""
        agents, teams = (agent.handle for agent in desk.agents()), (team.handle for team in desk.teams())
        there = groups(by, me=desk.me, agents=tuple(agents), teams=tuple(teams)) or (Group("", ""),)
        self._words = [group.word for group in there]
        self._queries = [narrowed(query, parse(group.query)) for group in there]

    def window(self, *, key: Place | None = None, size: int = 100, backwards: bool = False) -> Window:
        """Rows after *key*, exclusive, or before it; without one from the start, or the end."""
        step = -1 if backwards else 1
        first = abs(key[0]) if key is not None else len(self._queries) - 1 if backwards else 0
        found: list[TicketRow] = []
        place = key[1:] if key is not None else None
        for group in range(first, -1 if backwards else len(self._queries), step):
            part = self._desk.window(
                self._queries[group], self._order, key=place, size=size - len(found), backwards=backwards
            )
            rows = [self._placed(row, group) for row in part.rows]
            found[:0] = rows if backwards else []
            found += [] if backwards else rows
            place = None
            if not part.reached_end:
                return Window(tuple(found), False, part.looked_back_to)
        return Window(tuple(found), True)

    def around(self, ticket: int, *, size: int = 100) -> Window:
        """The rows about *ticket*, itself among them when it is in the list; else none."""
        group = self._group(self._desk.row(ticket))
        near = self._desk.around(self._queries[group], self._order, ticket, size=size).rows
        if not any(row.id == ticket for row in near):
            return Window((), False)
        rows = tuple(self._placed(row, group) for row in near)
        before = self.window(key=rows[0].key, size=size // 4, backwards=True)  # type: ignore[arg-type]
        after = self.window(key=rows[-1].key, size=size // 4)  # type: ignore[arg-type]
        return Window((*before.rows, *rows, *after.rows), False)

    def part(self, row: "TicketRow") -> Part:
        """Which group *row*, as this list has it, is in."""
        if self._by != "day":
            return row.key[0]
        return day_of(message_time(row.key[1])) if self._by_match else day(row, self._order)

    def title(self, part: Part) -> str:
        """What a group is called on the screen; empty for one that there is no more."""
        if not isinstance(part, int):
            return day_title(part, self._desk.clock())
        return title(self._by, self._words[abs(part)]) if abs(part) < len(self._words) else ""

    def count(self, part: Part, cap: int) -> int | None:
        """How many tickets a group has; cap + 1 stands for more than *cap*. None where that is not known: of a day on
        which words were written that are looked for. For a worker thread."""
        if not isinstance(part, int):
            if self._by_match:
                return None
            return self._desk.count(narrowed(self._query, parse(day_query(part, self._order))), cap)
        return self._desk.count(self._queries[abs(part)], cap) if abs(part) < len(self._queries) else 0

    def _placed(self, row: "TicketRow", group: int) -> "TicketRow":
        return row._replace(key=(-group if self._order.descending else group, *row.key))

    def _group(self, row: "TicketRow") -> int:
        word = word_of(row, self._by)
        return self._words.index(word) if word in self._words else len(self._words) - 1
