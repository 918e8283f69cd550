"""Two agents of one name are two people at every vendor: each has a handle that is nobody else's."""

from contextlib import closing
from itertools import count

import pytest

from fakes.doors import customer
from fakes.remote import FakeRemote, Rules
from fakes.vendor import Vendor
from fakes.vendor_kinds import KINDS
from supportterm.core.remote import SetFields


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if "assignee" in kind.most.fields])
def test_a_ticket_is_given_to_the_one_who_was_meant(name: str) -> None:
    kind = KINDS[name]
    remote = FakeRemote(count(1_790_000_000_000, 1000).__next__, Rules.of(kind.most, agents=("ann", "Ann", "bob")))
    vendor = Vendor(kind.face(remote), kind.judge())
    key = customer(remote, "al@acme.test").opens("It jams", "help")
    with vendor.serving(), closing(kind.connect(vendor)) as desk:
        handles = {agent.handle: agent.name for agent in desk.catalog().agents}
        (second,) = [handle for handle, called in handles.items() if called == "Ann"]
        assert sorted(name.lower() for name in handles.values()).count("ann") == 2 and second != "ann"
        desk.write(SetFields("1", key, {"assignee": second}, {"assignee": None}))
        assert remote.ticket(key).assignee == "Ann"
        assert desk.fetch(key).ticket.assignee == second
        desk.write(SetFields("2", key, {"assignee": "ann"}, {"assignee": second}))
        assert remote.ticket(key).assignee == "ann"
