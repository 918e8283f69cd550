"""The log pane: all that happened to a ticket, newest first, who did it and why; enter shows it as it was then."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.strip import Strip

from supportterm.core.blame import blame, why
from supportterm.core.describe import describe
from supportterm.core.moments import moment_words
from supportterm.core.operations import Undo, Wrote
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line
from supportterm.tui.messages import Open, Say
from supportterm.tui.panes.base import Pane
from supportterm.tui.widgets.cells import fit, strip, width_of
from supportterm.tui.widgets.need import Need
from supportterm.tui.widgets.rowlist import RowList

if TYPE_CHECKING:
    from supportterm.core.operations import Operation
    from supportterm.desk import Desk
    from supportterm.store.append import Entry
    from supportterm.tui.look import Look

WHEN, WHO = 18, 10
REASONED = 40
"""Cells for what happened above which it shares them with why."""


class Told(NamedTuple):
    """An operation as it is shown. *stands*: of nothing it did another has changed all, and it is not undone."""

    id: int
    key: int
    at: int
    actor: str
    change: bytes
    what: str
    why: str
    undone: bool
    stands: bool


class Log(RowList[Told], Pane):
    """Of one ticket; commands act on it as it is now."""

    context: ClassVar[str] = "log"

    def __init__(self, desk: "Desk", look: "Look", *, id: str = "log") -> None:
        super().__init__(look, id=id)
        self._desk = desk
        self._ticket: int | None = None
        self._told: list[Told] = []

    # --- what the frame asks

    def show(self, ticket: int) -> None:
        """All that happened to *ticket*."""
        self._ticket = ticket
        self.title = f"{self._desk.label(ticket)} log"
        self._read_again()
        self.window.restart()
        self.feed(at_once=True)

    def subjects(self) -> tuple[int, ...]:
        return (self._ticket,) if self._ticket is not None else ()

    def change(self) -> bytes:
        """The change under the cursor. Raises Refused when there is none that this desk did."""
        told = self.window.current
        if told is None:
            raise Refused("there is nothing here to undo")
        of_the_desk = {self._desk.actor, "timer", *(agent.handle for agent in self._desk.agents())}
        if told.actor not in of_the_desk and ":" not in told.actor:  # rules and routes say which they are
            raise Refused(f"that was done by {safe_line(told.actor, 40)}, not at this desk; it can't be undone here")
        return told.change

    def activate(self) -> None:
        if self._ticket is not None and self.window.current is not None:
            self.post_message(Open(self._ticket, at=self.window.current.at))

    def desk_changed(self) -> None:
        if self._ticket is not None:
            try:
                self._read_again()
            except Refused:
                self._ticket, self._told = None, []
            self.window.refresh()
            self.feed(at_once=True)
            self.repaint()

    def look_changed(self) -> None:
        self.repaint()

    # --- what RowList asks

    def read(self, need: Need) -> tuple[Sequence[Told], bool]:
        rows = self._told
        seqs = [row.id for row in rows]
        match need.side:
            case "after":
                first = seqs.index(int(str(need.key))) + 1 if int(str(need.key)) in seqs else len(rows)
                return rows[first : first + need.size], first + need.size >= len(rows)
            case "before":
                end = seqs.index(int(str(need.key))) if int(str(need.key)) in seqs else 0
                return rows[max(end - need.size, 0) : end], end <= need.size
            case "around":
                place = seqs.index(need.id) if need.id in seqs else 0
                return rows[max(place - need.size // 2, 0) : place + need.size // 2], False
            case "end":
                return rows[-need.size :], need.size >= len(rows)
        return rows[: need.size], need.size >= len(rows)

    def row_line(self, row: Told, width: int, under_cursor: bool) -> Strip:
        style = self.look.line_style("" if not under_cursor else "cursor" if self.has_focus else "resting")
        sign, ascii_sign = ("×", "x") if row.undone else ("●", "*") if row.stands else (" ", " ")
        room = max(width - WHEN - WHO - 5, 10)
        reason = min(room * 2 // 5, width_of(row.why) + 1) if room > REASONED and row.why else 0
        role = "text" if row.stands else "dim"
        when = moment_words(row.at, self._desk.clock())
        parts = [
            (f" {sign if self.look.unicode else ascii_sign} ", "error" if row.undone else "mark"),
            (f"{fit(when, WHEN)} {fit(safe_line(row.actor, 40), WHO)} ", "dim"),
            (fit(f"{row.what}   (undone)" if row.undone else row.what, room - reason), role),
            (fit(f" {row.why}", reason), "dim"),
        ]
        return strip(((text, style(name)) for text, name in parts), width, style("text"))

    def heading(self, width: int) -> Strip:
        sign = "●" if self.look.unicode else "*"
        words = f"   {fit('When', WHEN)} {fit('Who', WHO)} What   ({sign} still so)"
        if width - 1 > WHEN + WHO + 5 + REASONED:
            words = f"{fit(words, width - 4)}Why"
        return strip([(words, self.look["heading"])], width, self.look["heading"])

    def empty_words(self) -> str:
        return "open a ticket to see what happened to it"

    def total(self) -> int | None:
        return len(self._told)

    def failed(self, words: str) -> None:
        self.post_message(Say(words, "error"))

    # --- inside

    def _read_again(self) -> None:
        assert self._ticket is not None
        entries = self._desk.log(self._ticket)
        log = [entry.operation for entry in entries]
        standing = {one.operation.id for one in blame(self._ticket, log)}
        self._told = [self._row(entry, log, standing) for entry in reversed(entries)]

    def _row(self, entry: "Entry", log: "list[Operation]", standing: set[bytes]) -> Told:
        operation = entry.operation
        stands = not entry.undone and (operation.id in standing or isinstance(operation.payload, Wrote))
        return Told(
            entry.seq, entry.seq, operation.at, operation.actor, operation.change, self._words(operation, log),
            safe_line(why(operation, log, self._describe), 200), entry.undone, stands,
        )  # fmt: skip

    def _words(self, operation: "Operation", log: "list[Operation]") -> str:
        """What was done; of what was taken back, and brought back, which change that was."""
        said, there = "", {one.change.hex(): one for one in reversed(log)}
        while isinstance(operation.payload, Undo):
            said = "did again" if said == "undid" else "undid"
            undone = there.get(operation.payload.change)
            if undone is None or undone is operation:
                return f"{said} a change"
            operation = undone
        words = self._describe(operation)
        return safe_line(f"{said}: {words}" if said else words, 400)

    def _describe(self, operation: "Operation") -> str:
        now = self._desk.clock()
        return describe(operation.payload, operation.base, lambda at: moment_words(at, now), self._desk.label)
