"""Search through all messages, newest first, while it is typed; a hit opens where the words stand."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from supportterm.core.moments import age_words
from supportterm.core.numbers import label
from supportterm.core.query import QueryError, parse
from supportterm.core.query.tree import All, Any, Either, Every, Expression, Node, Term, Text
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

    def __init__(self, desk: "Desk", start: str, open: Callable[[int, int, tuple[str, ...]], None]) -> None:
        self.initial = start
        self._desk = desk
        self._open = open

    def options(self, text: str) -> Sequence[Option]:
        if not text.strip():
            return ()
        found = self._desk.search(text, limit=LIMIT, typing=True)
        now = self._desk.clock()
        digits = max((len(label(hit.ticket, hit.row.number)) for hit in found.hits), default=0)
        return [
            Option(
                f"{label(hit.ticket, hit.row.number):>{digits}} {hit.row.subject}",
                f"{hit.author}: {hit.excerpt}",
                f"{hit.ticket} {hit.message}",
                age_words(max(now - hit.at, 0)),
            )
            for hit in found.hits
        ]

    def nothing(self, text: str) -> str:
        return "no message holds these words" if text.strip() else ""

    def completed(self, text: str, option: Option) -> str:
        return text

    def accept(self, text: str, option: Option | None) -> None:
        if option is not None:
            ticket, message = option.means.split()
            self._open(int(ticket), int(message), searched_words(text))


def searched_words(text: str) -> tuple[str, ...]:
    """The search tokens that a query asks for in messages, those it excludes left out."""
    try:
        return tuple(dict.fromkeys(_tokens(parse(text, typing=True).tree)))
    except QueryError:
        return ()


def _tokens(node: Node | Expression) -> Iterator[str]:
    match node:
        case Term(tokens):
            yield from tokens
        case Text(expression):
            yield from _tokens(expression)
        case All(parts) | Any(parts) | Every(parts) | Either(parts):
            for part in parts:
                yield from _tokens(part)
