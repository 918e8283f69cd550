"""Redmine's words and ours: statuses, priorities, and what `connect` is asked about them."""

from collections.abc import Mapping
from typing import Final

import msgspec

from supportterm.backends.settings import priorities, statuses, words
from supportterm.backends.usual import Usual, usual
from supportterm.core.terms import Priority, Status

STATUSES: Final = {
    "new": Status.NEW,
    "in progress": Status.OPEN,
    "feedback": Status.PENDING,
    "resolved": Status.SOLVED,
    "closed": Status.CLOSED,
    "rejected": Status.CLOSED,
}
"""Those that Redmine is set up with, in English."""
PRIORITIES: Final = {
    "low": Priority.LOW,
    "normal": Priority.NORMAL,
    "high": Priority.HIGH,
    "urgent": Priority.URGENT,
    "immediate": Priority.URGENT,
}
MARKER: Final = "supportterm-id"
REQUESTER: Final = "supportterm-requester"


class Words(Usual, frozen=True, kw_only=True):
    """The settings of a connection, read."""

    projects: tuple[str, ...] = ()
    """Names of the projects that are worked on; none: all that we see."""
    roles: tuple[str, ...] = ()
    """Who has one of these roles is an agent; none: who may edit issues."""
    statuses: Mapping[str, Status] = msgspec.field(default_factory=lambda: dict(STATUSES))
    priorities: Mapping[str, Priority] = msgspec.field(default_factory=lambda: dict(PRIORITIES))
    marker: str = MARKER
    requester: str = REQUESTER
    wikis: bool = True
    """Whether the pages of their wikis are articles."""

    def status(self, name: str, closed: bool) -> Status:
        """Ours for theirs; of a word that nobody told about, Redmine says at least whether it closes a ticket."""
        return self.statuses.get(name.lower(), Status.CLOSED if closed else Status.OPEN)

    def priority(self, name: str) -> Priority:
        return self.priorities.get(name.lower(), Priority.NORMAL)


def read(settings: Mapping[str, str]) -> Words:
    """Raises Invalid, naming the setting."""
    return Words(
        **usual(settings, poll=15.0),
        projects=words(settings, "projects"),
        roles=tuple(name.lower() for name in words(settings, "roles")),
        statuses=statuses(settings, STATUSES),
        priorities=priorities(settings, PRIORITIES),
        marker=settings.get("marker", "").strip() or MARKER,
        requester=settings.get("requester", "").strip() or REQUESTER,
        wikis=settings.get("wikis", "").strip() != "no",
    )
