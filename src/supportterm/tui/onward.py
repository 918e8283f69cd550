"""From ticket to ticket: the next row of the queue, or, in play mode, the next ticket of a list that is free."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from supportterm.core.operations import PassedOver
from supportterm.core.orders import parse_order
from supportterm.core.playing import GONE, WORKED, Round
from supportterm.core.query import narrowed, parse
from supportterm.core.refusal import Refused
from supportterm.core.terms import SKIPS
from supportterm.desk.walking import walked
from supportterm.tui.dialogs.question import Option
from supportterm.tui.marks import Letter

if TYPE_CHECKING:
    from supportterm.store.rows import TicketRow
    from supportterm.tui.frame import Frame
    from supportterm.tui.screen import DeskScreen
    from supportterm.tui.tabs import Tab


class Onward:
    """Implements `commands.face.Onward`. *held* answers the tickets that others have open now, with who.

    What is next is read before the key has had its turn: the key after it is meant for the ticket that comes.
    """

    def __init__(self, frame: "Frame", screen: "DeskScreen", held: Callable[[], dict[int, str]]) -> None:
        self._frame, self._screen, self._held = frame, screen, held
        self._desk = screen.desk
        self._round: Round | None = None
        self._list: Tab | None = None
        """Which is played."""

    def next_ticket(self) -> None:
        if self._round is not None:
            self._go_on()
            return
        row = self._screen.queue.next()
        if row is None:
            self._frame.say("that was the last one")
        elif self._screen.shown.opened:
            self._frame.open_at(row.id, onward=True)

    def go_on(self, then: str) -> None:
        """What is done after an answer: `next` ticket, or `close` this one; anything else stays."""
        if then == "next":
            self.next_ticket()
        elif then == "close" and self._screen.shown.opened:
            self._screen.close_opened()

    # --- play mode

    def play(self) -> None:
        """Begin with the list in the queue, or go on."""
        tab = self._frame.viewing.tab()
        if self._round is None or (self._screen.here() is self._screen.queue and not _same(tab, self._list)):
            self._list, self._round = tab, Round(tab.name, self._desk.clock())
        self._go_on()

    def given(self) -> int:
        """The ticket at hand. Refused when nothing is played."""
        if self._round is None or self._round.at is None:
            raise Refused("nothing is being played; `next` gives you the first ticket of the list")
        return self._round.at

    def ask_why(self) -> None:
        """Why the ticket at hand is skipped: a letter is the answer."""
        options = [Option(word[0], words, word) for word, words in SKIPS.items()]
        title = f"skip {self._desk.label(self.given())}, why"
        self._frame.ask(Letter("skip", title, options, lambda word: self._frame.run(f"skip {word}")))

    def skipped(self, reason: str) -> None:
        assert self._round is not None
        self._round = self._round.ended(reason)
        self._next(self._round)

    def leave(self) -> bool:
        """End play mode; whether it was on."""
        round_ = self._round
        if round_ is None:
            return False
        if round_.at is not None and self._worked(round_.at, round_.since):
            round_ = round_.ended(WORKED)
        self._frame.say(f"{round_.title} is played no more: {round_.tally or 'nothing was done'}")
        self._end()
        return True

    def _go_on(self) -> None:
        """The ticket at hand is over, unless nothing was done on it and it still waits for somebody."""
        assert self._round is not None
        ticket = self._round.at
        if ticket is None:
            self._next(self._round)
        elif self._worked(ticket, self._round.since):
            self._next(self._round.ended(WORKED))
        elif not self._is_listed(ticket):
            self._next(self._round.ended(GONE))
        else:
            self.ask_why()

    def _next(self, round_: Round) -> None:
        held = self._held()
        found, passed = round_.after((row.id for row in self._rows()), held)
        elsewhere = {ticket: held[ticket] for ticket in passed}
        if found is None:
            self._over(round_, elsewhere)
            return
        self._round = round_.given(found, self._desk.clock())
        self._frame.viewing.remind("play", f"play: {round_.tally}" if round_.tally else "play")
        self._frame.open_at(found, onward=True)
        assert self._list is not None
        why = f"{self._desk.label(found)} is the next of {round_.title}, by {parse_order(self._list.view.order).column}"
        self._screen.footer.say(f"{why}{self._elsewhere(elsewhere)}", "dim")

    def _over(self, round_: Round, elsewhere: dict[int, str]) -> None:
        """Nothing is left to be given."""
        self._end()
        if self._screen.shown.opened and not self._screen.shown.composing:
            self._screen.close_opened()
        if not round_.over:
            self._frame.say(f"nothing to play in {round_.title}{self._elsewhere(elsewhere)}")
            return
        lines = list(round_.summary(self._desk.clock(), elsewhere, self._desk.label))
        self._frame.lines(f"nothing is left in {round_.title}", lines)

    def _elsewhere(self, held: dict[int, str]) -> str:
        others = ", ".join(f"{self._desk.label(ticket)} ({agent})" for ticket, agent in held.items())
        return f"; open elsewhere: {others}" if others else ""

    def _end(self) -> None:
        self._round = self._list = None
        self._frame.viewing.remind("play", "")

    def _worked(self, ticket: int, since: int) -> bool:
        """Whether the person did anything on it since then."""
        me = self._desk.actor
        return any(
            entry.operation.actor == me and entry.operation.at >= since and not entry.undone
            for entry in reversed(self._desk.log(ticket))
            if not isinstance(entry.operation.payload, PassedOver)
        )

    def _is_listed(self, ticket: int) -> bool:
        assert self._list is not None
        query = narrowed(self._list.query, parse(f"id:{ticket}..{ticket}"))
        return bool(self._desk.window(query, parse_order(self._list.view.order), size=1).rows)

    def _rows(self) -> "Iterator[TicketRow]":
        """The list that is played, as it is now."""
        assert self._list is not None
        view = self._list.view
        return walked(self._desk, self._list.query, parse_order(view.order), view.group)


def _same(tab: "Tab", other: "Tab | None") -> bool:
    """Whether both are the same list, wherever their cursors are."""
    return other is not None and (tab.query, tab.view.order, tab.view.group) == (
        other.query,
        other.view.order,
        other.view.group,
    )
