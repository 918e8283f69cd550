"""Several writes that are one change."""

import pytest

from supportterm.core import verbs
from supportterm.core.refusal import Refused
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk


def state(desk: Desk, number: int) -> tuple[object, ...]:
    ticket = desk.ticket(number)
    return ticket.status, ticket.priority, ticket.tags, ticket.messages


@pytest.fixture
def number(desk: Desk) -> int:
    return desk.create_ticket(NewTicket("al@acme.test", "Refund", "please")).tickets[0]


def test_what_is_done_together_is_undone_together(desk: Desk, number: int) -> None:
    before = state(desk, number)
    with desk.together() as stroke:
        desk.write(number, NewMessage(Role.REPLY, "done", then=Status.SOLVED))
        desk.change(number, verbs.set_priority, priority=Priority.HIGH)
        desk.change(number, verbs.tag, add=("refund",), remove=())
    assert state(desk, number) == (Status.SOLVED, Priority.HIGH, ("refund",), 2)
    assert stroke.change.tickets == (number,)
    assert {e.operation.change for e in desk.log(number)[2:]} == {stroke.change.id}
    desk.undo()
    assert state(desk, number) == before
    desk.redo()
    assert state(desk, number) == (Status.SOLVED, Priority.HIGH, ("refund",), 2)


def test_when_one_part_is_refused_nothing_is_done(desk: Desk, number: int) -> None:
    before, heard = state(desk, number), []
    desk.subscribe(heard.append)
    with pytest.raises(Refused), desk.together():
        desk.write(number, NewMessage(Role.NOTE, "half"))
        desk.change(number, verbs.assign, agent="zoe")
    assert state(desk, number) == before
    assert len(desk.log(number)) == 2 and heard == []
    desk.change(number, verbs.set_priority, priority=Priority.LOW)
    assert heard == [(number,)]


def test_who_listens_hears_of_it_once(desk: Desk, number: int) -> None:
    heard: list[tuple[int, ...]] = []
    desk.subscribe(heard.append)
    with desk.together():
        desk.change(number, verbs.set_priority, priority=Priority.HIGH)
        desk.change(number, verbs.set_status, status=Status.PENDING)
    assert heard == [(number,)]
