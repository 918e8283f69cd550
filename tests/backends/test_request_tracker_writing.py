"""What is sent to a real Request Tracker: done once, found again, refused in words, never over another's change."""

import io
import os
import threading
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from rt import connect, here, now, seen
from rt import desk as desk

from servers.request_tracker import Tracker
from supportterm.backends import errors
from supportterm.backends.request_tracker import rest
from supportterm.backends.request_tracker.backend import RequestTracker
from supportterm.core.nouns import Value
from supportterm.core.remote import MergeTickets, OpenTicket, OutFile, RemotePerson, Say, SetFields
from supportterm.core.terms import Priority, Role, Status
from whole_feed import everything, marker

pytest_plugins = ["servers.rt_fixtures"]

DANA = RemotePerson(name="Dana Q", email="dana.q@customer.test")


def fields(backend: RequestTracker, key: str, **values: Value) -> SetFields:
    """A step decided on what is there now."""
    ticket = now(backend, key)
    named = {name.replace("__", "."): value for name, value in values.items()}
    base = {name: ticket.values().get(name) for name in named}
    return SetFields(marker(), key=key, values=named, base=base, version=ticket.version)


# --- replies and notes


@pytest.mark.parametrize("role", [Role.REPLY, Role.NOTE])
def test_what_is_said_is_there_and_comes_back_as_ours(
    desk: RequestTracker, request_tracker: Tracker, role: Role
) -> None:
    key = request_tracker.open("Say something")
    cursor = here(request_tracker)
    step = Say(marker(), key=key, role=role, body="**Bold** & <plain>\n\n- ä 印")
    receipt = desk.write(step)
    items, _ = everything(desk, cursor)
    (message,) = [m for told in seen(items, key) for m in told.messages]
    assert (message.key, message.role, message.body) == (receipt.key, role, step.body)
    assert (message.marker, message.agent) == (step.marker, "sync")


def test_a_step_is_found_by_its_marker_and_only_then(desk: RequestTracker, request_tracker: Tracker) -> None:
    step = Say(marker(), key=request_tracker.open("Find me"), role=Role.REPLY, body="once")
    assert desk.find(step) is None
    receipt = desk.write(step)
    found = desk.find(step)
    assert found is not None and found.key == receipt.key
    assert desk.find(Say(marker(), key=step.key, role=Role.REPLY, body="once")) is None


def test_a_marker_of_somebody_else_is_not_ours(desk: RequestTracker, request_tracker: Tracker) -> None:
    step = Say(marker(), key=request_tracker.open("Quoted"), role=Role.REPLY, body="never sent")
    cursor = here(request_tracker)
    request_tracker.say(step.key, "comment", f"look: {step.marker}", TxnCustomFields={"supportterm-id": step.marker})
    assert desk.find(step) is None
    items, _ = everything(desk, cursor)
    assert [m.marker for m in seen(items, step.key)[0].messages] == [""]


def test_files_go_and_come_whole_with_their_names(
    desk: RequestTracker, request_tracker: Tracker, tmp_path: Path
) -> None:
    whole = os.urandom(300_000)
    path = tmp_path / "any"
    path.write_bytes(whole)
    files = tuple(
        OutFile(name, kind, len(whole), str(path))
        for name, kind in (("kuvä 印.bin", "application/octet-stream"), ("a b.png", "image/png"))
    )
    step = Say(marker(), key=request_tracker.open("With files"), role=Role.REPLY, body="see there", files=files)
    receipt = desk.write(step)
    message = next(m for m in desk.fetch(step.key).messages if m.key == receipt.key)
    assert message.body == "see there"
    assert [(f.name, f.media_type, f.size) for f in message.files] == [(f.name, f.media_type, 300_000) for f in files]
    for file in message.files:
        into = io.BytesIO()
        desk.download(file.key, into)
        assert into.getvalue() == whole


