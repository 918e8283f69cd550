"""What the simulator found once, each as the shortest story of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from remote_in_memory import ALL, Remote
from synced import Synced

from supportterm.backends import errors
from supportterm.core import verbs
from supportterm.core.refusal import Refused
from supportterm.core.remote import Page
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.store import settling
from supportterm.store.errors import DiskFull, StoreError

LONG_STOP = 1_000_000


def note(synced: Synced, text: str, ticket: int = 7) -> None:
    synced.desk.write(ticket, NewMessage(Role.NOTE, text))


def slow(synced: Synced, call: Callable[..., Any]) -> Callable[..., Any]:
    """*call*, whose answer is heard only after a long while: the keeper was stopped."""

    def stopped(*given: Any) -> Any:
        try:
            return call(*given)
        finally:
            synced.now += LONG_STOP

    return stopped


def test_an_outcome_that_the_full_disk_did_not_take_is_looked_up(
    synced: Synced, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskFull("no room")

    note(synced, "once")
    with monkeypatch.context() as disk:
        disk.setattr(settling, "granted", full)
        with pytest.raises(StoreError):
            synced.run(5)
    synced.run(60)
    assert synced.remote.bodies("7") == ["help", "once"] and synced.states() == []


def test_what_is_on_its_way_may_be_so_from_when_it_was_given_up(
    synced: Synced, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(synced, "once")
    synced.remote.mode = "late"
    with monkeypatch.context() as stop:
        stop.setattr(synced.remote, "write", slow(synced, synced.remote.write))
        synced.engine.step()
    synced.run(8)
    synced.remote.deliver_late()
    synced.run(60)
    assert synced.remote.bodies("7") == ["help", "once"] and synced.states() == []


def test_an_answer_heard_late_says_nothing_of_the_time_since(synced: Synced, monkeypatch: pytest.MonkeyPatch) -> None:
    note(synced, "once")
    synced.remote.mode = "late"
    synced.engine.step()
    with monkeypatch.context() as stop:
        stop.setattr(synced.remote, "find", slow(synced, synced.remote.find))
        synced.engine.step()
    synced.remote.deliver_late()  # while the keeper was stopped
    synced.run(60)
    assert synced.remote.bodies("7") == ["help", "once"] and synced.states() == []


def test_a_lookup_does_not_vouch_for_what_others_did(synced: Synced) -> None:
    synced.desk.change(7, verbs.set_priority, priority=Priority.URGENT)
    synced.desk.change(7, verbs.set_status, status=Status.PENDING)
    synced.remote.mode = "lost"
    synced.engine.step()
    synced.remote.put("7", status=int(Status.ON_HOLD), actor="bob")
    synced.run(30)
    assert synced.remote.tickets["7"].status == Status.ON_HOLD
    assert synced.states() == [("set", "conflict")]


def test_an_older_snapshot_brings_no_text_back(synced: Synced) -> None:
    older = synced.remote.fetch("7")
    synced.remote.edit("7", 0, "", redacted=True)
    synced.run(10)
    synced.desk.replica("far").take(Page((older,), synced.desk.replica("far").cursor()))
    assert [m.body for m in synced.desk.timeline(7) if hasattr(m, "body")] == [""]


def test_an_older_snapshot_brings_no_ticket_back(synced: Synced) -> None:
    older = synced.remote.fetch("7")
    synced.remote.drop("7")
    synced.run(10)
    synced.desk.replica("far").take(Page((older,), synced.desk.replica("far").cursor()))
    assert synced.desk.ticket(7).gone


def test_an_older_snapshot_brings_no_ticket_that_was_deleted_before_it_came(synced: Synced) -> None:
    synced.remote.open("8")
    older = synced.remote.fetch("8")
    synced.remote.drop("8")
    synced.run(10)
    synced.desk.replica("far").take(Page((older,), synced.desk.replica("far").cursor()))
    synced.run(10)
    assert synced.desk.replica("far").missing() == ()
    with pytest.raises(Refused, match="no ticket 8"):
        synced.desk.ticket(8)


def test_a_ticket_under_the_key_of_a_deleted_one_comes_all_the_same(synced: Synced) -> None:
    synced.remote.open("8")
    synced.remote.drop("8")
    synced.run(10)
    synced.remote.open("8", "Another")
    synced.run(10)
    assert synced.desk.ticket(8).subject == "Another"


def test_a_ticket_of_ours_that_came_as_a_strangers_is_one_with_it(synced: Synced) -> None:
    """It is told without our marker before the answer to opening it was cleared up."""
    synced.desk.create_ticket(NewTicket("al@acme.test", "Ours", "by phone", home="far"))
    (entry,) = synced.desk.outbox()
    synced.remote.mode = "lost"
    synced.engine.step()
    (key,) = set(synced.remote.tickets) - {"7"}
    told = synced.remote.fetch(key)
    unmarked = replace(told, messages=tuple(replace(m, marker="") for m in told.messages))
    synced.desk.replica("far").take(Page((unmarked,), synced.desk.replica("far").cursor()))
    (stranger,) = synced.desk.called(key)
    synced.run(60)
    assert synced.states() == [] and synced.desk.ticket(stranger).merged_into == entry.ticket
    assert synced.desk.ticket(entry.ticket).merged_into is None


def test_what_was_said_at_the_moment_of_opening_is_not_taken_for_the_first_message(synced: Synced) -> None:
    synced.desk.create_ticket(NewTicket("al@acme.test", "Ours", "first", home="far"))
    (entry,) = synced.desk.outbox()
    synced.engine.step()
    note(synced, "second", entry.ticket)
    synced.remote.mode = "lost"
    synced.engine.step()
    key = next(k for k in synced.remote.tickets if k != "7")
    first, second = synced.remote.said[key]
    synced.remote.said[key] = [first, replace(second, key="1", at=first.at)]
    synced.desk.replica("far").take_one(key, synced.remote.fetch(key))  # before it is looked up what became of it
    synced.run(60)
    synced.remote.edit(key, 1, "second, edited")
    synced.run(10)
    shown = [m.body for m in synced.desk.timeline(entry.ticket) if hasattr(m, "body")]
    assert synced.states() == [] and shown == ["first", "second, edited"]


def test_a_version_between_ours_and_the_last_told_is_looked_at(synced: Synced) -> None:
    """The remote's answer to our write names a version; an older one that is told after it was never seen here."""
    synced.remote.put("7", subject="between")
    between = synced.remote.fetch("7")
    synced.desk.change(7, verbs.set_priority, priority=Priority.URGENT)
    synced.run(20)
    synced.desk.change(7, verbs.set_priority, priority=Priority.LOW)
    synced.engine.step()
    unseen = replace(between, ticket=replace(between.ticket, version="unseen", updated_at=1 << 41))
    synced.desk.replica("far").take(Page((unseen,), synced.desk.replica("far").cursor()))
    synced.run(10)
    assert synced.desk.ticket(7).priority is Priority.LOW and synced.remote.tickets["7"].priority == Priority.LOW


