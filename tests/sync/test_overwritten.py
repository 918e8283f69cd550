"""Where two write the same field at the same moment, whoever went over the other's hears of it, where it is told."""

import pytest
from msgspec.structs import replace
from synced import Synced

from supportterm.core import verbs
from supportterm.core.remote import RemoteEvent
from supportterm.core.terms import Priority

BOB, OURS, AGAIN = (
    RemoteEvent("e1", 2_000_000, "bob", "priority", 0, 1),
    RemoteEvent("e2", 2_000_000, "robot", "priority", 2, 0),
    RemoteEvent("e3", 2_001_000, "bob", "priority", 0, 2),
)


def told(synced: Synced, *events: RemoteEvent) -> None:
    """The history of ticket 7 is told, with the ticket as its last line has it."""
    synced.remote.put("7", priority=events[-1].value)
    synced.desk.replica("far").take_one("7", replace(synced.remote.fetch("7"), events=events))


@pytest.fixture
def set_high(synced: Synced) -> Synced:
    synced.desk.change(7, verbs.set_priority, priority=Priority.HIGH)
    synced.engine.step()
    assert synced.states() == [] and synced.remote.tickets["7"].priority == 2
    return synced


def test_what_ours_went_over_is_for_a_person(set_high: Synced) -> None:
    told(set_high, BOB, OURS)
    (entry,) = set_high.desk.outbox()
    (row,) = set_high.desk.conflicts(entry.id)
    assert (row.field, row.base, row.mine, row.theirs, row.who) == ("priority", 1, 2, 0, "bob")
    assert entry.state.for_people and entry.actor == "ann"


def test_theirs_is_put_back_when_a_person_says_so(set_high: Synced) -> None:
    told(set_high, BOB, OURS)
    set_high.desk.decide(set_high.desk.outbox()[0].id, "theirs")
    set_high.run(30)
    assert set_high.remote.tickets["7"].priority == 0 and set_high.desk.ticket(7).priority is Priority.LOW
    assert set_high.states() == []


def test_mine_stays_and_nothing_is_sent_again(set_high: Synced) -> None:
    told(set_high, BOB, OURS)
    sent = len(set_high.remote.written)
    set_high.desk.decide(set_high.desk.outbox()[0].id, "mine")
    set_high.run(30)
    assert set_high.remote.tickets["7"].priority == 2 and len(set_high.remote.written) == sent
    assert set_high.states() == []


def test_it_is_asked_once(set_high: Synced) -> None:
    told(set_high, BOB, OURS)
    told(set_high, BOB, OURS)
    assert len(set_high.desk.outbox()) == 1


def test_who_writes_after_us_went_over_nobody_else(set_high: Synced) -> None:
    told(set_high, BOB, OURS, AGAIN)
    assert set_high.states() == [] and set_high.desk.ticket(7).priority is Priority.LOW


def test_what_was_seen_when_it_was_decided_is_no_surprise(synced: Synced) -> None:
    synced.remote.put("7", priority=0, actor="bob")
    synced.run(10)
    synced.desk.change(7, verbs.set_priority, priority=Priority.HIGH)
    synced.engine.step()
    told(synced, BOB, OURS)
    assert synced.states() == []


def test_a_wish_that_came_true_for_a_while_is_still_to_be_done(set_high: Synced) -> None:
    set_high.desk.change(7, verbs.set_priority, priority=Priority.LOW)
    told(set_high, BOB, OURS)  # bob had it low before ours went over his
    set_high.run(30)
    assert set_high.remote.tickets["7"].priority == 0 and set_high.desk.ticket(7).priority is Priority.LOW


def test_others_among_themselves_are_not_our_business(synced: Synced) -> None:
    told(synced, BOB, replace(OURS, actor="eve"))
    assert synced.states() == []


def test_ours_that_came_late_went_over_what_had_been_told_before(set_high: Synced) -> None:
    told(set_high, replace(OURS, old=0))
    (entry,) = set_high.desk.outbox()
    (row,) = set_high.desk.conflicts(entry.id)
    assert (row.base, row.mine, row.theirs, row.who) == (1, 2, 0, "")


def test_ours_in_its_own_place_is_no_surprise(set_high: Synced) -> None:
    told(set_high, replace(OURS, old=1))
    assert set_high.states() == []


@pytest.mark.parametrize(("choice", "there"), [("mine", 3), ("theirs", 0), ("low", 1)])
def test_what_was_wished_on_top_of_it_waits_for_a_word(set_high: Synced, choice: str, there: int) -> None:
    set_high.desk.change(7, verbs.set_priority, priority=Priority.URGENT)
    told(set_high, replace(OURS, old=0))
    (entry,) = set_high.desk.outbox()
    (row,) = set_high.desk.conflicts(entry.id)
    assert (row.base, row.mine, row.theirs) == (1, 3, 0)
    set_high.run(10)
    assert set_high.remote.tickets["7"].priority == 2, "it does not leave unasked"
    set_high.desk.decide(entry.id, choice if choice != "low" else {"priority": 1})
    set_high.run(30)
    assert set_high.states() == [] and set_high.remote.tickets["7"].priority == there


def test_what_came_late_over_what_had_been_told_is_for_a_person_also_without_a_history(synced: Synced) -> None:
    synced.desk.change(7, verbs.set_priority, priority=Priority.HIGH)
    synced.remote.mode = "late"
    synced.engine.step()
    assert synced.states() == [("set", "uncertain")]
    synced.remote.put("7", priority=0, actor="bob")
    synced.run(5)
    synced.remote.put("7", priority=2, actor="robot")  # and now it arrives
    synced.run(30)
    (entry,) = synced.desk.outbox()
    (row,) = synced.desk.conflicts(entry.id)
    assert (row.base, row.mine, row.theirs) == (1, 2, 0)
    synced.desk.decide(entry.id, "theirs")
    synced.run(30)
    assert synced.remote.tickets["7"].priority == 0 and synced.states() == []
