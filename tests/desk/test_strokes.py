"""What is done through the door: whole or not at all."""

import threading
import time
from typing import Any

import pytest
from asking import found, ticket

from supportterm.core import verbs
from supportterm.core.nouns import Message
from supportterm.core.orders import parse_order
from supportterm.core.query import parse
from supportterm.core.refusal import MovedOn, Refused
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import Draft, NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.store.audit import audit


def test_a_ticket_is_created_with_all_that_was_said(desk: Desk) -> None:
    number = ticket(desk, tags=("Billing",), team="support", assignee="sam", priority=Priority.HIGH)
    made = desk.ticket(number)
    assert (made.status, made.priority, made.assignee, made.team) == (Status.OPEN, Priority.HIGH, "sam", "support")
    assert made.tags == ("billing",)
    assert desk.person(made.requester).email == "al@acme.test"
    row = desk.row(number)
    assert (row.requester, row.subject, row.messages, row.unread) == ("Al", "Charged twice", 1, True)
    assert found(desk, "refund") == [number]
    assert found(desk, "charged") == [number]


def test_what_the_desk_does_not_have_is_refused_and_nothing_happens(desk: Desk) -> None:
    for wrong in (
        NewTicket("al@acme.test", "Hi", team="nobody"),
        NewTicket("al@acme.test", "Hi", assignee="nobody"),
        NewTicket("al@acme.test", "Hi", tags=("no,tag",)),
        NewTicket("al@acme.test", "Hi", fields={"plan": "pro"}),
        NewTicket("no address", "Hi"),
        NewTicket("al@acme.test", "  "),
    ):
        with pytest.raises(Refused):
            desk.create_ticket(wrong)
    assert desk.count(parse("")) == 0
    assert desk.person_by_email("al@acme.test") is None


def test_what_has_left_the_house_stays(desk: Desk) -> None:
    number = ticket(desk)
    desk.write(number, NewMessage(Role.REPLY, "on its way"))
    with desk._store.writing() as connection:  # as whatever carries mail notes it
        connection.execute("UPDATE message SET delivery = 'sent' WHERE role = ?", (int(Role.REPLY),))
    with pytest.raises(Refused, match="left the house"):
        desk.undo()
    assert desk.ticket(number).messages == 2


def test_nothing_to_do_writes_nothing(desk: Desk) -> None:
    number = ticket(desk)
    change = desk.change(number, verbs.set_priority, priority=Priority.NORMAL)
    assert (change.id, change.operations, change.words) == (b"", 0, "nothing to change")


def test_a_reply_to_what_has_moved_on_is_stopped_and_a_note_is_not(desk: Desk) -> None:
    number = ticket(desk)
    seen = desk.ticket(number).last_message
    desk.write(
        number, NewMessage(Role.CUSTOMER, "one more thing", markdown=False, person=desk.ticket(number).requester)
    )
    newest = desk.ticket(number).last_message
    with pytest.raises(MovedOn) as stopped:
        desk.write(number, NewMessage(Role.REPLY, "all done!", seen_upto=seen))
    assert stopped.value.newer == (newest,)
    desk.write(number, NewMessage(Role.NOTE, "looking", seen_upto=seen))
    desk.write(number, NewMessage(Role.REPLY, "all done!", seen_upto=newest))
    assert desk.ticket(number).messages == 4


def test_a_draft_goes_in_the_moment_its_text_is_sent_and_stays_when_it_is_not(desk: Desk) -> None:
    number = ticket(desk)
    for at, kind in ((number, "reply"), (0, "new")):
        desk.save_draft(Draft(at, kind, "half a tho", to=("al@acme.test",)))
    with pytest.raises(MovedOn):
        desk.write(number, NewMessage(Role.REPLY, "half a thought", seen_upto=1), draft="reply")
    with pytest.raises(Refused):
        desk.create_ticket(NewTicket("al@acme.test", "Hi", team="nobody"), draft="new")
    assert len(desk.drafts()) == 2
    desk.write(number, NewMessage(Role.REPLY, "half a thought"), draft="reply")
    desk.create_ticket(NewTicket("al@acme.test", "Hi"), draft="new")
    assert desk.drafts() == ()
    assert [text for _, text in desk.draft_versions(number, "reply")] == ["half a tho"]


def test_a_ticket_without_a_text_is_found_by_its_subject(desk: Desk) -> None:
    number = ticket(desk, "Hungry giraffe", "")
    assert found(desk, "giraffe") == [number]
    assert [row.id for row in desk.window(parse("subject:giraffe"), parse_order("-updated")).rows] == [number]


def test_a_clock_that_goes_back_hides_nothing(desk: Desk) -> None:
    number = ticket(desk)
    seen = desk.ticket(number).last_message
    desk.mark_seen(number)
    with Desk.open(desk.path, me="sam", clock=lambda: 1_600_000_000_000) as sams:
        sams.write(number, NewMessage(Role.CUSTOMER, "one more thing", markdown=False))
        with pytest.raises(MovedOn):
            sams.write(number, NewMessage(Role.REPLY, "all done!", seen_upto=seen))
    assert desk.row(number).unread
    assert [m.body for m in desk.timeline(number) if isinstance(m, Message)] == ["please refund me", "one more thing"]


