"""Windows of rows: a page of a queue found by its place in an order, never by counting from the start.

Every order is walked along an index. The walk goes in steps of growing length; each step reads that many places of
the index and keeps the tickets that the filter lets through. So the cost of a page does not depend on how many
tickets there are, and a filter that finds nothing stops after `LOOK` places and says how far it looked.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from supportterm.core.orders import Order
from supportterm.store.compile import Filter
from supportterm.store.rows import COLUMNS, JOINS, Key, TicketRow, rows_from
from supportterm.store.sqlite import Connection
from supportterm.store.unsent import CONFLICT, UNSENT

LOOK: Final = 20_000
"""Places of an index that one window looks at, at most."""
FEW: Final = 2_000
"""An equality that so many tickets satisfy is read whole and sorted."""


_VALUES: Final = {  # a ticket without a deadline is ordered after all deadlines
    "updated": "ticket.updated_at",
    "created": "ticket.created_at",
    "priority": "ticket.priority",
    "due": "ticket.due_order",
    "number": "ticket.id",
}
_BY_EQUALITY: Final = {
    "assignee": "INDEXED BY ticket_assignee",
    "team": "INDEXED BY ticket_team",
    "requester": "INDEXED BY ticket_requester",
    "organization": "INDEXED BY ticket_organization",
}


_TICKET: Final = "ticket ON ticket.id = chosen.ticket"
NEWEST_FIRST: Final = Order("updated", True)
_CHOSEN: Final = "json_each(:ids) AS chosen CROSS JOIN ticket ON ticket.id = chosen.value"


class Window(NamedTuple):
    """Rows next to each other, in the order asked for."""

    rows: tuple[TicketRow, ...]
    reached_end: bool
    """Nothing comes after them (before them, when read backwards)."""
    looked_back_to: int | None = None
    """When the search stopped before the end: the moment at which the last ticket it looked at was updated."""
    next_key: Key | None = None
    """Where to go on from then."""


class _Path(NamedTuple):
    """An index walk: the table, what holds of all its places, and whether places are ordered as asked."""

    source: str
    condition: str
    params: dict[str, Any]


def window(
    connection: Connection, filter: Filter, order: Order, me: str, *, key: Key | None, size: int, backwards: bool
) -> Window:
    """Up to *size* rows after *key* (before it, when *backwards*), exclusive; from the start (the end) without one."""
    if filter.text is not None:
        return _with_words(connection, filter, order, me, key, size, backwards)
    value = _VALUES[order.column]
    descending = order.descending is not backwards
    few = _few(connection, filter)
    if few is not None:
        rows = _sorted(connection, few, filter, value, descending, me, key, size + 1)
        found = Window(tuple(rows[:size]), len(rows) <= size)
    else:
        found = _walked(connection, _path(filter, order), filter, value, descending, me, key, size)
    return found._replace(rows=found.rows[::-1]) if backwards else found


def around(connection: Connection, filter: Filter, order: Order, me: str, ticket: int, size: int) -> Window:
    """The rows about the place of *ticket*, itself among them when the filter lets it through."""
    place = _place(connection, filter, order, ticket)
    if place is None:
        return window(connection, filter, order, me, key=None, size=size, backwards=False)
    before = window(connection, filter, order, me, key=place, size=size // 2, backwards=True)
    # The place just before the ticket's own, so that the rows from there on begin with it.
    if filter.text is not None and order == NEWEST_FIRST:
        eve = (place[0] + 1, ticket)
    else:
        eve = (place[0], ticket + 1 if order.descending else ticket - 1)
    after = window(connection, filter, order, me, key=eve, size=size - len(before.rows), backwards=False)
    return after._replace(rows=before.rows + after.rows)


def count(connection: Connection, filter: Filter, cap: int) -> int:
    """How many tickets the filter lets through; cap + 1 stands for more than *cap*."""
    if filter.text is not None:
        from supportterm.store.search import WHOLE_HISTORY, matching

        return len(matching(connection, filter, limit=cap + 1, budget=WHOLE_HISTORY).tickets)
    path = _few(connection, filter) or _rare(filter) or _path(filter, NEWEST_FIRST)
    row = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {path.source} WHERE {path.condition} AND {filter.where or '1'} "
        "LIMIT :cap)",
        {**filter.params, **path.params, "cap": cap + 1},
    ).fetchone()
    return int(row[0])


def row(connection: Connection, ticket: int, me: str) -> TicketRow | None:
    found = connection.execute(
        f"SELECT {COLUMNS}, ticket.updated_at FROM ticket {JOINS} WHERE ticket.id = :ticket",
        {"me": me, "ticket": ticket},
    )
    return next(iter(rows_from(found)), None)


def of_person(connection: Connection, person: int, me: str, limit: int) -> tuple[TicketRow, ...]:
    """The tickets of a requester, newest first."""
    found = connection.execute(
        f"SELECT {COLUMNS}, ticket.updated_at FROM ticket INDEXED BY ticket_requester {JOINS} "
        "WHERE ticket.requester = :person ORDER BY ticket.updated_at DESC, ticket.id DESC LIMIT :limit",
        {"me": me, "person": person, "limit": limit},
    )
    return tuple(rows_from(found))


def _walked(
    connection: Connection,
    path: _Path,
    filter: Filter,
    value: str,
    descending: bool,
    me: str,
    key: Key | None,
    size: int,
) -> Window:
    rows: list[TicketRow] = []
    looked, step = 0, max(4 * size, 250) if filter.where else size
    while True:
        walk, places = _walk(path, value, descending, key)
        params = {**filter.params, **path.params, **places, "me": me, "step": step, "wanted": size - len(rows)}
        way = "DESC" if descending else "ASC"
        rows += rows_from(
            connection.execute(
                f"SELECT {COLUMNS}, walk.value FROM ({walk} LIMIT :step) AS walk "
                f"CROSS JOIN ticket ON ticket.id = walk.id {JOINS} WHERE {filter.where or '1'} "
                f"ORDER BY walk.value {way}, walk.id {way} LIMIT :wanted",
                params,
            )
        )
        if len(rows) == size:
            return Window(tuple(rows), False)
        last = connection.execute(
            f"{walk} LIMIT 1 OFFSET :last", {**path.params, **places, "last": step - 1}
        ).fetchone()
        if last is None:
            return Window(tuple(rows), True)
        key = (last[1], last[0])
        looked += step
        if looked >= LOOK:
            moment = connection.execute("SELECT updated_at FROM ticket WHERE id = ?", (last[0],)).fetchone()[0]
            return Window(tuple(rows), False, moment, key)
        step = min(step * 4, LOOK - looked)


def _walk(path: _Path, value: str, descending: bool, key: Key | None) -> tuple[str, dict[str, Any]]:
    """SQL for the places of *path* after *key*, as (id, value), in order.

    Two reads, of what ties with the key and of what lies beyond it, since SQLite can't enter an index at
    (value, rowid) otherwise.
    """
    beyond, way = ("<", "DESC") if descending else (">", "ASC")
    read = f"SELECT ticket.id AS id, {value} AS value FROM {path.source} WHERE {path.condition}"
    end = f" ORDER BY 2 {way}, 1 {way}"
    if key is None:
        return read + end, {}
    places = {"value": key[0], "place": key[1]}
    if value == "ticket.id":
        return f"{read} AND ticket.id {beyond} :place{end}", places
    ties = f"{read} AND {value} = :value AND ticket.id {beyond} :place"
    return f"{ties} UNION ALL {read} AND {value} {beyond} :value{end}", places


def _sorted(
    connection: Connection,
    path: _Path,
    filter: Filter,
    value: str,
    descending: bool,
    me: str,
    key: Key | None,
    size: int,
) -> list[TicketRow]:
    beyond, way = ("<", "DESC") if descending else (">", "ASC")
    after = f"({value}, ticket.id) {beyond} (:value, :place)" if key else "1"
    places = {"value": key[0], "place": key[1]} if key else {}
    found = connection.execute(
        f"SELECT {COLUMNS}, {value} FROM {path.source} {JOINS} "
        f"WHERE {path.condition} AND {filter.where or '1'} AND {after} "
        f"ORDER BY {value} {way}, ticket.id {way} LIMIT :wanted",
        {**filter.params, **path.params, **places, "me": me, "wanted": size},
    )
    return rows_from(found)


def _path(filter: Filter, order: Order) -> _Path:
    """The index to walk for *order*: the active tickets' own, an equality's, or that of all tickets."""
    if filter.implies_active:
        return _Path(f"ticket INDEXED BY active_{order.column}", "ticket.status < 4", {})
    if order.column == "updated":
        for column, value in filter.equalities:
            if column in _BY_EQUALITY:
                return _equality(column, value)
    if order.column == "number":
        return _Path("ticket NOT INDEXED", "1", {})
    return _Path(f"ticket INDEXED BY ticket_{order.column}", "1", {})


def _equality(column: str, value: Any) -> _Path:
    if column == "tag":
        source = f"ticket_tag AS chosen CROSS JOIN {_TICKET}"
        return _Path(source, "chosen.tag = :equal", {"equal": value})
    if column == "ids":
        return _Path(_CHOSEN, "1", {"ids": value})
    if column in ("link", "linked"):
        which = "kind = :equal" if column == "link" else "other = :equal"
        chosen = f"(SELECT DISTINCT ticket FROM ticket_link WHERE {which}) AS chosen"
        return _Path(f"{chosen} CROSS JOIN {_TICKET}", "1", {"equal": value})
    if column == "handed":
        return _Path("ticket INDEXED BY ticket_handed", "ticket.handed_at IS NOT NULL", {})
    if column == "snoozed":
        return _Path("ticket INDEXED BY ticket_snoozed", "ticket.snoozed_until IS NOT NULL", {})
    if column == "waiting":
        return _Path("ticket INDEXED BY ticket_waiting", "ticket.waits_since IS NOT NULL", {})
    if column in ("unsent", "conflict"):
        which = UNSENT if column == "unsent" else CONFLICT
        return _Path(f"(SELECT DISTINCT ticket FROM ({which})) AS chosen CROSS JOIN {_TICKET}", "1", {})
    if column == "for":
        source = f"(SELECT DISTINCT ticket FROM attention WHERE agent = :equal) AS chosen CROSS JOIN {_TICKET}"
        return _Path(source, "1", {"equal": value})
    if column == "id":
        own = "SELECT id AS ticket FROM ticket WHERE id = :equal AND number = ''"
        theirs = "SELECT id FROM ticket WHERE number = :called AND number <> ''"
        source = f"({own} UNION {theirs}) AS chosen CROSS JOIN {_TICKET}"
        return _Path(source, "1", {"equal": value, "called": str(value)})
    return _Path(f"ticket {_BY_EQUALITY[column]}", f"ticket.{column} = :equal", {"equal": value})


def _few(connection: Connection, filter: Filter) -> _Path | None:
    """The path of an equality that few tickets satisfy, if there is one."""
    for column, value in filter.equalities:
        path = _equality(column, value)
        table = "ticket_tag AS chosen" if column == "tag" else path.source
        met = connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {path.condition} LIMIT {FEW + 1})", path.params
        ).fetchone()[0]
        if met <= FEW:
            return path
    return None


def _rare(filter: Filter) -> _Path | None:
    """The index of what few of all tickets are, however many that are: counting needs no order."""
    found = [column for column, _ in filter.equalities if column in ("handed", "waiting", "snoozed")]
    return _equality(found[0], None) if found else None


def _with_words(
    connection: Connection, filter: Filter, order: Order, me: str, key: Key | None, size: int, backwards: bool
) -> Window:
    """Tickets with words in them: newest match first in place of `-updated`, else the newest found, sorted.

    A row's key in the first case is its newest matching message.
    """
    from supportterm.store.search import matching

    if order != NEWEST_FIRST:
        page = matching(connection, filter, limit=FEW)
        chosen = _Path(_CHOSEN, "1", {"ids": str([ticket for ticket, _ in page.tickets])})
        plain = filter._replace(where="")
        value, descending = _VALUES[order.column], order.descending is not backwards
        rows = _sorted(connection, chosen, plain, value, descending, me, key, size + 1)
        shown = tuple(rows[:size])
        return Window(shown[::-1] if backwards else shown, len(rows) <= size, page.looked_back_to)
    if not backwards:
        page = matching(connection, filter, limit=size, before=key[0] if key else None)
        rest = page.looked_back_to, (page.next, 0) if page.next is not None else None
        return Window(_of_matches(connection, page.tickets, me), page.complete, *rest)
    page = matching(connection, filter, limit=FEW)
    before = [match for match in page.tickets if key is None or match[1] > key[0]]
    shown = _of_matches(connection, before[-size:], me)
    return Window(shown, len(before) <= size, page.looked_back_to if key is None else None)


def _of_matches(connection: Connection, matches: Sequence[tuple[int, int]], me: str) -> tuple[TicketRow, ...]:
    message = dict(matches)
    found = connection.execute(f"SELECT {COLUMNS}, 0 FROM {_CHOSEN} {JOINS}", {"me": me, "ids": str(list(message))})
    rows = (row._replace(key=(message[row.id], row.id)) for row in rows_from(found))
    return tuple(sorted(rows, key=lambda row: row.key, reverse=True))


def _place(connection: Connection, filter: Filter, order: Order, ticket: int) -> Key | None:
    """The key of *ticket*; None when it has none in this window."""
    if filter.text is not None and order == NEWEST_FIRST:
        from supportterm.store.search import matching

        return next(((m, t) for t, m in matching(connection, filter, limit=FEW).tickets if t == ticket), None)
    row = connection.execute(f"SELECT {_VALUES[order.column]} FROM ticket WHERE id = ?", (ticket,)).fetchone()
    return (row[0], ticket) if row else None
