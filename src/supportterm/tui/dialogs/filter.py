"""`/`: the queue narrowed as the query is typed."""

from collections.abc import Callable, Sequence

from supportterm.core.query import QueryError, parse
from supportterm.tui.dialogs.beyond import THERE, offers, wanted
from supportterm.tui.dialogs.question import Option, Question

Words = Callable[[str], tuple[int, Sequence[tuple[str, str]]]]
MOST = 6
"""Completions shown: the queue above them is what one looks at."""
Show = Callable[[str, bool], None]
"""Show the queue filtered by a query; the flag says that it is still being typed."""


class Filter(Question):
    """*words* says what the end of a query may go on as, and where that begins; *show* narrows the queue, *complain*
    says what is wrong and at which column, *fetch* looks for words at *remotes*."""

    name = "filter"
    label = "/"
    tip = 'like: status:open from:dana tag:billing "a phrase"'
    ways = (("open", "keep"), ("complete", "complete"), ("back", "as before"))

    def __init__(
        self,
        start: str,
        words: Words,
        show: Show,
        complain: Callable[[str, int], None],
        remotes: str,
        fetch: Callable[[str], None],
    ) -> None:
        self._words = words
        self._remotes, self._fetch = remotes, fetch
        self.initial = start
        self._before = start
        self._show, self._complain = show, complain

    def options(self, text: str) -> Sequence[Option]:
        completions = [Option(word, note) for word, note in self._words(text)[1][:MOST]]
        return [*completions, *offers(text, self._remotes)]

    def completed(self, text: str, option: Option) -> str:
        if option.value == THERE:
            return text
        start, _ = self._words(text)
        return text[:start] + option.means + ("" if option.means.endswith(":") else " ")

    def changed(self, text: str) -> None:
        try:
            parse(text, typing=True)
        except QueryError as error:
            self._complain(f"{error.message}; {error.hint}" if error.hint else error.message, error.column)
        else:
            self._complain("", 0)
            self._show(text, True)

    def accept(self, text: str, option: Option | None) -> None:
        text = self.completed(text, option).rstrip() if option is not None else text
        try:
            parse(text)
        except QueryError as error:
            self._complain(str(error), error.column)
            self._show(self._before, False)
        else:
            self._show(text, False)
            if option is not None and option.value == THERE:
                self._fetch(wanted(text))

    def cancel(self) -> None:
        self._show(self._before, False)
