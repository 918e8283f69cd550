"""What something would have changed on very many tickets: how often, and the first of each kind by name."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from supportterm.commands.call import Bold, Dim
from supportterm.core.safe import safe_line

NAMED: Final = 8
"""So many tickets are named of each kind."""
_FEW: Final = 4
"""Of so many it is said of each that nothing would have gone otherwise; of more, of all of them at once."""


class Otherwise(NamedTuple):
    """What would have gone otherwise on a ticket."""

    ticket: int
    kind: str
    words: str
    """Holds text from outside as it came."""
    record: Mapping[str, object]


class Tally:
    """Of *about*, in the last so many *days*. Tickets come one after the other; those that are not named are counted.

    *kinds*: each kind of otherwise in words, in the order in which they are told; *note*: what was not known.
    """

    def __init__(self, about: str, days: int, kinds: Mapping[str, str], note: str = "") -> None:
        self._about = about
        self.days = days
        self._kinds = kinds
        self._note = note
        self._counts = Counter[str]()
        self._named: dict[str, list[Otherwise]] = {kind: [] for kind in kinds}
        self._tickets = 0
        self._last: int | None = None

    def add(self, one: Otherwise) -> None:
        self._tickets += one.ticket != self._last
        self._last = one.ticket
        self._counts[one.kind] += 1
        if len(self._named[one.kind]) < NAMED:
            self._named[one.kind].append(one)

    @property
    def nothing(self) -> bool:
        """Whether nothing would have gone otherwise."""
        return not self._tickets

    def lines(self, label: Callable[[int], str]) -> Iterator[str]:
        yield Bold(self._summary())
        for kind, named in self._named.items():
            yield from (f"    {label(one.ticket)} {safe_line(one.words, 400)}" for one in named)
            if more := self._counts[kind] - len(named):
                yield Dim(f"    and {more:,} more {self._kinds[kind]}")
        if self._note and self._tickets:
            yield Dim(f"    {self._note}")

    def records(self) -> Iterator[Mapping[str, object]]:
        yield {"would": self._about, "days": self.days, "tickets": self._tickets, "kinds": dict(self._counts)}
        for named in self._named.values():
            yield from ({"would": self._about, "ticket": one.ticket, "kind": one.kind, **one.record} for one in named)

    def _summary(self) -> str:
        tickets = f"{self._tickets:,} ticket{'' if self._tickets == 1 else 's'}"
        counted = [f"{self._counts[kind]:,} {words}" for kind, words in self._kinds.items() if self._counts[kind]]
        said = f"{self._about}: {tickets} of the last {self.days} days would have gone otherwise"
        return f"{said}: {', '.join(counted)}" if counted else said


def told(tallies: Sequence[Tally], label: Callable[[int], str]) -> Iterator[str]:
    """All of them for people, each after an empty line."""
    quiet = [tally for tally in tallies if tally.nothing]
    for tally in tallies:
        if not tally.nothing or len(quiet) <= _FEW:
            yield ""
            yield from tally.lines(label)
    if len(quiet) > _FEW:
        yield ""
        yield f"{len(quiet):,} more: no ticket of the last {quiet[0].days} days would have gone otherwise"
