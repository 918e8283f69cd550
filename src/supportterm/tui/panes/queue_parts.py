"""The groups of a list on the screen: a heading over each, and how many tickets it has, counted when somebody looks."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.message import Message
from textual.strip import Strip

from supportterm.core.safe import safe_line
from supportterm.tui.panes.views import CAP, count_words
from supportterm.tui.widgets.cells import strip, width_of

if TYPE_CHECKING:
    from supportterm.desk.grouping import Grouped, Part
    from supportterm.tui.look import Look

LEFT = 1
"""Cells before a title."""


class PartsCounted(Message):
    """The worker is done: how many tickets there are in parts of the list that *parts* is about."""

    def __init__(self, parts: "Parts", counts: "dict[Part, int | None]") -> None:
        super().__init__()
        self.parts, self.counts = parts, counts


class Parts:
    """Of one list. What is to be counted is owed until a worker has taken it; one counts at a time."""

    def __init__(self, grouped: "Grouped") -> None:
        self.grouped = grouped
        self._counts: dict[Part, int | None] = {}
        self._owed: set[Part] = set()
        self._at_work: set[Part] = set()

    def line(self, part: "Part", width: int, look: "Look") -> Strip:
        """The heading: title, count, and a rule to the edge."""
        title = safe_line(self.grouped.title(part), 60)
        many = count_words(self._counts.get(part))
        rule = ("─" if look.unicode else "-") * max(width - LEFT - width_of(title) - len(many) - 4, 0)
        pieces = [(" " * LEFT, "text"), (title, "title"), (f"  {many}" if many else "", "dim"), (f" {rule}", "rule")]
        return strip(((text, look[role]) for text, role in pieces), width, look.text)

    def to_count(self, wanted: "Iterable[Part]", *, again: bool = False) -> "frozenset[Part]":
        """What a worker is to count now, of what is *wanted* and of what was before; none while one is at it.

        What is known is counted only *again*.
        """
        known = self._counts.keys() | self._at_work
        self._owed |= {part for part in wanted if again or part not in known}
        if self._at_work or not self._owed:
            return frozenset()
        self._at_work, self._owed = self._owed, set()
        return frozenset(self._at_work)

    def count(self, parts: "frozenset[Part]") -> "dict[Part, int | None]":
        """How many tickets there are in each. For a worker thread."""
        return {part: self.grouped.count(part, CAP) for part in parts}

    def counted(self, counts: "dict[Part, int | None]") -> "set[Part]":
        """The worker is done. The parts whose heading says something else now."""
        self._at_work = set()
        changed = {part for part, count in counts.items() if self._counts.get(part) != count}
        self._counts.update(counts)
        return changed
