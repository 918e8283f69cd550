"""The lists that are open, kept from one session to the next: views, filters, cursors, and where they stood.

They are written while one works too, so that a console that is killed comes back where it was a minute before.
"""

import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from supportterm.config.paths import paths
from supportterm.config.whole import write_whole
from supportterm.core.nouns import View
from supportterm.core.query import QueryError, narrowed, parse
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_filename
from supportterm.tui.tabs import MOST, Tab
from supportterm.tui.widgets.window import Window

if TYPE_CHECKING:
    from supportterm.store.rows import TicketRow
    from supportterm.tui.app import SupportTerm

DESKS: Final = 50
"""Desks whose lists are remembered: those that were open last."""


class Kept(msgspec.Struct, frozen=True):
    """A list, and the ticket under its cursor."""

    view: View
    filter: str = ""
    ticket: int = 0
    key: tuple[int, ...] = ()
    """The ticket's place in the list, for when it has left it."""
    line: int = 0
    """Of the screen, on which it stood."""
    before: int | None = None
    """How many tickets stood before it, where that was known."""


class Lists(msgspec.Struct, frozen=True):
    tabs: tuple[Kept, ...]
    at: int
    """Which is in sight."""


class Session:
    """Belongs to an app. Where nothing can be read or written one begins anew each time."""

    def __init__(self, app: "SupportTerm") -> None:
        self._app = app
        self._viewing = app.viewing
        desk = app.desk
        self._file = paths().state / f"lists-{safe_filename(f'{desk.id}-{desk.me}')}.json"
        self._written: Lists | None = None
        self._writing = threading.Lock()
        self._others: tuple[list[Tab], int] | None = None

    def begin(self) -> bool:
        """Show the list that was in sight last; whether there is one."""
        lists = _read(self._file)
        if lists is None:
            return False
        tabs = [(n, tab) for n, kept in enumerate(lists.tabs[:MOST]) if (tab := self._tab(kept)) is not None]
        if not tabs:
            return False
        at = next((place for place, (n, _) in enumerate(tabs) if n == lists.at), 0)
        self._others = [tab for _, tab in tabs], at
        self._viewing.show_tab(tabs[at][1])
        return True

    def settle(self) -> None:
        """The other lists are there too, beside the one in sight, and what was begun is called to mind."""
        if self._others is not None and len(self._others[0]) > 1:
            self._app.frame.tabs.take_up(*self._others)
            self._viewing.tell()
        self._others = None
        self._remind()

    def _remind(self) -> None:
        """A new ticket that was begun stands in no list; the drafts of others do."""
        kept = self._app.desk.draft(0, "new")
        if kept is not None and kept.body.strip():
            self._app.frame.say_way_out("new", "a new ticket is begun and kept", "goes on with it")

    def keep(self, *, at_once: bool = False) -> None:
        """Write down what is open, if that is not what is written; off the loop, or *at_once* on a way out."""
        lists = self._now()
        if lists == self._written:
            return
        self._written = lists
        if at_once:
            self._write()
        else:
            self._app.run_worker(self._write, thread=True, group="session", exit_on_error=False)

    def _write(self) -> None:
        """In a thread, which another may have overtaken: what is written last is what there is by then."""
        with self._writing:
            if self._written is not None:
                _write(self._file, self._written)

    def _now(self) -> Lists:
        tabs, at = self._viewing.tabs.all if self._viewing.tabs is not None else ([self._viewing.tab()], 0)
        return Lists(tuple(map(_kept, tabs)), at)

    def _tab(self, kept: Kept) -> Tab | None:
        """The list as it was; None when its view is gone, or asks otherwise than it can be understood."""
        view = kept.view
        there = {known.name: known for known in self._viewing.views()}
        if view.name and view.name not in there:
            return None
        if view.name and there[view.name].query != view.query:
            view = there[view.name]
        try:
            query = narrowed(parse(view.query), parse(kept.filter))
        except QueryError:
            return None
        screen = self._app.get_default_screen()
        window: Window[TicketRow] = Window(max(screen.places(*self._app.size)["queue"].height - 1, 1))
        with suppress(Refused):
            window.begin_at(self._app.desk.row(kept.ticket)._replace(key=kept.key), kept.line, kept.before)
        return Tab(view, kept.filter, query, None, window)


def _kept(tab: Tab) -> Kept:
    row, window = tab.window.current, tab.window
    if row is None:
        return Kept(tab.view, tab.filter)
    return Kept(tab.view, tab.filter, row.id, row.key, window.line, window.position())


def _read(file: Path) -> Lists | None:
    with suppress(OSError, msgspec.DecodeError, msgspec.ValidationError):
        return msgspec.json.decode(file.read_bytes(), type=Lists)
    return None


def _write(file: Path, lists: Lists) -> None:
    """Whole or not at all, for its owner alone: a filter may name a customer."""
    with suppress(OSError):
        write_whole(file, msgspec.json.encode(lists))
        old = sorted(file.parent.glob("lists-*.json"), key=lambda each: each.stat().st_mtime, reverse=True)
        for forgotten in old[DESKS:]:
            forgotten.unlink(missing_ok=True)
