"""What changed: issues by the moment of their last change, and a look through all when fewer are there than we know.

Redmine tells nothing of an issue that was deleted or moved out of sight. How many there are is asked at the end of
each round; only when that does not fit are those we know looked for. What is edited within a note moves no moment and
is seen with the next change of its ticket.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from supportterm.backends import cursors, feed
from supportterm.backends.errors import NotAllowed, NotThere
from supportterm.backends.protocol import Extent
from supportterm.backends.redmine.reading import Reader
from supportterm.backends.redmine.rest import PAGE, Condition, Rest
from supportterm.backends.redmine.wire import Issue, Issues, stamp
from supportterm.backends.redmine.words import Words
from supportterm.backends.windows import Window, numbers, ranges
from supportterm.core.remote import Item, Page, TicketGone, TicketSeen

OVERLAP: Final = 60_000
"""Milliseconds after which a change has certainly been written down."""
_CHUNK: Final = 400
"""Numbers of issues that fit into an address."""


class Cursor(msgspec.Struct, omit_defaults=True):
    window: Window
    older: bool = False
    """Those still open of the time before are being told; then come all since."""
    known: str = ""
    """Numbers of the issues that were told and not gone since."""
    count: int = -1
    """How many there were at the end of the last round."""


class Feed(feed.Feed[Rest, Words, Reader]):
    def changes(self, text: str) -> Page:
        cursor = cursors.read(text, Cursor, "Redmine's", self._begin)
        window, now = cursor.window, self._now()
        told = self._listed(cursor)
        known = numbers(cursor.known)
        before = max(known, default=0)
        items: list[Item] = []
        for row in told.issues:
            if window.fresh(str(row.id), row.updated, now) and (seen := self._whole(row.id)) is not None:
                items.append(seen)
                known.add(row.id)
        more = self._go_on(window, told.issues)
        if not more and cursor.older:
            cursor.older, more = False, True
            cursor.window = Window(mark=self._border())
        elif not more:
            items += self._gone(cursor, known, sum(number > before for number in known))
            window.end(now, OVERLAP)
        cursor.known = ranges(known)
        return Page(tuple(items), cursors.text(cursor), more)

    def extent(self) -> Extent:
        """Each is asked for by itself, as fast as Redmine answers."""
        border = self._border()
        if not border:
            return Extent(self._count(), 0.0)
        older = self._count(("status_id", "o", ()), ("updated_on", "><", (stamp(0), stamp(border))))
        return Extent(older + self._count(("updated_on", ">=", (stamp(border),))), 0.0)

    def _begin(self) -> Cursor:
        return Cursor(Window(), older=bool(self._words.since))

    # --- what changed

    def _listed(self, cursor: Cursor) -> Issues:
        """The next issues of this round, perhaps with some that were told already."""
        window = cursor.window
        conditions: list[Condition] = [*self._reader.names.in_projects()]
        if cursor.older:
            conditions.append(("status_id", "o", ()))
        if window.after:  # more have one moment than fit into a page: by their numbers
            moment = (stamp(window.start), stamp(window.start + 1000))
            conditions += [("updated_on", "><", moment), ("issue_id", ">=", (str(window.after + 1),))]
            return self._rest.issues(conditions, "id:asc", PAGE)
        if cursor.older:
            conditions.append(("updated_on", "><", (stamp(window.start), stamp(self._border()))))
        elif window.start:
            conditions.append(("updated_on", ">=", (stamp(window.start),)))
        return self._rest.issues(conditions, "updated_on:asc,id:asc", PAGE)

    def _go_on(self, window: Window, rows: Sequence[Issue]) -> bool:
        """Where the round goes on behind these; False at its end."""
        full = len(rows) == PAGE
        if window.after and not full:
            window.go_on(window.start + 1000, 0, OVERLAP)
            return True
        if full and window.after:
            window.go_on(window.start, rows[-1].id, OVERLAP)
        elif full and rows[-1].updated <= window.start:
            window.go_on(window.start, 1, OVERLAP)
        elif full:
            window.go_on(rows[-1].updated, 0, OVERLAP)
        return full

    def _whole(self, number: int) -> TicketSeen | None:
        """None for one that was deleted since the list was made: the count will tell."""
        try:
            return self._reader.seen(self._rest.issue(str(number)))
        except (NotThere, NotAllowed):
            return None

    # --- what is gone

    def _gone(self, cursor: Cursor, known: set[int], new: int) -> list[Item]:
        """Those of *known* that are not to be seen any more, and are taken from it; *new* of them are of this round."""
        count = self._count()
        fits = count == cursor.count + new
        cursor.count = count
        missing = [] if fits else self._missing(sorted(known))
        gone = [number for number in missing if self._is_gone(number)]
        known.difference_update(gone)
        return [TicketGone(str(number)) for number in gone]

    def _missing(self, wanted: Sequence[int]) -> list[int]:
        """Those of *wanted* that are in no list, found by counting ever fewer of them."""
        found: list[int] = []
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            named: Condition = ("issue_id", "=", (",".join(map(str, chunk)),))
            if self._count(named) == len(chunk):
                continue
            if len(chunk) <= PAGE:
                there = {row.id for row in self._some([named], PAGE).issues}
                found += [number for number in chunk if number not in there]
            else:
                found += self._missing(chunk[: len(chunk) // 2]) + self._missing(chunk[len(chunk) // 2 :])
        return found

    def _count(self, *conditions: Condition) -> int:
        return self._some(conditions, 1).total_count

    def _some(self, conditions: Sequence[Condition], limit: int) -> Issues:
        return self._rest.issues([*self._reader.names.in_projects(), *conditions], "id:asc", limit)

    def _is_gone(self, number: int) -> bool:
        try:
            issue = self._rest.issue(str(number))
        except (NotThere, NotAllowed):
            return True
        return bool(self._words.projects) and issue.project.id not in self._reader.names.projects()
