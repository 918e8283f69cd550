"""What somebody changed, here or elsewhere, is seen: panes read again what they show, counts are counted again."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from textual.timer import Timer

from supportterm.tui.calling import Calling
from supportterm.tui.countdown import Countdown
from supportterm.tui.notifying import Notifying

if TYPE_CHECKING:
    from supportterm.tui.app import SupportTerm
    from supportterm.tui.screen import DeskScreen

FILLING: Final = 5
"""Looks between two readings of all that is shown while history comes in: each page of it changes the desk, and reading
lists and counting views anew each second would take from the keys what they need."""
SOON: Final = 0.2
"""Seconds until all that is shown is read again, once others have told of a change to tickets."""
MINUTES: Final = 5
"""Between two counts of all views while nothing changes."""


class Following:
    """*attempt* does what may fail for one pane and shall not keep another from it."""

    def __init__(
        self, app: "SupportTerm", screen: "DeskScreen", attempt: Callable[[str, Callable[[], object]], None]
    ) -> None:
        self._app = app
        self._screen = screen
        self._attempt = attempt
        self.changes = 0
        """How often the desk was changed from here."""
        self._unread = False
        """Something changed elsewhere that is not shown yet."""
        self._looks = FILLING
        """Since what is shown was last read because of that."""
        self._soon: Timer | None = None
        """Runs while something that others told of is still to be read."""
        self._minutes = 0
        self._notifying = Notifying(app, app.settings)
        self._notifying.look()
        self._calling = Calling(
            screen.desk, app.viewing.remind, self._ring, self._notifying.speak, lambda line: app.frame.key_of(line)
        )
        self._countdown = Countdown(screen.desk, app.viewing.remind, lambda: app.frame.key_of("undo"))

    def time_passed(self) -> None:
        """A minute went by in which perhaps nobody did anything: what is shown is of now again.

        Counting all views of a large desk is most of what an idle console does, and by time alone they change little:
        what was snoozed and wakes is a change of the desk.
        """
        self._minutes += 1
        self.desk_changed(count=not self._minutes % MINUTES)

    def desk_changed(self, *, here: bool = False, count: bool = True) -> None:
        """Somebody changed the desk: the person *here*, or anybody elsewhere."""
        self._screen.queue.keeps_gone = not here
        for pane in self._screen.panes():
            self._attempt(pane.title or "this pane", pane.desk_changed)
        viewing = self._app.viewing
        self._app.keys.know(viewing.views())
        viewing.list_views()
        viewing.attend()
        viewing.stand()
        if count:
            viewing.count(views_too=True)
        self._countdown.look()
        self._attempt("calls", self._calling.look)
        self._attempt("reviews", self._review)

    def look(self) -> None:
        """Whether another process changed the desk since the last look; if not, what counts seconds goes on."""
        if self._countdown.counting:
            self._countdown.tick()
        if self._calling.counting:
            self._attempt("calls", self._calling.tick)
        changed = self._screen.desk.poll()
        self._unread, self._looks = self._unread or changed, self._looks + 1
        if changed:
            self._app.viewing.stand()
        if self._unread and (self._looks >= FILLING or not self._app.viewing.filling):
            self._unread, self._looks = False, 0
            self.desk_changed()
            self._notifying.look()
            return
        places = self._screen.places(*self._screen.size)
        for pane in self._screen.panes():
            if pane.counting and pane.id in places:
                pane.desk_changed()
        self._app.viewing.attend()
        if self._app.viewing.counting:
            self._app.viewing.stand()

    def hear(self, tickets: frozenset[int]) -> None:
        """Others say that they changed these *tickets*, or with none anything: what is open of them is read now, all
        else in a moment, together with what they change until then."""
        self._attempt("look for changes", lambda: self._read_open(tickets) if tickets else self.look())
        if tickets and self._soon is None:
            self._soon = self._screen.set_timer(SOON, self._read_all)

    def _read_open(self, tickets: frozenset[int]) -> None:
        self._unread = self._screen.desk.poll() or self._unread
        self._screen.queue.keeps_gone = True
        for pane in self._screen.panes():
            if not tickets.isdisjoint(pane.subjects()):
                self._attempt(pane.title or "this pane", pane.desk_changed)

    def _read_all(self) -> None:
        self._soon = None
        self._attempt("look for changes", self.look)

    def _review(self) -> None:
        """Articles that wait for the person's review stand in the header."""
        desk, viewing = self._screen.desk, self._app.viewing
        many = desk.reviews(desk.me) if desk.me else 0
        articles = "an article waits" if many == 1 else f"{many} articles wait"
        viewing.remind("reviews", f"{articles} for your review" if many else "")

    def _ring(self, call: int) -> None:
        """Somebody calls: their card, unless something is being written or asked."""
        frame = self._app.frame
        if not (self._screen.shown.composing or frame.asker.asking or self._screen.here().facts().get("name")):
            self._attempt("the caller", lambda: frame.caller(call, rings=True))

    def changed_here(self, tickets: tuple[int, ...]) -> None:
        """A command of this console changed the desk: these *tickets*, or anything."""
        self.changes += 1
        self._screen.queue.keep_places(tickets)
        if self._app.company is not None:
            self._app.company.changed(tickets)
        self.desk_changed(here=True)
        self._app.teaching.look()
        if self._app.keeping is not None:
            self._app.keeping.leave()
