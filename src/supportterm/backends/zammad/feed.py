"""What changed: tickets by the moment of their last change, and now and then a walk for those that are gone.

The database is asked, not the search index, which lags. Zammad tells nothing of a ticket that was deleted.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from supportterm.backends import cursors, feed
from supportterm.backends.errors import NotAllowed, NotThere
from supportterm.backends.protocol import Extent
from supportterm.backends.stamps import exact_stamp
from supportterm.backends.sweeping import Sweep
from supportterm.backends.windows import Window
from supportterm.backends.zammad.reading import Reader
from supportterm.backends.zammad.rest import MOST, PAGE, Rest
from supportterm.backends.zammad.wire import TicketRow
from supportterm.backends.zammad.words import Words
from supportterm.core.remote import Item, Page, TicketGone
from supportterm.core.terms import Status

OVERLAP: Final = 60_000
"""Milliseconds after which a change has certainly been written down."""


class Cursor(msgspec.Struct, omit_defaults=True):
    window: Window
    sweep: Sweep
    older: bool = False
    """Those still open of the time before are being told; then come all since."""


class Feed(feed.Feed[Rest, Words, Reader]):
    def changes(self, text: str) -> Page:
        cursor = cursors.read(text, Cursor, "Zammad's", self._begin)
        items: list[Item] = []
        if cursor.sweep.missed:
            cursor.sweep.ask(lambda number: self._ask(number, cursor.sweep, items))
        elif cursor.sweep.page:
            rows = self._rest.get("tickets", list[TicketRow], {"page": cursor.sweep.page, "per_page": MOST})
            cursor.sweep.turn((row.id for row in rows), len(rows) == MOST, self._now())
        elif self._news(cursor, items):
            return Page(tuple(items), cursors.text(cursor), True)
        return Page(tuple(items), cursors.text(cursor), cursor.sweep.on)

    def extent(self) -> Extent:
        """Each ticket is asked for by itself, as fast as Zammad answers."""
        border = exact_stamp(max(0, self._border() - 1))
        count = self._rest.count({"ticket.updated_at": {"operator": "after (absolute)", "value": border}})
        if self._words.since:
            before = {"operator": "before (absolute)", "value": exact_stamp(self._border())}
            count += self._rest.count({"ticket.updated_at": before} | self._open())
        return Extent(count, 0.0)

    def _begin(self) -> Cursor:
        return Cursor(Window(), Sweep(ended=self._now()), older=bool(self._words.since))

    # --- what changed

    def _news(self, cursor: Cursor, items: list[Item]) -> bool:
        """The next tickets of this round; whether there are more. Then it may be time to walk."""
        window, now = cursor.window, self._now()
        rows = self._rest.changed(self._conditions(cursor), window.after or 1)
        for row in rows:
            if window.fresh(str(row.id), row.updated, now):
                self._ask(row.id, cursor.sweep, items)
        more = self._go_on(window, rows)
        if not more and cursor.older:
            cursor.older, cursor.window = False, Window(mark=self._border())
            return True
        if not more:
            window.end(now, OVERLAP)
            cursor.sweep.begin_when_due(now, self._words.sweep)
        return more

    def _conditions(self, cursor: Cursor) -> dict[str, dict[str, Any]]:
        """Such as were changed after a moment, which is the one before the first that is wanted."""
        after = {"operator": "after (absolute)", "value": exact_stamp(max(0, cursor.window.start - 1))}
        if not cursor.older:
            return {"ticket.updated_at": after}
        return {"ticket.updated_at": after} | self._open()

    def _open(self) -> dict[str, dict[str, Any]]:
        there = self._reader.names.states().values()
        still = [str(row.id) for row in there if self._reader.names.status(row.id) < Status.SOLVED]
        return {"ticket.state_id": {"operator": "is", "value": still}}

    def _go_on(self, window: Window, rows: Sequence[TicketRow]) -> bool:
        """Where the round goes on behind these; False at its end. More of one moment than a page holds are counted."""
        if len(rows) < PAGE:
            return False
        if rows[-1].updated > window.start:
            window.go_on(rows[-1].updated, 0, OVERLAP)
        else:
            window.go_on(window.start, (window.after or 1) + 1, OVERLAP)
        return True

    def _ask(self, number: int, sweep: Sweep, items: list[Item]) -> None:
        """One as it is now; nothing of one that was gone before we ever heard of it."""
        try:
            whole = self._rest.whole(str(number))
        except (NotThere, NotAllowed):
            items += [TicketGone(str(number))] if sweep.gone(number) else []
            return
        sweep.told([number])
        items.append(self._reader.seen(whole))
