"""What syncing is measured against: pages decoded, and the same rows written with nothing in between.

    python -m benchmarks.bare_rows PAGES DESK EMPTY

*DESK* is what was made of *PAGES*; its rows go into *EMPTY*, a desk without any, as many to a transaction as pages
had. They are read before, and that does not count. Says the seconds that decoding and writing took.

Mails are measured against `write` too: their originals are compressed and written then as well.
"""

import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.pages import decode, lines
from supportterm.core.words import index_text
from supportterm.store.connection import Store

TABLES = ("operation", "change", "person", "ticket", "ticket_tag", "message", "replica", "seen")
Row = tuple[Any, ...]


class Table:
    """Rows of one table, in the order in which they were made, a page at a time."""

    def __init__(self, store: Store, name: str, order: str, pages: int) -> None:
        reader = store.reader()
        self.name = name
        found = [row[1] for row in reader.execute(f"PRAGMA table_info({name})")]  # computed ones are not among them
        (count,) = reader.execute(f"SELECT count(*) FROM {name}").fetchone()
        self._size = -(-count // pages)
        named = ", ".join(found)
        self._rows: Iterator[Row] = iter(reader.execute(f"SELECT {named} FROM {name} ORDER BY {order}"))
        self.sql = f"INSERT INTO {name} ({named}) VALUES ({', '.join('?' * len(found))})"

    def page(self) -> list[Row]:
        return list(islice(self._rows, self._size))


class Written(NamedTuple):
    seconds: float
    cpu: float
    """Of all threads."""


def write(full: Path, empty: Path, pages: Sequence[Callable[[], object]], *, durable: bool = False) -> Written:
    """The rows of *full* into *empty*, a transaction for each of *pages*, which is done before it and counts too."""
    source, target = Store(full, read_only=True), Store(empty)
    without_rowid = {"ticket_tag": "ticket, tag", "replica": "local, kind", "seen": "ticket"}
    tables = [Table(source, name, without_rowid.get(name, "rowid"), len(pages)) for name in TABLES]
    originals = Table(source, "original", "rowid", len(pages))
    writer = target.connect_writer()
    writer.execute("DELETE FROM operation")  # what a new desk begins with is among the rows
    writer.execute("DELETE FROM change")
    seconds = cpu = 0.0
    for page in pages:
        rows = [(t, t.page()) for t in tables]
        (message,) = (found for t, found in rows if t.name == "message")
        texts = sorted((m[0], index_text(m[-2]), index_text(m[8])) for m in message)
        raws = [(number, zlib.decompress(raw)) for number, raw in originals.page()]
        started, cpu_before = time.perf_counter(), time.process_time()
        page()
        target.begin(writer, durable=durable)
        for table, found in rows:
            writer.executemany(table.sql, found)
        writer.executemany(originals.sql, [(number, zlib.compress(raw)) for number, raw in raws])
        writer.executemany("INSERT INTO message_fts (rowid, subject, body) VALUES (?, ?, ?)", texts)
        writer.execute("COMMIT")
        seconds, cpu = seconds + time.perf_counter() - started, cpu + time.process_time() - cpu_before
    return Written(seconds, cpu)


if __name__ == "__main__":
    given, full, empty = map(Path, sys.argv[1:4])
    print(write(full, empty, [partial(decode, line) for line in lines(given)]).seconds)