def test_a_file_name_that_the_server_damaged_can_still_be_used(desk: RequestTracker, request_tracker: Tracker) -> None:
    file = {"FileName": "kuvä.bin", "FileType": "application/octet-stream", "FileContent": "AAEC"}
    key = request_tracker.open("Damaged", Attachments=[file])
    (told,) = desk.fetch(key).messages[0].files
    assert told.name.startswith("kuv") and told.name.endswith(".bin") and "\ufffd" not in told.name


def test_a_copy_goes_to_those_who_are_made_watchers(desk: RequestTracker, request_tracker: Tracker) -> None:
    key = request_tracker.open("Copies", Cc=["first@customer.test"])
    desk.write(Say(marker(), key=key, role=Role.REPLY, body="to both", cc=("second@customer.test",)))
    watchers = {ref["id"] for ref in request_tracker.call("GET", f"/ticket/{key}")["Cc"]}
    assert watchers == {"first@customer.test", "second@customer.test"}


def test_what_can_not_be_said(desk: RequestTracker, request_tracker: Tracker) -> None:
    key = request_tracker.open("No forwards")
    with pytest.raises(errors.CannotDo):
        desk.write(Say(marker(), key=key, role=Role.FORWARD, body="x", to=("a@b.test",)))
    for missing in ("999999", "../user/1", ""):
        with pytest.raises(errors.NotThere):
            desk.write(Say(marker(), key=missing, role=Role.REPLY, body="x"))


def test_who_may_not_is_told_so(request_tracker: Tracker) -> None:
    key = request_tracker.open("Not for mallory")
    with closing(connect(request_tracker, user="mallory")) as stranger:
        with pytest.raises(errors.NotAllowed):
            stranger.write(SetFields(marker(), key=key, values={"subject": "mine"}))
        with pytest.raises(errors.RemoteError):
            stranger.write(Say(marker(), key=key, role=Role.NOTE, body="mine"))
    with closing(connect(request_tracker)) as backend:
        assert now(backend, key).subject == "Not for mallory"


# --- opening


def test_a_ticket_is_opened_as_asked_and_found_again(desk: RequestTracker, request_tracker: Tracker) -> None:
    subject = 'It\'s "quoted" \\ and 100% 印 <b>'
    values: dict[str, Value] = {"priority": 3, "assignee": "bob", "team": "tier2", "field.severity": "S2", "status": 1}
    values["due"] = 1893553445000
    step = OpenTicket(marker(), subject, DANA, "She called.\n\n**Soon** please", values, ("vip", "phone"))
    assert desk.find(step) is None
    receipt = desk.write(step)
    found = desk.find(step)
    assert found is not None and found.key == receipt.key == receipt.number
    told = desk.fetch(receipt.key)
    ticket = told.ticket
    assert (ticket.subject, ticket.requester.email, ticket.requester.name) == (subject, DANA.email, "Dana Q")
    assert (ticket.priority, ticket.assignee, ticket.team, ticket.status) == (3, "bob", "tier2", 1)
    assert (ticket.due, ticket.tags, ticket.fields["severity"]) == (1893553445000, ("phone", "vip"), "S2")
    (message,) = told.messages
    assert (message.role, message.body, message.marker) == (Role.CUSTOMER, step.body, step.marker)
    assert message.person is not None and message.person.email == DANA.email


def test_what_a_new_ticket_can_not_have_is_refused_before_it_is_made(
    desk: RequestTracker, request_tracker: Tracker
) -> None:
    before = request_tracker.newest_transaction()
    wrong: tuple[tuple[str, Value], ...] = (
        ("assignee", "nobody-there"), ("team", "no-queue"), ("field.severity", "S9"), ("field.none", "x"), ("status", 3)
    )  # fmt: skip
    for name, value in wrong:
        with pytest.raises(errors.Invalid) as caught:
            desk.write(OpenTicket(marker(), "Wrong", DANA, values={name: value}))
        assert name in caught.value.fields
    assert request_tracker.newest_transaction() == before, "nothing was done there"


def test_a_requesters_name_can_not_smuggle_in_another(desk: RequestTracker, request_tracker: Tracker) -> None:
    name = 'Dana" <x@evil.test>, Eve'
    receipt = desk.write(OpenTicket(marker(), "Smuggler", RemotePerson(name=name, email="dana2@customer.test"), "x"))
    people = [ref["id"] for ref in request_tracker.call("GET", f"/ticket/{receipt.key}")["Requestor"]]
    assert people == ["dana2@customer.test"]


