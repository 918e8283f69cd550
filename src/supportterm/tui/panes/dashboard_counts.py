"""What the dashboard shows, counted in threads: the figures of some days, and the tickets behind one of them."""

import time
from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message
from textual.worker import get_current_worker

from supportterm.commands.figures import untold_words
from supportterm.core.metrics_report import Ask, Report
from supportterm.core.refusal import Refused
from supportterm.core.rising import Rising
from supportterm.desk.portal import Missed
from supportterm.store.errors import StoreError
from supportterm.tui.messages import Say
from supportterm.tui.panes.recount import Recount

if TYPE_CHECKING:
    from textual.widget import Widget

    from supportterm.desk import Desk
    from supportterm.desk.metrics import Behind
    from supportterm.tui.render.dashboard import Cell

HEARD = 8
"""Tags that rise, and searches in vain, that are shown."""
PROGRESS = 0.2
"""Seconds between two words about how far it is."""


class Wanted(NamedTuple):
    """Which figures: divided by *way*, of so many days up to now."""

    way: str
    days: int


class Figures(NamedTuple):
    wanted: Wanted
    daily: Report
    hourly: Report
    divided: Report
    note: str
    rising: tuple[Rising, ...]
    missed: tuple[Missed, ...]


class Reported(Message):
    """Figures are there, or *failed* says why not."""

    def __init__(self, figures: Figures | None, failed: str = "") -> None:
        super().__init__()
        self.figures, self.failed = figures, failed


class Progressed(Message):
    """So much of the log is in the roll-ups: the first time on a large desk it takes a while."""

    def __init__(self, done: int, whole: int) -> None:
        super().__init__()
        self.done, self.whole = done, whole


class Uncovered(Message):
    """The tickets behind a number. *explain*: its definition was asked for."""

    def __init__(self, cell: "Cell", behind: "Behind", explain: bool) -> None:
        super().__init__()
        self.cell, self.behind, self.explain = cell, behind, explain


class Counts:
    """Counts for a pane, which is told by messages."""

    def __init__(self, pane: "Widget", desk: "Desk") -> None:
        self._pane, self._desk = pane, desk
        self.again: Recount[Wanted] = Recount(
            pane, lambda wanted: Reported(self._figures(wanted)), lambda why: Reported(None, why), group="figures"
        )

    def behind(self, cell: "Cell", ask: Ask, *, explain: bool) -> None:
        def work() -> None:
            try:
                found = self._desk.metrics.behind(cell.figure.metric, ask._replace(by=cell.by), cell.keys)
                self._pane.post_message(Uncovered(cell, found, explain))
            except (StoreError, Refused) as error:
                self._pane.post_message(Say(str(error), "error"))

        self._pane.run_worker(work, thread=True, group="behind", exit_on_error=False)

    def _figures(self, wanted: Wanted) -> Figures:
        told = 0.0

        def progress(done: int, whole: int) -> None:
            nonlocal told
            if get_current_worker().is_cancelled:  # who has left does not wait for the end
                raise Refused("left")
            if time.monotonic() - told > PROGRESS:
                told = time.monotonic()
                self._pane.post_message(Progressed(done, whole))

        metrics = self._desk.metrics
        last = metrics.days.at(self._desk.clock()).day
        divided = (("day",), ("hour",), (wanted.way,))
        daily, hourly, by_way = metrics.reports(last - wanted.days + 1, last, divided, progress=progress)
        missed = self._desk.portal.missed(HEARD, metrics.days.start(last - wanted.days + 1))
        note = untold_words(daily, self._desk)
        return Figures(wanted, daily, hourly, by_way, note, metrics.rising(HEARD), missed)
