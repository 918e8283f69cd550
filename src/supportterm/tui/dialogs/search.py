"""Search through all messages, newest first, while it is typed; a hit opens where the words stand."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from supportterm.core.moments import age_words
from supportterm.core.numbers import label
from supportterm.core.query.words import words_of
from supportterm.tui.dialogs.beyond import THERE, beyond, offers, wanted
from supportterm.tui.dialogs.question import Option, Question

if TYPE_CHECKING:
    from supportterm.desk import Desk

LIMIT = 50


class Search(Question):
    name = "search"
    label = "search:"
    tip = 'like: refund "a phrase" status:open'
    ways = (("move", "choose"), ("open", "open"), ("back", "cancel"))
    picks_first = True
    slow = True

    def __init__(
        self,
        desk: "Desk",
        start: str,
        open: Callable[[int, int, tuple[str, ...]], None],
        fetch: Callable[[str], None],
    ) -> None:
        """*fetch* looks for words at the remotes, in the background, and brings here what they have."""
        self.initial = start
        self._desk = desk
        self._open = open
        self._fetch = fetch
        self._beyond = beyond(desk)

    def options(self, text: str) -> Sequence[Option]:
        if not text.strip():
            return ()
        found = self._desk.search(text, limit=LIMIT, typing=True)
        now = self._desk.clock()
        digits = max((len(label(hit.ticket, hit.row.number)) for hit in found.hits), default=0)
        here = [
            Option(
                f"{label(hit.ticket, hit.row.number):>{digits}} {hit.row.subject}",
                f"{hit.author}: {hit.excerpt}",
                f"{hit.ticket} {hit.message}",
                age_words(max(now - hit.at, 0)),
            )
            for hit in found.hits
        ]
        return [*here, *offers(text, self._beyond)]

    def nothing(self, text: str) -> str:
        return "no message holds these words" if text.strip() else ""

    def completed(self, text: str, option: Option) -> str:
        return text

    def accept(self, text: str, option: Option | None) -> None:
        if option is not None and option.value == THERE:
            self._fetch(wanted(text))
        elif option is not None:
            ticket, message = option.means.split()
            self._open(int(ticket), int(message), words_of(text))