# --- fields


@pytest.mark.parametrize(
    "values",
    [
        {"subject": "New 印 'subject' \\ [b]"},
        {"status": int(Status.SOLVED)},
        {"status": int(Status.PENDING)},
        {"priority": int(Priority.URGENT)},
        {"assignee": "carol"},
        {"team": "tier3"},
        {"due": 1893553445000},
        {"field.severity": "S3", "field.serial": 'it\'s; a "serial"'},
        {"status": 1, "priority": 0, "assignee": "alice", "team": "general", "subject": "all at once"},
    ],
)
def test_fields_are_set_and_told(desk: RequestTracker, request_tracker: Tracker, values: Mapping[str, Value]) -> None:
    key = request_tracker.open("Set me")
    ticket = now(desk, key)
    step = SetFields(marker(), key=key, values=dict(values), version=ticket.version)
    assert desk.find(step) is None
    receipt = desk.write(step)
    after = now(desk, key)
    assert {name: after.values()[name] for name in values} == values
    assert receipt.ticket is not None and receipt.ticket.values() == after.values()
    assert desk.find(step) is not None


def test_fields_are_emptied(desk: RequestTracker, request_tracker: Tracker) -> None:
    key = request_tracker.open("Empty me", Owner="bob", Due="2030-01-02 03:04:05")
    request_tracker.put(key, CustomFields={"Serial": "1", "Severity": "S1"})
    desk.write(fields(desk, key, assignee=None, due=None, field__serial=None, field__severity=None))
    after = now(desk, key)
    assert (after.assignee, after.due, after.fields["serial"], after.fields["severity"]) == (None, None, None, None)


def test_a_moment_of_a_field_is_the_same_in_every_time_zone(desk: RequestTracker, request_tracker: Tracker) -> None:
    # The robot's account is in Auckland, alice looks from Helsinki.
    key = request_tracker.open("Visit")
    values: dict[str, Value] = {"field.visit-at": "2030-06-02T03:04:05Z"}
    desk.write(SetFields(marker(), key=key, values=values, version=now(desk, key).version))
    with closing(connect(request_tracker, user="alice")) as helsinki:
        assert now(helsinki, key).fields["visit-at"] == "2030-06-02T03:04:05Z"


@pytest.mark.parametrize("user", ["alice", "bob", "carol"])
def test_a_deadline_is_the_same_in_every_time_zone(request_tracker: Tracker, user: str) -> None:
    key = request_tracker.open("Due")
    with closing(connect(request_tracker, user=user)) as backend:
        backend.write(fields(backend, key, due=1893553445000))
        assert now(backend, key).due == 1893553445000


def test_a_priority_that_means_the_same_is_left_as_it_is(desk: RequestTracker, request_tracker: Tracker) -> None:
    key = request_tracker.open("Sixty", Priority="60")
    assert now(desk, key).priority == Priority.NORMAL
    desk.write(fields(desk, key, priority=int(Priority.NORMAL), subject="Still sixty"))
    there = request_tracker.call("GET", f"/ticket/{key}")
    assert (there["Priority"], there["Subject"]) == ("60", "Still sixty")


def test_tags_are_added_and_taken_away_beside_those_of_others(desk: RequestTracker, request_tracker: Tracker) -> None:
    key = request_tracker.open("Tags", CustomFields={"Tags": ["keep", "drop"]})
    step = SetFields(
        marker(), key=key, add=("new", "it's 印"), remove=("drop", "never there"), version=now(desk, key).version
    )
    desk.write(step)
    assert now(desk, key).tags == ("it's 印", "keep", "new")
    assert desk.find(step) is not None


def test_what_is_so_already_is_not_written(desk: RequestTracker, request_tracker: Tracker) -> None:
    key = request_tracker.open("Same", Owner="bob")
    before = request_tracker.newest_transaction()
    desk.write(fields(desk, key, assignee="bob", subject="Same", priority=0))
    assert request_tracker.newest_transaction() == before


