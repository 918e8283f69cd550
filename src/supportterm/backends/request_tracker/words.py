"""Request Tracker's words and ours: statuses, priorities, and what `connect` is asked about them."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from supportterm.backends.errors import Invalid
from supportterm.core.terms import STATUS_BY_WORD, Priority, Status

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
_AGE: Final = re.compile(r"[1-9][0-9]{0,3} (?:day|week|month|year)s?")
_FIELD_NAME: Final = re.compile(r"[^{}'\"\\\x00-\x1f]{1,64}")


class Words(msgspec.Struct, frozen=True):
    """The settings of a connection, read."""

    url: str
    ca_file: str = ""
    queues: tuple[str, ...] = ()
    """Names of the queues that are worked on; none: all that we see."""
    since: str = ""
    """Only what was changed since or is still active: `90 days`; empty: everything."""
    statuses: Mapping[str, Status] = msgspec.field(default_factory=lambda: dict(STATUSES))
    priorities: tuple[int, ...] = (0, 50, 75, 100)
    """What low, normal, high and urgent are there."""
    marker: str = MARKER_FIELD
    articles: str = ""
    """Name of the class of the knowledge base; empty: all of them."""
    poll: float = 15.0
    settle: float = 180.0
    """Seconds; as in `Capabilities`."""

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
    url = settings.get("url", "").strip().rstrip("/")
    url = url.removesuffix("/REST/2.0")
    since = settings.get("since", "").strip().lower()
    if since and not _AGE.fullmatch(since):
        raise _wrong("since", "a time like `90 days`, or nothing for everything")
    marker = settings.get("marker", "").strip() or MARKER_FIELD
    if not _FIELD_NAME.fullmatch(marker):
        raise _wrong("marker", "the name of a custom field, without braces and quotes")
    return Words(
        url=url,
        ca_file=settings.get("ca_file", "").strip(),
        queues=tuple(name.strip() for name in settings.get("queues", "").split(",") if name.strip()),
        since=since,
        statuses=_statuses(settings.get("statuses", "")),
        priorities=_priorities(settings.get("priorities", "") or PRIORITIES),
        marker=marker,
        articles=settings.get("articles", "").strip(),
        poll=_seconds(settings, "poll", 15.0),
        settle=_seconds(settings, "settle", 180.0),
    )


def _seconds(settings: Mapping[str, str], name: str, default: float) -> float:
    text = settings.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or not 1 <= int(text) <= 86_400:
        raise _wrong(name, "whole seconds, at least 1")
    return float(text)


def _statuses(text: str) -> dict[str, Status]:
    """`waiting=pending escalated=on-hold`; what is told here comes before what is usual."""
    told: dict[str, Status] = {}
    for pair in text.replace(",", " ").split():
        word, sign, meant = pair.partition("=")
        if not sign or meant.lower() not in STATUS_BY_WORD or not word or word.lower() == DELETED:
            raise _wrong("statuses", f"pairs like `stalled=pending`, with one of {', '.join(STATUS_BY_WORD)}")
        told[word.lower()] = STATUS_BY_WORD[meant.lower()]
    return told | {word: status for word, status in STATUSES.items() if word not in told}


def _priorities(text: str) -> tuple[int, ...]:
    parts = text.replace(",", " ").split()
    numbers = tuple(int(part) for part in parts if part.isdecimal() and len(part) < 6)
    if len(parts) != 4 or len(numbers) != 4 or list(numbers) != sorted(set(numbers)):
        raise _wrong("priorities", "four rising numbers, for low, normal, high and urgent")
    return numbers


def _wrong(setting: str, wanted: str) -> Invalid:
    return Invalid(f"{setting}: {wanted}", {setting: wanted})
