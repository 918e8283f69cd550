"""Chatwoot beyond the contract: one request for each field, marks and their version, walks, whose a conversation is.

Every request and answer is held to the vendor's own specification where it lies beside the checkout.
"""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from fakes.chatwoot_face import ChatwootFace
from fakes.doors import as_agent, customer
from fakes.rules import US
from fakes.vendor import Asked, Told, Vendor
from fakes.vendor_kinds import KINDS
from supportterm.backends import errors
from supportterm.backends.chatwoot import CHATWOOT
from supportterm.backends.chatwoot.backend import Chatwoot
from supportterm.core.remote import OpenTicket, RemotePerson, Say, SetFields, TicketGone, TicketSeen
from supportterm.core.terms import Priority, Role, Status
from whole_feed import everything, marker

KIND = KINDS["chatwoot"]


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    vendor = KIND.vendor()
    with vendor.serving():
        yield vendor
    assert not vendor.wrong, vendor.wrong[:3]


@pytest.fixture
def desk(vendor: Vendor) -> Iterator[Chatwoot]:
    with closing(connect(vendor)) as backend:
        yield backend


def connect(vendor: Vendor, **settings: str) -> Chatwoot:
    backend = KIND.connect(vendor, **settings)
    assert isinstance(backend, Chatwoot)
    return backend


def opens(vendor: Vendor, subject: str, body: str = "hello") -> str:
    return customer(vendor.face.remote, "al@acme.test").opens(subject, body)


def sent(vendor: Vendor) -> list[str]:
    """What was written to, in order."""
    return [asked.path.rpartition("/")[2] for asked in vendor.asked if asked.method == "POST"]


def keys(items: list[Any]) -> list[str]:
    return [item.ticket.key for item in items if isinstance(item, TicketSeen)]


# --- what is told


def test_news_come_from_the_top_and_only_what_is_new_is_read(vendor: Vendor) -> None:
    there = [opens(vendor, f"Chat {n}") for n in range(60)]
    with closing(connect(vendor, sweep="900")) as desk:
        items, cursor = everything(desk)
        assert sorted(keys(items), key=int) == there
        everything(desk, cursor)  # until the newest is old enough, it is told once more
        vendor.asked.clear()
        as_agent(vendor.face.remote, "bob").reply(there[7], "on it")
        items, _ = everything(desk, cursor)
        assert there[7] in keys(items) and len(items) < 60


def test_a_label_moves_nothing_and_is_found_by_a_walk(vendor: Vendor) -> None:
    key, gone = opens(vendor, "Labelled"), opens(vendor, "Gone")
    with closing(connect(vendor, sweep="900")) as seldom, closing(connect(vendor)) as often:
        _, cursor = everything(often)
        for _ in range(3):
            _, cursor = everything(often, cursor)
        as_agent(vendor.face.remote, "bob").tag(key, "vip")
        as_agent(vendor.face.remote, "bob").delete(gone)
        assert TicketGone(gone) not in everything(seldom, cursor)[0]
        items, _ = everything(often, cursor)
        assert TicketGone(gone) in items
        assert [item.ticket.tags for item in items if isinstance(item, TicketSeen) and item.ticket.key == key][-1] == (
            "vip",
        )


def test_what_happened_is_no_message_and_what_was_deleted_is_gone(vendor: Vendor, desk: Chatwoot) -> None:
    key = opens(vendor, "Events", "my password is hunter2")

    def told(asked: Asked, answer: Told) -> Told:
        if asked.path.endswith("/messages"):
            answer.body["payload"][0]["content_attributes"] = {"deleted": True}
            event = {"id": 900, "content": "Bob self-assigned", "message_type": 2, "created_at": 1_790_000_100}
            answer.body["payload"].append(event)
        return answer

    vendor.fault = told
    (message,) = desk.fetch(key).messages
    assert message.redacted and message.body == ""


def test_without_a_subject_the_first_words_stand_for_it(vendor: Vendor, desk: Chatwoot) -> None:
    key = opens(vendor, "", "it jams " * 30)

    def nameless(asked: Asked, answer: Told) -> Told:
        if asked.path.endswith(f"conversations/{key}"):
            answer.body["additional_attributes"] = {}
        return answer

    vendor.fault = nameless
    subject = desk.fetch(key).ticket.subject
    assert subject.startswith("it jams it jams") and subject.endswith("…") and len(subject) == 80


# --- what is sent


