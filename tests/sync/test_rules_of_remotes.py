"""Rules and the tickets of a remote: its to look after at first, ours too when that is switched on, never an echo."""

from synced import Synced

from supportterm.core import verbs
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage
from supportterm.sync.timers import Timers

HURRY = {"on": ["customer", "priority"], "when": "priority:>=high OR broken", "do": ["set +hurry priority=urgent"]}


def serve(synced: Synced) -> None:
    [known] = synced.desk.connections()
    spec = {"title": known.title, "backend": known.backend, "can": list(known.can), "served": True}
    synced.desk.define("connection", "far", spec)


def fired(synced: Synced) -> int:
    return synced.desk.rules_fired()["hurry"].times if synced.desk.rules_fired() else 0


def test_they_are_left_alone_until_it_is_switched_on_and_then_what_rules_do_goes_there(synced: Synced) -> None:
    synced.desk.define("rule", "hurry", HURRY)
    synced.remote.hear("7", "it is broken")
    synced.run(10)
    synced.desk.change(7, verbs.set_priority, priority=Priority.HIGH)
    synced.run(20)
    assert fired(synced) == 0 and synced.remote.tickets["7"].priority == 2
    serve(synced)
    synced.remote.hear("7", "still broken")
    synced.run(20)
    assert fired(synced) == 1
    assert synced.remote.tickets["7"].priority == 3 and "hurry" in synced.remote.tickets["7"].tags
    assert synced.desk.ticket(7).priority is Priority.URGENT and synced.states() == []


def test_what_comes_back_of_what_ours_did_leads_to_nothing(synced: Synced) -> None:
    serve(synced)
    synced.desk.define("rule", "hurry", HURRY)
    synced.desk.define("rule", "echo", {"on": ["priority", "tags", "reply"], "do": ["note 'changed'"]})
    synced.desk.change(7, verbs.set_priority, priority=Priority.HIGH)
    synced.desk.write(7, NewMessage(Role.REPLY, "we look into it"))
    before = synced.desk.rules_fired()["echo"].times
    synced.run(60)
    synced.desk.replica("far").start_over()
    synced.run(60)
    assert synced.states() == [] and synced.desk.rules_fired()["echo"].times == before
    assert fired(synced) == 1


def test_what_others_change_there_leads_to_rules_too_and_all_that_was_there_before_does_not(synced: Synced) -> None:
    serve(synced)
    synced.desk.define("rule", "hurry", HURRY)
    synced.remote.put("7", priority=2, actor="bob")
    synced.run(20)
    assert fired(synced) == 1 and synced.remote.tickets["7"].priority == 3
    synced.desk.replica("far").set_state(caught_up=None)
    synced.remote.open("8", priority=3)
    synced.remote.hear("8", "broken for years")
    synced.run(20)
    assert synced.desk.ticket(8).tags == () and fired(synced) == 1


def test_time_counts_for_them_too_once_it_is_switched_on(synced: Synced) -> None:
    synced.desk.define("rule", "late", {"after": "1h", "when": "status:pending", "do": ["status open"]})
    synced.desk.change(7, verbs.set_status, status=Status.PENDING)
    synced.run(20)
    assert Timers(synced.desk).step() is None
    serve(synced)
    synced.desk.change(7, verbs.set_priority, priority=Priority.LOW)
    synced.now += 3_600_000
    Timers(synced.desk).step()
    synced.run(30)
    assert synced.remote.tickets["7"].status == int(Status.OPEN) and synced.states() == []
