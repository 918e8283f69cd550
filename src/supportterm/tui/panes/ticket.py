"""The ticket pane: what the ticket is, and its timeline from the oldest to the newest."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.events import Click
from textual.strip import Strip

from supportterm.commands.departures import titles
from supportterm.commands.hand_off import card_of_ticket
from supportterm.commands.linked import links_in_words
from supportterm.core.moments import moment_words
from supportterm.core.nouns import Message, Ticket
from supportterm.core.numbers import label
from supportterm.core.refusal import Refused
from supportterm.tui.look import Look
from supportterm.tui.messages import Elsewhere, Run, Say
from supportterm.tui.panes.base import Pane
from supportterm.tui.panes.file_actions import FileActions
from supportterm.tui.panes.timeline import Paint
from supportterm.tui.panes.timeline_view import TimelineView
from supportterm.tui.render.card import FILE, Setting, message_rows
from supportterm.tui.render.company import words_of
from supportterm.tui.render.head import head_rows
from supportterm.tui.render.line import BLANK, Line, strip
from supportterm.tui.render.styles import mixed
from supportterm.tui.widgets.lines import Lines
from supportterm.tui.widgets.wheel import Wheel

if TYPE_CHECKING:
    from supportterm.core.query.tree import Term
    from supportterm.desk import Desk
    from supportterm.desk.past import Past
    from supportterm.sync.presence import Present


class TicketPane(Wheel, Lines, Pane):
    """Shows one ticket. One message is the current one: where `J`/`K` went last, or one in sight."""

    context: ClassVar[str] = "ticket"

    def __init__(self, desk: "Desk", look: Look, *, id: str = "ticket", paint: Paint = message_rows) -> None:
        super().__init__(look, id=id)
        self._paint = paint
        self._desk = desk
        self._ticket: Ticket | None = None
        self._view: TimelineView | None = None
        self._head: list[Line] = []
        self._past: Past | None = None
        """Where the ticket is read from while it is shown as it was."""
        self._company = ""
        self._files = FileActions(desk, self)
        self._plain, self._over = mixed(look), mixed(look, "cursor")

    # --- what the frame asks

    def subjects(self) -> tuple[int, ...]:
        return (self._ticket.id,) if self._ticket else ()

    @property
    def empty(self) -> bool:
        return self._ticket is None

    @property
    def first(self) -> tuple[str, ...]:
        card, me = self._ticket.hand_off if self._ticket else None, self._desk.me
        if self._ticket is None or card is None:
            return ()
        if card.state == "waiting":
            mine = next((agent.teams for agent in self._desk.agents() if agent.handle == me), ())
            return ("accept", "decline") if card.team in mine else ()
        return ("return",) if card.state == "accepted" and self._ticket.assignee == me else ()

    def facts(self) -> dict[str, str]:
        """What keymap selectors may ask of this pane."""
        return {"channel": self._ticket.channel, "status": self._ticket.status.word} if self._ticket else {}

    @property
    def ticket(self) -> Ticket | None:
        return self._ticket

    @property
    def message(self) -> Message | None:
        """The current message."""
        return self._view.message if self._view else None

    def show(self, ticket: int, message: int | None = None, words: "tuple[Term, ...]" = ()) -> None:
        """Open *ticket* at *message* with *words* marked; without one, at the first unread or the newest message.

        Raises Refused when there is no such ticket.
        """
        self._past = None
        self._ticket = self._desk.ticket(ticket)
        self.title = label(ticket, self._ticket.number)
        self._company = ""
        self._measure()
        self._view = TimelineView(self._desk, ticket, self._setting(), self._height(), self._paint)
        self._view.open(message, words, self._desk.seen(ticket))
        self._desk.mark_seen(ticket, self._ticket.last_message)  # what came since is not on the screen
        self.post_message(Elsewhere())
        self.repaint()

    def show_past(self, ticket: int, moment: int) -> None:
        """*ticket* as it was at *moment*. Raises Refused when it was not there yet."""
        past = self._desk.past(moment)
        self._ticket, self._past, self._company = past.ticket(ticket), past, ""
        self.title = f"{self._desk.label(ticket)} as it was"
        self._measure()
        self._view = TimelineView(past, ticket, self._setting(), self._height(), self._paint)
        self._view.open(None)
        self.post_message(Elsewhere())
        self.repaint()

    def back(self) -> bool:
        """From what was to what is."""
        if self._past is None or self._ticket is None:
            return False
        self.show(self._ticket.id)
        return True

    def close(self) -> None:
        """Show no ticket."""
        self._ticket = self._view = None
        self._head = []
        self.post_message(Elsewhere())
        self.repaint()

    def move(self, rows: int) -> None:
        if self._view:
            self._view.move(rows)
            self.repaint()

    def page(self, pages: float) -> None:
        rows = max(int(self._height() * abs(pages)) - (1 if abs(pages) >= 1 else 0), 1)
        self.move(rows if pages > 0 else -rows)

    def jump(self, to_end: bool) -> None:
        if self._view:
            self._view.jump(to_end)
            self.repaint()

    def next_message(self, by: int) -> None:
        if self._view:
            self._view.next_message(by)
            self.repaint()

    def activate(self) -> None:
        """Open what is folded in the current message, or fold it again."""
        if self._view:
            self._view.toggle()
            self.repaint()

    def fold_quotes(self) -> None:
        if self._view:
            self._view.fold_quotes()
            self.repaint()

    def attachments(self, action: str, argument: str = "") -> None:
        """List, open, save or pipe a file of the current message; see `FileActions.do`."""
        self._files.do(self.message, action, argument)

    def accompany(self, others: "tuple[Present, ...]") -> None:
        words = words_of(others, self._desk.me)
        if words != self._company:
            self._company = words
            self._fit()

    def desk_changed(self) -> None:
        """Read again what is shown; a ticket that was undone is shown no more."""
        if self._ticket is not None and self._view is not None:
            last = self._ticket.last_message
            try:
                self._ticket = (self._past or self._desk).ticket(self._ticket.id)
            except Refused:
                self.close()
                return
            self._measure()
            self._view.height = self._height()
            self._view.refresh(self._desk.clock())
            self.repaint()
            if self.look.spoken and self.is_on_screen:
                self._read_out(last)

    def _read_out(self, last: int) -> None:
        """What others wrote after the message *last* is said: it stands where the cursor is not."""
        for entry in self._view.timeline.entries if self._view else ():
            message = entry.message
            if message is not None and message.id > last and message.agent != self._desk.me:
                who = message.author or message.agent or message.address or "somebody"
                self.post_message(Say(f"{who}: {message.body}", "dim"))

    @property
    def counting(self) -> bool:
        return self._view is not None and self._view.timeline.counting

    def look_changed(self) -> None:
        self._plain, self._over = mixed(self.look), mixed(self.look, "cursor")
        self._fit()

    def first_line(self) -> int:
        """The head of the current message; of the ticket, where that is not in sight."""
        for at, (place, _) in enumerate(self._view.shown if self._view else ()):
            if self._view and place.card == self._view.current:
                return at + len(self._head)
        return 0

    def landmark(self) -> object:
        return self._view.current if self._view else None

    # --- painting

    def line(self, y: int, width: int) -> Strip:
        if y < len(self._head):
            return strip(self._head[y], width, self._plain)
        at = y - len(self._head)
        if self._view is None or at >= len(self._view.shown):
            return strip(BLANK, width, self._plain)
        place, row = self._view.shown[at]
        is_header = place.row == self._view.timeline.header_row(place.card)
        over = is_header and place.card == self._view.current and self.has_focus
        return strip(row, width, self._over if over else self._plain)

    def on_focus(self) -> None:
        self.repaint()

    def on_blur(self) -> None:
        self.repaint()

    def sized(self) -> None:
        self._fit()

    def _fit(self) -> None:
        self._measure()
        if self._view is not None:
            self._view.resize(self._setting(), self._height())
        self.repaint()

    def _measure(self) -> None:
        self._head = list(self._head_rows(self._ticket)) if self._ticket else []

    def _head_rows(self, ticket: Ticket) -> Iterator[Line]:
        home = titles(self._desk).get(ticket.home, ticket.home)
        setting = self._setting()
        notice = self._company
        if self._past is not None:
            notice = f"as it was {moment_words(self._past.moment, setting.now, setting.zone)}"
            setting = setting._replace(now=self._past.moment)
        card = card_of_ticket(self._desk, ticket, setting.zone, setting.now)
        links = links_in_words(self._desk, ticket)
        return head_rows(ticket, setting, self.extent.height, home, notice, card, links, self._desk.open_time)

    def _height(self) -> int:
        return max(self.extent.height - len(self._head), 1)

    def _setting(self) -> Setting:
        return Setting(max(self.extent.width, 8), self._desk.clock(), None, self.look.glyphs, self.undo_key)

    # --- the mouse

    def on_click(self, event: Click) -> None:
        at = event.y - len(self._head)
        if self._view is None or not 0 <= at < len(self._view.shown):
            return
        place, row = self._view.shown[at]
        self._view.current = place.card
        if row.act.startswith(FILE):
            self.post_message(Run(f"open-attachment {int(row.act.removeprefix(FILE)) + 1}"))
        elif row.act:
            self._view.act(place.card, row.act)
        self.repaint()

    def wheel(self, lines: int) -> None:
        self.move(lines)
