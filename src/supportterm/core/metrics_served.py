"""How a ticket was served: what was measured of it, when, and whose work it was then. Made by core/metrics_story.py."""

from collections import Counter
from typing import Final, NamedTuple

from supportterm.core.metrics_sheet import Measured


class Occasion(NamedTuple):
    at: int
    agent: str
    team: str
    tier: int
    measured: Measured


class Stay(NamedTuple):
    """From *start* until *end*, or still, the ticket waited to be solved, with them; nobody is "", as in `Occasion`."""

    start: int
    end: int | None
    agent: str
    team: str
    tier: int


class Served(NamedTuple):
    channel: str
    segment: str
    tags: tuple[str, ...]
    occasions: tuple[Occasion, ...]
    stays: tuple[Stay, ...]


NOTHING: Final = Served("", "", (), (), ())


def apart(now: Served, before: Served) -> tuple[Served, Served]:
    """Both without what they have in common: it counts alike, wherever it is counted."""
    if now[:3] != before[:3]:
        return now, before
    come, gone = Counter(now.occasions), Counter(before.occasions)
    stays = ((), ()) if now.stays == before.stays else (now.stays, before.stays)
    return (
        now._replace(occasions=tuple((come - gone).elements()), stays=stays[0]),
        before._replace(occasions=tuple((gone - come).elements()), stays=stays[1]),
    )
