"""Tickets that are only at a remote, asked for by a person: looked for there, and brought here as history."""

from collections.abc import Iterable

from supportterm.backends import errors
from supportterm.backends.protocol import Helpdesk
from supportterm.core.remote import TicketSeen
from supportterm.desk.replica import Replica

MOST = 20
"""Tickets of one search."""


def bring(replica: Replica, backend: Helpdesk, text: str) -> tuple[int, ...]:
    """Numbers here of the ticket called *text* there, or else of those that a search for it finds.

    Raises errors of the backend.
    """
    keys: list[str] = []
    if text.isascii() and text.isdecimal():
        try:
            return _take(replica, backend, [text])
        except errors.NotThere:
            keys = []
    if backend.capabilities.search:
        keys = [found.key for found in backend.search(text, MOST)]
    return _take(replica, backend, keys)


def _take(replica: Replica, backend: Helpdesk, keys: Iterable[str]) -> tuple[int, ...]:
    items = [item for key in keys if isinstance(item := backend.fetch(key), TicketSeen)]
    return replica.bring(items)
