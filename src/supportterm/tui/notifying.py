"""Bell and desktop messages: somebody wrote, or waits in a chat, while the person looks elsewhere. Nothing here takes
the focus."""

import os
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from supportterm.core.numbers import label
from supportterm.core.orders import parse_order
from supportterm.core.query import narrowed, parse
from supportterm.core.safe import safe_line

if TYPE_CHECKING:
    from supportterm.config.settings import Settings
    from supportterm.core.query import Query
    from supportterm.store.rows import TicketRow
    from supportterm.tui.app import SupportTerm

MOST: Final = 120
"""Characters of a message."""


class Notifying:
    """Looks at the newest unread tickets when another process changed the desk; says each once."""

    def __init__(self, app: "SupportTerm", settings: "Settings") -> None:
        self._app = app
        self._settings = settings
        self._query = narrowed(parse(settings.notify.query), parse("is:unread"))
        self._known: dict[int, int] | None = None
        """How many messages each unread ticket has; None before the first look, which is no news."""
        self._looking = False

    def look(self) -> None:
        if self._looking or not (self._settings.notify.bell or self._settings.notify.message):
            return
        self._looking = True
        self._app.run_worker(self._read, thread=True, group="notify", exit_on_error=False)

    def _read(self) -> None:
        """In a thread."""
        try:
            found = {row.id: row for query in self._queries() for row in self._newest(query)}
        finally:
            self._looking = False
        self._app.call_later(self._seen, tuple(found.values()))

    def _queries(self) -> "Iterator[Query]":
        yield self._query
        if self._settings.notify.chats:
            teams = next((agent.teams for agent in self._app.desk.agents() if agent.handle == self._app.desk.me), ())
            ours = " OR ".join(f"team:{team}" for team in ("none", *teams)) if teams else "channel:chat"
            yield parse(f"channel:chat assignee:none status:<pending is:unread ({ours})")

    def _newest(self, query: "Query") -> "tuple[TicketRow, ...]":
        return self._app.desk.window(query, parse_order("-updated"), size=20).rows

    def _seen(self, rows: "tuple[TicketRow, ...]") -> None:
        known, self._known = self._known, {row.id: row.messages for row in rows}
        if known is None:
            return
        news = [row for row in rows if row.messages > known.get(row.id, 0)]
        if news:
            first = news[0]
            waits = " waits in a chat" if first.channel == "chat" and first.assignee is None else ""
            words = f"{label(first.id, first.number)} {first.requester or first.email}{waits}: {first.subject}"
            self.speak(safe_line(words, MOST) + (f" and {len(news) - 1} more" if len(news) > 1 else ""))

    def speak(self, words: str) -> None:
        """Bell and desktop message, as far as the person wants them now; *words* hold no control character."""
        notify = self._settings.notify
        if not notify.speaks(self._clock()):
            return
        if notify.bell:
            self._app.bell()
        driver = self._app._driver
        if notify.message and driver is not None:
            driver.write(sequence(notify.message, words, tmux=bool(os.environ.get("TMUX"))))
            driver.flush()

    def _clock(self) -> str:
        zone = ZoneInfo(self._settings.zone) if self._settings.zone else None
        return datetime.fromtimestamp(self._app.desk.clock() / 1000, tz=zone).strftime("%H:%M")


def sequence(kind: str, words: str, *, tmux: bool = False) -> str:
    """What the terminal is sent for a message of *words*, which hold no control character.

    Inside tmux it is wrapped, so that tmux hands it on, where it is allowed to.
    """
    words = words.replace(";", ",")  # a semicolon would end the text for some terminals
    text = f"\x1b]9;{words}\x07" if kind == "osc9" else f"\x1b]777;notify;supportterm;{words}\x07"
    return "\x1bPtmux;" + text.replace("\x1b", "\x1b\x1b") + "\x1b\\" if tmux else text
