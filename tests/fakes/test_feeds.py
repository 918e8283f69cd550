"""The fake help desk itself: whatever happens in whatever order, its feeds tell all of it in the end."""

from itertools import count
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.backend import FakeBackend, Server
from fakes.doors import as_agent, customer
from fakes.remote import FakeRemote, Rules
from fakes.wire import Wire
from supportterm.backends.protocol import Capabilities
from supportterm.core.remote import RemoteTicket, TicketGone, TicketSeen

FEEDS = {
    "cursor": (Capabilities(feed="cursor", deletes="feed"), {}),
    "since": (Capabilities(feed="since", deletes="feed", overlap=4), {"lag": 3000}),
    "since-coarse": (Capabilities(feed="since", deletes="feed", overlap=4), {"lag": 3000, "coarse": True}),
    "walk": (Capabilities(feed="walk", deletes="scan"), {}),
    "walk-lagging": (Capabilities(feed="walk", deletes="scan"), {"lag": 3000}),
}
STEPS = st.sampled_from(("open", "write", "set", "merge", "delete", "page", "page", "stale", "again"))


class Reader:
    """Somebody who reads a feed page by page, and holds what it was told: the newest version, and what is gone."""

    def __init__(self, feed: str) -> None:
        capabilities, behaviour = FEEDS[feed]
        moments = count(1_790_000_000_000, 300)
        self.now = next(moments)
        self._moments = moments
        self.remote = FakeRemote(lambda: self.now, Rules.of(capabilities, **behaviour))
        self.wire = Wire(Server(self.remote, Random(1), lambda: self.now).serve, lambda: self.now, Random(1), 1000)
        self.backend = FakeBackend(self.wire, capabilities)
        self.cursor = ""
        self.held: dict[str, RemoteTicket] = {}
        self.gone: set[str] = set()

    def page(self) -> bool:
        page = self.backend.changes(self.cursor)
        for item in page.items:
            if isinstance(item, TicketGone):
                self.held.pop(item.key, None)
                self.gone.add(item.key)
            elif isinstance(item, TicketSeen) and item.ticket.key not in self.gone:
                held = self.held.get(item.ticket.key)
                if held is None or int(held.version[1:]) <= int(item.ticket.version[1:]):
                    self.held[item.ticket.key] = item.ticket
        self.cursor = page.cursor
        return page.more

    def do(self, step: str, random: Random) -> None:
        self.now = next(self._moments)
        keys = sorted(k for k, t in self.remote.ledger.tickets.items() if not t.merged_into)
        bob, al = as_agent(self.remote, "bob"), customer(self.remote, "al@acme.test")
        match step:
            case "open":
                al.opens("A", "b")
            case "page":
                self.page()
            case "stale" | "again":
                self.wire.plan.append(step)
                self.page()
                self.wire.plan.clear()
            case _ if not keys:
                return
            case "write":
                al.writes(random.choice(keys), "more")
            case "set":
                bob.set(random.choice(keys), priority=random.randrange(4))
            case "delete":
                bob.delete(random.choice(keys))
            case "merge" if len(keys) > 1:
                bob.merge(*random.sample(keys, 2))


@pytest.mark.parametrize("feed", FEEDS)
@given(steps=st.lists(STEPS, max_size=60), seed=st.integers(0, 1000))
def test_whatever_happens_between_pages_all_is_told_in_the_end(feed: str, steps: list[str], seed: int) -> None:
    reader, random = Reader(feed), Random(seed)
    for step in steps:
        reader.do(step, random)
    reader.now += 60_000
    for _ in range(2):  # a walk that was under way began before the last changes
        while reader.page():
            pass
    there = reader.remote.ledger.tickets
    assert {k: t.version for k, t in reader.held.items() if k in there} == {k: t.version for k, t in there.items()}
    assert not reader.held.keys() - there.keys()