def test_what_a_page_refers_to_is_fetched_by_the_next_keeper_too(synced: Synced) -> None:
    synced.remote.open("8")
    synced.remote.open("9")
    synced.remote.put("8", merged_into="9")
    end = synced.remote.changes("").cursor
    synced.desk.replica("far").take(Page((synced.remote.fetch("8"),), end))  # and here the program ends
    synced.engine = synced.start("two")
    synced.run(10)
    assert synced.desk.ticket(8).merged_into == 9


def test_what_may_have_arrived_is_not_taken_back_while_it_waits_to_be_repeated(tmp_path: Path) -> None:
    remote = Remote(replace(ALL, marker="key"))
    remote.open("7")
    synced = Synced(tmp_path / "d.desk", remote)
    synced.run(10)
    note(synced, "it is there")
    remote.mode = "lost"
    synced.engine.step()
    synced.engine.step()
    assert synced.states() == [("say", "queued")] and remote.bodies("7") == ["help", "it is there"]
    with pytest.raises(Refused, match="on its way"):
        synced.desk.undo()
    with pytest.raises(Refused, match="on its way"):
        synced.desk.decide(synced.desk.outbox()[0].id, "discard")
    synced.desk.close()


def test_who_slept_asks_again_who_is_there(synced: Synced) -> None:
    note(synced, "for the old one")
    synced.now += 3_600_000
    synced.remote.epoch = "restored"
    synced.run(60)
    assert synced.remote.bodies("7") == ["help"] and synced.desk.connection_state("far").state == "changed"


