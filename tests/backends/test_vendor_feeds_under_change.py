"""Whatever happens at a vendor while its lists are read, in the end all is told as it is there."""

from random import Random

import pytest

from effort import effort
from fakes.doors import as_agent, customer
from fakes.plugged import Clock, plugged
from fakes.vendor_kinds import KINDS, MEASURED
from supportterm.backends import errors
from supportterm.backends.protocol import Helpdesk
from supportterm.core.remote import Item, TicketGone, TicketSeen

TURNS = 150


class Happening:
    """Something every now and then, by chance: now one thing, now many at the same moment."""

    def __init__(self, name: str, seed: int) -> None:
        self.random = Random(seed)
        self.clock = Clock()
        self.vendor = KINDS[name].vendor(self.clock.milliseconds)
        self.remote = self.vendor.face.remote
        self.renames = "subject" in KINDS[name].most.fields
        self.deletes = KINDS[name].most.deletes != "none"
        crowded = seed % 2 == 0  # more of one moment than fit into a page of any vendor
        for n in range(230 if crowded else self.random.randrange(5, 60)):
            self.open(n)
            self.clock.now += 0 if crowded else self.random.choice((0, 0, 1, 400))

    def open(self, n: int) -> None:
        customer(self.remote, f"c{n % 7}@acme.test").opens(f"Opened {n}", f"text {n}")

    def goes_on(self, turn: int) -> None:
        for n in range(self.random.choice((0, 0, 0, 1, 1, 4))):
            key = self.random.choice(list(self.remote.ledger.tickets))
            what = self.random.randrange(10)
            if what < 4:
                as_agent(self.remote, "bob").reply(key, f"reply {turn}.{n}")
            elif what < 7:
                customer(self.remote, self.remote.ticket(key).requester.email).writes(key, f"more {turn}.{n}")
            elif what == 7 and self.renames:
                as_agent(self.remote, "bob").set(key, subject=f"Renamed {turn}.{n}")
            elif what == 8 and len(self.remote.ledger.tickets) > 3:
                as_agent(self.remote, "bob").delete(key)
            else:
                self.open(1_000 * turn + n)
        self.clock.now += self.random.choice((0, 1, 5, 60, 900))


def told(happening: Happening, backend: Helpdesk) -> dict[str, Item]:
    """What is known at the end of each ticket that was told of."""
    known: dict[str, Item] = {}
    cursor, quiet = "", 0
    for turn in range(3_000):
        if turn < TURNS:
            happening.goes_on(turn)
        try:
            page = backend.changes(cursor)
        except errors.RateLimited as error:
            happening.clock.now += error.retry_after or 60.0
            continue
        cursor = page.cursor
        known |= {item.ticket.key if isinstance(item, TicketSeen) else item.key: item for item in page.items
                  if isinstance(item, TicketSeen | TicketGone)}  # fmt: skip
        happening.clock.now += page.pause
        if turn >= TURNS and not page.more:
            quiet += 1
            happening.clock.now += 400.0
            if quiet > 3:
                return known
    raise AssertionError("the feed has no end")


@pytest.mark.long
@pytest.mark.parametrize("seed", range(effort(2, 8)))  # crowded and not
@pytest.mark.parametrize("name", MEASURED)
def test_in_the_end_all_is_told_as_it_is_there(name: str, seed: int) -> None:
    happening = Happening(name, seed)
    with plugged(happening.vendor, happening.clock):
        backend = KINDS[name].connect_by(happening.clock, happening.vendor, since="")
        known = told(happening, backend)
        backend.close()
    ledger = happening.remote.ledger
    for key, ticket in ledger.tickets.items():
        item = known.get(key)
        assert isinstance(item, TicketSeen), f"ticket {key} was not told"
        said = [message.body for message in ledger.messages[key]]
        assert [message.body for message in item.messages] == said
        assert not happening.renames or item.ticket.subject == ticket.subject
    if happening.deletes:
        assert all(isinstance(known[key], TicketGone) for key in known.keys() - ledger.tickets.keys())
    assert not happening.vendor.wrong
