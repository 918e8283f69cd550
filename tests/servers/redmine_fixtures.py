"""Redmine for tests: one server for the whole run."""

from collections.abc import Iterator

import pytest

from servers import redmine as server
from servers.for_tests import for_tests
from servers.redmine import Redmine


@pytest.fixture(scope="session")
def redmine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redmine]:
    """A Redmine shared by all tests of this run: each works on tickets of its own."""
    yield from for_tests(server, tmp_path_factory.mktemp("redmine"))
