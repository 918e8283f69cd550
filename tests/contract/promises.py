"""What the tests of the contract share: reading a feed to its end, and what it told."""

import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from supportterm.backends import errors
from supportterm.backends.protocol import Capabilities, Helpdesk
from supportterm.core.nouns import Value
from supportterm.core.remote import Item, RemoteMessage, RemoteTicket, SetFields, TicketSeen
from supportterm.core.terms import Priority
from whole_feed import marker


class Watched:
    """A backend of which every call is held to the first promise: it raises the errors of errors.py and no others,
    and the secret is in none of them."""

    def __init__(self, backend: Any, secret: str) -> None:
        self._backend = backend
        self._secret = secret

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._backend, name)
        return self._held(name, found) if callable(found) else found

    def _held(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def held(*arguments: Any) -> Any:
            try:
                return call(*arguments)
            except errors.RemoteError as error:
                told = f"{error} {error!r} {vars(error)} {error.__cause__!r}"
                assert str(error) and self._secret not in told, f"{name} tells the secret"
                raise
            except Exception as error:
                raise AssertionError(f"{name} raised {type(error).__name__}") from error

        return held


def key_of(item: Item) -> str:
    return item.ticket.key if isinstance(item, TicketSeen) else item.key


def told(items: list[Item], key: str) -> list[RemoteTicket]:
    return [i.ticket for i in items if isinstance(i, TicketSeen) and i.ticket.key == key]


def messages(items: list[Item], key: str) -> dict[str, RemoteMessage]:
    """The newest form of each message."""
    return {m.key: m for i in items if isinstance(i, TicketSeen) and i.ticket.key == key for m in i.messages}


def content(backend: Any, key: str) -> bytes:
    """The bytes of a file."""
    into = BytesIO()
    backend.download(key, into)
    return into.getvalue()


def eventually(what: Callable[[], bool]) -> None:
    """Mail takes a moment."""
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end
        time.sleep(0.1)


def now(backend: Helpdesk, key: str) -> RemoteTicket:
    item = backend.fetch(key)
    assert isinstance(item, TicketSeen)
    return item.ticket


def fields(backend: Helpdesk, key: str, **values: Value) -> SetFields:
    """A step that sets fields, decided on what is there now."""
    ticket = now(backend, key)
    return SetFields(marker(), key, dict(values), {f: ticket.values()[f] for f in values}, version=ticket.version)


def settable(can: Capabilities) -> tuple[str, Value, Value]:
    """A field that can be set there, and two values that a new ticket has not; skips where there is none."""
    if not can.fields:
        pytest.skip("no field can be set there")
    if "priority" in can.fields:
        return "priority", int(Priority.URGENT), int(Priority.HIGH)
    if "subject" in can.fields:
        return "subject", "Renamed from here", "Renamed there"
    return "assignee", "ann", "bob"


def called(counterpart: Any, subject: str, first: str) -> str:
    """What a ticket is called: by its subject, or where there are none by what was said *first*."""
    return subject if getattr(counterpart, "subjects", True) else first
