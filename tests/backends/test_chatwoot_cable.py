"""What Chatwoot's socket tells is heard within a second, also what moves no conversation to the top of its list.

A stand-in speaks ActionCable as Rails' and Chatwoot's sources have it, and hands all other requests on to the fake.
"""

import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from fakes.chatwoot_cable import Front
from fakes.chatwoot_face import PUBSUB
from fakes.doors import as_agent, customer
from fakes.vendor import Told
from fakes.vendor_kinds import KINDS
from supportterm.backends import errors
from supportterm.backends.chatwoot.backend import Chatwoot
from supportterm.core.remote import SetFields, TicketGone, TicketSeen
from whole_feed import everything, marker

KIND = KINDS["chatwoot"]


@pytest.fixture
def front() -> Iterator[Front]:
    vendor = KIND.vendor()
    front = Front(vendor)
    with vendor.serving(), front.serving():
        yield front
    assert not vendor.wrong, vendor.wrong[:3]


@pytest.fixture
def desk(front: Front) -> Iterator[Chatwoot]:
    with closing(connect(front)) as desk:
        yield desk


def connect(front: Front) -> Chatwoot:
    desk = KIND.connect_by(lambda: time.time() + front.ahead, front.vendor, url=front.url, sweep="86400")
    assert isinstance(desk, Chatwoot)
    return desk


def opens(front: Front, subject: str) -> str:
    return customer(front.vendor.face.remote, "al@acme.test").opens(subject, "hello")


def settled(front: Front, desk: Chatwoot) -> str:
    """Where the feed goes on when all there is was told and no more is to be expected at its moments."""
    cursor = ""
    for _ in range(4):
        _, cursor = everything(desk, cursor)
        front.ahead += 100
    return cursor


def test_who_looks_whether_the_socket_is_there_is_not_taken_for_somebody_at_work(front: Front, desk: Chatwoot) -> None:
    identity = desk.probe()
    assert desk.capabilities.push and not any("socket" in remark for remark in identity.remarks)
    assert front.said == []


def test_a_message_is_heard_at_once_and_then_there(front: Front, desk: Chatwoot) -> None:
    key = opens(front, "Chat")
    _, cursor = everything(desk)
    assert not desk.wait(0.05)
    customer(front.vendor.face.remote, "al@acme.test").writes(key, "still there?")
    began = time.monotonic()
    front.tell("presence.update", users={"1": "online"})
    front.tell("conversation.typing_on", conversation={"id": int(key)})
    front.tell("message.created", id=99, conversation_id=int(key), content="still there?")
    assert desk.wait(10) and time.monotonic() - began < 5
    items, _ = everything(desk, cursor)
    assert [m.body for item in items if isinstance(item, TicketSeen) for m in item.messages][-1] == "still there?"
    ((command, room),) = front.said
    assert command == "subscribe" and room.pop("user_id") == desk._names.me().id
    assert room == {"channel": "RoomChannel", "pubsub_token": PUBSUB, "account_id": 1}


def test_who_has_it_now_is_heard_though_it_is_not_at_the_top(front: Front, desk: Chatwoot) -> None:
    keys = [opens(front, f"Chat {n}") for n in range(30)]
    cursor = settled(front, desk)
    assert not desk.wait(0.05)
    as_agent(front.vendor.face.remote, "bob").set(keys[0], assignee="bob")
    assert everything(desk, cursor)[0] == []
    front.tell("assignee.changed", id=int(keys[0]))
    assert desk.wait(10)
    (seen,), cursor = everything(desk, cursor)
    assert isinstance(seen, TicketSeen) and (seen.ticket.key, seen.ticket.assignee) == (keys[0], "bob")
    as_agent(front.vendor.face.remote, "bob").delete(keys[1])
    front.tell("conversation.deleted", id=int(keys[1]))
    assert desk.wait(10)
    assert everything(desk, cursor)[0] == [TicketGone(keys[1])]


def test_what_came_together_is_looked_for_together(front: Front, desk: Chatwoot) -> None:
    keys = [opens(front, f"Chat {n}") for n in range(18)]
    cursor = settled(front, desk)
    assert not desk.wait(0.05)
    for key in keys:
        as_agent(front.vendor.face.remote, "bob").set(key, assignee="bob")
        front.tell("conversation.updated", id=int(key))
    front.tell("team.changed", id=int(keys[0]), account_id=2)  # the same number in another account
    assert desk.wait(10) and not desk.wait(0.3)
    items, _ = everything(desk, cursor)
    assert sorted(int(item.ticket.key) for item in items if isinstance(item, TicketSeen)) == list(map(int, keys))


def test_what_was_heard_and_could_not_be_asked_for_is_asked_for_again(front: Front, desk: Chatwoot) -> None:
    key = opens(front, "Chat")
    cursor = settled(front, desk)
    assert not desk.wait(0.05)
    as_agent(front.vendor.face.remote, "bob").set(key, assignee="bob")
    front.tell("assignee.changed", id=int(key))
    assert desk.wait(10)
    front.vendor.fault = lambda asked, told: Told(503) if asked.path.endswith(f"conversations/{key}") else told
    with pytest.raises(errors.Unavailable):
        everything(desk, cursor)
    front.vendor.fault = lambda asked, told: told
    assert [type(item) for item in everything(desk, cursor)[0]] == [TicketSeen]


def test_without_a_socket_it_is_said_how_often_is_looked(front: Front) -> None:
    with closing(KIND.connect(front.vendor, poll="20")) as desk:
        identity = desk.probe()
        assert not desk.capabilities.push
        assert any("/cable can't be reached: messages are looked for every 20 seconds" in r for r in identity.remarks)
        with pytest.raises(errors.Unavailable):
            desk.wait(1)
        key = opens(front, "Chat")
        desk.write(SetFields(marker(), key, {"assignee": "bob"}, {"assignee": None}))
        assert [type(item) for item in everything(desk)[0]] == [TicketSeen]