def test_what_the_server_would_refuse_in_prose_is_told_as_a_refusal(
    desk: RequestTracker, request_tracker: Tracker
) -> None:
    key = request_tracker.open("Refuse", Owner="alice")
    for name, value in (("assignee", "mallory"), ("assignee", "who"), ("team", "nowhere"), ("field.severity", "S9")):
        step = SetFields(
            marker(), key=key, values={name: value, "subject": "changed too"}, version=now(desk, key).version
        )
        with pytest.raises(errors.Invalid) as caught:
            desk.write(step)
        assert name in caught.value.fields
        ticket = now(desk, key)
        assert (ticket.assignee, ticket.subject) == ("alice", "Refuse"), "whole or not at all"


def test_a_status_of_no_lifecycle_is_refused_and_the_rest_taken_back(request_tracker: Tracker) -> None:
    key = request_tracker.open("Waiting")
    with closing(connect(request_tracker, statuses="waiting=on-hold")) as backend:
        assert int(Status.ON_HOLD) in backend.catalog().statuses
        step = SetFields(marker(), key=key, values={"status": 3, "priority": 3}, version=now(backend, key).version)
        with pytest.raises(errors.Invalid) as caught:
            backend.write(step)
        assert "waiting" in str(caught.value) and "status" in caught.value.fields
        ticket = now(backend, key)
        assert (ticket.status, ticket.priority) == (Status.NEW, Priority.LOW)


def test_of_several_words_for_a_status_the_one_that_is_taken_is_used(request_tracker: Tracker) -> None:
    key = request_tracker.open("Two words")
    with closing(connect(request_tracker, statuses="waiting=pending")) as backend:
        backend.write(fields(backend, key, status=int(Status.PENDING)))
        assert request_tracker.call("GET", f"/ticket/{key}")["Status"] == "stalled"


# --- others


def test_a_step_decided_on_an_old_state_is_a_conflict(desk: RequestTracker, request_tracker: Tracker) -> None:
    key = request_tracker.open("Stale")
    step = fields(desk, key, assignee="alice")
    request_tracker.put(key, user="bob", Owner="bob")
    with pytest.raises(errors.Conflict) as caught:
        desk.write(step)
    assert caught.value.current["assignee"] == "bob"
    assert now(desk, key).assignee == "bob", "nothing was overwritten"


def test_without_a_version_the_values_seen_decide(desk: RequestTracker, request_tracker: Tracker) -> None:
    key = request_tracker.open("By values")
    request_tracker.put(key, user="bob", Owner="bob", Subject="Other")
    with pytest.raises(errors.Conflict):
        desk.write(SetFields(marker(), key=key, values={"assignee": "alice"}, base={"assignee": None}))
    desk.write(SetFields(marker(), key=key, values={"priority": 3}, base={"priority": 0}))
    assert now(desk, key).priority == Priority.URGENT


def test_our_own_reply_and_what_it_sets_off_is_no_conflict(desk: RequestTracker, request_tracker: Tracker) -> None:
    # A reply opens a new ticket by itself; solving it with that reply is the most common thing that is done.
    key = request_tracker.open("Reply and solve")
    solve = fields(desk, key, status=int(Status.SOLVED))
    desk.write(Say(marker(), key=key, role=Role.REPLY, body="solved so"))
    assert now(desk, key).status == Status.OPEN
    desk.write(solve)
    assert now(desk, key).status == Status.SOLVED


def test_a_customers_word_before_our_solving_is_a_conflict(desk: RequestTracker, request_tracker: Tracker) -> None:
    key = request_tracker.open("Not solved")
    solve = fields(desk, key, status=int(Status.SOLVED))
    request_tracker.say(key, "correspond", "it is worse now", user="bob")
    with pytest.raises(errors.Conflict):
        desk.write(solve)


