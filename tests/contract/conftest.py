"""Each counterpart in turn: fakes with every set of capabilities, then the real servers where they can be had."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from counterpart import Counterpart
from fake import FakeCounterpart

from simulation.kinds import KINDS

REAL: Final = {"request-tracker": "request_tracker", "mail": "mail_servers"}
"""Counterparts that stand on a fixture, which is asked for only then."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "counterpart" in metafunc.fixturenames:
        fakes = [pytest.param(name, id=f"fake-{name}") for name in KINDS]
        real = [pytest.param(name, id=name, marks=pytest.mark.servers) for name in REAL]
        metafunc.parametrize("which", [*fakes, *real], scope="session")


@pytest.fixture(scope="session")
def _made() -> dict[str, Counterpart]:
    return {}


@pytest.fixture
def counterpart(which: str, _made: dict[str, Counterpart], request: pytest.FixtureRequest) -> Iterator[Counterpart]:
    if which in KINDS:
        kind = KINDS[which]
        rules = kind.rules.__class__(**{f: getattr(kind.rules, f) for f in kind.rules.__struct_fields__} | {"lag": 0})
        yield FakeCounterpart(which, rules, kind.capabilities)
        return
    if which not in _made:
        _made[which] = _real(which, request.getfixturevalue(REAL[which]))
    there = _made[which]
    if not there.capabilities.tickets and request.node.get_closest_marker("tickets_or_not") is None:
        pytest.skip(f"{there.name} has no tickets of its own")
    yield there


def _real(which: str, servers: Any) -> Counterpart:
    if which == "mail":
        from post import PostCounterpart

        return PostCounterpart(servers)
    from tracker import TrackerCounterpart

    return TrackerCounterpart(servers)
