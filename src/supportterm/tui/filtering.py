"""The queue narrowed by a query, at once or as it is typed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from supportterm.commands.call import Call
from supportterm.core.commandline import quoted
from supportterm.core.query import QueryError
from supportterm.core.refusal import Refused
from supportterm.tui.dialogs.beyond import beyond, wanted
from supportterm.tui.dialogs.filter import Filter

if TYPE_CHECKING:
    from textual.timer import Timer

    from supportterm.tui.screen import DeskScreen
    from supportterm.tui.viewing import Viewing

PAUSE = 0.03
"""Seconds without a key after which the list follows what is typed."""


class Filtering:
    def __init__(self, screen: "DeskScreen", viewing: "Viewing", run: Callable[[str], None]) -> None:
        """*run* carries out a command line."""
        self._screen = screen
        self._viewing = viewing
        self._run = run
        self._typing: Timer | None = None

    def question(self) -> Filter:
        """The `/` line, beginning with the filter there is."""
        from supportterm.commands.query_words import query_words

        desk, viewing = self._screen.desk, self._viewing
        call = Call(lambda: desk)
        return Filter(
            viewing.filter, lambda text: query_words(text, call), self._typed, self._complain, beyond(desk), self._fetch
        )

    def look_further(self) -> None:
        """Look for the words of the filter at the remotes too. Raises Refused when there are none, of either."""
        words = wanted(self._viewing.filter)
        if not words:
            raise Refused("the list is not narrowed by words; `filter` narrows it, `search` looks for some")
        if not beyond(self._screen.desk):
            raise Refused("this desk has no connection that can be searched; all there is is here")
        self._fetch(words)

    def _fetch(self, words: str) -> None:
        self._run(f"fetch --quiet {quoted(words)}")

    def narrow(self, text: str) -> None:
        """Show what matches *text* of the view. Refused when it is no query."""
        try:
            self._viewing.show(self._viewing.view, text)
        except QueryError as error:
            raise Refused(str(error)) from None

    def _typed(self, text: str, typing: bool) -> None:
        """While the person types on, only the last text is looked for."""
        if self._typing is not None:
            self._typing.stop()

        def show() -> None:
            self._viewing.show(self._viewing.view, text, typing=typing)

        if typing:
            self._typing = self._screen.set_timer(PAUSE, show)
        else:
            show()

    def _complain(self, words: str, column: int) -> None:
        """What is wrong with a query, under the column where it is wrong."""
        footer = self._screen.footer
        if words:
            footer.point(words, column + self._screen.shown.label)
        else:
            footer.hush()
