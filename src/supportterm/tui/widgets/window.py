"""A list of any length, seen through a buffer of rows around the cursor. Pure: it asks for rows, and is given them.

`need()` says which rows are missing, as a position in the order (a *keyset*), never as an offset; whoever drives the
window reads them, at once or in a thread, and calls `take`. Until they come, what is there can be painted. Rows are
asked for before the cursor reaches the buffer's edge, so that a key normally finds its row in memory.
"""

from collections.abc import Sequence
from itertools import count

from supportterm.tui.widgets.laying import Parting
from supportterm.tui.widgets.need import PAGE, Need, Side
from supportterm.tui.widgets.sight import CONTEXT, Sight
from supportterm.tui.widgets.staying import R, between, nearest, put_back

AHEAD = 64
"""The buffer is extended when fewer rows than this are left between the cursor and its edge."""
KEEP = 768
"""Rows kept; the far side of a longer buffer is dropped."""
STRIDE = 1024
"""Rows asked for at most, when a count sends the cursor far."""
REMEMBERED = 50
"""Rows after the cursor's that are remembered over a change."""

_generations = count()
"""Of all windows, so that an answer to one is none to another."""


class Window(Sight[R]):
    """Cursor, first line on the screen, and the rows around them.

    `rows` is one unbroken piece of the list; `before` says how many rows lie before it, as far as is known (None after
    a jump to the end). `marked` are ids selected.
    """

    def __init__(self, height: int = 20) -> None:
        super().__init__(height)
        self.at_start = False
        self.at_end = False
        self.before: int | None = 0
        self._next_parting: Parting[R] = None
        """Of the list that is to come."""
        self.marked: set[int] = set()
        self.anchor: R | None = None
        """Where a range begins that goes on to wherever the cursor is; what lies in it is not in `marked` yet."""
        self.generation = next(_generations)
        self._owed: list[int] = []
        """Moves that could not be made yet, or not in full, the oldest first."""
        self._jump: Side | None = "start"
        self._asked: Need | None = None
        self._follow = False
        """The start that is asked for is the same list again: stay on the row under the cursor."""
        self._following: tuple[R, ...] = ()
        """The rows that came after the cursor's, from before a change that took it elsewhere."""
        self._seek: R | None = None
        self._line: int | None = None
        """On which line of the screen the row sought is to stand; None: on the one it was on."""
        self._hold = False
        self.gone: R | None = None
        """The cursor's row, which has left the list and stays until the cursor leaves it."""

    # --- what is there

    @property
    def loaded(self) -> bool:
        """False until the first rows, or the news that there are none, have come."""
        return bool(self.rows) or (self.at_start and self.at_end)

    @property
    def settled(self) -> bool:
        """Whether the cursor is where it was sent, on rows as they are now."""
        return self._jump is None and not self._owed and self.loaded

    @property
    def on_its_way(self) -> bool:
        """Whether rows are being read without which the cursor is not where it was sent."""
        return self._asked is not None and (self._jumping or bool(self._owed))

    def position(self) -> int | None:
        """How many rows lie before the cursor's, None when it came from the far end."""
        return None if self.before is None else self.before + self.cursor

    # --- what the person does

    def move(self, by: int) -> None:
        """Cursor by *by* rows. What the buffer doesn't hold yet is owed, and made up for when it comes."""
        self._owed.append(by)
        self._following = ()
        self._settle()

    def next(self) -> R | None:
        """On to the row after the cursor's, and that row; None at the end.

        When the cursor's row has moved or left the list since, it is the row that came after it before that.
        """
        if self._following:
            wanted = next((row for row in self._following if self.find(row.id)), None)
            if wanted is None:
                wanted = self._seek = self._following[0]
                self.generation = next(_generations)
                self._jump, self._asked = "around", None
            self._following = ()
            return wanted
        before = self.current
        self.move(1)
        return None if self.current is before else self.current

    def page(self, pages: float) -> None:
        """By screenfuls, the cursor keeping its line on the screen where there are rows enough."""
        step = max(1, round(abs(pages) * self.rows_in_sight) - (CONTEXT if abs(pages) >= 1 else 0))
        by = step if pages > 0 else -step
        if not 0 <= self.cursor + by < len(self.rows) or self._owed or self._jumping:
            self.move(by)
            return
        self._following = ()
        self.turn(by)

    def jump(self, to_end: bool, *, anew: bool = False) -> None:
        """To the first row or the last one; *anew*, as it is now, whatever is in memory."""
        self._owed, self._following = [], ()
        if anew:
            self.generation, self.at_start, self.at_end = next(_generations), False, False
        if self._jumping and self.rows:
            self._jump = self._asked = None
        if to_end and self.at_end:
            self.cursor = max(len(self.rows) - 1, 0)
        elif not to_end and self.at_start:
            self.cursor = 0
        else:
            self._jump = "end" if to_end else "start"
            self._follow = False
            self._asked = None
            return
        self._show_cursor()

    def find(self, id: int) -> bool:
        """The cursor to a row of the buffer; False when it is not in it."""
        for index, row in enumerate(self.rows):
            if row.id == id:
                self.cursor = index
                self._owed = []
                self._show_cursor()
                return True
        return False

    def passed(self, by: int) -> Sequence[R]:
        """The rows of the buffer that the cursor leaves behind when it moves *by*, its own the first, in list order; at
        the end of the list also the last one."""
        first, last = (self.cursor, self.cursor + by) if by > 0 else (self.cursor + by + 1, self.cursor + 1)
        return self.rows[max(first, 0) : last]

    def in_range(self) -> Sequence[R]:
        """The rows of the buffer that lie in the range, its two ends included."""
        return () if self.anchor is None or not self.rows else between(self.rows, self.cursor, self.anchor)

    # --- what changes under it

    def part(self, parting: Parting[R]) -> None:
        """The same list, with headings over the parts that *parting* tells apart, or without any."""
        self.parting = self._next_parting = parting
        self._show_cursor()

    def begin_at(self, row: R, line: int, before: int | None) -> None:
        """Of a new window: *row* is to be under the cursor, on that line of the screen, with so many rows before it."""
        self.rows, self.before, self._line = [row], before, line
        self._jump, self._asked = "around", None

    def restart(self, parting: Parting[R] = None) -> None:
        """Another list: the rows shown stay until the first of the new ones have come."""
        self.generation, self._next_parting = next(_generations), parting
        self._jump, self._owed, self._asked, self._follow = "start", [], None, False
        self._following, self._seek, self.anchor, self.gone = (), None, None, None
        self.marked.clear()

    def refresh(self, *, hold: bool = False) -> None:
        """The same list, changed: read again around the cursor; at the very start new rows come into sight above it.

        With *hold* the cursor's row stays under it although it has left the list: somebody else took it away, and a key
        that is on its way is meant for it.
        """
        self._hold = hold
        self.generation = next(_generations)
        self._asked = None
        if self._jump is None:
            self._follow = not self.rows or self.position() == 0
            self._jump = "start" if self._follow else "around"

    # --- rows, wanted and given

    def need(self) -> Need | None:
        """The rows to read next; None when all is there, or has been asked for and not been answered."""
        if self._asked is not None:
            return None
        self._asked = self._missing()
        return self._asked

    def _missing(self) -> Need | None:
        size = max(PAGE, 3 * self.height)
        if self._jump == "around" and self.rows:
            row = self._seek or self.rows[self.cursor]
            return Need(self.generation, "around", row.key, row.id, size)
        if self._jump is not None:  # of another place the screen is wanted first, and the rows around it after
            return Need(self.generation, self._jump, size=size if self._follow else self.height + CONTEXT)
        if not self.rows:
            return None
        owed = self._owed[0] if self._owed else 0
        size = max(size, min(abs(owed), STRIDE))
        ahead = max(AHEAD, 2 * self.height)
        reach = self.cursor + owed
        if not self.at_end and reach >= len(self.rows) - ahead:
            return Need(self.generation, "after", self.rows[-1].key, size=size)
        if not self.at_start and reach < ahead:
            return Need(self.generation, "before", self.rows[0].key, size=size)
        return None

    def take(self, need: Need, rows: Sequence[R], *, edge: bool) -> bool:
        """The answer to *need*, in list order. *edge*: no more rows lie beyond them on the side that was asked for.

        When there are none although the list goes on, a reader looked as far as it does; to ask it again for the same
        would not end. False when the answer is out of date; nothing has changed then.
        """
        if need.generation != self.generation or need != self._asked:
            return False
        self._asked = None
        edge = edge or not rows
        match need.side:
            case "after":
                self.rows.extend(rows)
                self.at_end = edge
            case "before":
                self._prepend(rows, edge)
            case "around":
                self._replace_around(rows)
            case "start" if self._follow and self.cursor > 0:
                self._jump, self._follow = "around", False  # the person has moved on meanwhile
            case "start":
                cursor = 0
                if self._follow:
                    rows = self._with_held(rows)
                    cursor = nearest(rows, self.rows, self.cursor, self._seek)
                    self._remember_following(rows, cursor)
                self._replace(rows, at_start=True, at_end=edge, cursor=cursor)
            case "end":
                self._replace(rows, at_start=edge, at_end=True, cursor=len(rows) - 1)
        self._settle()
        self._trim()
        return True

    def drop(self, need: Need) -> None:
        """*need* could not be read; it will be asked for again."""
        if need == self._asked:
            self._asked = None

    # --- inside

    def _prepend(self, rows: Sequence[R], edge: bool) -> None:
        self.rows[:0] = rows
        self.cursor += len(rows)
        self.top += len(rows)
        self.at_start = edge
        if self.before is not None:
            self.before = 0 if edge else max(self.before - len(rows), 0)
        elif edge:
            self.before = 0

    def _replace(self, rows: Sequence[R], *, at_start: bool, at_end: bool, cursor: int) -> None:
        self.rows = list(rows)
        self.at_start, self.at_end = at_start, at_end
        self.before = 0 if at_start else None
        self._jump = None
        self.parting = self._next_parting
        self.cursor = max(cursor, 0)
        self.top = 0
        self._show_cursor()

    def _replace_around(self, rows: Sequence[R]) -> None:
        """The cursor stays on its row and the row on its line; when it left the list, the next one is there."""
        line = self.line if self._line is None else self._line
        position, self._line = self.position(), None
        rows = self._with_held(rows)
        cursor = nearest(rows, self.rows, self.cursor, self._seek)
        if self._seek is not None:
            position, self._seek = None, None
        else:
            self._remember_following(rows, cursor)
        self.rows = list(rows)
        self.at_start = self.at_end = False
        self._jump = None
        self.cursor = cursor
        self.before = None if position is None else max(position - cursor, 0)
        self.top = self._bounded(self._top_for(cursor, line))

    def let_go(self) -> None:
        """The row that has left the list goes, once the cursor is elsewhere."""
        gone = self.gone
        if gone is None or self.current is gone:
            return
        self.gone = None
        place = next((n for n, row in enumerate(self.rows) if row is gone), None)
        if place is None:
            return
        del self.rows[place]
        if place < self.cursor:
            self.cursor -= 1
        if place < self.top:
            self.top -= 1
        self._show_cursor()

    def _with_held(self, rows: Sequence[R]) -> Sequence[R]:
        """*rows*, with the cursor's where it was when it is to be held and is not among them."""
        held, self.gone = self.current, None
        if not self._hold or held is None or self._seek is not None or any(row.id == held.id for row in rows):
            return rows
        self.gone = held
        return put_back(rows, self.rows, self.cursor)

    def _remember_following(self, rows: Sequence[R], cursor: int) -> None:
        """When the change took the cursor's row away from those after it, `next` shall still find them."""
        following = tuple(self.rows[self.cursor + 1 : self.cursor + 1 + REMEMBERED])
        if self._jump is not None and self.rows and following and not self._following:
            stayed = rows[cursor].id == self.rows[self.cursor].id if rows else False
            if not stayed or [row.id for row in rows[cursor + 1 : cursor + 2]] != [following[0].id]:
                self._following = following

    def _settle(self) -> None:
        """Pay what is owed as far as the buffer reaches. A jump under way is paid first."""
        if self._jumping or not self.rows:
            if self.loaded and not self.rows:
                self._owed = []
            return
        last = len(self.rows) - 1
        while self._owed:
            target = self.cursor + self._owed[0]
            self.cursor = min(max(target, 0), last)
            if (target > last and not self.at_end) or (target < 0 and not self.at_start):
                self._owed[0] = target - self.cursor
                break
            del self._owed[0]
        self._show_cursor()

    def _trim(self) -> None:
        keep = max(KEEP, 8 * self.height)
        surplus = len(self.rows) - keep
        if surplus <= 0:
            return
        if self.cursor > len(self.rows) // 2:
            del self.rows[:surplus]
            self.cursor -= surplus
            self.top = max(self.top - surplus, 0)
            self.at_start = False
            if self.before is not None:
                self.before += surplus
        else:
            del self.rows[keep:]
            self.at_end = False

    @property
    def _jumping(self) -> bool:
        """On the way to another place, not only reading the same one again."""
        return self._jump in ("start", "end") and not self._follow