def test_somebody_between_our_look_and_our_write_is_a_conflict(
    desk: RequestTracker, request_tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = request_tracker.open("412")
    step = fields(desk, key, priority=3)
    write = rest.Rest.write

    def late(self: rest.Rest, method: str, path: str, body: object, *, if_match: str = "") -> object:
        request_tracker.put(key, user="bob", Priority="50")
        return write(self, method, path, body, if_match=if_match)

    monkeypatch.setattr(rest.Rest, "write", late)
    with pytest.raises(errors.Conflict) as caught:
        desk.write(step)
    assert caught.value.current["priority"] == Priority.NORMAL, "the server refused, with 412"
    assert now(desk, key).priority == Priority.NORMAL


def test_somebody_right_after_our_write_is_told(
    desk: RequestTracker, request_tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = request_tracker.open("Raced")
    step = fields(desk, key, priority=3)
    write = rest.Rest.write

    def overtaken(self: rest.Rest, method: str, path: str, body: object, *, if_match: str = "") -> object:
        answer = write(self, method, path, body, if_match=if_match)
        request_tracker.put(key, user="bob", Priority="50")
        return answer

    monkeypatch.setattr(rest.Rest, "write", overtaken)
    with pytest.raises(errors.Conflict) as caught:
        desk.write(step)
    assert "bob" in str(caught.value) and caught.value.current["priority"] == Priority.NORMAL


def test_two_at_once_never_both_believe_that_they_won(request_tracker: Tracker) -> None:
    key = request_tracker.open("Two at once")
    backends = [connect(request_tracker, user=user) for user in ("alice", "bob")]
    steps = [fields(backend, key, assignee=user) for backend, user in zip(backends, ("alice", "bob"), strict=True)]
    outcome: dict[str, str] = {}
    start = threading.Barrier(2)

    def work(backend: RequestTracker, step: SetFields) -> None:
        start.wait()
        try:
            backend.write(step)
            outcome[str(step.values["assignee"])] = "done"
        except errors.Conflict:
            outcome[str(step.values["assignee"])] = "conflict"

    workers = [threading.Thread(target=work, args=pair) for pair in zip(backends, steps, strict=True)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    owner = now(backends[0], key).assignee
    assert owner in outcome and len(outcome) == 2
    loser = "bob" if owner == "alice" else "alice"
    # The one that was overwritten may have looked back before it was; it reads the other's change in the feed.
    assert outcome[loser] == "conflict" or outcome[str(owner)] == "conflict"
    for backend in backends:
        backend.close()


# --- merging, and what is gone


def test_tickets_are_merged_once(desk: RequestTracker, request_tracker: Tracker) -> None:
    key, into = request_tracker.open("Duplicate"), request_tracker.open("Original")
    step = MergeTickets(marker(), key=key, into=into)
    assert desk.find(step) is None
    receipt = desk.write(step)
    assert receipt.key == into and desk.find(step) is not None
    before = request_tracker.newest_transaction()
    assert desk.write(step).key == into
    assert request_tracker.newest_transaction() == before, "a second time changes nothing"
    assert now(desk, key).merged_into == into


def test_fields_of_a_merged_or_deleted_ticket_are_not_written_elsewhere(
    desk: RequestTracker, request_tracker: Tracker
) -> None:
    key, into, dead = (request_tracker.open(s) for s in ("Absorbed", "Target", "Dead"))
    request_tracker.put(key, MergeInto=into)
    request_tracker.call("DELETE", f"/ticket/{dead}")
    with pytest.raises(errors.NotThere) as caught:
        desk.write(SetFields(marker(), key=key, values={"subject": "hit the wrong one"}))
    assert caught.value.moved_to == into and now(desk, into).subject == "Target"
    for missing in (dead, "999999"):
        with pytest.raises(errors.NotThere):
            desk.write(SetFields(marker(), key=missing, values={"subject": "x"}))


def test_the_name_of_a_file_that_opens_a_ticket_is_told_as_it_is(desk: RequestTracker, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"hello")
    out = OutFile("Grüße 印.txt", "text/plain", 5, str(file))
    receipt = desk.write(OpenTicket(marker(), "With a file", DANA, "see it", files=(out,)))
    assert [f.name for m in desk.fetch(receipt.key).messages for f in m.files] == [out.name]
