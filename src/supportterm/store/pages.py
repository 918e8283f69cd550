"""Pages of a long import: what is written goes in a page at a time, and between pages other programs get their turn."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Final, Self

from supportterm.core.nouns import Ticket
from supportterm.store import messages
from supportterm.store.connection import Store
from supportterm.store.errors import StoreError, plainly
from supportterm.store.stroke import Strokes
from supportterm.store.work import Work

PAGE: Final = 4_000
"""Messages in a page, at most."""
LONGEST: Final = 0.4
"""Seconds in which a page is filled, at most; others wait to write for them and for its end."""
TURN: Final = 0.005
"""Seconds between pages, in which others begin to write."""
CHECKPOINT: Final = 8_000
"""Pages of 4 KiB in the write-ahead log before it is copied into the file."""
PIECE: Final = 2_000
"""Messages whose texts are indexed on another core while the next ones come. Each piece is a segment of the index."""
FEW: Final = 16
"""After more pages the index is merged at the end; what fewer left, the next messages merge by and by."""
TICKETS: Final = 4_000
"""Tickets kept in memory from page to page."""


class Pages:
    """A context manager: leaving it commits the last page, unless by an error or ctrl-C, which keep the pages before.

    While a page is being filled others wait to write, so that long work belongs after a `commit`: best after one that
    does not wait, since then both are done at the same time.
    """

    def __init__(
        self,
        store: Store,
        strokes: Strokes,
        clock: Callable[[], int],
        source: str,
        committed: Callable[[], None],
    ) -> None:
        self._store = store
        self._strokes = strokes
        self._clock = clock
        self._source = source
        self._committed = committed
        self._connection = store.connect_writer()
        # The same pages are written over and over: the longer they stay in the log, the fewer writes to the file.
        self._connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT}")
        self._aside = ThreadPoolExecutor(1)
        self._under_way: Future[None] | None = None
        """What another core does with the connection: until it is done, nobody else may use it."""
        self._ended = False
        """A page was, and the desk was not told so yet."""
        self._page: Work | None = None
        self._pages = 0
        self._since = 0.0
        self._in_page = 0
        self._seq = -1
        self._tickets: dict[int, Ticket] = {}
        self._change = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.commit()
                if self._pages > FEW:
                    self._merge()
            else:
                self._aside.shutdown()
                self._store.abandon(self._connection)
        finally:
            self._aside.shutdown()
            self._connection.close()

    def _changed_elsewhere(self) -> None:
        """Somebody else wrote between two pages: what is kept in memory may be old."""

    def _page_stored(self) -> None:
        """What the page holds can be read."""

    def commit(self, *, wait: bool = True) -> None:
        """End the page. The process may die now and it is there; when the machine dies the last pages may go, whole.

        Without *wait* it is so only after the next call, which waits for it and raises what went wrong.
        """
        if self._page is not None:
            stored = self._stored(self._page)
            self._page = None
            self._ended = True
            self._under_way = self._aside.submit(self._end, stored)
        if wait:
            self._settle()

    def _one_more(self) -> None:
        """A message is on the page: it ends when there are many, or it has lasted long."""
        self._in_page += 1
        if self._in_page >= PAGE or time.monotonic() - self._since > LONGEST:
            self.commit(wait=False)
        elif self._in_page % PIECE == 0:
            self._flush()

    def _end(self, stored: Work) -> None:
        stored.index()
        messages.merge_late(self._connection, False)
        self._give_turn()

    def _give_turn(self) -> None:
        self._connection.execute("COMMIT")
        # Who waits to write looks every two milliseconds; without a pause the next page would begin before.
        time.sleep(TURN)

    def _merge(self) -> None:
        """Bring the index into the form in which it is searched fastest, in steps."""
        going_on = True
        try:
            while going_on:
                with plainly(self._store.path):
                    self._store.begin(self._connection, durable=False)
                    going_on = messages.merge(self._connection)
                    self._give_turn()
        except StoreError:  # all is in and found; only the merging is left to later messages
            self._store.abandon(self._connection)

    def _settle(self) -> None:
        """Wait for what another core does. Raises StoreError when it can't be kept."""
        if self._under_way is not None:
            with plainly(self._store.path):
                self._under_way.result()
            self._under_way = None
            if self._ended:
                self._ended = False
                self._committed()

    def _work(self) -> Work:
        """The page being filled; begins one when there is none."""
        if self._page is None:
            self._settle()
            with plainly(self._store.path):
                self._store.begin(self._connection, durable=False)
                self._begin()
        assert self._page is not None
        return self._page

    def _begin(self) -> None:
        work = self._strokes.work(self._connection, known=self._tickets, ready=self._settle)
        if work.log.seq != self._seq:
            self._changed_elsewhere()
            work = work.then({})
        messages.merge_late(self._connection, True)
        self._pages += 1
        self._page = work
        self._change = work.new_id(self._clock())
        self._since = time.monotonic()
        self._in_page = 0

    def _flush(self) -> None:
        """Write what the page holds so far, so that it can be read; it can be searched when the page has ended."""
        if self._page is not None:
            stored = self._stored(self._page)
            self._page = stored.then(self._tickets)
            self._under_way = self._aside.submit(stored.index)

    def _stored(self, page: Work) -> Work:
        with plainly(self._store.path):
            self._tickets = dict(list(page.store().items())[-TICKETS:])
        self._seq = page.log.seq
        self._page_stored()
        return page

    def _read(self, sql: str, *values: Any) -> Any:
        self._settle()
        with plainly(self._store.path):
            return self._connection.execute(sql, values)
