"""Request Tracker for tests: one server for the whole run, or a fresh one for a test that needs a quiet server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servers import request_tracker as server
from servers.for_tests import for_tests
from servers.request_tracker import Tracker


@pytest.fixture(scope="session")
def request_tracker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tracker]:
    """A Request Tracker shared by all tests of this run: each works on tickets of its own."""
    yield from for_tests(server, tmp_path_factory.mktemp("rt"))


@pytest.fixture
def fresh_tracker(tmp_path: Path) -> Iterator[Tracker]:
    """A Request Tracker that nobody has touched since it was seeded."""
    yield from for_tests(server, tmp_path / "rt")
