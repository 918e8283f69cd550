"""SLA on a desk: clocks follow what happens, undo takes them back, history starts none, lists sort by them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.asking import ticket
from desk.promising import HOUR, STANDARD, Wall, due, dues, hours_spec, policy, promise, promising
from supportterm.core import verbs
from supportterm.core.nouns import Ticket
from supportterm.core.operations import Warned
from supportterm.core.orders import parse_order
from supportterm.core.query import Context, parse
from supportterm.core.query.evaluate import evaluate
from supportterm.core.query.record import Record
from supportterm.core.sla_policy import Metric
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage
from supportterm.desk import Desk
from supportterm.store.audit import audit

Promising = tuple[Desk, Wall]


@pytest.fixture
def promised(tmp_path: Path) -> Iterator[Promising]:
    with promising(tmp_path) as there:
        yield there
        found = audit(there[0].path)
        assert found.ok, found.words


def reply(desk: Desk, number: int, then: Status | None = None) -> None:
    desk.write(number, NewMessage(Role.REPLY, "we look into it", then=then))


def customer(desk: Desk, number: int) -> None:
    desk.write(number, NewMessage(Role.CUSTOMER, "and?", person=desk.ticket(number).requester))


def status(desk: Desk, number: int, to: Status) -> None:
    desk.change(number, verbs.set_status, status=to)


def test_a_new_ticket_is_due_in_business_hours_and_a_reply_keeps_the_promise(promised: Promising) -> None:
    desk, clock = promised
    clock.to("16:00")
    number = ticket(desk)
    assert due(desk, number) == "11-27 10:00"
    assert dues(desk, number) == {"first-reply": "11-27 10:00", "resolution": "11-30 16:00"}
    reply(desk, number)
    assert dues(desk, number) == {"resolution": "11-30 16:00"}
    customer(desk, number)
    assert due(desk, number) == "11-27 12:00"
    reply(desk, number, then=Status.SOLVED)
    assert due(desk, number) is None and dues(desk, number) == {}


def test_pending_stops_what_the_policy_says_and_a_customers_answer_goes_on(promised: Promising) -> None:
    desk, clock = promised
    number = ticket(desk)
    reply(desk, number, then=Status.PENDING)
    assert due(desk, number) is None
    row = desk.row(number)
    assert row.promise is not None and (row.promise.metric, row.promise.left) == ("resolution", 16 * HOUR)
    clock.to("12:00", "2026-11-30")
    customer(desk, number)
    assert dues(desk, number) == {"next-reply": "11-30 16:00", "resolution": "12-02 12:00"}


def test_a_higher_priority_retargets_and_what_was_promised_before_is_still_told(promised: Promising) -> None:
    desk, clock = promised
    number = ticket(desk)
    clock.to("10:30")
    desk.change(number, verbs.set_priority, priority=Priority.HIGH)
    assert due(desk, number) == "11-26 11:00"
    clocks = desk.clocks(number)
    assert clocks is not None
    (before,) = clocks.running[Metric.FIRST_REPLY].retargets
    assert before.old is not None and (before.old.length, before.missed) == (2 * HOUR, False)
    desk.undo()
    assert due(desk, number) == "11-26 12:00"
    desk.redo()
    assert due(desk, number) == "11-26 11:00"


def test_a_due_date_set_by_hand_and_a_promise_are_kept_apart(promised: Promising) -> None:
    desk, _ = promised
    number = ticket(desk)
    early = desk.clock() + HOUR
    desk.change(number, verbs.set_due, due=early)
    assert due(desk, number) == "11-26 11:00"
    reply(desk, number, then=Status.SOLVED)
    assert due(desk, number) == "11-26 11:00"
    status(desk, number, Status.OPEN)
    desk.change(number, verbs.set_due, due=None)
    assert due(desk, number) == "11-30 10:00"
    assert desk.change(number, verbs.set_due, due=None).operations == 0


def test_lists_and_queries_go_by_the_next_deadline(promised: Promising) -> None:
    desk, clock = promised
    slow, quick = ticket(desk), ticket(desk)
    desk.change(quick, verbs.set_priority, priority=Priority.HIGH)
    never = ticket(desk)
    status(desk, never, Status.SOLVED)
    rows = desk.window(parse("is:active"), parse_order("due")).rows
    assert [row.id for row in rows] == [quick, slow]
    clock.to("11:30")
    for text, expected in {
        "is:overdue": [quick],
        "sla:<1h": [slow, quick],
        "sla:none": [never],
        "sla:>10m": [slow],
    }.items():
        query = parse(text)
        found = sorted(row.id for row in desk.window(query, parse_order("number")).rows)
        in_memory = [n for n in (slow, quick, never) if evaluate(query, Record(desk.ticket(n)), Context(clock()))]
        assert found == sorted(expected) == in_memory


def test_a_new_policy_touches_a_ticket_at_its_next_event_and_undo_remembers_what_held_when(
    promised: Promising,
) -> None:
    desk, clock = promised
    number = ticket(desk)
    clock.to("10:30")
    desk.change(number, verbs.tag, add=("seen",))
    strict = policy(promise("first-reply", 1), version=2)
    desk.define("policy", "standard", strict)
    assert due(desk, number) == "11-26 12:00"
    clock.to("10:40")
    tagged = desk.change(number, verbs.tag, add=("urgent",))
    assert due(desk, number) == "11-26 11:00"
    desk.undo(tagged.id)
    assert due(desk, number) == "11-26 12:00"


def test_a_schedule_that_was_taken_back_still_holds_for_clocks_that_name_it(tmp_path: Path) -> None:
    with promising(tmp_path) as (desk, clock):
        with desk.together() as applied:
            desk.define("schedule", "office@2", hours_spec(("08:00", "20:00")))
            desk.define("policy", "standard", {**STANDARD, "schedule": "office@2", "version": 2})
        clock.to("19:00")
        number = ticket(desk)
        assert due(desk, number) == "11-27 09:00"
        desk.undo(applied.change.id)
        assert due(desk, number) == "11-27 09:00"
        clock.to("19:30")
        customer(desk, number)  # from here on by the first version, and the half hour that ran counts
        assert due(desk, number) == "11-27 10:30"
        assert audit(desk.path).ok


def test_history_has_no_clocks_until_something_happens(promised: Promising) -> None:
    desk, clock = promised
    with desk.bulk() as bulk:
        al = bulk.person("al@acme.test", "Al")
        old = bulk.ticket("From long ago", al, at=clock() - 90 * 24 * HOUR)
        bulk.message(old, Role.CUSTOMER, "hello?", at=clock() - 90 * 24 * HOUR, person=al)
        closed = bulk.ticket("Done long ago", al, at=clock() - 90 * 24 * HOUR, status=Status.CLOSED)
    assert desk.clocks(old) is None and due(desk, old) is None
    desk.change([old, closed], verbs.tag, add=("seen",))
    assert dues(desk, old) == {"first-reply": "11-26 12:00", "resolution": "11-30 10:00"}
    assert desk.clocks(closed) is None
    with desk.bulk() as bulk:  # what is imported on top of a live ticket keeps no promise
        bulk.message(old, Role.REPLY, "an old answer", at=clock() - 80 * 24 * HOUR, agent="sam")
    desk.change(old, verbs.tag, add=("again",))
    assert "first-reply" in dues(desk, old)


def test_taking_back_all_that_happened_takes_the_clocks_and_brings_them_back(promised: Promising) -> None:
    desk, clock = promised
    number = ticket(desk)
    desk.undo()
    assert desk.clocks(number) is None
    clock.to("10:20")
    desk.redo()
    assert due(desk, number) == "11-26 12:00"


def test_who_waits_in_a_merged_ticket_goes_on_waiting_in_the_other(promised: Promising) -> None:
    desk, clock = promised
    into = ticket(desk)
    reply(desk, into)
    clock.to("11:00")
    other = ticket(desk)
    clock.to("12:00")
    merged = desk.change(other, verbs.merge, into=desk.ticket(into))
    assert dues(desk, into)["next-reply"] == "11-26 15:00"
    assert due(desk, other) is None
    customer(desk, into)
    assert dues(desk, into)["next-reply"] == "11-26 15:00"
    desk.undo()
    desk.undo(merged.id)
    assert "next-reply" not in dues(desk, into) and due(desk, other) == "11-26 13:00"


def test_an_organizations_segment_decides_from_the_next_event_on(tmp_path: Path) -> None:
    gold = policy(promise("first-reply", 1), when={"segments": ["enterprise"]})
    with promising(tmp_path, gold=gold, standard=STANDARD) as (desk, _):
        acme = desk.put_organization(name="Acme", segment="free")
        desk.put_person(email="al@acme.test", organization=acme)
        number = ticket(desk)
        assert due(desk, number) == "11-26 12:00"
        desk.put_organization(name="Acme", segment="enterprise")
        assert due(desk, number) == "11-26 12:00"
        changed = desk.change(number, verbs.tag, add=("seen",))
        assert due(desk, number) == "11-26 11:00"
        desk.undo(changed.id)
        assert due(desk, number) == "11-26 12:00"
        assert audit(desk.path).ok


def test_a_desk_without_policies_keeps_no_clocks_and_one_that_gets_them_begins_there(tmp_path: Path) -> None:
    with promising(tmp_path) as (desk, clock):
        desk.define("policy", "standard", None)
        number = ticket(desk)
        assert desk.clocks(number) is None and due(desk, number) is None
        desk.define("policy", "standard", STANDARD)
        clock.to("13:00")
        customer(desk, number)
        assert due(desk, number) == "11-26 15:00"


def test_what_is_kept_is_checked(tmp_path: Path) -> None:
    with promising(tmp_path) as (desk, _):
        number = ticket(desk)
        assert isinstance(desk.ticket(number), Ticket)
        with desk._store.writing() as connection:
            connection.execute("UPDATE ticket SET promise = '', due_at = NULL")
        found = audit(desk.path)
        assert not found.ok and "the promises of #1 are not what its log adds up to" in found.words


def test_each_promise_warns_once_also_when_two_come_close_at_one_moment(tmp_path: Path) -> None:
    both = policy(promise("first-reply", 2, 2, warn=HOUR), promise("resolution", 2, 2, warn=HOUR))
    with promising(tmp_path, both=both) as (desk, clock):
        number = ticket(desk)
        timers = desk.timers()
        clock.to("11:00")
        for _ in range(2):
            due_now = timers.next()
            assert due_now is not None and due_now.kind == "warning" and due_now.at == clock()
            timers.fire(due_now, too_late=HOUR)
        assert timers.next() is None
        warned = [e.operation.payload for e in desk.log(number) if isinstance(e.operation.payload, Warned)]
        assert [w.metric for w in warned] == ["first-reply", "resolution"]
        desk.change(number, verbs.set_priority, priority=Priority.HIGH)  # another promise, which is as close
        again = timers.next()
        assert again is not None and again.at == clock()
        timers.fire(again, too_late=HOUR)
        assert audit(desk.path).ok
