"""What tests of the Request Tracker backend share: a connection to the server of the run, and reading its feed."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from servers.request_tracker import Tracker
from supportterm.backends.request_tracker import REQUEST_TRACKER
from supportterm.backends.request_tracker.backend import RequestTracker
from supportterm.core.remote import Item, RemoteTicket, TicketGone, TicketSeen
from whole_feed import everything


def connect(tracker: Tracker, *, user: str = "sync", **settings: str) -> RequestTracker:
    return REQUEST_TRACKER.open({"url": tracker.url} | settings, lambda: tracker.tokens[user])


@pytest.fixture
def desk(request_tracker: Tracker) -> Iterator[RequestTracker]:
    """A connection of the robot to the server of this run."""
    opened = connect(request_tracker)
    yield opened
    opened.close()


_read: dict[str, str] = {}


def here(tracker: Tracker) -> str:
    """The robot's cursor from which on only what comes is told. The server of the run is walked through once."""
    with closing(connect(tracker)) as backend:
        _read[tracker.url] = everything(backend, _read.get(tracker.url, ""))[1]
    return _read[tracker.url]


def seen(items: list[Item], key: str) -> list[TicketSeen]:
    return [item for item in items if isinstance(item, TicketSeen) and item.ticket.key == key]


def gone(items: list[Item], key: str) -> list[TicketGone]:
    return [item for item in items if isinstance(item, TicketGone) and item.key == key]


def now(backend: RequestTracker, key: str) -> RemoteTicket:
    return backend.fetch(key).ticket
