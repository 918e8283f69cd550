"""What a real Request Tracker tells: the walk, the feed, and what goes missing there."""

import io
import json
import sqlite3
import threading
from contextlib import closing

import pytest
from rt import connect, gone, here, now, seen
from rt import desk as desk

from servers.request_tracker import Tracker
from supportterm.backends import errors
from supportterm.backends.request_tracker import feed
from supportterm.backends.request_tracker.backend import RequestTracker
from supportterm.core.remote import TicketSeen
from supportterm.core.terms import Priority, Role, Status
from whole_feed import everything

pytest_plugins = ["servers.rt_fixtures"]


@pytest.fixture(scope="module")
def first(request_tracker: Tracker) -> list[TicketSeen]:
    """What the walk tells of the seeded tickets."""
    with closing(connect(request_tracker)) as backend:
        page = backend.changes("")
    assert page.more and page.total is not None and page.total >= len(page.items) > 0
    return [item for item in page.items if isinstance(item, TicketSeen)]


def by_subject(items: list[TicketSeen], subject: str) -> TicketSeen:
    return next(item for item in items if item.ticket.subject == subject)


# --- the walk


def test_a_ticket_is_told_with_all_that_it_holds(first: list[TicketSeen]) -> None:
    told = by_subject(first, "Cannot log in after the update")
    ticket = told.ticket
    assert (ticket.status, ticket.priority) == (Status.OPEN, Priority.HIGH)
    assert (ticket.assignee, ticket.team, ticket.due) == ("alice", "support", None)
    assert ticket.requester.email == "customer0@customer.test"
    assert ticket.tags == ("seed", "t0")
    assert ticket.fields["severity"] == "S1" and ticket.fields["serial"] == "SN-00000"
    assert ticket.fields["product"] is None
    assert told.whole and ticket.created_at <= ticket.updated_at


def test_messages_have_their_roles_writers_and_texts(first: list[TicketSeen]) -> None:
    asked, replied, noted = by_subject(first, "Invoice shows the wrong address").messages
    assert asked.role is Role.CUSTOMER and asked.person and asked.person.email == "customer1@customer.test"
    assert asked.body.startswith("Hello,\n\nInvoice shows") and "ünïcode" in asked.body and asked.agent is None
    assert (replied.role, replied.agent, replied.author) == (Role.REPLY, "bob", "Bob Brandt")
    assert (noted.role, noted.agent, noted.body) == (Role.NOTE, "bob", "Seen before, look at the logs (1).")
    assert asked.at <= replied.at <= noted.at and asked.message_id.endswith("@example.test")


def test_the_past_of_a_ticket_is_told(first: list[TicketSeen]) -> None:
    changes = [(e.field, e.old, e.value, e.actor) for e in by_subject(first, "Invoice shows the wrong address").events]
    assert ("assignee", None, "bob", "bob") in changes
    assert ("status", int(Status.OPEN), int(Status.PENDING), "bob") in changes
    assert len([c for c in changes if c[0] == "assignee"]) == 1, "an owner is told once, not twice"
    post = by_subject(first, "Sähköposti ei saavu perille").events
    assert ("field.severity", "S2", "S1") in [(e.field, e.old, e.value) for e in post]
    assert {("tags", None, "post"), ("tags", "t2", None)} <= {(e.field, e.old, e.value) for e in post}
    due = by_subject(first, "App crashes on start")
    assert due.ticket.due == 1893553445000, "2030-01-02 03:04:05 UTC"
    assert ("due", None, 1893553445000) in [(e.field, e.old, e.value) for e in due.events]


def test_each_status_has_its_meaning(first: list[TicketSeen]) -> None:
    assert by_subject(first, "VPN drops every hour").ticket.status == Status.SOLVED
    assert by_subject(first, "Refund for order 1001").ticket.status == Status.CLOSED
    assert by_subject(first, "Where do I change my plan?").ticket.status == Status.NEW


def test_files_are_told_and_their_bytes_are_there(first: list[TicketSeen], desk: RequestTracker) -> None:
    (file,) = by_subject(first, "App crashes on start").messages[0].files
    assert (file.name, file.media_type, file.size) == ("log.txt", "text/plain", 1000)
    into = io.BytesIO()
    desk.download(file.key, into)
    assert into.getvalue() == b"line\n" * 200


