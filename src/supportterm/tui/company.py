"""Who else is at the tickets that are on the screen, customers at their chats among them; and telling the others where
this console is."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from supportterm.sync.presence import Presence, Present
from supportterm.tui.panes.base import Pane

TYPING = 5.0
"""Seconds after which somebody who types no further does not type any more."""

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.tui.screen import DeskScreen


class Company:
    """The consoles of the desk, this one among them."""

    def __init__(self, desk: "Desk", screen: "DeskScreen", news: Callable[[frozenset[int]], object]) -> None:
        """To be made while the loop runs, which hears the others. *news* is called when they changed something, with
        the tickets; with none it was anything."""
        self._screen = screen
        self._me = desk.me
        self._news = news
        self._presence = Presence(desk.path, desk.me)
        self._typing: Timer | None = None
        """Runs while fingers move in an answer."""
        if self._presence.fileno() >= 0:
            asyncio.get_running_loop().add_reader(self._presence.fileno(), self._hear)

    def moved(self) -> None:
        """The person may be at another ticket, or have begun to write: the others hear of it, and panes are told."""
        self._presence.at(*self._where(), typing=self._typing is not None)
        self._show()

    def typed(self, on: bool) -> None:
        """Something was typed into an answer: whom it is for may see that. Not *on*: nothing stands there any more."""
        if self._typing is not None:
            self._typing.stop()
        moves = self._typing is None or not on
        self._typing = self._screen.set_timer(TYPING, lambda: self.typed(False)) if on else None
        if moves:
            self._presence.at(*self._where(), typing=on)

    def changed(self, tickets: tuple[int, ...] = ()) -> None:
        """Something was changed here: others see it at once."""
        self._presence.changed(tickets)

    def look(self) -> None:
        """Find out who left without a word. To be called now and then."""
        if self._presence.say_again():
            self._show()

    def leave(self) -> None:
        if self._presence.fileno() >= 0:
            asyncio.get_running_loop().remove_reader(self._presence.fileno())
        self._presence.close()

    @property
    def others(self) -> tuple[Present, ...]:
        """Who else is at a ticket of this desk."""
        return self._presence.others

    @property
    def held(self) -> dict[int, str]:
        """The tickets that colleagues have open, with who; those of the person's other consoles are their own."""
        return {present.ticket: present.agent for present in self.others if present.agent != self._me}

    def _hear(self) -> None:
        if self._presence.hear():
            self._show()
        news = self._presence.news()
        if news is not None:
            self._news(news)

    def _show(self) -> None:
        others = self._presence.others
        self._screen.queue.attended(frozenset(present.ticket for present in others))
        for pane in self._screen.panes():
            if pane is not self._screen.queue and pane.subjects():
                pane.accompany(self._presence.on(pane.subjects()[0]))
            pane.visited(self._presence.visitors)

    def _where(self) -> tuple[int, str]:
        """The ticket that is open here, and what is being written on it."""
        shown = self._screen.shown
        composer: Any = self._screen.find_pane("composer") if shown.composing else None
        if composer is not None and composer.letter is not None and composer.letter.ticket:
            return composer.letter.ticket, composer.letter.kind
        opened = self._screen.find_pane(shown.opened) if shown.opened in ("ticket", "chat") else None
        subjects = opened.subjects() if isinstance(opened, Pane) else ()
        answers = self._screen.here().facts().get("name") == "answer"
        return (subjects[0], "reply" if answers else "") if subjects else (0, "")
