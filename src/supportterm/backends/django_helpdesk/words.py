"""django-helpdesk's words and ours, and what `connect` is asked about them."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from supportterm.backends.settings import seconds, statuses, wrong
from supportterm.backends.usual import Usual, usual
from supportterm.core.terms import Priority, Status

STATUSES: Final = {
    "open": Status.OPEN,
    "reopened": Status.OPEN,
    "resolved": Status.SOLVED,
    "closed": Status.CLOSED,
    "duplicate": Status.CLOSED,
}
"""Those that it is set up with, in English."""
DUPLICATE: Final = "duplicate"
_NUMBERED: Final = {1: Status.OPEN, 2: Status.OPEN, 3: Status.SOLVED, 4: Status.CLOSED, 5: Status.CLOSED}
"""The same where a site has them in another language."""
PRIORITIES: Final = {1: Priority.URGENT, 2: Priority.HIGH, 3: Priority.NORMAL, 4: Priority.LOW, 5: Priority.LOW}
PRIORITY_NUMBERS: Final = dict(zip(map(int, Priority), (4, 3, 2, 1), strict=True))
FILE_TYPES: Final = "txt asc pdf doc docx odt jpg png eml"
"""Kinds of files that it takes as it is set up; others it refuses halfway, with the message there and no mail sent."""
_PAIR: Final = re.compile(r"\s*([^=,]+?)\s*=\s*([0-9]{1,9})\s*(?:,|$)")


class Words(Usual, frozen=True, kw_only=True):
    """The settings of a connection, read."""

    agents: Mapping[int, str] = {}
    queues: Mapping[int, str] = {}
    """By their numbers there; empty: to be read from the API's own page."""
    statuses: Mapping[str, Status] = msgspec.field(default_factory=lambda: dict(STATUSES))
    file_types: frozenset[str] | None = None
    """None: all."""
    sweep: float = 300.0
    """Seconds between two walks through all tickets."""

    def status(self, number: int, name: str) -> Status:
        """Ours for theirs; of a word that nobody told about, by the number that it is set up with."""
        return self.statuses.get(name.lower(), _NUMBERED.get(number, Status.OPEN))


def read(settings: Mapping[str, str]) -> Words:
    """Raises Invalid, naming the setting."""
    types = (settings.get("file_types", "").strip() or FILE_TYPES).lower().replace(",", " ").split()
    return Words(
        **usual(settings, poll=15.0, path="/api"),
        agents=_numbered(settings, "agents"),
        queues=_numbered(settings, "queues"),
        statuses=statuses(settings, STATUSES),
        file_types=None if "*" in types else frozenset(kind.lstrip(".") for kind in types),
        sweep=seconds(settings, "sweep", 300.0, least=0),
    )


def _numbered(settings: Mapping[str, str], name: str) -> dict[int, str]:
    """`alice=2, bob=3`, by the number."""
    text, place, found = settings.get(name, "").strip(), 0, {}
    while place < len(text):
        pair = _PAIR.match(text, place)
        if pair is None:
            raise wrong(name, "pairs like `alice=2, bob=3`, each with its number there")
        found[int(pair[2])] = pair[1]
        place = pair.end()
    return found
