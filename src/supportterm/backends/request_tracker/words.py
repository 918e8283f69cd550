"""Request Tracker's words and ours: statuses, priorities, and what `connect` is asked about them."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from supportterm.backends.readers import readers
from supportterm.backends.settings import statuses, words, wrong
from supportterm.backends.usual import Usual, usual
from supportterm.core.terms import Priority, Status

DELETED: Final = "deleted"
STATUSES: Final = {
    "new": Status.NEW,
    "open": Status.OPEN,
    "stalled": Status.PENDING,
    "resolved": Status.SOLVED,
    "rejected": Status.CLOSED,
}
"""Those of the default lifecycle; `deleted` is no status but the end of a ticket."""
PRIORITIES: Final = "0 50 75 100"
MARKER_FIELD: Final = "supportterm-id"
_FIELD_NAME: Final = re.compile(r"[^{}'\"\\\x00-\x1f]{1,64}")


class Words(Usual, frozen=True, kw_only=True):
    """The settings of a connection, read."""

    queues: tuple[str, ...] = ()
    """Names of the queues that are worked on; none: all that we see."""
    statuses: Mapping[str, Status] = msgspec.field(default_factory=lambda: dict(STATUSES))
    priorities: tuple[int, ...] = (0, 50, 75, 100)
    """What low, normal, high and urgent are there."""
    marker: str = MARKER_FIELD
    articles: str = ""
    """Name of the class of the knowledge base; empty: all of them."""
    readers: str = "internal"
    """Who reads its articles: `internal` or `public`."""

    def status(self, word: str) -> Status:
        """Ours for theirs; a word that nobody told about means that somebody is at it."""
        return self.statuses.get(word.lower(), Status.OPEN)

    def status_words(self, status: int) -> tuple[str, ...]:
        """Theirs for ours, the first of them the one to try first."""
        return tuple(word for word, meant in self.statuses.items() if meant == status)

    def priority(self, number: float) -> Priority:
        """The priority whose number is nearest; between two, the higher."""
        return max(Priority, key=lambda p: (-abs(self.priorities[p] - number), p))


def read(settings: Mapping[str, str]) -> Words:
    """Raises Invalid, naming the setting."""
    marker = settings.get("marker", "").strip() or MARKER_FIELD
    if not _FIELD_NAME.fullmatch(marker):
        raise wrong("marker", "the name of a custom field, without braces and quotes")
    return Words(
        **usual(settings, poll=15.0, path="/REST/2.0"),
        queues=words(settings, "queues"),
        statuses=_statuses(settings),
        priorities=_priorities(settings.get("priorities", "") or PRIORITIES),
        marker=marker,
        articles=settings.get("articles", "").strip(),
        readers=readers(settings),
    )


def _statuses(settings: Mapping[str, str]) -> dict[str, Status]:
    found = statuses(settings, STATUSES)
    if DELETED in found:
        raise wrong("statuses", "`deleted` is no status but the end of a ticket")
    return found


def _priorities(text: str) -> tuple[int, ...]:
    parts = text.replace(",", " ").split()
    numbers = tuple(int(part) for part in parts if part.isdecimal() and len(part) < 6)
    if len(parts) != 4 or len(numbers) != 4 or list(numbers) != sorted(set(numbers)):
        raise wrong("priorities", "four rising numbers, for low, normal, high and urgent")
    return numbers
