"""Roll-ups: what was measured, kept by day and by each way in which a report is divided.

They are made from the log and can be thrown away. They reach up to a place of it, and are brought on when somebody
asks for a report: nothing of it costs who writes, and import, undo and what remotes tell need no word here. What they
have of a ticket is what its log up to that place tells; when more happened to it, that is taken out and what it tells
by now is put in. Days are those of one zone, which is kept with them: another zone means making them anew.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from supportterm.core.metrics_cells import Cell, Days, Tally
from supportterm.core.metrics_served import apart
from supportterm.core.metrics_sheet import Kept, changed, unpacked
from supportterm.core.operations import Create
from supportterm.store.append import last_place
from supportterm.store.connection import Store
from supportterm.store.errors import plainly
from supportterm.store.metrics_log import Telling, steps_between, steps_of
from supportterm.store.sqlite import Connection

VERSION: Final = f"3-{sys.byteorder}"
"""Of what the log is understood to say, and how it is stored. With another one they are made anew."""
PIECE: Final = 20_000
"""Operations that are brought in at a time: memory is taken for so many, others wait while they are written."""


class Reach(NamedTuple):
    """How far the roll-ups go, and in which zone."""

    upto: int
    zone: str
    """Empty: there are none."""


def reach(connection: Connection) -> Reach:
    found = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('rolled_up', 'rolled_zone')"))
    version, _, zone = str(found.get("rolled_zone", "")).partition(" ")
    return Reach(int(found.get("rolled_up", 0)), zone) if version == VERSION else Reach(0, "")


def waiting(connection: Connection) -> int:
    """How many operations are not in the roll-ups yet."""
    return last_place(connection) - reach(connection).upto


def begin(store: Store, zone: str) -> None:
    """Make the roll-ups anew, for days in *zone*; what others have begun for it meanwhile stays."""
    with store.writing(durable=False) as connection:
        if reach(connection).zone == zone:
            return
        connection.execute("DELETE FROM rollup")
        values = [("rolled_up", 0), ("rolled_zone", f"{VERSION} {zone}")]
        connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values)


def bring_on(
    store: Store, progress: Callable[[int, int], None] = lambda done, whole: None, most: int | None = None
) -> None:
    """Bring the roll-ups, which there are, up to the end that the log has now, by at most so many operations.

    The work is done beside other writers, who wait only while its sheets are put in place. If the machine dies, or
    somebody else brings them on meanwhile, no piece counts twice. *progress* is called with how many operations are in,
    and how many there are.
    """
    with plainly(store.path):
        reader = store.reader()
        end = last_place(reader) if most is None else min(last_place(reader), reach(reader).upto + most)
        telling, days = Telling(reader), Days(UTC)
        while (start := reach(reader)).upto < end:
            zone = ZoneInfo(start.zone)
            days = days if days.zone is zone else Days(zone)
            upto = min(start.upto + PIECE, end)
            changes = _changes(reader, start.upto, upto, telling, days)
            with store.writing(durable=False) as connection:
                if reach(connection) == start:
                    connection.executemany(
                        "INSERT OR REPLACE INTO rollup (way, key, day, sheet, balance) VALUES (?, ?, ?, ?, ?)", changes
                    )
                    connection.execute("UPDATE meta SET value = ? WHERE key = 'rolled_up'", (upto,))
            progress(upto, end)


def _changes(
    reader: Connection, after: int, upto: int, telling: Telling, days: Days
) -> list[tuple[int, str, int, bytes, int]]:
    """The cells that the operations after *after* up to *upto* change, as they are then: with sheet and balance."""
    news = steps_between(reader, after, upto)
    older = [ticket for ticket, steps in news.items() if not isinstance(steps[0].payload, Create)]
    before = steps_of(reader, older, after)
    telling.expect(news)
    added, taken = Tally(days), Tally(days)
    for ticket, steps in news.items():
        known = before.get(ticket, [])
        come = telling.served(ticket, [*known, *steps], upto)
        if known:
            come, gone = apart(come, telling.served(ticket, known, after))
            taken.put(gone)
        added.put(come)
    more, less = dict(added.cells()), dict(taken.cells())
    for cell in more.keys() & less.keys():
        new, old = Counter(more[cell]), Counter(less[cell])
        more[cell], less[cell] = [*(new - old).elements()], [*(old - new).elements()]
    return [
        (*cell, *changed(_kept(reader, cell), come, gone))
        for cell, come, gone in ((cell, more.get(cell, []), less.get(cell, [])) for cell in sorted({*more, *less}))
        if come or gone
    ]


def _kept(reader: Connection, cell: Cell) -> bytes:
    row = reader.execute("SELECT sheet FROM rollup WHERE way = ? AND key = ? AND day = ?", cell).fetchone()
    return row[0] if row else b""


def sheets(connection: Connection, way: int, first: int, last: int) -> Iterator[tuple[str, int, Kept]]:
    """What is stored of each key and each day from *first* to *last*, by day."""
    found = connection.execute(
        "SELECT key, day, sheet FROM rollup WHERE way = ? AND day BETWEEN ? AND ? ORDER BY day, key",
        (way, first, last),
    )
    return ((key, day, unpacked(raw)) for key, day, raw in found)


def balances(connection: Connection, way: int, day: int) -> dict[str, int]:
    """How many tickets each key had in the backlog when *day* began; those with none are left out."""
    found = connection.execute(
        "SELECT key, sum(balance) FROM rollup WHERE way = ? AND day < ? GROUP BY key", (way, day)
    )
    return {key: number for key, number in found if number}
