"""What is in sight of a timeline, and how keys move it. Knows rows and pages, no widget."""

from typing import TYPE_CHECKING

from supportterm.core.nouns import Message
from supportterm.tui.panes.timeline import Paint, Timeline
from supportterm.tui.render.body import FOLD, Folds
from supportterm.tui.render.card import MORE, Setting, Shape, message_rows
from supportterm.tui.render.line import Line
from supportterm.tui.render.scroll import START, Place, at_end, end, moved, settled, visible

if TYPE_CHECKING:
    from supportterm.core.query.tree import Term
    from supportterm.desk import Desk
    from supportterm.desk.past import Past

_NEAR = 3
"""Entries between the view and the edge of what is in memory, below which the next page is read."""


class TimelineView:
    """A timeline behind a screen of *height* rows; one entry is the current one, what commands are about.

    `shown` is what is in sight: each row with its place.
    """

    def __init__(
        self, desk: "Desk | Past", ticket: int, setting: Setting, height: int, paint: Paint = message_rows
    ) -> None:
        self.timeline = Timeline(desk, ticket, setting, paint)
        self.height = height
        self.top = START
        self.current = 0
        self.shown: list[tuple[Place, Line]] = []

    @property
    def message(self) -> Message | None:
        """The current message; at an event, the one before it."""
        entries = self.timeline.entries[: self.current + 1]
        return next((entry.message for entry in reversed(entries) if entry.message), None)

    @property
    def is_at_end(self) -> bool:
        """Whether the newest is in sight."""
        return self.timeline.at_end and at_end(self.timeline.cards, self.top, self.height)

    def open(self, message: int | None, words: "tuple[Term, ...]" = (), read: int | None = None) -> None:
        """At *message* with *words* marked, else at the first message after *read*, else at the newest."""
        timeline = self.timeline
        timeline.words = words
        timeline.unread_after = read
        self.current = timeline.open(message)
        if message is None and (unread := timeline.first_unread) is not None:
            self.current = unread
        cards = timeline.cards
        if message is None and timeline.first_unread is None:
            self.top = end(cards, self.height)
            if self.top.card == self.current:
                self.top = Place(self.current, 0)
        else:
            row = timeline.hit_row(self.current) if words else 0
            self.top = Place(self.current, max(row - self.height // 3, 0) if row >= self.height else 0)
        self.look()

    def look(self) -> None:
        """Work out what is in sight, and have the pages read that come near."""
        self.top = settled(self.timeline.cards, self.top, self.height)
        self._reach(self.top.card)
        self.shown = list(visible(self.timeline.cards, self.top, self.height))
        if self.shown:
            self._reach(self.shown[-1][0].card)

    def move(self, rows: int) -> None:
        self.top = moved(self.timeline.cards, self.top, rows, self.height)
        self.look()
        first, last = self._span()
        self.current = min(max(self.current, first), last)

    def jump(self, to_end: bool) -> None:
        """To the newest entry, or the ticket's very first, however far the pages read so far reach."""
        timeline = self.timeline
        if to_end:
            if not timeline.at_end:
                timeline.open()
            self.top = end(timeline.cards, self.height)
            self.current = max(len(timeline.cards) - 1, 0)
        else:
            timeline.open_start()
            self.top, self.current = START, 0
        self.look()

    def next_message(self, by: int) -> None:
        """The message *by* further down, or up, becomes the current one and comes to the top."""
        step = 1 if by > 0 else -1
        for _ in range(abs(by)):
            self._reach(self.current)
            entries = self.timeline.entries
            places = range(self.current + step, len(entries) if step > 0 else -1, step)
            found = next((place for place in places if entries[place].message), None)
            if found is None:
                break
            self.current = found
        self.top = Place(self.current, 0)
        self.look()

    def refresh(self, now: int) -> None:
        """Read again. A view that stands at the end stays there, so that what comes is seen."""
        timeline = self.timeline
        at_bottom = at_end(timeline.cards, self.top, self.height)
        first, current = (timeline.key(card) for card in (self.top.card, self.current))
        timeline.refresh(now)
        self.current = timeline.index(current)
        if at_bottom:
            self.top = end(timeline.cards, self.height)
        else:
            self.top = Place(timeline.index(first), self.top.row)
        self.look()

    def resize(self, setting: Setting, height: int) -> None:
        """Another size: a view that stands at the end stays there, so that the newest is in sight while one answers."""
        at_bottom = bool(self.timeline.cards) and at_end(self.timeline.cards, self.top, self.height)
        self.height = height
        if setting.width != self.timeline.setting.width:
            self.top = Place(self.top.card, 0)
        self.timeline.resize(setting)
        if at_bottom:
            self.top = end(self.timeline.cards, height)
        self.look()

    # --- folding

    def act(self, card: int, act: str) -> None:
        """Do what a row is for: open or fold one quote, or show the rest of a long body."""
        shape = self.timeline.shape(card)
        if act.startswith(FOLD):
            shape = shape._replace(folds=shape.folds.toggled(int(act.removeprefix(FOLD))))
        elif act == MORE:
            shape = shape._replace(whole=True)
        self._reshape(card, shape)

    def fold_quotes(self) -> None:
        """Open or fold all quotes of the current message."""
        if self.timeline.entries:
            shape = self.timeline.shape(self.current)
            self._reshape(self.current, shape._replace(folds=Folds(not shape.folds.unfolded)))

    def toggle(self) -> None:
        """Open all of the current message, quotes and a long body's rest; again folds it."""
        if self.timeline.entries:
            is_open = self.timeline.shape(self.current).whole
            self._reshape(self.current, Shape(Folds(not is_open), not is_open))

    def _reshape(self, card: int, shape: Shape) -> None:
        self.timeline.reshape(card, shape)
        self.look()

    # --- inside

    def _span(self) -> tuple[int, int]:
        """The first and last entry in sight."""
        return (self.shown[0][0].card, self.shown[-1][0].card) if self.shown else (0, 0)

    def _reach(self, card: int) -> None:
        """Read the page before or after when *card* is near what is in memory; places move along."""
        if card < _NEAR and (came := self.timeline.earlier()):
            self.top = Place(self.top.card + came, self.top.row)
            self.current += came
            self.shown = [(Place(place.card + came, place.row), row) for place, row in self.shown]
        if card >= len(self.timeline.entries) - _NEAR:
            self.timeline.later()
