"""The line to the fake help desk: for each fault, what the client is told and whether it was done."""

from collections.abc import Iterator
from random import Random

import pytest

from fakes.backend import FakeBackend, Server
from fakes.doors import as_agent, customer
from fakes.http_backend import CAPABILITIES, FAKE
from fakes.http_desk import FakeDeskProcess, fake_desk_process
from fakes.remote import FakeRemote, Rules
from fakes.server import TOKEN
from fakes.wire import Fault, Wire
from supportterm.backends import errors
from supportterm.backends.protocol import Capabilities
from supportterm.core.remote import Say, SetFields
from supportterm.core.terms import Role

__all__ = ["fake_desk_process"]

TOLD: dict[Fault, tuple[type[errors.RemoteError] | None, bool, type[errors.RemoteError] | None]] = {
    "fine": (None, True, None),
    "drop": (errors.Unavailable, False, errors.Unavailable),
    "lost": (errors.Uncertain, True, errors.Unavailable),
    "late": (errors.Uncertain, False, errors.Unavailable),
    "busy": (errors.RateLimited, False, errors.RateLimited),
    "failed": (errors.Uncertain, False, errors.Unavailable),
    "botched": (errors.Uncertain, True, errors.Unavailable),
    "cut": (errors.Uncertain, True, errors.Unreadable),
    "portal": (errors.Uncertain, False, errors.Unreadable),
    "expired": (errors.AuthFailed, False, errors.AuthFailed),
}
"""What a write is told, whether it was done, what a read is told."""


class Line:
    """A fake help desk with a ticket, and a backend at the other end of a wire; time stands until it is moved."""

    def __init__(self, capabilities: Capabilities = CAPABILITIES, **behaviour: object) -> None:
        self.now = 1_790_000_000_000
        self.remote = FakeRemote(lambda: self.now, Rules.of(capabilities, **behaviour))
        self.wire = Wire(Server(self.remote, Random(1), lambda: self.now).serve, lambda: self.now, Random(1), 60_000)
        self.backend = FakeBackend(self.wire, capabilities)
        self.key = customer(self.remote, "al@acme.test").opens("A", "help")

    def say(self, body: str = "hello", marker: str = "m") -> Say:
        return Say(marker, self.key, Role.REPLY, body)


@pytest.mark.parametrize("fault", TOLD)
def test_what_a_fault_is_told_as_and_whether_it_was_done(fault: Fault) -> None:
    line = Line()
    on_write, done, on_read = TOLD[fault]
    line.wire.plan.append(fault)
    told: type[errors.RemoteError] | None = None
    try:
        line.backend.write(line.say())
    except errors.RemoteError as error:
        told = type(error)
    assert (told, bool(line.remote.made_by("m"))) == (on_write, done)
    line.wire.expired = False
    line.wire.plan.append(fault)
    told = None
    try:
        line.backend.fetch(line.key)
    except errors.RemoteError as error:
        told = type(error)
    assert told is on_read


def test_what_is_late_takes_effect_within_the_window_and_once() -> None:
    line = Line()
    line.wire.plan.append("late")
    with pytest.raises(errors.Uncertain):
        line.backend.write(line.say())
    assert line.backend.find(line.say()) is None
    line.now += 60_000
    line.wire.deliver()
    line.wire.deliver()
    assert len(line.remote.made_by("m")) == 1 and line.backend.find(line.say()) is not None


def test_late_requests_may_change_places() -> None:
    line = Line()
    line.wire.plan.extend(["late"] * 12)
    for n in range(12):
        with pytest.raises(errors.Uncertain):
            line.backend.write(line.say(str(n), f"m{n}"))
    line.now += 60_000
    line.wire.deliver()
    said = [m.body for m in line.remote.ledger.messages[line.key][1:]]
    assert said != sorted(said, key=int) and set(said) == {str(n) for n in range(12)}


def test_carried_out_twice_only_who_knows_keys_makes_one_of_it() -> None:
    for marker, made in (("key", 1), ("stored", 2)):
        line = Line(Capabilities(reply=True, marker=marker))  # type: ignore[arg-type]
        line.wire.plan.append("twice")
        line.backend.write(line.say())
        assert len(line.remote.made_by("m")) == made