def test_each_field_has_a_request_and_all_is_looked_up_before_the_first(vendor: Vendor, desk: Chatwoot) -> None:
    key = opens(vendor, "Fields")
    values = {"status": int(Status.SOLVED), "priority": int(Priority.HIGH), "assignee": "ann", "team": "billing"}
    desk.write(SetFields(marker(), key, values | {"field.serial": "SN-1"}, add=("vip",)))  # type: ignore[arg-type]
    assert sent(vendor) == [
        "toggle_status", "toggle_priority", "assignments", "assignments", "custom_attributes", "labels"
    ]  # fmt: skip
    ticket = vendor.face.remote.ticket(key)
    assert (ticket.assignee, ticket.team, ticket.tags, ticket.fields["serial"]) == ("ann", "billing", ("vip",), "SN-1")
    vendor.asked.clear()
    with pytest.raises(errors.Invalid, match="there is no agent zoe"):
        desk.write(SetFields(marker(), key, {"priority": int(Priority.LOW), "assignee": "zoe"}, values))  # type: ignore[arg-type]
    assert sent(vendor) == []


def test_what_failed_on_the_way_goes_on_from_there(vendor: Vendor, desk: Chatwoot) -> None:
    key = opens(vendor, "Half")
    step = SetFields(marker(), key, {"priority": int(Priority.HIGH)}, {"priority": int(Priority.NORMAL)}, add=("vip",))
    vendor.limits = lambda asked, answer: Told(422, {"error": "no"}) if asked.path.endswith("/labels") else answer()
    with pytest.raises(errors.Uncertain, match="only a part"):
        desk.write(step)
    assert desk.find(step) is None
    vendor.limits = lambda asked, answer: answer()
    vendor.asked.clear()
    desk.write(step)
    assert sent(vendor) == ["labels"] and desk.find(step) is not None


def test_who_opens_a_conversation_again_does_not_take_it(vendor: Vendor, desk: Chatwoot) -> None:
    """Chatwoot makes them its assignee."""
    key = opens(vendor, "Whose")
    as_agent(vendor.face.remote, "bob").set(key, status=int(Status.SOLVED), assignee="ann")
    desk.write(SetFields(marker(), key, {"status": int(Status.OPEN)}, {"status": int(Status.SOLVED)}))
    assert vendor.face.remote.ticket(key).assignee == "ann"
    assert US in [write.value for write in vendor.face.remote.past(key, "assignee")]


def test_a_customer_who_could_not_be_made_known_is_tried_again(vendor: Vendor, desk: Chatwoot) -> None:
    step = OpenTicket(marker(), "A call", RemotePerson("", "Bo", "bo@acme.test"), "it smokes")
    vendor.fault = lambda asked, told: Told(502, {}) if asked.path.endswith("/contacts") else told
    with pytest.raises(errors.Unavailable):
        desk.write(step)
    vendor.fault = lambda asked, told: told
    desk.write(step)
    assert [t.requester.email for t in vendor.face.remote.ledger.tickets.values()] == ["bo@acme.test"]
    assert sent(vendor).count("contacts") == 1  # they were known from the first time


def test_before_version_4_no_marks_are_kept_and_a_person_is_asked(vendor: Vendor) -> None:
    key = opens(vendor, "Old")
    face = vendor.face
    assert isinstance(face, ChatwootFace)
    face.version = "3.16.0"
    with closing(connect(vendor)) as desk:
        assert "older than version 4" in " ".join(desk.probe().remarks)
        assert desk.capabilities.marker == "none"
        with pytest.raises(errors.NotThere, match="keeps no marks"):
            desk.find(Say(marker(), key, Role.REPLY, "once"))


# --- what there is


def test_without_an_inbox_nothing_is_opened_and_one_of_another_kind_is_refused(vendor: Vendor) -> None:
    with closing(connect(vendor, inbox="")) as desk:
        assert not desk.capabilities.open_tickets and "`inbox`" in " ".join(desk.probe().remarks)
        with pytest.raises(errors.CannotDo):
            desk.write(OpenTicket(marker(), "A call", RemotePerson("", "Bo", "bo@acme.test"), "x"))
    with closing(connect(vendor, inbox="Website")) as desk, pytest.raises(errors.Invalid, match="there are: Service"):
        desk.probe()


def test_the_account_is_the_one_of_the_address_or_our_own(vendor: Vendor) -> None:
    for url in (f"{vendor.url}/app/accounts/1/dashboard", vendor.url):
        with closing(CHATWOOT.open({"url": url, "account": ""}, lambda: "0123456789abcdef")) as desk:
            assert desk.catalog().macros[0].reply == "Could you send the log?"
