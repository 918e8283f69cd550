"""Freshdesk beyond the contract: its statuses, limits, lists, forms and prepared answers.

Every request and answer is held to a specification where it lies beside the checkout; others than the vendor wrote it.
"""

from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes import freshdesk_face
from fakes.doors import as_agent
from fakes.freshdesk_face import FreshdeskFace
from fakes.there import There
from fakes.vendor import Asked, Told
from supportterm.backends import errors
from supportterm.backends.freshdesk.backend import Freshdesk
from supportterm.core.remote import OpenTicket, OutFile, RemotePerson, Say, SetFields, TicketGone, TicketSeen
from supportterm.core.terms import Priority, Role, Status
from whole_feed import everything, marker

Here = There[FreshdeskFace, Freshdesk]


@pytest.fixture
def there() -> Iterator[Here]:
    with There("freshdesk", FreshdeskFace, Freshdesk).serving() as there:
        yield there


@pytest.fixture
def desk(there: Here) -> Iterator[Freshdesk]:
    with closing(there.connect()) as backend:
        yield backend


# --- what is told


def test_an_account_s_own_statuses_keep_their_names_and_mean_what_they_are_said_to(there: Here) -> None:
    key = there.open("Waiting")
    there.remote.change(key, "bob", {"field.own status": 7, "status": int(Status.ON_HOLD)})
    with closing(there.connect()) as desk:
        ticket = desk.fetch(key).ticket
        assert (ticket.status, ticket.fields["exact-status"]) == (Status.ON_HOLD, "Waiting on Third Party")
    with closing(there.connect(statuses="Waiting on Third Party=open")) as desk:
        ticket = desk.fetch(key).ticket
        assert (ticket.status, ticket.fields["exact-status"]) == (Status.OPEN, "Waiting on Third Party")
        assert Status.ON_HOLD not in desk.catalog().statuses
        with pytest.raises(errors.Invalid, match="no status there means on-hold; the setting `statuses`"):
            desk.write(SetFields(marker(), key, {"status": int(Status.ON_HOLD)}, {"status": int(Status.OPEN)}))
        desk.write(SetFields(marker(), key, {"field.exact-status": "Waiting on Customer"}))
        assert desk.fetch(key).ticket.status == Status.PENDING


def test_all_of_a_long_conversation_is_told(there: Here, desk: Freshdesk) -> None:
    """A ticket brings ten messages along; where there are more they are asked for."""
    short, long = there.open("Short"), there.open("Long")
    for n in range(9):
        as_agent(there.remote, "bob").reply(short, f"answer {n}")
    for n in range(120):
        as_agent(there.remote, "bob").reply(long, f"answer {n}")
    assert [m.body for m in desk.fetch(long).messages] == ["hello", *(f"answer {n}" for n in range(120))]
    assert len(desk.fetch(short).messages) == 10
    assert len(there.asked("GET", f"{short}/conversations")) == 0
    assert [asked.query["page"] for asked in there.asked("GET", f"{long}/conversations")] == ["1", "2"]


def test_what_was_thrown_away_is_told_and_what_comes_back_too(there: Here, desk: Freshdesk) -> None:
    gone, spam, stays = (there.open(subject) for subject in ("Gone", "Spam", "Stays"))
    _, cursor = everything(desk)
    there.remote.delete(gone)
    marked = {"id": int(spam), "updated_at": "2026-11-26T10:00:00Z", "spam": True}

    def as_spam(asked: Asked, answer: Told) -> Told:
        return Told(200, [marked]) if asked.query.get("filter") == "spam" else answer

    there.vendor.fault = as_spam
    items, _ = everything(desk, cursor)
    assert {item.key for item in items if isinstance(item, TicketGone)} == {gone, spam}
    with pytest.raises(errors.NotThere):
        desk.fetch(gone)
    assert desk.fetch(stays).ticket.subject == "Stays"


def test_many_that_changed_in_one_second_are_all_told_though_others_slide_up_meanwhile(there: Here) -> None:
    """A bulk edit: more than a page has one moment, and what changes again while pages are read leaves its place."""
    keys = [there.open(f"Bulk {n}") for n in range(230)]
    moment = there.remote.ticket(keys[-1]).updated_at
    for key in keys:
        ticket = there.remote.ledger.tickets[key]
        there.remote.ledger.tickets[key] = replace(ticket, updated_at=moment)
    there.vendor.limits = freshdesk_face.limits(lambda: 0, 1_000_000)
    slid = iter(keys[:4])

    def slides(asked: Asked, answer: Told) -> Told:
        if asked.path.endswith("/tickets") and "filter" not in asked.query and asked.query["page"] == "1":
            for key in (next(slid, ""), next(slid, "")):
                if key:
                    as_agent(there.remote, "bob").set(key, subject="Slid away")
        return answer

    there.vendor.fault = slides
    with closing(there.connect(since="")) as desk:
        items, _ = everything(desk)
    assert {item.ticket.key for item in items if isinstance(item, TicketSeen)} == set(keys)
    assert {asked.query["page"] for asked in there.asked("GET", "/tickets")} >= {"1", "2", "3"}
    assert all(asked.query["updated_since"] >= "2000" for asked in there.asked("GET", "/tickets"))


def test_a_cursor_that_is_none_of_its_own_is_refused(desk: Freshdesk) -> None:
    for cursor in ("nonsense", '{"places":{},"at":7}', '{"places":{}}'):
        with pytest.raises(errors.Invalid, match="none of Freshdesk's"):
            desk.changes(cursor)