def test_what_came_after_a_look_stays_unread(desk: Desk) -> None:
    number = ticket(desk)
    painted = desk.ticket(number).last_message
    desk.write(number, NewMessage(Role.CUSTOMER, "and another", markdown=False))
    desk.mark_seen(number, painted)
    assert desk.row(number).unread and desk.seen(number) == painted
    desk.mark_seen(number)
    desk.mark_seen(number, painted)
    assert not desk.row(number).unread


def test_history_is_unread_to_nobody_until_something_joins_it(desk: Desk) -> None:
    mine = ticket(desk)
    with desk.bulk() as bulk:
        al = bulk.person("al@acme.test")
        old, long, late = (bulk.ticket(s, al, at=1_000) for s in ("old", "long", "late"))
        for number, at in ((old, 1_000), (long, 1_000), (mine, 1_900_000_000_000), (late, 1_950_000_000_000)):
            bulk.message(number, Role.CUSTOMER, "hello", at=at)
        bulk.commit()
        bulk.message(long, Role.CUSTOMER, "hello?", at=2_000)
    with Desk.open(desk.path, me="sam", clock=desk.clock) as sams:
        unread = parse("is:unread")
        assert [r.id for r in sams.window(unread, parse_order("number")).rows] == [mine, late]
        assert [sams.row(n).unread for n in (mine, old, long, late)] == [True, False, False, True]
        assert sams.seen(long) == sams.ticket(long).last_message
        sams.write(old, NewMessage(Role.REPLY, "hello"))
        assert not sams.row(old).unread and desk.row(old).unread
    with desk.bulk(unread=True) as bulk:
        number = bulk.ticket("new", al, at=1_000)
        bulk.message(number, Role.CUSTOMER, "hello", at=1_000)
    assert desk.row(number).unread


def test_what_i_wrote_is_not_unread_to_me_and_what_i_have_not_read_stays_so(desk: Desk) -> None:
    number = ticket(desk)
    desk.write(number, NewMessage(Role.NOTE, "hm"))
    assert desk.row(number).unread
    desk.mark_seen(number)
    assert not desk.row(number).unread
    desk.write(number, NewMessage(Role.REPLY, "hello"))
    assert not desk.row(number).unread
    desk.write(number, NewMessage(Role.CUSTOMER, "hello?", markdown=False))
    assert desk.row(number).unread
    with Desk.open(desk.path, me="sam") as sams:
        assert sams.row(number).unread


def test_writes_together_are_one_change_and_each_finds_those_before_it_done(desk: Desk) -> None:
    with desk.together() as stroke:
        one, two = (desk.create_ticket(NewTicket(f"{n}@acme.test", n)) and n for n in ("first", "second"))
        acme = desk.put_organization(name="Acme")
        assert desk.put_organization(name="acme", segment="paid") == acme
        al = desk.put_person(email="al@acme.test", organization=acme)
        with pytest.raises(Refused, match="no ticket 99"):
            desk.change([1, 99], verbs.set_priority, priority=Priority.URGENT)
        with pytest.raises(Refused, match="undo stands alone"):
            desk.undo()
        with desk.together():
            desk.change(1, verbs.set_requester, person=al)
    assert (one, two, stroke.change.tickets) == ("first", "second", (1, 2))
    assert [t.subject for t in desk.tickets([1, 2])] == ["first", "second"]
    assert (desk.ticket(1).requester, desk.ticket(1).priority) == (al, Priority.NORMAL)
    assert audit(desk.path).ok
    desk.undo()
    assert desk.count(parse("")) == 0 and desk.person_by_email("al@acme.test") is None
    assert desk.person_by_email("first@acme.test") is not None
    assert audit(desk.path).ok


def test_what_another_thread_does_is_no_part_of_what_is_done_together(desk: Desk) -> None:
    number = ticket(desk)
    entered = threading.Event()

    def tag() -> None:
        entered.set()
        desk.change(number, verbs.tag, add=("other",))

    other = threading.Thread(target=tag)
    with pytest.raises(RuntimeError, match="half way"), desk.together():
        desk.change(number, verbs.tag, add=("mine",))
        other.start()
        entered.wait()
        raise RuntimeError("half way")
    other.join()
    assert desk.ticket(number).tags == ("other",)


def test_threads_that_are_the_first_to_write_write_by_the_same(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """As those of a keeper are: two would each keep texts of tickets that the other changes."""
    from supportterm.store import stroke

    class Slow(stroke.Strokes):
        def __init__(self, *given: Any) -> None:
            time.sleep(0.01)  # the others have their turn
            super().__init__(*given)

    monkeypatch.setattr(stroke, "Strokes", Slow)
    together, made = threading.Barrier(4), []

    def begin() -> None:
        together.wait()
        made.append(desk._made_strokes())

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4 and len(set(map(id, made))) == 1
