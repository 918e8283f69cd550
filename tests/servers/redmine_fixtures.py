"""Redmine for tests: one server for the whole run."""

from collections.abc import Iterator

import pytest

from servers import redmine as server
from servers.redmine import Redmine


@pytest.fixture(scope="session")
def redmine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redmine]:
    """A Redmine shared by all tests of this run: each works on tickets of its own."""
    try:
        server.seeded()
    except server.NotToBeHad as why:
        pytest.skip(str(why))
    with server.running(tmp_path_factory.mktemp("redmine")) as started:
        yield started
