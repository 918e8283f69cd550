"""`/`: the queue narrowed as the query is typed."""

from collections.abc import Callable

from supportterm.core.query import QueryError, parse
from supportterm.tui.dialogs.question import Option, Question

Show = Callable[[str, bool], None]
"""Show the queue filtered by a query; the flag says that it is still being typed."""


class Filter(Question):
    """*show* narrows the queue, *complain* says what is wrong and at which column."""

    name = "filter"
    label = "/"
    tip = 'like: status:open from:dana tag:billing "a phrase"'
    ways = (("open", "keep"), ("back", "as before"))

    def __init__(self, start: str, show: Show, complain: Callable[[str, int], None]) -> None:
        self.initial = start
        self._before = start
        self._show, self._complain = show, complain

    def changed(self, text: str) -> None:
        try:
            parse(text, typing=True)
        except QueryError as error:
            self._complain(f"{error.message}; {error.hint}" if error.hint else error.message, error.column)
        else:
            self._complain("", 0)
            self._show(text, True)

    def accept(self, text: str, option: Option | None) -> None:
        try:
            parse(text)
        except QueryError as error:
            self._complain(str(error), error.column)
            self._show(self._before, False)
        else:
            self._show(text, False)

    def cancel(self) -> None:
        self._show(self._before, False)
