"""Redmine's words and ours: statuses, priorities, and what `connect` is asked about them."""

from collections.abc import Mapping
from typing import Final

import msgspec

from supportterm.backends.settings import age, priorities, seconds, statuses, words
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


class Words(msgspec.Struct, frozen=True):
    """The settings of a connection, read."""

    url: str
    ca_file: str = ""
    projects: tuple[str, ...] = ()
    """Names of the projects that are worked on; none: all that we see."""
    since: str = ""
    roles: tuple[str, ...] = ()
    """Who has one of these roles is an agent; none: who may edit issues."""
    statuses: Mapping[str, Status] = msgspec.field(default_factory=lambda: dict(STATUSES))
    priorities: Mapping[str, Priority] = msgspec.field(default_factory=lambda: dict(PRIORITIES))
    marker: str = MARKER
    requester: str = REQUESTER
    wikis: bool = True
    """Whether the pages of their wikis are articles."""
    poll: float = 15.0
    settle: float = 180.0
    """Seconds; as in `Capabilities`."""

    def status(self, name: str, closed: bool) -> Status:
        """Ours for theirs; of a word that nobody told about, Redmine says at least whether it closes a ticket."""
        return self.statuses.get(name.lower(), Status.CLOSED if closed else Status.OPEN)

    def priority(self, name: str) -> Priority:
        return self.priorities.get(name.lower(), Priority.NORMAL)


def read(settings: Mapping[str, str]) -> Words:
    """Raises Invalid, naming the setting."""
    return Words(
        url=settings.get("url", "").strip().rstrip("/"),
        ca_file=settings.get("ca_file", "").strip(),
        projects=words(settings, "projects"),
        since=age(settings, "since"),
        roles=tuple(name.lower() for name in words(settings, "roles")),
        statuses=statuses(settings, STATUSES),
        priorities=priorities(settings, PRIORITIES),
        marker=settings.get("marker", "").strip() or MARKER,
        requester=settings.get("requester", "").strip() or REQUESTER,
        wikis=settings.get("wikis", "").strip() != "no",
        poll=seconds(settings, "poll", 15.0),
        settle=seconds(settings, "settle", 180.0),
    )
