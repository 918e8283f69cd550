"""django-helpdesk for tests: one server for the whole run, or a fresh one for a test that needs a quiet server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servers import django_helpdesk as server
from servers.django_helpdesk import Helpdesk
from servers.for_tests import for_tests


@pytest.fixture(scope="session")
def django_helpdesk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Helpdesk]:
    """A django-helpdesk shared by all tests of this run: each works on tickets of its own."""
    yield from for_tests(server, tmp_path_factory.mktemp("django-helpdesk"))


@pytest.fixture
def fresh_django_helpdesk(tmp_path: Path) -> Iterator[Helpdesk]:
    """A django-helpdesk that nobody has touched since it was seeded."""
    yield from for_tests(server, tmp_path / "django-helpdesk")
