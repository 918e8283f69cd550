"""What becomes of what was sent to a vendor when no answer comes: the engine in front of each, over a line that breaks.

What was done is found, by its mark or by what it says, and is there once; what was not is sent again where a mark tells
so, and is a person's where nothing does.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import httpx
import pytest

from fakes.doors import customer
from fakes.plugged import ADDRESS, Clock, Plug, plugged
from fakes.vendor_kinds import KINDS, MEASURED
from supportterm.backends.abilities import abilities
from supportterm.core import verbs
from supportterm.core.orders import parse_order
from supportterm.core.outbox import State
from supportterm.core.query import parse
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.sync.engine import Engine

READS = ("GET", "HEAD")
NOT_OURS = ("/search", "/token", "/contacts")
"""Questions that are asked with a POST, and what is made on the way to a ticket."""


class Connected:
    """A desk, a vendor's fake, and the engine between them; the next write can be spoilt."""

    def __init__(self, name: str, path: Path, clock: Clock) -> None:
        kind = KINDS[name]
        self.name = name
        self.clock = clock
        self.can = kind.most
        self.vendor = kind.vendor(clock.milliseconds)
        self.vendor.url = ADDRESS
        self.remote = self.vendor.face.remote
        self.key = customer(self.remote, "al@acme.test").opens("It jams", "help")
        clock.now += 600
        Desk.create(path, "d").close()
        self.desk = Desk.open(path, me="ann", clock=clock.milliseconds, undo_window=0)
        self.desk.define("connection", "far", {"title": "Far", "backend": name, "can": abilities(kind.most)})
        self.backend = kind.connect_by(clock, self.vendor, since="")
        replica = self.desk.replica("far")
        self.engine = Engine(replica, self.backend, clock=clock.milliseconds, random=Random(1), fence="one")

    def run(self, seconds: float) -> None:
        end = self.clock.now + seconds
        while self.clock.now < end:
            wait = self.engine.step() / 1000
            self.clock.now += min(wait, 5.0)

    def ticket(self) -> int:
        """Our number of the one that a customer opened there."""
        return self.desk.window(parse("subject:jams"), parse_order("number")).rows[0].id

    def states(self) -> list[State]:
        return [entry.state for entry in self.desk.outbox()]

    def spoil(self, how: str, monkeypatch: pytest.MonkeyPatch, *, at: str = "") -> None:
        """The line breaks at the next write, or the next *at* a path: before it got there, or before its answer came
        back."""
        real, left = Plug.handle_request, [True]

        def handle(plug: Plug, request: httpx.Request) -> httpx.Response:
            path = request.url.path
            write = request.method not in READS and (path.endswith(at) if at else not path.endswith(NOT_OURS))
            if not (write and left):
                return real(plug, request)
            left.clear()
            if how == "lost":
                real(plug, request)
            raise httpx.ReadError("the line broke", request=request)

        monkeypatch.setattr(Plug, "handle_request", handle)

    def texts(self) -> list[str]:
        return [m.body for said in self.remote.ledger.messages.values() for m in said]


@pytest.fixture
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connected]:
    clock = Clock()
    made = Connected(request.param, tmp_path / "d.desk", clock)
    with plugged(made.vendor, clock):
        made.run(120)
        yield made
        made.backend.close()
    made.desk.close()
    assert not made.vendor.wrong


every = pytest.mark.parametrize("there", MEASURED, indirect=True)
broken = pytest.mark.parametrize("how", ["lost", "dropped"])


@every
@broken
def test_a_reply_is_there_once_or_a_person_is_asked(
    there: Connected, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there.spoil(how, monkeypatch)
    there.desk.write(there.ticket(), NewMessage(Role.REPLY, "Have you tried\nanother tray?"))
    there.run(1200)
    known = how == "lost" or there.can.marker != "none"
    assert there.states() == ([] if known else [State.ASKING])
    assert there.texts().count("Have you tried\nanother tray?") == known
    there.desk.replica("far").start_over()
    there.run(600)
    assert there.desk.ticket(there.ticket()).messages == 2


@every
@broken
def test_a_ticket_is_opened_once_or_a_person_is_asked(
    there: Connected, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not there.can.open_tickets:
        pytest.skip("no tickets are opened there")
    there.spoil(how, monkeypatch)
    there.desk.create_ticket(NewTicket("bo@acme.test", "By phone", "it smokes", home="far"))
    there.run(1200)
    done = how == "lost" or there.can.marker != "none"
    assert there.states() == ([] if done else [State.ASKING])
    assert there.texts().count("it smokes") == done
    rows = there.desk.window(parse("subject:phone"), parse_order("number")).rows
    assert sum(there.desk.ticket(row.id).merged_into is None for row in rows) == 1
    assert not done or [t.subject for t in there.remote.ledger.tickets.values()].count("By phone") == 1


@pytest.mark.parametrize("there", ["intercom"], indirect=True)
@broken
def test_when_a_customer_could_not_be_made_known_the_ticket_is_opened_later(
    there: Connected, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there.spoil(how, monkeypatch, at="/contacts")
    there.desk.create_ticket(NewTicket("bo@acme.test", "By phone", "it smokes", home="far"))
    there.run(1200)
    assert there.states() == [] and there.texts().count("it smokes") == 1


@every
@broken
def test_a_field_is_as_it_was_to_be(there: Connected, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    there.spoil(how, monkeypatch)
    there.desk.change(there.ticket(), verbs.set_status, status=Status.SOLVED)
    there.run(1200)
    assert there.states() == []
    assert there.remote.ticket(there.key).status == Status.SOLVED
