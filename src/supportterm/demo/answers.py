"""What customers answered to the surveys of the demo desk: some of those who were helped, most of them content."""

from collections.abc import Iterable, Iterator
from typing import Final

from supportterm.core.moments import DAY, HOUR
from supportterm.core.operations import Rated, Set
from supportterm.core.terms import Status
from supportterm.demo.plot import Done, Event

_EVERY: Final = 3
"""Of so many who were asked one answers."""
_CONTENT: Final = ((5, "Quick and friendly."), (4, ""), (5, ""), (2, "It took four mails."), (5, ""), (3, ""))
_RECOMMEND: Final = (9, 10, 7, 9, 4, 10, 8)


def answers(events: Iterable[Event], now_ms: int) -> Iterator[Done]:
    """Answers to what is told in *events*, a day or two after a ticket was solved, before the desk opens."""
    solved = dict[int, int]()
    for event in events:
        if isinstance(event, Done) and isinstance(event.payload, Set) and event.payload.field == "status":
            if event.payload.value in (Status.SOLVED, Status.CLOSED):
                solved.setdefault(event.ticket, event.at)
            else:
                solved.pop(event.ticket, None)
    for place, (ticket, at) in enumerate(list(solved.items())[::_EVERY]):
        score, comment = _CONTENT[place % len(_CONTENT)]
        rated = [(at + DAY + HOUR, Rated("content", score, 5, comment=comment))]
        if place % 2:
            likely = _RECOMMEND[place % len(_RECOMMEND)]
            rated.append((at + 2 * DAY + HOUR, Rated("recommend", likely, 10, recommends=True)))
        yield from (Done(ticket, then, "customer", payload) for then, payload in rated if then < now_ms)
