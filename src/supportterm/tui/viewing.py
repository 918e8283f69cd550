"""Which list the queue shows: a view, narrowed by a filter; and how many tickets that and every view has."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.message import Message

from supportterm.core.nouns import View
from supportterm.core.orders import parse_order
from supportterm.core.query import Query, narrowed, parse
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line
from supportterm.core.views import DEFAULT_VIEWS, seen
from supportterm.tui.panes.base import Pane
from supportterm.tui.panes.views import CAP, Views, count_words
from supportterm.tui.widgets.header import Stands
from supportterm.tui.widgets.window import Window

if TYPE_CHECKING:
    from supportterm.sync.standing import Standing
    from supportterm.tui.screen import DeskScreen
    from supportterm.tui.tabs import Tab, Tabs


BARE = """No tickets yet.

{new:<22}opens one for somebody who calls
supportterm connect   connects a mailbox, or the help desk that you have
supportterm import    brings in mail and CSV: mbox, maildir, eml, jsonl
supportterm demo      shows a desk at work; nothing there is real
{help:<22}lists the keys; {palette} finds any command"""
"""What a desk without a single ticket says instead, with what to press for these commands."""


class Counted(Message):
    """The worker is done: counts of the list shown, and of views by name; None when it could not count."""

    def __init__(self, query: Query, count: int | None, views: dict[str, int]) -> None:
        super().__init__()
        self.query, self.count, self.views = query, count, views


class Viewing:
    """The list shown. `filter` is what was typed after `/`, empty for the whole view."""

    def __init__(self, screen: "DeskScreen", own: tuple[View, ...], key_of: Callable[[str], str]) -> None:
        """*own* are the person's views in config.yaml; *key_of* says what to press in the queue for a command line."""
        self._screen = screen
        self._key_of = key_of
        self._desk = screen.desk
        self.own = own
        self.view = View("", "", "")
        self.filter = ""
        self._query = parse("")
        self._count: int | None = None
        self._counting: Query | None = None
        self._owes_count = self._owes_views = False
        self._standing: Standing | None = None
        self.tabs: Tabs | None = None
        """The lists beside this one, once there was another."""
        self._reminders: dict[str, str] = {}
        """What the person is in the middle of, such as a recording, by what it is; at the right of the header."""
        self.settled = False
        """Whether the first frame is there: what is no part of a list is looked for after it."""
        self._bare = True
        """Whether the desk has never been seen to hold a ticket."""
        self._when_empty: str | None = None
        """What is said of a list without rows, once that was asked: it names keys, which no first row waits for."""

    def views(self) -> tuple[View, ...]:
        """Those of the desk, then the person's own."""
        desk = self._desk
        connected, tiered = bool(desk.connections()), any(team.tier > 1 for team in desk.teams())
        return seen(desk.views() or DEFAULT_VIEWS, self.own, me=desk.me, connected=connected, tiered=tiered)

    def start(self, name: str = "") -> None:
        """The view *name*, else the first that has tickets, so that nobody begins at an empty screen."""
        views = self.views()
        for view in views:
            if view.name == name:
                self.show(view)
                return
        for view in views:
            query = parse(view.query)
            if self._desk.window(query, parse_order(view.order), size=1).rows:
                self._bare = False
                self.show(view)
                return
        self.show(views[0])

    def named(self, name: str) -> View:
        """The view of this name, of this key, or at this place in the list. Raises Refused."""
        views = self.views()
        for view in views:
            if name in (view.name, view.key):
                return view
        if name.isdecimal() and 0 < int(name) <= len(views):
            return views[int(name) - 1]
        raise Refused(f"there is no view {name!r}; there are: {', '.join(v.name for v in views) or 'none yet'}")

    def title_of(self, line: str) -> str:
        """A command line in which-key: a view by its title, anything else as it is."""
        verb, _, name = line.partition(" ")
        if verb == "view":
            try:
                return self.named(name).title
            except Refused:
                return line
        return line

    def show(self, view: View, filter: str = "", *, typing: bool = False) -> None:
        """Show *view* narrowed by *filter*. Raises QueryError of either."""
        query = narrowed(parse(view.query), parse(filter, typing=typing))
        if view == self.view and query == self._query:
            self.filter = filter
            self._screen.queue.read_anew()
            self.tell()
            return
        same = (query, view.order, view.group) == (self._query, self.view.order, self.view.group)
        self.view, self.filter, self._query = view, filter, query
        self._count = self._count if same else None
        self._show(anew=not same)

    # --- tabs

    def tab(self) -> "Tab":
        """The list in sight, to come back to it."""
        from supportterm.tui.tabs import Tab

        return Tab(self.view, self.filter, self._query, self._count, self._screen.queue.window)

    def fresh_tab(self) -> "Tab":
        """The same list, from its beginning."""
        from supportterm.tui.tabs import Tab

        return Tab(self.view, self.filter, self._query, self._count, Window(self._screen.queue.window.height))

    def show_tab(self, tab: "Tab") -> None:
        """A list that was left, as it was; what has changed in it meanwhile is read again."""
        self.view, self.filter, self._query, self._count = tab.view, tab.filter, tab.query, tab.count
        self._screen.queue.take_up(tab.window)
        self._show()

    def _show(self, *, anew: bool = False) -> None:
        view, self._when_empty = self.view, None
        self._screen.queue.show(
            self._query,
            parse_order(view.order),
            view=view.name,
            columns=view.columns,
            group=view.group,
            empty=self._empty_words,
            below=self._way_further(),
            anew=anew,
        )
        self.list_views()
        self.tell()
        self.count()

    def list_views(self) -> None:
        """The pane of views shows those there are now."""
        pane = self._screen.find_pane("views")
        if isinstance(pane, Views):
            pane.show(self.views(), self.view.name)

    def _way_further(self) -> str:
        """What looks for the filter's words where not all is held here, and by which key."""
        if not self.filter or not self._desk.connections():
            return ""
        from supportterm.tui.dialogs.beyond import beyond, wanted

        words, remotes = wanted(self.filter), beyond(self._desk)
        return f"{self._way('look-further')} looks for {words} at {remotes} too" if words and remotes else ""

    def _empty_words(self) -> str:
        if self._when_empty is None:
            self._when_empty = self._told_when_empty()
        return self._when_empty

    def _told_when_empty(self) -> str:
        if self._bare:
            self._bare = not self._desk.window(parse(""), parse_order("-updated"), size=1).rows
        if self._bare:
            return BARE.format_map({line: self._way(line) for line in ("new", "help", "palette")})
        there = safe_line(self.view.title, 60)  # it may be a customer's name
        if self.filter:
            change, end, everywhere = map(self._way, ("filter", "back", "search"))
            ways = f"{change} changes the filter, {end} ends it, {everywhere} looks through all messages"
            return f"nothing in {there} matches\n{ways}"
        return f"nothing in {there}: well done\n{self._way('views')} shows the other views"

    def _way(self, line: str) -> str:
        """What to press in the queue for a command *line*, or what to type."""
        return self._key_of(line) or f":{line}"

    # --- how connections stand

    def stand(self) -> None:
        """Look again how the desk's connections and hooks stand, and say so. Small reads."""
        now = None
        if self._desk.connections() or self._desk.hooks_failed() or self._desk.webhooks_troubled():
            from supportterm.sync.standing import standing

            now = standing(self._desk, self._desk.clock())
        if now != self._standing:
            self._standing = now
            self.tell()

    def attend(self) -> None:
        """Say in the header whether the person is away; from what is at hand."""
        from supportterm.core.moments import moment_words
        from supportterm.core.staff import away_words, is_away

        desk = self._desk
        me = next((agent for agent in desk.agents() if agent.handle == desk.me), None)
        now = desk.clock()
        words = away_words(me, lambda at: moment_words(at, now)) if me is not None and is_away(me, now) else ""
        if words != self._reminders.get("away", ""):
            self.remind("away", words)

    @property
    def filling(self) -> bool:
        """Whether history comes in, as far as was last looked."""
        return self._standing is not None and self._standing.filling

    @property
    def counting(self) -> bool:
        """Whether it says how many seconds are left."""
        return self._standing is not None and "throttled" in self._standing.words

    # --- counts

    def count(self, *, views_too: bool = False) -> None:
        """Count again, off the loop: this list, and with *views_too* every view whose count is on the screen.

        A list is counted once at a time: on a large desk that changes every moment the threads would pile up.
        """
        if not self._screen.is_mounted:
            return
        query, desk = self._query, self._desk
        self._owes_views = self._owes_views or views_too
        if self._counting is query:
            self._owes_count = True
            return
        views_too, self._counting, self._owes_count, self._owes_views = self._owes_views, query, False, False
        views = self.views() if views_too and isinstance(self._screen.find_pane("views"), Views) else ()

        def work() -> None:
            count, by_name = None, {}
            try:
                count = desk.count(query, CAP)
                by_name = {view.name: desk.count(parse(view.query), CAP) for view in views}
            finally:
                self._screen.post_message(Counted(query, count, by_name))

        self._screen.run_worker(work, thread=True, group="counts", exit_on_error=False)

    def counted(self, message: Counted) -> None:
        pane = self._screen.find_pane("views")
        if isinstance(pane, Views) and message.views:
            pane.counted(message.views)
        if message.query is self._counting:
            self._counting = None
            if self._owes_count:
                self.count()
        if message.query is self._query and message.count is not None:
            self._count = message.count
            if self._bare:
                self._when_empty = None
            self._screen.queue.counted(message.count)
            self.tell()

    def remind(self, what: str, words: str) -> None:
        """Say *words* of *what* in the header from now on; none, that it is over."""
        self._reminders[what] = words
        self.tell()

    def tell(self) -> None:
        """The header says what is shown."""
        detail = f"/{self.filter}" if self.filter else ""
        looked = self._screen.queue.looked_back_to
        if self.filter and looked is not None:
            from datetime import datetime

            detail += f"  (looked back to {datetime.fromtimestamp(looked / 1000):%-d %b %Y})"
        here = self._screen.here()
        opened = self._screen.find_pane(self._screen.shown.opened)
        title = here.title or (opened.title if isinstance(opened, Pane) else "")
        place = "" if here is self._screen.queue else title
        notices = self._desk.notices if self.settled else ()
        self._screen.header.show(
            self._desk.name,
            self.view.title,
            count_words(self._count),
            detail,
            place=place,
            selected=self._screen.queue.selected,
            notice=", ".join(filter(None, self._reminders.values())) or (notices[0] if notices else ""),
            standing=standing_words(self._standing) if self._standing else None,
            tabs=self.tabs.names if self.tabs is not None else ((), 0),
        )


_TONES = {"ok": "dim", "busy": "accent", "warn": "warn", "bad": "error"}


def standing_words(standing: "Standing") -> Stands:
    """How connections stand, whole and as short as a narrow screen needs it."""
    troubles = [words for _, words in standing.details if words != "in sync"]
    short = [troubles[0].partition(" since ")[0].partition(" for ")[0]] if troubles else []
    short += [f"{standing.waiting} waiting"] if standing.waiting else []
    short += [f"{standing.attention} for you"] if standing.attention else []
    short += [standing.programs] if standing.programs else []
    return Stands(standing.words, ", ".join(short) or "in sync", _TONES.get(standing.severity, "dim"))
