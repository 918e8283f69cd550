"""Search through all messages, newest first, while it is typed; a hit opens where the words stand."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from supportterm.core.commandline import quoted
from supportterm.core.moments import age_words
from supportterm.core.numbers import label
from supportterm.core.query.words import typed_terms
from supportterm.tui.dialogs.beyond import THERE, beyond, offers, wanted
from supportterm.tui.dialogs.question import Option, Question

if TYPE_CHECKING:
    from supportterm.core.query.tree import Term
    from supportterm.desk import Desk
    from supportterm.tui.frame import Frame

LIMIT = 50


def search(frame: "Frame", text: str, hit: str = "") -> None:
    """Ask for words; what is opened from there leads back, to the *hit* that was chosen."""

    def opened(text: str, hit: str, ticket: int, message: int, words: "tuple[Term, ...]") -> None:
        frame.open_at(ticket, message, words, ask=lambda: search(frame, text, hit))

    frame.ask(Search(frame.desk, text, opened, lambda words: frame.run(f"fetch {quoted(words)}"), hit))


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
        open: "Callable[[str, str, int, int, tuple[Term, ...]], None]",
        fetch: Callable[[str], None],
        hit: str = "",
    ) -> None:
        """*open* is given what was typed, which hit was chosen, its ticket and message, and the words to mark; *fetch*
        looks for words at the remotes, in the background, and brings here what they have. With *hit* it is the search
        that led there, taken up again."""
        self.initial, self.at, self.replaces = start, hit, bool(hit)
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

    def looked_for(self, text: str) -> "tuple[Term, ...]":
        return typed_terms(text)

    def nothing(self, text: str) -> str:
        return "no message holds these words" if text.strip() else ""

    def refuses(self, text: str, option: Option | None) -> str:
        return "" if option is not None or not text.strip() else "no message holds all of these words; fewer find more"

    def completed(self, text: str, option: Option) -> str:
        return text

    def accept(self, text: str, option: Option | None) -> None:
        if option is not None and option.value == THERE:
            self._fetch(wanted(text))
        elif option is not None:
            ticket, message = option.means.split()
            self._open(text, option.means, int(ticket), int(message), typed_terms(text))
