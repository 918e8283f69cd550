"""What a backend refuses, and as what: what can't be, what is not there, what is not known, what it can't do."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from counterpart import Counterpart
from promises import fields, now, settable

from supportterm.backends import errors
from supportterm.backends.protocol import Capabilities
from supportterm.core.remote import (
    AnyStep,
    MergeTickets,
    OpenTicket,
    OutFile,
    PutArticle,
    RemotePerson,
    Say,
    SetFields,
    TicketGone,
)
from supportterm.core.terms import Role
from whole_feed import marker

_SOMEBODY = RemotePerson("", "Bo", "bo@acme.test")
_TO = ("somebody@customer.test",)
_FILE = (OutFile("a.txt", "text/plain", 1, __file__),)

STEPS: Final[dict[str, tuple[Callable[[Capabilities], object], Callable[[str], AnyStep]]]] = {
    "reply": (lambda can: can.reply, lambda key: Say(marker(), key, Role.REPLY, "b", to=_TO)),
    "note": (lambda can: can.note, lambda key: Say(marker(), key, Role.NOTE, "b")),
    "forward": (lambda can: can.forward, lambda key: Say(marker(), key, Role.FORWARD, "b", to=_TO)),
    "a file": (lambda can: can.files_up, lambda key: Say(marker(), key, Role.REPLY, "b", to=_TO, files=_FILE)),
    "open": (lambda can: can.open_tickets, lambda key: OpenTicket(marker(), "A", _SOMEBODY, "b")),
    "merge": (lambda can: can.merge, lambda key: MergeTickets(marker(), key, "999999")),
    "tags": (lambda can: can.tags != "none", lambda key: SetFields(marker(), key, add=("a",))),
    "assignee": (lambda can: "assignee" in can.fields, lambda key: SetFields(marker(), key, {"assignee": "bob"})),
    "due": (lambda can: "due" in can.fields, lambda key: SetFields(marker(), key, {"due": 1}, {"due": None})),
    "a field": (lambda can: "custom" in can.fields, lambda key: SetFields(marker(), key, {"field.plan": "x"})),
    "an article": (lambda can: can.articles == "write", lambda key: PutArticle(marker(), "", "A", "b")),
}
"""Name → whether it can be done, a step that does it."""


@pytest.mark.tickets_or_not
@pytest.mark.parametrize("name", STEPS)
def test_what_it_says_it_can_t_do_it_refuses(name: str, counterpart: Counterpart, backend: Any) -> None:
    can, step = STEPS[name]
    if can(counterpart.capabilities):
        pytest.skip(f"{counterpart.name} can")
    key = counterpart.open(f"Can't {name}", "hello")
    before = list(counterpart.said(key))
    with pytest.raises(errors.CannotDo):
        backend.write(step(key))
    assert list(counterpart.said(key)) == before


@pytest.mark.tickets_or_not
@pytest.mark.parametrize(("capability", "ask"), [
    ("search", lambda backend: backend.search("jam", 3)),
    ("files_down", lambda backend: backend.download("1", None)),
])  # fmt: skip
def test_what_it_says_it_can_t_look_up_it_refuses(
    capability: str, ask: Callable[[Any], object], counterpart: Counterpart, backend: Any
) -> None:
    if getattr(counterpart.capabilities, capability):
        pytest.skip(f"{counterpart.name} can")
    with pytest.raises(errors.CannotDo):
        ask(backend)


def test_an_agent_who_is_not_known_is_named_and_nothing_is_set(counterpart: Counterpart, backend: Any) -> None:
    if "assignee" not in counterpart.capabilities.fields:
        pytest.skip(f"{counterpart.name} sets no assignee")
    key = counterpart.open("Nobody", "hello")
    before = now(backend, key)
    field, value, _ = settable(counterpart.capabilities)
    step = fields(backend, key, **{field: value, "assignee": "nobody-here"})
    with pytest.raises(errors.Invalid) as caught:
        backend.write(step)
    assert "nobody-here" in str(caught.value)
    assert now(backend, key).values() == before.values()


def test_a_status_that_is_not_known_is_refused(counterpart: Counterpart, backend: Any) -> None:
    key = counterpart.open("No status", "hello")
    before = now(backend, key)
    can = "status" in counterpart.capabilities.fields
    with pytest.raises(errors.Invalid if can else errors.CannotDo) as caught:
        backend.write(fields(backend, key, status=99))
    assert "status" in str(caught.value) or not can
    assert now(backend, key).values() == before.values()


def test_what_was_merged_says_where_it_goes_on(counterpart: Counterpart, backend: Any) -> None:
    merged, into = counterpart.open("Merged", "a"), counterpart.open("Into", "b")
    field, value, _ = settable(counterpart.capabilities)
    step = fields(backend, merged, **{field: value})
    if not counterpart.merge(merged, into):
        pytest.skip(f"nobody merges tickets at {counterpart.name}")
    before = now(backend, into)
    with pytest.raises(errors.NotThere) as caught:
        backend.write(step)
    assert caught.value.moved_to == into
    assert now(backend, into).values() == before.values()


def test_a_reply_to_what_was_merged_is_refused_or_goes_on_with_it(counterpart: Counterpart, backend: Any) -> None:
    merged, into = counterpart.open("Merged", "a"), counterpart.open("Into", "b")
    if not counterpart.merge(merged, into):
        pytest.skip(f"nobody merges tickets at {counterpart.name}")
    step = Say(marker(), merged, Role.REPLY, "on its way when they were merged")
    try:
        backend.write(step)
    except errors.NotThere as error:
        assert error.moved_to == into
        assert step.body not in counterpart.said(into)
    else:
        assert list(counterpart.said(into)).count(step.body) == 1
        assert backend.find(step) is not None


def test_what_was_deleted_is_not_there(counterpart: Counterpart, backend: Any) -> None:
    key = counterpart.open("Deleted", "a")
    field, value, _ = settable(counterpart.capabilities)
    step = fields(backend, key, **{field: value})
    counterpart.delete(key)
    with pytest.raises(errors.NotThere) as caught:
        backend.write(step)
    assert not caught.value.moved_to
    try:
        assert isinstance(backend.fetch(key), TicketGone)
    except errors.NotThere as error:
        assert not error.moved_to


def test_a_reply_to_what_was_deleted_is_refused_or_really_there(counterpart: Counterpart, backend: Any) -> None:
    """Request Tracker takes it, and sends it: who is told that it arrived is told the truth."""
    key = counterpart.open("Deleted", "a")
    counterpart.delete(key)
    step = Say(marker(), key, Role.REPLY, "on its way when it was deleted")
    try:
        receipt = backend.write(step)
    except errors.NotThere as error:
        assert not error.moved_to
    else:
        found = backend.find(step)
        assert found is not None and found.key == receipt.key


def test_out_of_reach_nothing_is_said_to_be_missing(counterpart: Counterpart, backend: Any) -> None:
    """A network that is gone looks like nothing else: not like an empty search, nor like a ticket that went away."""
    key = counterpart.open("Out of reach", "a")
    step = Say(marker(), key, Role.REPLY, "hello")
    field, value, _ = settable(counterpart.capabilities)
    set_step = fields(backend, key, **{field: value})
    before = now(backend, key)
    with counterpart.away():
        asks: list[Callable[[], object]] = [
            backend.probe, lambda: backend.fetch(key), lambda: backend.find(step), lambda: backend.write(set_step),
        ]  # fmt: skip
        if counterpart.capabilities.search:
            asks.append(lambda: backend.search("reach", 3))
        for ask in asks:
            with pytest.raises((errors.Unavailable, errors.Uncertain)) as caught:
                ask()
            assert ask is asks[3] or isinstance(caught.value, errors.Unavailable)
    assert now(backend, key).values() == before.values()
