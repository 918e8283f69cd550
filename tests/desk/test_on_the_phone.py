"""On the phone: who calls, whose call it is, and what is written down of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from clocks import Clock
from supportterm.core.calls import RINGS
from supportterm.core.nouns import Message
from supportterm.core.operations import Called
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk

NOW = 1_790_000_000_000
PBX = {
    "kind": "call", "phone": "{{ from }}", "state": "{{ event }}", "agent": "{{ to }}", "key": "{{ id }}",
    "person": "{{ name }}", "direction": "{{ way }}",
}  # fmt: skip


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with Desk.create(tmp_path / "d.desk", "d", me="ann", clock=clock) as desk:
        desk.define("agent", "ann", {"name": "Ann", "phone": "12"})
        desk.define("agent", "bo", {"name": "Bo", "phone": "13"})
        desk.define("incoming", "pbx", PBX)
        desk.put_person(email="al@acme.test", name="Al", phone="+49 (0)30 123456")
        desk.create_ticket(NewTicket("al@acme.test", "Case", "help"))
        yield desk


@pytest.fixture
def bo(desk: Desk, clock: Clock) -> Iterator[Desk]:
    with Desk.open(desk.path, me="bo", clock=clock) as other:
        yield other


def rings(desk: Desk, event: str = "ringing", id: str = "a", delivery: str = "", **more: str) -> int | None:
    sent = {"from": "030 12 34 56", "event": event, "id": id, "to": "12", **more}
    return desk.webhooks.take("pbx", delivery or f"{id} {event}", sent)


def last(desk: Desk, ticket: int) -> Message:
    return desk.message(desk.ticket(ticket).last_message)


def test_who_calls_is_known_by_their_number_and_rings_where_they_are_meant(desk: Desk, bo: Desk) -> None:
    assert rings(desk) is None
    [call] = desk.calls.ringing()
    other = desk.calls.other(call)
    assert other is not None and other.name == "Al" and call.agent == "ann" and bo.calls.ringing() == ()
    rings(desk, id="b", to="", **{"from": "+43 1 999 99 99", "name": "Zoe"})
    [unknown] = bo.calls.ringing()
    assert bo.calls.other(unknown) is None and unknown.name == "Zoe"
    assert [each.id for each in desk.calls.ringing()] == [unknown.id, call.id]


def test_nobody_rings_for_ever(desk: Desk, clock: Clock) -> None:
    rings(desk)
    clock.now += RINGS
    assert desk.calls.ringing() == () and len(desk.calls.recent()) == 1


def test_the_same_told_twice_is_one_call(desk: Desk) -> None:
    for _ in range(2):
        rings(desk)
        rings(desk, id="", delivery="d1")
    assert len(desk.calls.recent()) == 2


def test_a_call_is_taken_spoken_and_written_down_on_its_ticket(desk: Desk, clock: Clock) -> None:
    rings(desk)
    clock.forward(5)
    taken = desk.calls.take()
    rings(desk, "answered")
    clock.forward(252)
    change = desk.calls.end(taken.id, 1, "reached", "She will send the log.", Status.PENDING)
    note = last(desk, 1)
    assert note.role is Role.NOTE and note.agent == "ann"
    assert note.body == "Call from Al, 030 12 34 56: reached, 4 min 12 s.\n\nShe will send the log."
    assert desk.ticket(1).status is Status.PENDING and desk.calls.mine() is None and desk.calls.recent() == ()
    [called] = [e.operation.payload for e in desk.log(1) if isinstance(e.operation.payload, Called)]
    assert called == Called(note.id, "030 12 34 56", True, "reached", 252)
    rings(desk, "hangup")
    assert desk.calls.recent() == (), "what the telephone system says afterwards wakes it no more"
    desk.undo(change.id)
    assert last(desk, 1).hidden or desk.ticket(1).messages == 1


def test_when_the_other_hangs_up_first_it_can_still_be_written_down(desk: Desk, clock: Clock) -> None:
    rings(desk)
    rings(desk, "answered")
    clock.forward(60)
    rings(desk, "hangup")
    clock.forward(600)
    mine = desk.calls.mine()
    assert mine is not None and mine.state == "ended"
    desk.calls.end(mine.id, 1, "reached")
    assert last(desk, 1).body == "Call from Al, 030 12 34 56: reached, 1 min."


def test_somebody_elses_call_is_not_taken_and_nobody_is_on_two(desk: Desk, bo: Desk) -> None:
    rings(desk)
    with pytest.raises(Refused, match="nobody calls"):
        bo.calls.take()
    with pytest.raises(Refused, match="ann has this call"):
        bo.calls.take(desk.calls.ringing()[0].id)
    desk.calls.take()
    with pytest.raises(Refused, match="you are on the phone with 030"):
        desk.calls.begin("030 7", None, 1)
    rings(desk, id="b")
    with pytest.raises(Refused, match="you are on the phone"):
        desk.calls.take()


def test_a_ticket_is_opened_for_who_is_on_the_phone(desk: Desk) -> None:
    rings(desk, to="", **{"from": "+43 1 999 99 99", "name": "Zoe"})
    taken = desk.calls.take()
    number = desk.calls.open(taken.id, "Printer on fire").tickets[0]
    ticket = desk.ticket(number)
    person = desk.person(ticket.requester)
    assert (ticket.channel, ticket.assignee, person.name, person.phone) == ("phone", "ann", "Zoe", "+43 1 999 99 99")
    mine = desk.calls.mine()
    assert mine is not None and mine.ticket == number and mine.person == person.id
    rings(desk, id="b", **{"from": "0043 1 9999999"})
    again = desk.calls.other(desk.calls.ringing()[0])
    assert again is not None and again.name == "Zoe", "she is known the next time"


def test_a_call_of_ours_and_one_that_nothing_knew_of(desk: Desk, clock: Clock) -> None:
    begun = desk.calls.begin("+49 30 123456", desk.ticket(1).requester, 1)
    clock.forward(20)
    desk.calls.end(begun.id, 1, "no-answer")
    assert last(desk, 1).body == "Called Al, +49 30 123456: no answer, 20 s."
    desk.calls.log(1, "voicemail", 90, "", incoming=True)
    assert last(desk, 1).body == "Call from Al, +49 (0)30 123456: voicemail, 1 min 30 s."
    with pytest.raises(Refused, match="no telephone number is known"):
        desk.calls.begin("", None, 1)
    with pytest.raises(Refused, match="is no telephone number"):
        desk.calls.begin("call me", None, 1)


def test_a_missed_call_opens_a_ticket_once_where_that_is_wanted(desk: Desk) -> None:
    assert rings(desk) is None and rings(desk, "missed") is None
    desk.define("incoming", "pbx", {**PBX, "subject": "Missed call of {{ from }}"})
    rings(desk, id="b")
    assert rings(desk, "hangup", id="b") == 2
    assert rings(desk, "no-answer", id="b", delivery="other") == 2
    ticket = desk.ticket(2)
    assert (ticket.subject, ticket.channel) == ("Missed call of 030 12 34 56", "phone")
    assert desk.person(ticket.requester).name == "Al"
    rings(desk, id="c")
    rings(desk, "answered", id="c")
    assert rings(desk, "hangup", id="c") is None


def test_nothing_is_written_down_when_nobody_wants_it(desk: Desk) -> None:
    rings(desk)
    call = desk.calls.take()
    desk.calls.drop(call.id)
    assert desk.calls.mine() is None and desk.calls.recent() == () and desk.ticket(1).messages == 1
    with pytest.raises(Refused, match="not written down"):
        desk.calls.end(call.id, 1, "reached")


def test_a_bad_outcome_changes_nothing(desk: Desk) -> None:
    rings(desk)
    call = desk.calls.take()
    with pytest.raises(Refused, match="not 'fine'"):
        desk.calls.end(call.id, 1, "fine")
    assert desk.ticket(1).messages == 1 and desk.calls.mine() is not None


@pytest.mark.parametrize("spec", [{"kind": "call", "state": "x"}, {"kind": "call", "phone": "x"}, {"kind": "fax"}])
def test_a_webhook_of_calls_needs_a_number_and_a_state(desk: Desk, spec: dict[str, str]) -> None:
    with pytest.raises(Refused):
        desk.define("incoming", "x", spec)
    with pytest.raises(Refused, match="`state`"):
        rings(desk, "fax")
    with pytest.raises(Refused, match="`state` is empty"):
        rings(desk, "")