def test_a_merged_ticket_says_where_it_goes_on_and_keeps_its_words(first: list[TicketSeen]) -> None:
    target, absorbed = by_subject(first, "API answers 502"), by_subject(first, "API answers 502, again")
    assert absorbed.ticket.merged_into == target.ticket.key and target.ticket.merged_into == ""
    assert [m.body.split("\n")[2] for m in absorbed.messages] == ["API answers 502, again. It has ünïcode."]
    assert len(target.messages) == 1, "each message is told once, with the ticket that it was written on"


def test_what_is_deleted_or_not_for_us_is_not_told(first: list[TicketSeen]) -> None:
    subjects = {item.ticket.subject for item in first}
    assert not subjects & {"Please delete me", "Not for the robot"}


def test_the_walk_goes_page_by_page(request_tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "WALK", 20)
    with closing(connect(request_tracker)) as backend:
        pages, cursor, more = [], "", True
        while more and json.loads(cursor or "{}").get("walked", 0) is not None:
            page = backend.changes(cursor)
            pages.append([i.ticket.key for i in page.items if isinstance(i, TicketSeen)])
            cursor, more = page.cursor, page.more
    keys = [key for page in pages for key in page]
    assert all(len(page) <= 20 for page in pages) and len(pages) > 1
    assert keys == sorted(set(keys), key=int), "each once, in order"


def test_only_the_queues_that_were_asked_for(request_tracker: Tracker) -> None:
    with closing(connect(request_tracker, queues="tier3, General")) as backend:
        items, cursor = everything(backend)
        assert {i.ticket.team for i in items if isinstance(i, TicketSeen)} == {"tier3", "general"}
        outside = request_tracker.open("not ours", queue="Support")
        moved = request_tracker.open("ours and then not", queue="General")
        items, cursor = everything(backend, cursor)
        assert not seen(items, outside) and seen(items, moved)
        request_tracker.put(moved, Queue="Support")
        request_tracker.put(outside, Queue="Tier3")
        items, _ = everything(backend, cursor)
    (left,) = gone(items, moved)
    assert left.by == "alice" and left.at > 0
    (came,) = seen(items, outside)
    assert came.whole and [m.body for m in came.messages] == ["About: not ours"], "with all that was before"


def test_a_queue_that_is_not_there_is_told(request_tracker: Tracker) -> None:
    with closing(connect(request_tracker, queues="Suport")) as backend, pytest.raises(errors.Invalid) as caught:
        backend.changes("")
    assert "queues" in caught.value.fields


# --- the feed


def test_nothing_new_is_nothing(desk: RequestTracker, request_tracker: Tracker) -> None:
    cursor = here(request_tracker)
    for _ in range(3):
        items, after = everything(desk, cursor)
        assert not items
        assert json.loads(after)["mark"] >= json.loads(cursor)["mark"], "it never goes back"
        cursor = after


def test_a_change_is_told_once_with_what_is_new(desk: RequestTracker, request_tracker: Tracker) -> None:
    key = request_tracker.open("Feed of one", Priority="75")
    cursor = here(request_tracker)
    request_tracker.say(key, "correspond", "from bob", user="bob")
    request_tracker.put(key, Priority="100", Subject="Feed of two")
    items, cursor = everything(desk, cursor)
    (told,) = seen(items, key)
    assert [(m.role, m.body, m.agent) for m in told.messages] == [(Role.REPLY, "from bob", "bob")]
    assert not told.whole
    changes = {(e.field, e.old, e.value) for e in told.events}
    assert {("priority", 2, 3), ("subject", "Feed of one", "Feed of two"), ("status", 0, 1)} <= changes
    assert (told.ticket.priority, told.ticket.subject) == (Priority.URGENT, "Feed of two")
    items, _ = everything(desk, cursor)
    assert not items


def test_a_version_changes_with_the_ticket(desk: RequestTracker, request_tracker: Tracker) -> None:
    key = request_tracker.open("Versions")
    versions = [now(desk, key).version]
    for change in ({"Priority": "60"}, {"CustomFields": {"Serial": "x"}}, {"Owner": "carol"}):
        request_tracker.put(key, **change)
        versions.append(now(desk, key).version)
    request_tracker.say(key, "comment", "hm")
    versions.append(now(desk, key).version)
    assert len(set(versions)) == 5


