"""Each counterpart in turn: fakes with every set of capabilities, then the real servers where they can be had."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
import vendors
from counterpart import Counterpart, Disturbed
from fake import FakeCounterpart, HttpFakeCounterpart
from fake_kinds import FAKES
from promises import Watched
from vendors import VENDORS

REAL: Final = {"request-tracker": "request_tracker", "redmine": "redmine", "mail": "mail_servers",
              "django-helpdesk": "django_helpdesk"}  # fmt: skip
"""Counterparts that stand on a fixture, which is asked for only then."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "counterpart" in metafunc.fixturenames:
        which = [pytest.param(name, id=name) for name in VENDORS]
        if "disturbed" not in metafunc.fixturenames:
            which = [pytest.param(name, id=name) for name in FAKES] + which
            which += [pytest.param(name, id=name, marks=pytest.mark.servers) for name in REAL]
        metafunc.parametrize("which", which, scope="session")


@pytest.fixture(scope="session")
def _made() -> dict[str, Counterpart]:
    return {}


@pytest.fixture
def counterpart(which: str, _made: dict[str, Counterpart], request: pytest.FixtureRequest) -> Iterator[Counterpart]:
    if which in VENDORS:
        vendor = vendors.counterpart(which)
        yield vendor
        vendor.close()
        return
    if which in FAKES:
        capabilities, rules = FAKES[which]
        fake = (HttpFakeCounterpart if which == "fake-http" else FakeCounterpart)(which, rules, capabilities)
        yield fake
        fake.close()
        return
    if which not in _made:
        _made[which] = _real(which, request.getfixturevalue(REAL[which]))
    there = _made[which]
    if not there.capabilities.tickets and request.node.get_closest_marker("tickets_or_not") is None:
        pytest.skip(f"{there.name} has no tickets of its own")
    yield there


@pytest.fixture
def backend(counterpart: Counterpart) -> Iterator[Any]:
    """A connection, each call of which is held to raise what it may and tell no secret."""
    opened = Watched(counterpart.backend(), counterpart.secret)
    yield opened
    opened.close()


@pytest.fixture
def disturbed(counterpart: Disturbed) -> Disturbed:
    """The counterpart: one of those whose answers can be spoilt."""
    return counterpart


@pytest.fixture
def needs(counterpart: Counterpart) -> Callable[[str], None]:
    """Skip when the counterpart can't do something, saying what."""

    def asked(capability: str) -> None:
        if getattr(counterpart.capabilities, capability) in (False, "none"):
            pytest.skip(f"{counterpart.name} has no {capability}")

    return asked


def _real(which: str, servers: Any) -> Counterpart:
    if which == "mail":
        from post import PostCounterpart

        return PostCounterpart(servers)
    if which == "django-helpdesk":
        from helpdesk_site import HelpdeskSiteCounterpart

        return HelpdeskSiteCounterpart(servers)
    if which == "redmine":
        from issues import IssuesCounterpart

        return IssuesCounterpart(servers)
    from tracker import TrackerCounterpart

    return TrackerCounterpart(servers)