def test_a_lookup_that_always_fails_delays_its_own_ticket_alone(
    synced: Synced, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ill(*_: object) -> None:
        raise errors.Unavailable("the server said 500")

    synced.remote.open("8")
    synced.run(10)
    note(synced, "nobody knows")
    synced.remote.mode = "late"
    synced.engine.step()
    monkeypatch.setattr(synced.remote, "find", ill)
    synced.run(60)
    note(synced, "gets through", 8)
    synced.run(600)
    assert synced.remote.bodies("8") == ["help", "gets through"] and synced.states() == [("say", "uncertain")]


def test_lookups_that_always_fail_let_the_others_go_first(synced: Synced, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many of them there are: together they have always one that is due."""
    ailing = range(10, 22)

    def lost(*_: object) -> None:
        raise errors.Uncertain("no answer came")

    def ill(*_: object) -> None:
        raise errors.Unavailable("the server said 500")

    for key in (8, *ailing):
        synced.remote.open(str(key))
    synced.run(10)
    for ticket in ailing:
        note(synced, "nobody knows", ticket)
    monkeypatch.setattr(synced.remote, "find", ill)
    with monkeypatch.context() as line:
        line.setattr(synced.remote, "write", lost)
        synced.run(3_600)
    for text in ("gets through", "and so does this"):
        note(synced, text, 8)
    synced.run(1_200)
    assert synced.remote.bodies("8") == ["help", "gets through", "and so does this"]
    assert synced.states() == [("say", "uncertain")] * len(ailing)


def test_a_merge_into_what_is_never_opened_holds_nothing_up(synced: Synced) -> None:
    """Opening it was discarded, by somebody who did not see that something is to go on in it."""
    synced.remote.mode = "refuse"
    synced.desk.create_ticket(NewTicket("al@acme.test", "Ours", "by phone", home="far"))
    synced.run(10)
    (opening,) = synced.desk.outbox()
    synced.desk.change(7, verbs.merge, into=synced.desk.ticket(opening.ticket))
    synced.run(20)
    merge = next(e for e in synced.desk.outbox() if e.kind == "merge")
    assert opening.state == "rejected" and merge.words == "the ticket that it goes on in is not there yet"
    synced.desk.decide(opening.id, "discard")
    synced.run(20)
    merge = next(e for e in synced.desk.outbox() if e.kind == "merge")
    assert merge.state == "rejected" and merge.words == "the ticket that it goes on in was never opened there"
    synced.desk.decide(merge.id, "discard")
    note(synced, "goes on")
    synced.run(20)
    assert synced.remote.bodies("7") == ["help", "goes on"]


def test_a_merge_that_is_not_taken_and_discarded_is_taken_apart(synced: Synced) -> None:
    synced.remote.open("8")
    synced.run(10)
    synced.desk.change(7, verbs.merge, into=synced.desk.ticket(8))
    synced.remote.mode = "refuse"
    synced.run(10)
    entry = next(e for e in synced.desk.outbox() if e.kind == "merge")
    synced.desk.decide(entry.id, "discard")
    synced.run(20)
    assert synced.desk.ticket(7).merged_into is None and synced.desk.ticket(8).absorbed == ()
    assert synced.desk.ticket(7).status == Status.OPEN


def test_a_merge_that_is_not_taken_is_discarded_also_when_its_ticket_went_on_since(synced: Synced) -> None:
    """Somebody there merged it elsewhere, and ours into which it was to go was merged on, there too."""
    for key in ("8", "9"):
        synced.remote.open(key)
    synced.run(10)
    synced.remote.mode = "refuse"
    synced.desk.change(7, verbs.merge, into=synced.desk.ticket(8))
    synced.run(10)
    synced.desk.change(8, verbs.merge, into=synced.desk.ticket(9))
    synced.remote.put("7", merged_into="9")
    synced.run(10)
    entry = next(e for e in synced.desk.outbox() if e.ticket == 7 and e.kind == "merge")
    synced.desk.decide(entry.id, "discard")
    synced.run(20)
    assert synced.states() == []
    assert synced.desk.ticket(7).merged_into == synced.desk.ticket(8).merged_into == 9
    assert synced.desk.ticket(8).absorbed == () and set(synced.desk.ticket(9).absorbed) == {7, 8}


def test_what_goes_through_a_merge_that_still_waits_does_not_outrun_it(synced: Synced) -> None:
    for key in ("8", "9"):
        synced.remote.open(key)
    synced.run(10)
    synced.desk.change(7, verbs.merge, into=synced.desk.ticket(8))
    synced.desk.change(8, verbs.merge, into=synced.desk.ticket(9))
    while synced.remote.tickets["7"].merged_into == "":
        synced.engine.step()
    synced.desk.undo()
    synced.run(20)
    assert synced.remote.tickets["7"].merged_into == "8" and synced.desk.ticket(7).merged_into == 8
    assert synced.remote.tickets["8"].merged_into == "" and synced.desk.ticket(8).merged_into is None


def test_a_wish_on_top_of_one_that_waits_is_no_clash_with_what_is_told_meanwhile(synced: Synced) -> None:
    synced.remote.mode = "drop"
    synced.desk.change(7, verbs.set_priority, priority=Priority.HIGH)
    synced.desk.change(7, verbs.set_priority, priority=Priority.URGENT)
    seen = synced.remote.fetch("7")
    synced.desk.replica("far").take_one("7", replace(seen, ticket=replace(seen.ticket, version="x", tags=("new",))))
    assert synced.states() == [("set", "queued"), ("set", "queued")]
    synced.run(60)
    assert synced.remote.tickets["7"].priority == Priority.URGENT and synced.states() == []
