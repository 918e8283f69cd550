"""What a number means: its definition, whose it is, and the way to the tickets behind it."""

from collections.abc import Callable

from supportterm.core.metrics import Figure
from supportterm.tui.dialogs.question import Option, Question, Ways
from supportterm.tui.render.wrap import wrap

_STATS = {
    "median": "The middle one of all: half of them took no longer.",
    "p90": "Nine of ten took no longer than this.",
}


class Meaning(Question):
    """Lines to read; enter goes to the tickets, escape back to the number."""

    name = "meaning"
    context = "dialog"
    label = "="

    def __init__(
        self, figure: Figure, called: str, value: str, tickets: int, go: Callable[[], None], width: int
    ) -> None:
        self.title = f"{called}: {value}"
        told = [figure.metric.words, _STATS.get(figure.stat, ""), f"Source: {figure.metric.source}."]
        if figure.business:
            told.insert(1, "Counted in the hours of the team that had the ticket.")
        behind = f"{tickets:,} {'ticket is' if tickets == 1 else 'tickets are'} behind it"
        rows = [row for words in (*told, behind) if words for row in wrap(words, max(width - 4, 20))]
        self._options = [Option(row) for row in rows]
        self._go = go if tickets else None
        self.ways: Ways = ((("open", "the tickets"),) if tickets else ()) + (("back", "close"),)

    def options(self, text: str) -> list[Option]:
        return self._options

    def accept(self, text: str, option: Option | None) -> None:
        if self._go is not None:
            self._go()
