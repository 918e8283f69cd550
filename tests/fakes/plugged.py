"""A vendor's fake without a line in between, and with a clock that is turned: what takes hours there takes seconds."""

import functools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from typing import Any, NamedTuple
from unittest.mock import patch
from urllib.parse import parse_qsl

import httpx

from fakes.vendor import Asked, Vendor
from supportterm.backends import errors
from supportterm.backends.protocol import Extent, Helpdesk, Measured

ADDRESS = "http://127.0.0.1:9"
TOOK = 0.25
"""Seconds that a request takes."""


class Clock:
    """Seconds since 1970."""

    def __init__(self, now: float = 1_790_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def milliseconds(self) -> int:
        return int(self.now * 1000)


class Plug(httpx.BaseTransport):
    def __init__(self, vendor: Vendor, clock: Clock) -> None:
        self._vendor = vendor
        self._clock = clock
        self._vendor.url = ADDRESS

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        raw = request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = json.loads(raw) if raw and "json" in headers.get("content-type", "") else None
        query = dict(parse_qsl(request.url.query.decode(), keep_blank_values=True))
        told = self._vendor.answer(Asked(request.method, request.url.path, query, headers, body, raw))
        self._clock.now += TOOK
        content = told.raw if told.raw is not None else json.dumps(told.body).encode()
        kind = "application/json" if told.raw is None else "application/octet-stream"
        date = formatdate(self._clock.now, usegmt=True)
        said = [("Content-Type", kind), ("Date", date), *told.headers]
        return httpx.Response(told.status, headers=said, content=content)


@contextmanager
def plugged(vendor: Vendor, clock: Clock) -> Iterator[None]:
    """Whoever opens a line to anywhere within speaks to *vendor*."""
    client: Any = functools.partial(httpx.Client, transport=Plug(vendor, clock))
    with patch("httpx.Client", client):
        yield


class Pulled(NamedTuple):
    foreseen: Extent
    seconds: float
    tickets: int
    refused: int
    """How often the remote asked for a pause."""


def first_pull(backend: Helpdesk, clock: Clock) -> Pulled:
    """Everything there is, with the pauses that are asked for, as the engine reads it."""
    assert isinstance(backend, Measured)
    backend.probe()
    foreseen = backend.extent()
    began, cursor, tickets, refused = clock.now, "", set(), 0
    while True:
        try:
            page = backend.changes(cursor)
        except errors.RateLimited as error:
            refused += 1
            clock.now += error.retry_after or 60.0
            continue
        cursor = page.cursor
        tickets |= {item.ticket.key for item in page.items if hasattr(item, "ticket")}
        clock.now += page.pause
        if not page.more:
            return Pulled(foreseen, clock.now - began, len(tickets), refused)