def test_a_customers_mails_are_the_customers_messages(desk: RequestTracker, request_tracker: Tracker) -> None:
    cursor = here(request_tracker)
    head = b"From: Zoe Z <zoe@mailer.test>\r\nTo: support@example.test, other@shop.test\r\nCc: boss@mailer.test\r\n"
    first = b"Subject: From a mailer\r\nMessage-ID: <1@mailer.test>\r\n\r\nIt is broken.\r\n"
    request_tracker.mail(head + first)
    items, cursor = everything(desk, cursor)
    (told,) = [i for i in items if isinstance(i, TicketSeen) and i.ticket.subject == "From a mailer"]
    (message,) = told.messages
    assert (message.role, message.body.strip(), message.agent) == (Role.CUSTOMER, "It is broken.", None)
    assert message.person is not None and (message.person.name, message.person.email) == ("Zoe Z", "zoe@mailer.test")
    assert (message.message_id, message.to[1:], message.cc) == (
        "1@mailer.test",
        ("other@shop.test",),
        ("boss@mailer.test",),
    )
    reply = f"Subject: Re: [example.test #{told.ticket.key}] x\r\nIn-Reply-To: <1@mailer.test>\r\n".encode()
    request_tracker.mail(
        head + reply + b"Content-Type: text/html\r\n\r\n<p>Still <b>broken</b></p><script>x</script>\r\n"
    )
    items, _ = everything(desk, cursor)
    (answer,) = [m for i in seen(items, told.ticket.key) for m in i.messages]
    assert (answer.role, answer.body.strip(), answer.in_reply_to) == (Role.CUSTOMER, "Still broken", "1@mailer.test")


def test_a_merge_in_the_feed(desk: RequestTracker, request_tracker: Tracker) -> None:
    target, absorbed = request_tracker.open("Stays"), request_tracker.open("Goes")
    cursor = here(request_tracker)
    request_tracker.put(absorbed, MergeInto=target)
    items, _ = everything(desk, cursor)
    assert [told.ticket.merged_into for told in seen(items, absorbed)] == [target]
    assert [told.ticket.merged_into for told in seen(items, target)] == [""]


def test_a_deletion_in_the_feed(desk: RequestTracker, request_tracker: Tracker) -> None:
    key = request_tracker.open("To be deleted")
    cursor = here(request_tracker)
    request_tracker.call("DELETE", f"/ticket/{key}", user="bob")
    items, _ = everything(desk, cursor)
    (told,) = gone(items, key)
    assert told.by == "bob" and told.at > 0 and not seen(items, key)
    with pytest.raises(errors.NotThere):
        desk.fetch(key)


def test_a_deleted_ticket_that_is_opened_again_comes_back(desk: RequestTracker, request_tracker: Tracker) -> None:
    key = request_tracker.open("Phoenix")
    request_tracker.call("DELETE", f"/ticket/{key}")
    cursor = here(request_tracker)
    request_tracker.put(key, Status="open")
    items, _ = everything(desk, cursor)
    assert seen(items, key)[0].ticket.status == Status.OPEN


def test_what_others_do_at_the_same_time_is_told_once_each(desk: RequestTracker, request_tracker: Tracker) -> None:
    keys = [request_tracker.open(f"Busy {n}") for n in range(3)]
    cursor = here(request_tracker)
    wanted = {f"{user} {n} on {key}" for key in keys for user in ("alice", "bob") for n in range(4)}

    def work(user: str) -> None:
        for n in range(4):
            for key in keys:
                request_tracker.say(key, "comment", f"{user} {n} on {key}", user=user)

    workers = [threading.Thread(target=work, args=(user,)) for user in ("alice", "bob")]
    for worker in workers:
        worker.start()
    told: list[str] = []
    while any(worker.is_alive() for worker in workers):
        items, cursor = everything(desk, cursor)
        told += [m.body for key in keys for item in seen(items, key) for m in item.messages]
    for worker in workers:
        worker.join()
    items, cursor = everything(desk, cursor)
    told += [m.body for key in keys for item in seen(items, key) for m in item.messages]
    assert sorted(told) == sorted(wanted), "none missing, none twice"


def test_rows_that_are_hidden_do_not_end_the_feed(desk: RequestTracker, request_tracker: Tracker) -> None:
    cursor = here(request_tracker)
    for n in range(3):
        request_tracker.open(f"Hidden {n}", user="carol", queue="Personnel")
    key = request_tracker.open("After the hidden ones")
    items, _ = everything(desk, cursor)
    assert seen(items, key) and all(i.ticket.subject[:6] != "Hidden" for i in items if isinstance(i, TicketSeen))


