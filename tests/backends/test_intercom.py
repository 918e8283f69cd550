"""Intercom beyond the contract: what its parts tell, what takes several requests.

Every request and answer is held to the vendor's own specification where it lies beside the checkout.
"""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from fakes.doors import as_agent, customer
from fakes.intercom_face import IntercomFace
from fakes.there import There
from supportterm.backends import errors
from supportterm.backends.intercom.backend import Intercom
from supportterm.backends.protocol import Extent
from supportterm.core.remote import OpenTicket, RemotePerson, Say, SetFields, TicketGone, TicketSeen
from supportterm.core.terms import Role, Status
from whole_feed import marker

Here = There[IntercomFace, Intercom]


@pytest.fixture
def there() -> Iterator[Here]:
    with There("intercom", IntercomFace, Intercom).serving() as there:
        yield there


@pytest.fixture
def desk(there: Here) -> Iterator[Intercom]:
    with closing(there.connect()) as backend:
        yield backend


def step(key: str, **values: Any) -> SetFields:
    was = {"status": int(Status.OPEN), "assignee": None, "team": None, "subject": "Late"}
    return SetFields(marker(), key, values, {name: was.get(name) for name in values})


def test_a_conversation_is_a_chat_with_its_first_words_and_what_was_said(there: Here, desk: Intercom) -> None:
    key = there.open("Late", "where is it?")
    as_agent(there.remote, "bob").note(key, "look into this")
    as_agent(there.remote, "bob").set(key, assignee="ann", status=int(Status.ON_HOLD))
    as_agent(there.remote, "bob").reply(key, "on its way")
    seen = desk.fetch(key)
    assert seen.whole and seen.ticket.channel == "chat" and seen.ticket.requester.email == "al@acme.test"
    assert (seen.ticket.assignee, seen.ticket.status) == ("ann", Status.ON_HOLD)
    assert [(m.role, m.body, m.agent) for m in seen.messages] == [
        (Role.CUSTOMER, "where is it?", None), (Role.NOTE, "look into this", "bob"), (Role.REPLY, "on its way", "bob"),
    ]  # fmt: skip


def test_a_chat_without_a_title_is_called_by_its_first_line(there: Here, desk: Intercom) -> None:
    key = there.open("", f"{'many words ' * 20}\nand more")
    subject = desk.fetch(key).ticket.subject
    assert subject.startswith("many words many") and subject.endswith("…") and len(subject) == 80


def test_who_answers_is_who_wrote_it(there: Here, desk: Intercom) -> None:
    key = there.open("Late")
    receipt = desk.write(Say(marker(), key, Role.REPLY, "it is *there*", agent="ann"))
    (sent,) = there.sent("POST", f"/conversations/{key}/reply")
    assert sent["admin_id"] == there.face._admin("ann")["id"] and sent["body"] == "it is *there*"
    assert [(m.key, m.ours) for m in desk.fetch(key).messages][-1] == (receipt.key, True)
    desk.write(Say(marker(), key, Role.NOTE, "<b> & so", agent="stranger"))
    assert there.sent("POST", f"/conversations/{key}/reply")[1]["admin_id"] == "100"
    assert desk.fetch(key).messages[-1].body == "<b> & so"
    as_agent(there.remote, "bob").reply(key, "by hand")
    assert not desk.fetch(key).messages[-1].ours


def test_copies_are_refused_before_anything_is_sent(there: Here, desk: Intercom) -> None:
    key = there.open("Late")
    with pytest.raises(errors.CannotDo, match="copies"):
        desk.write(Say(marker(), key, Role.REPLY, "hello", cc=("boss@acme.test",)))
    assert not there.sent("POST", f"/conversations/{key}/reply")


def test_several_fields_are_several_requests_the_state_last(there: Here, desk: Intercom) -> None:
    key = there.open("Late")
    desk.write(step(key, status=int(Status.SOLVED), assignee="bob", team="billing", subject="Came late"))
    sent = [body["message_type"] for body in there.sent("POST", f"/conversations/{key}/parts")]
    assert sent == ["assignment", "assignment", "close"]
    ticket = desk.fetch(key).ticket
    assert (ticket.subject, ticket.assignee, ticket.team, ticket.status) == ("Came late", "bob", "billing", 4)
    desk.write(SetFields(marker(), key, {"assignee": None}, {"assignee": "bob"}))
    assert desk.fetch(key).ticket.assignee is None


def test_what_can_t_be_set_is_refused_before_anything_is(there: Here, desk: Intercom) -> None:
    key = there.open("Late")
    with pytest.raises(errors.Invalid, match="on hold"):
        desk.write(step(key, subject="Else", status=int(Status.PENDING)))
    with pytest.raises(errors.CannotDo, match="priority"):
        desk.write(SetFields(marker(), key, {"subject": "Else", "priority": 3}, {"subject": "Late", "priority": 1}))
    assert desk.fetch(key).ticket.subject == "Late"


def test_a_conversation_is_opened_for_who_is_known_and_who_is_not(there: Here, desk: Intercom) -> None:
    desk.fetch(there.open("Known"))
    for email in ("al@acme.test", "new@acme.test", "new@acme.test"):
        step = OpenTicket(marker(), "A call", RemotePerson("", "Somebody", email), "it smokes", {"team": "billing"})
        seen = desk.fetch(desk.write(step).key)
        assert (seen.ticket.subject, seen.ticket.team) == ("A call", "billing")
        assert (seen.ticket.requester.email, seen.messages[0].body) == (email, "it smokes")
    assert [sent["email"] for sent in there.sent("POST", "/contacts")] == ["new@acme.test"]


def test_what_was_deleted_is_told_once_and_not_what_was_gone_before(there: Here, desk: Intercom) -> None:
    before, later, last = (there.open(f"Gone {n}") for n in range(3))
    as_agent(there.remote, "bob").delete(before)
    page = desk.changes("")
    assert not any(isinstance(item, TicketGone) for item in page.items)
    told = []
    for key in (later, last):
        as_agent(there.remote, "bob").delete(key)
        page = desk.changes(page.cursor)
        told.append([item.key for item in page.items if isinstance(item, TicketGone)])
    assert told == [[later], [last]]
    assert not any(isinstance(item, TicketGone) for item in desk.changes(page.cursor).items)


def test_a_text_that_was_taken_away_goes_here_too(there: Here, desk: Intercom) -> None:
    key = there.open("Late")
    customer(there.remote, "al@acme.test").writes(key, "my card is 4111")
    (_, message) = there.remote.ledger.messages[key]
    there.remote.rewrite(key, message.key, redacted=True)
    told = desk.fetch(key).messages[-1]
    assert told.redacted and told.body == ""


def test_a_long_first_look_is_told_beforehand(there: Here, desk: Intercom) -> None:
    for n in range(30):
        there.open(f"Late {n}")
    extent = desk.extent()
    assert isinstance(extent, Extent) and extent.tickets == 30 and extent.seconds > 0
    found, cursor = {}, ""
    for _ in range(5):
        page = desk.changes(cursor)
        cursor = page.cursor
        found |= {item.ticket.key: item for item in page.items if isinstance(item, TicketSeen)}
        if not page.more:
            break
    assert len(found) == 30