def test_a_pause_is_asked_for_when_too_many_come_and_ends_when_it_said() -> None:
    line = Line(rate=0.5, burst=3)
    for _ in range(3):
        line.backend.fetch(line.key)
    with pytest.raises(errors.RateLimited) as caught:
        line.backend.fetch(line.key)
    assert caught.value.retry_after == 2.0
    line.now += 2000
    line.backend.fetch(line.key)


@pytest.mark.parametrize(("guard", "history", "told", "left"), [
    ("atomic", False, True, 0), ("checked", False, False, 3), ("reread", True, True, 3), ("none", False, False, 3),
])  # fmt: skip
def test_who_comes_between_look_and_write(guard: str, history: bool, told: bool, left: int) -> None:
    """Refused; not noticed; told afterwards; not noticed."""
    fields = frozenset({"priority"})
    line = Line(Capabilities(guard=guard, history=history, fields=fields))  # type: ignore[arg-type]
    ticket = line.remote.ticket(line.key)
    step = SetFields("m", line.key, {"priority": 3}, {"priority": 1}, version=ticket.version)
    bob = as_agent(line.remote, "bob")
    line.backend.between = lambda: bob.set(line.key, priority=0)
    if guard in ("atomic", "none"):  # they don't look: somebody was there before
        bob.set(line.key, priority=0)
    if told:
        with pytest.raises(errors.Conflict):
            line.backend.write(step)
    else:
        line.backend.write(step)
    assert line.remote.ticket(line.key).priority == left
    assert [w.actor for w in line.remote.past(line.key, "priority")] == (["bob", "us"] if left else ["bob"])


def test_after_a_restore_keys_mean_other_things_and_the_epoch_says_so() -> None:
    line = Line()
    al = customer(line.remote, "al@acme.test")
    before, backup = line.backend.probe().epoch, line.remote.ledger.copy()
    first = al.opens("First", "one")
    line.remote.restore(backup)
    with pytest.raises(errors.NotThere):
        line.backend.fetch(first)
    assert al.opens("Second", "two") == first and line.backend.probe().epoch != before


# --- over HTTP


@pytest.fixture
def desk(fake_desk_process: FakeDeskProcess) -> Iterator[FakeDeskProcess]:
    yield fake_desk_process


OVER_HTTP: dict[str, tuple[type[errors.RemoteError], bool]] = {
    "drop": (errors.Uncertain, False),  # the line was there: who knows how far it came
    **{name: (kind, done) for name, (kind, done, _) in TOLD.items() if kind is not None and name != "drop"},
}


def test_over_http_faults_are_told_as_what_they_may_mean(desk: FakeDeskProcess) -> None:
    key = desk.do("al@acme.test", "opens", "A", "help")
    backend = FAKE.open({"url": desk.url}, lambda: TOKEN)
    for fault, (kind, done) in OVER_HTTP.items():
        desk.next(fault)
        with pytest.raises(kind):
            backend.write(Say(fault, key, Role.REPLY, fault))
        assert (fault in desk.seen()["texts"][key]) == done, fault
    desk.deliver()
    assert desk.seen()["texts"][key].count("late") == 1
    backend.close()


def test_killed_while_it_answers_the_help_desk_has_kept_what_it_did(desk: FakeDeskProcess) -> None:
    key = desk.do("al@acme.test", "opens", "A", "help")
    backend = FAKE.open({"url": desk.url}, lambda: TOKEN)
    desk.next("lost")
    with pytest.raises(errors.Uncertain):
        backend.write(Say("m", key, Role.REPLY, "kept"))
    desk.kill()
    with pytest.raises(errors.Unavailable):
        backend.write(Say("n", key, Role.REPLY, "never"))
    desk.start()
    assert backend.find(Say("m", key, Role.REPLY, "kept")) is not None
    assert desk.seen()["texts"][key] == ["help", "kept"]
    backend.close()