def test_a_ticket_that_goes_where_we_do_not_see_it(desk: RequestTracker, request_tracker: Tracker) -> None:
    key = request_tracker.open("Into the dark")
    cursor = here(request_tracker)
    request_tracker.put(key, user="root", Queue="Personnel")
    items, cursor = everything(desk, cursor)
    assert not seen(items, key), "nothing is told of it"
    with pytest.raises(errors.RemoteError):
        desk.fetch(key)


def test_a_transaction_that_turns_up_late_is_told(desk: RequestTracker, request_tracker: Tracker) -> None:
    # On PostgreSQL ids are taken before the commit; here the cursor is made to believe that it saw only the later one.
    key = request_tracker.open("Late")
    cursor = here(request_tracker)
    request_tracker.say(key, "comment", "taken first, seen last")
    request_tracker.say(key, "comment", "taken last, seen first")
    _, after = everything(desk, cursor)
    late = json.loads(after)
    told = seen(everything(desk, cursor)[0], key)[0]
    first = int(told.messages[0].key)
    assert first in late["seen"] and late["mark"] < first
    late["seen"].remove(first)
    items, _ = everything(desk, json.dumps(late))
    assert [m.body for m in seen(items, key)[0].messages] == ["taken first, seen last"]


def test_a_store_that_was_put_back_is_noticed(request_tracker: Tracker) -> None:
    with closing(connect(request_tracker)) as backend:
        cursor = json.loads(here(request_tracker))
        epoch = backend.probe().epoch
        assert backend.probe().epoch == epoch
        ahead = cursor | {"mark": cursor["mark"] + 1_000_000, "next": cursor["mark"] + 1_000_000, "seen": []}
        with pytest.raises(errors.Unreadable):
            backend.changes(json.dumps(ahead))
        assert backend.probe().epoch != epoch
    with closing(connect(request_tracker)) as backend:
        # On a server of this minute there is no mark yet that has settled.
        key = request_tracker.open("Was here when it was put back")
        mark = int(request_tracker.call("GET", f"/ticket/{key}/history")["items"][0]["id"])
        other = cursor | {"mark": mark, "marked": "2001-01-01T00:00:00Z", "next": mark}
        with pytest.raises(errors.Unreadable):
            backend.changes(json.dumps(other))


def test_a_cursor_of_another_system_is_refused(desk: RequestTracker) -> None:
    with pytest.raises(errors.Invalid):
        desk.changes("INBOX:17")


def test_an_old_ticket_outside_the_scope_comes_whole_when_it_wakes_up(fresh_tracker: Tracker) -> None:
    key = fresh_tracker.open("Slept for years")
    fresh_tracker.say(key, "comment", "long ago")
    fresh_tracker.put(key, Status="resolved")
    _age(fresh_tracker, key)
    with closing(connect(fresh_tracker, since="90 days")) as backend:
        items, cursor = everything(backend)
        assert not seen(items, key) and seen(items, "1"), "it is not in the scope, others are"
        fresh_tracker.say(key, "comment", "awake")
        items, cursor = everything(backend, cursor)
        (told,) = seen(items, key)
        assert told.whole and [m.body for m in told.messages] == ["About: Slept for years", "long ago", "awake"]
        fresh_tracker.say(key, "comment", "more")
        items, _ = everything(backend, cursor)
        (told,) = seen(items, key)
        assert not told.whole and [m.body for m in told.messages] == ["more"], "once is enough"


def _age(tracker: Tracker, key: str) -> None:
    """Make a ticket years old: no door of the server does that."""
    then = "2019-01-02 00:00:00"
    with closing(sqlite3.connect(tracker.folder / "rt5.sqlite", timeout=30)) as database:
        database.execute("UPDATE Tickets SET Created = ?, LastUpdated = ? WHERE id = ?", (then, then, key))
        database.execute(
            "UPDATE Transactions SET Created = ? WHERE ObjectType = 'RT::Ticket' AND ObjectId = ?", (then, key)
        )
        database.commit()


def test_a_fetched_ticket_is_whole(desk: RequestTracker, request_tracker: Tracker) -> None:
    key = request_tracker.open("Fetch me")
    request_tracker.say(key, "comment", "one")
    told = desk.fetch(key)
    assert told.whole and [m.body for m in told.messages] == ["About: Fetch me", "one"]
    for missing in ("999999", "x", "-1", "", "1/../2", "9" * 40):
        with pytest.raises(errors.NotThere):
            desk.fetch(missing)
