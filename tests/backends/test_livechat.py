"""LiveChat beyond the contract: who says something must be in the chat, tokens of other regions, and what is pushed.

Every request is held to what the vendor's pages say of it, where that lies beside the checkout.
"""

import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from fakes.doors import as_agent, customer
from fakes.livechat_face import LiveChatFace
from fakes.livechat_station import Station
from fakes.server import TOKEN
from fakes.there import There
from supportterm.backends import errors
from supportterm.backends.livechat.backend import LiveChat
from supportterm.backends.livechat.rtm import Socket
from supportterm.core.remote import Say, SetFields
from supportterm.core.terms import Role, Status
from whole_feed import marker, newest

Here = There[LiveChatFace, LiveChat]


@pytest.fixture
def there() -> Iterator[Here]:
    with There("livechat", LiveChatFace, LiveChat).serving() as there:
        yield there


@pytest.fixture
def desk(there: Here) -> Iterator[LiveChat]:
    with closing(there.connect()) as backend:
        yield backend


def test_who_is_not_in_the_chat_goes_in_and_says_it_once(there: Here, desk: LiveChat) -> None:
    key = there.open("Late")
    desk.write(Say(marker(), key, Role.REPLY, "hello there"))
    desk.write(Say(marker(), key, Role.REPLY, "and again"))
    said = [event["event"]["text"] for event in there.sent("POST", "/send_event")]
    assert said == ["hello there", "hello there", "and again"]
    assert [m.body for m in there.remote.ledger.messages[key]] == ["hello", "hello there", "and again"]
    (entered,) = there.sent("POST", "/add_user_to_chat")
    assert entered["visibility"] == "all" and not there.sent("POST", "/resume_chat")


def test_a_note_is_seen_by_agents_alone_and_so_is_who_writes_it(there: Here, desk: LiveChat) -> None:
    key = there.open("Late")
    desk.write(Say(marker(), key, Role.NOTE, "among us"))
    assert there.sent("POST", "/add_user_to_chat")[0]["visibility"] == "agents"
    assert desk.fetch(key).messages[-1].role is Role.NOTE


def test_a_chat_that_was_over_goes_on_again(there: Here, desk: LiveChat) -> None:
    key = there.open("Late")
    desk.write(SetFields(marker(), key, {"status": int(Status.SOLVED)}, {"status": int(Status.NEW)}))
    assert desk.fetch(key).ticket.status == Status.SOLVED
    desk.write(Say(marker(), key, Role.REPLY, "one thing more"))
    assert len(there.sent("POST", "/resume_chat")) == 1 and desk.fetch(key).ticket.status == Status.OPEN


def test_what_can_t_be_set_is_refused_before_anything_is(there: Here, desk: LiveChat) -> None:
    key = there.open("Late")
    base = {"assignee": None, "status": int(Status.NEW)}
    with pytest.raises(errors.Invalid, match="open or solved"):
        desk.write(SetFields(marker(), key, {"assignee": "ann", "status": int(Status.PENDING)}, base))
    with pytest.raises(errors.Invalid, match="nobody"):
        as_agent(there.remote, "bob").set(key, assignee="bob")
        desk.write(SetFields(marker(), key, {"assignee": None}, {"assignee": "bob"}))
    assert desk.fetch(key).ticket.assignee == "bob" and not there.sent("POST", "/transfer_chat")


def test_a_token_of_another_region_is_sent_there(there: Here, desk: LiveChat) -> None:
    there.face.region = "fra"
    key = there.open("Late")
    assert desk.fetch(key).ticket.subject == "Late"
    asked = len(there.vendor.asked)
    assert desk.probe().account == "us" and len(there.vendor.asked) == asked + 1


def test_an_old_chat_in_which_something_is_said_again_is_told(there: Here, desk: LiveChat) -> None:
    keys = [there.open("Late", f"chat {n}") for n in range(30)]
    seen, cursor = newest(desk)
    assert seen.keys() == set(keys)
    customer(there.remote, "al@acme.test").writes(keys[0], "still there?")
    seen, cursor = newest(desk, cursor)
    assert list(seen) == [keys[0]] and seen[keys[0]].messages[-1].body == "still there?"
    assert newest(desk, cursor)[0] == {}


def test_who_has_it_and_what_was_said_is_told_with_the_names(there: Here, desk: LiveChat) -> None:
    key = there.open("Late", "hello")
    as_agent(there.remote, "bob").set(key, assignee="ann", team="billing")
    as_agent(there.remote, "bob").reply(key, "on it")
    seen = desk.fetch(key)
    assert (seen.ticket.assignee, seen.ticket.team, seen.ticket.channel) == ("ann", "billing", "chat")
    assert [(m.role, m.agent) for m in seen.messages] == [(Role.CUSTOMER, None), (Role.REPLY, "bob")]
    assert seen.messages[0].person is not None and seen.messages[0].person.email == "al@acme.test"


# --- what is pushed


@pytest.fixture
def station() -> Iterator[tuple[Station, Socket, list[str]]]:
    there, heard = Station(), []
    with there.serving() as words, closing(Socket(words, lambda: TOKEN, heard.append)) as socket:
        yield there, socket, heard


def test_what_happens_is_heard_at_once(station: tuple[Station, Socket, list[str]]) -> None:
    there, socket, heard = station
    assert not socket.wait(0.05)
    began = time.monotonic()
    there.tell("customer_visit_started", id="x")
    there.tell("incoming_event", chat_id="PJ0", event={"type": "message"})
    assert socket.wait(10) and heard == ["PJ0"] and time.monotonic() - began < 5
    there.tell("incoming_chat", chat={"id": "PJ1"})
    assert socket.wait(10) and heard == ["PJ0", "PJ1"]


def test_a_chat_of_which_the_socket_told_is_looked_at(there: Here, desk: LiveChat) -> None:
    key = there.open("Late")
    _, cursor = newest(desk)
    desk._feed.hinted.add(key)
    assert list(newest(desk, cursor)[0]) == [key]
    assert newest(desk, cursor)[0] == {}
