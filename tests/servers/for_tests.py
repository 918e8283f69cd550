"""A server for tests that stand in front of it; without one that can be had here they are left out."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import pytest

from servers.debian import NotToBeHad


class Server(Protocol):
    """One of the modules beside this."""

    def seeded(self) -> Path: ...
    def running(self, folder: Path) -> AbstractContextManager[Any]: ...


def for_tests(server: Server, folder: Path) -> Iterator[Any]:
    try:
        server.seeded()
    except NotToBeHad as why:
        pytest.skip(str(why))
    with server.running(folder) as started:
        yield started
