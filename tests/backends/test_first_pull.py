"""Everything that a vendor has is read within what it lets through in a minute, and it was said how long that takes."""

import pytest

from fakes import freshdesk_face
from fakes.doors import as_agent, customer
from fakes.minutes import Minutes
from fakes.plugged import Clock, first_pull, plugged
from fakes.vendor_kinds import KINDS, MEASURED

TICKETS = 400


@pytest.mark.parametrize("name", MEASURED)
def test_all_of_it_comes_without_being_refused_in_the_time_that_was_foreseen(name: str) -> None:
    clock = Clock()
    vendor = KINDS[name].vast(clock.milliseconds)
    for n in range(TICKETS):
        key = customer(vendor.face.remote, f"c{n % 90}@acme.test").opens(f"Jam {n}", "hello")
        clock.now += 1
        if n % 3 == 0:
            as_agent(vendor.face.remote, "bob").reply(key, "on it")
    clock.now += 3600
    with plugged(vendor, clock):
        backend = KINDS[name].connect_by(clock, vendor, since="")
        pulled = first_pull(backend, clock)
        backend.close()
    assert pulled.tickets == pulled.foreseen.tickets == TICKETS
    limits = vendor.limits
    assert isinstance(limits, Minutes)
    assert limits.refused == pulled.refused == 0
    assert limits.most <= limits.limit
    assert pulled.seconds == pytest.approx(pulled.foreseen.seconds, rel=0.35, abs=10)  # what there is is asked for, too
    assert not vendor.wrong


def test_with_what_others_take_of_it_too_every_ticket_comes_in_the_end() -> None:
    """Freshdesk counts all requests of an account. What came before it wants a pause is not asked for again."""
    clock = Clock()
    vendor = KINDS["freshdesk"].vendor(clock.milliseconds)
    vendor.limits = freshdesk_face.limits(clock.milliseconds, 24)
    for n in range(60):
        customer(vendor.face.remote, "al@acme.test").opens(f"Jam {n}", "hello")
        clock.now += 1
    clock.now += 3600
    with plugged(vendor, clock):
        backend = KINDS["freshdesk"].connect_by(clock, vendor, since="")
        pulled = first_pull(backend, clock)
        backend.close()
    assert pulled.tickets == 60
    whole = [asked.path for asked in vendor.asked if asked.query.get("include") == "conversations"]
    assert len(whole) < 60 * 1.2
