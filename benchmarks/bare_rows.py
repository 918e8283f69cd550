"""What syncing is measured against: pages decoded, and the same rows written with nothing in between.

    python -m benchmarks.bare_rows PAGES DESK EMPTY

*DESK* is what was made of *PAGES*; its rows go into *EMPTY*, a desk without any, as many to a transaction as pages
had. They are read before, and that does not count. Says the seconds that decoding and writing took.
"""

import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

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


def copy(pages: Path, full: Path, empty: Path) -> float:
    source, target = Store(full, read_only=True), Store(empty)
    many = sum(1 for _ in lines(pages))
    without_rowid = {"ticket_tag": "ticket, tag", "replica": "local, kind", "seen": "ticket"}
    tables = [Table(source, name, without_rowid.get(name, "rowid"), many) for name in TABLES]
    writer = target.connect_writer()
    seconds = 0.0
    for line in lines(pages):
        rows = [(t, t.page()) for t in tables]
        (message,) = (found for t, found in rows if t.name == "message")
        texts = sorted((m[0], index_text(m[-2]), index_text(m[8])) for m in message)
        started = time.perf_counter()
        decode(line)
        target.begin(writer, durable=False)
        for table, found in rows:
            writer.executemany(table.sql, found)
        writer.executemany("INSERT INTO message_fts (rowid, subject, body) VALUES (?, ?, ?)", texts)
        writer.execute("COMMIT")
        seconds += time.perf_counter() - started
    return seconds


if __name__ == "__main__":
    print(copy(*map(Path, sys.argv[1:4])))