def test_who_sees_no_other_agents_is_told_so_and_reads_all_the_same(there: Here) -> None:
    there.face.everybody = False
    key = there.open("Alone")
    as_agent(there.remote, "bob").set(key, assignee="bob")
    with closing(there.connect()) as desk:
        assert desk.probe().remarks == ("no other agents are to be seen: an administrator's key shows them",)
        (item,) = everything(desk)[0]
        assert isinstance(item, TicketSeen) and str(item.ticket.assignee).startswith("user-")


# --- what is sent


def test_replies_notes_and_forwards_are_what_they_are(there: Here, desk: Freshdesk) -> None:
    key = there.open("All three")
    desk.write(Say(marker(), key, Role.REPLY, "to you\n  indented", cc=("cy@acme.test",)))
    desk.write(Say(marker(), key, Role.NOTE, "among us"))
    desk.write(Say(marker(), key, Role.FORWARD, "please look", to=("maker@printer.test",)))
    roles = {m.body: m.role for m in desk.fetch(key).messages[1:]}
    assert roles == {"to you\nindented": Role.REPLY, "among us": Role.NOTE, "please look": Role.FORWARD}
    (reply,), (note,), (forward,) = (there.asked("POST", f"/{word}") for word in ("reply", "notes", "forward"))
    assert reply.body == {"body": "<div>to you<br>&nbsp; indented</div>", "cc_emails": ["cy@acme.test"]}
    assert note.body["private"] is True and forward.body["to_emails"] == ["maker@printer.test"]


def test_a_ticket_with_files_goes_as_one_form(there: Here, desk: Freshdesk, tmp_path: Path) -> None:
    (tmp_path / "digest").write_bytes(b"\x00\x01log")
    file = OutFile("log.bin", "application/octet-stream", 5, str(tmp_path / "digest"))
    who = RemotePerson("", "Bo", "bo@acme.test")
    values = {"priority": int(Priority.HIGH), "field.serial": "SN-1", "status": int(Status.NEW)}
    made = desk.write(OpenTicket(marker(), "By phone", who, "it smokes", values, ("a b",), (file,), channel="call"))
    seen = desk.fetch(made.key)
    assert (seen.ticket.priority, seen.ticket.fields["serial"], seen.ticket.tags) == (Priority.HIGH, "SN-1", ("a b",))
    (sent,) = there.asked("POST", "/tickets")
    assert b'name="source"\r\n\r\n3\r\n' in sent.raw and b'name="custom_fields[cf_serial]"' in sent.raw
    into = BytesIO()
    desk.download(seen.messages[0].files[0].key, into)
    assert into.getvalue() == b"\x00\x01log"


def test_what_freshdesk_does_not_take_is_said_field_by_field(there: Here, desk: Freshdesk) -> None:
    key = there.open("Wrong")
    with pytest.raises(errors.Invalid, match=r"^model: C3 is none of A1, B2$"):
        desk.write(SetFields(marker(), key, {"field.model": "C3"}))
    there.vendor.fault = lambda asked, answer: Told(400, {
        "description": "Validation failed",
        "errors": [{"field": "responder_id", "message": "There is no agent\x1b[2J with this ID", "code": "invalid"}],
    }) if asked.method == "PUT" else answer  # fmt: skip
    with pytest.raises(errors.Invalid) as caught:
        desk.write(SetFields(marker(), key, {"priority": 3}, {"priority": 1}))
    assert caught.value.fields.keys() == {"responder_id"}
    assert str(caught.value).startswith("responder_id: There is no agent") and "\x1b" not in str(caught.value)


def test_what_a_rule_there_changes_at_once_is_theirs(there: Here, desk: Freshdesk) -> None:
    key = there.open("Rule")

    def rule(asked: Asked, answer: Told) -> Told:
        return answer._replace(body=answer.body | {"priority": 1}) if asked.method == "PUT" else answer

    there.vendor.fault = rule
    with pytest.raises(errors.Conflict, match=r"a rule of 127\.0\.0\.1 changed it at once") as caught:
        desk.write(SetFields(marker(), key, {"priority": 3}, {"priority": 1}))
    assert caught.value.current["priority"] == Priority.LOW


# --- limits


def test_what_a_request_counts_for_is_what_freshdesk_says(there: Here, desk: Freshdesk) -> None:
    for n in range(5):
        there.open(f"Dear {n}")
    dear = (("X-RateLimit-Total", "100"), ("X-RateLimit-Remaining", "90"), ("X-RateLimit-Used-CurrentRequest", "4"))
    there.vendor.fault = lambda asked, answer: answer._replace(headers=(*answer.headers, *dear))
    requests = len(there.vendor.asked)
    page = desk.changes("")
    requests = len(there.vendor.asked) - requests
    assert page.pause == pytest.approx(requests * 4 * 60 / 80, rel=0.1)


# --- what there is


def test_what_is_prepared_there_can_be_used_here(desk: Freshdesk) -> None:
    catalog = desk.catalog()
    (macro,) = catalog.macros
    assert (macro.title, macro.reply) == ("Ask for the log", "Could you send the log?\nThanks")
    assert {"bob", "ann", "us"} <= {agent.handle for agent in catalog.agents}
    fields = {field.name: field for field in catalog.fields}
    assert fields["model"].choices == ("A1", "B2") and fields["type"].choices == ("Question", "Incident")
    assert "Waiting on Customer" in fields["exact-status"].choices
    assert set(catalog.statuses) == {Status.OPEN, Status.PENDING, Status.ON_HOLD, Status.SOLVED, Status.CLOSED}
