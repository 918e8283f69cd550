"""Drift, as much as is made of it: conversations are read and answered, and it says that it is winding down."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from fakes.doors import as_agent, customer
from fakes.server import TOKEN
from fakes.vendor import Vendor
from fakes.vendor_kinds import KINDS
from supportterm.backends import errors
from supportterm.backends.drift import DRIFT
from supportterm.backends.drift.backend import Drift
from supportterm.backends.drift.words import read
from supportterm.core.remote import Say, TicketSeen
from supportterm.core.terms import Role, Status


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    vendor = KINDS["drift"].vendor()
    with ExitStack() as stack:
        stack.enter_context(vendor.serving())
        yield vendor


@pytest.fixture
def desk(vendor: Vendor) -> Iterator[Any]:
    with closing(KINDS["drift"].connect(vendor)) as backend:
        yield backend


def test_who_connects_it_is_told_that_it_is_winding_down(desk: Any) -> None:
    assert "winding down" in DRIFT.title and "winding down" in " ".join(desk.probe().remarks)


def test_a_conversation_is_a_chat_called_by_its_first_line(vendor: Vendor, desk: Any) -> None:
    remote = vendor.face.remote
    key = customer(remote, "al@acme.test").opens("no subject there", "where is it?\nplease")
    as_agent(remote, "bob").note(key, "look into this")
    as_agent(remote, "bob").set(key, status=int(Status.SOLVED))
    seen = desk.fetch(key)
    assert (seen.ticket.subject, seen.ticket.channel, seen.ticket.status) == ("where is it?", "chat", Status.SOLVED)
    assert seen.ticket.requester.email == "al@acme.test"
    assert [(m.role, m.agent) for m in seen.messages] == [(Role.CUSTOMER, None), (Role.NOTE, "bob")]


def test_each_look_tells_only_what_changed(vendor: Vendor) -> None:
    remote, clock = vendor.face.remote, [1_790_000_100.0]
    keys = [customer(remote, "al@acme.test").opens(f"{n}", f"text {n}") for n in range(30)]

    def look(cursor: str) -> tuple[list[str], str]:
        told: list[str] = []
        while True:
            page = desk.changes(cursor)
            told += [item.ticket.key for item in page.items if isinstance(item, TicketSeen)]
            cursor = page.cursor
            if not page.more:
                return told, cursor

    with closing(Drift(read({"url": vendor.url}), lambda: TOKEN, lambda: clock[0])) as desk:
        told, cursor = look("")
        assert told == keys
        for _ in range(3):  # the moments settle
            clock[0] += 3600
            _, cursor = look(cursor)
        customer(remote, "al@acme.test").writes(keys[3], "and?")
        assert look(cursor)[0] == [keys[3]]


def test_copies_and_files_are_refused_before_anything_is_sent(vendor: Vendor, desk: Any) -> None:
    key = customer(vendor.face.remote, "al@acme.test").opens("x", "hello")
    with pytest.raises(errors.CannotDo):
        desk.write(Say("", key, Role.REPLY, "hi", cc=("boss@acme.test",)))
    assert len(vendor.face.remote.ledger.messages[key]) == 1
