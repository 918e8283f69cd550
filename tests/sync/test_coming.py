"""What is told by the remote is here, once, with what people here wish otherwise on top."""

import pytest
from msgspec.structs import replace
from synced import Synced

from supportterm.core import verbs
from supportterm.core.numbers import PROVISIONAL, label
from supportterm.core.operations import Observed
from supportterm.core.query.parser import parse
from supportterm.core.remote import Catalog, Page, RemoteAgent, RemoteFile, RemoteMessage, RemoteTeam, RemoteView
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage


def test_a_ticket_is_here_as_it_is_there(synced: Synced) -> None:
    ticket = synced.desk.ticket(7)
    assert (ticket.subject, ticket.status, ticket.tags, ticket.home) == ("Hello", Status.OPEN, ("a",), "far")
    assert synced.desk.person(ticket.requester).email == "al@acme.test"
    assert not synced.desk.row(7).unread  # it came as history


def test_a_ticket_is_of_the_organization_of_who_asks_there(synced: Synced) -> None:
    acme = synced.desk.put_organization(name="Acme", segment="paid", domain="acme.test")
    assert synced.desk.ticket(7).organization is None, "who was known before is left alone"
    synced.desk.put_person(email="al@acme.test", organization=acme)
    synced.remote.open("8")
    synced.run(10)
    assert synced.desk.ticket(8).organization == acme


def test_news_is_unread_and_wakes_who_sleeps(synced: Synced) -> None:
    synced.desk.change(7, verbs.snooze, until=synced.now + 3_600_000)
    synced.remote.hear("7", "still broken")
    synced.run(10)
    assert synced.desk.row(7).unread and synced.desk.ticket(7).snoozed_until is None


def test_told_again_it_counts_once(synced: Synced) -> None:
    before = len(synced.desk.log(7))
    synced.desk.replica("far").start_over()
    synced.run(10)
    assert synced.desk.ticket(7).messages == 1 and len(synced.desk.log(7)) == before


def test_what_others_change_shows_and_says_who(synced: Synced) -> None:
    synced.remote.put("7", priority=3, actor="bob")
    synced.run(10)
    assert synced.desk.ticket(7).priority is Priority.URGENT
    last = synced.desk.log(7)[-1].operation
    assert isinstance(last.payload, Observed) and last.actor == "bob" and last.base["priority"] == 1


def test_a_field_that_both_changed_is_for_a_person(synced: Synced) -> None:
    synced.desk.change(7, verbs.set_priority, priority=Priority.HIGH)
    synced.remote.put("7", priority=0, actor="bob")
    synced.run(20)
    (entry,) = synced.desk.outbox()
    (row,) = synced.desk.conflicts(entry.id)
    assert (row.field, row.base, row.mine, row.theirs, row.who) == ("priority", 1, 2, 0, "bob")
    assert synced.desk.ticket(7).priority is Priority.HIGH and synced.remote.tickets["7"].priority == 0
    synced.desk.decide(entry.id, "theirs")
    assert synced.desk.ticket(7).priority is Priority.LOW and synced.states() == []


def test_mine_is_written_over_theirs_only_when_a_person_says_so(synced: Synced) -> None:
    synced.desk.change(7, verbs.set_priority, priority=Priority.HIGH)
    synced.remote.put("7", priority=0, actor="bob")
    synced.run(20)
    synced.desk.decide(synced.desk.outbox()[0].id, {"priority": Priority.URGENT.value})
    synced.run(20)
    assert synced.remote.tickets["7"].priority == 3 and synced.desk.ticket(7).priority is Priority.URGENT


def test_different_fields_do_not_clash(synced: Synced) -> None:
    synced.desk.change(7, verbs.set_priority, priority=Priority.HIGH)
    synced.remote.put("7", assignee="bob", tags=("a", "z"))
    synced.run(20)
    ticket = synced.desk.ticket(7)
    assert (ticket.priority, ticket.assignee, ticket.tags) == (Priority.HIGH, "bob", ("a", "z"))
    assert synced.remote.tickets["7"].priority == 2 and synced.states() == []


def test_an_edit_shows_and_a_redaction_takes_the_text_away_here_too(synced: Synced) -> None:
    synced.remote.edit("7", 0, "help, card 4111")
    synced.run(10)
    (message,) = (m for m in synced.desk.timeline(7) if hasattr(m, "body"))
    assert message.body == "help, card 4111" and message.edited
    assert synced.desk.search("4111").hits
    synced.remote.edit("7", 0, "", redacted=True)
    synced.run(10)
    assert synced.desk.message(message.id).body == "" and not synced.desk.search("4111").hits


def test_what_was_taken_out_of_a_message_goes_here_too_and_the_rest_stays(synced: Synced) -> None:
    remote, desk = synced.remote, synced.desk

    def is_now(body: str, *names: str, redacted: bool = True) -> None:
        files = tuple(RemoteFile(name, f"{name}.png", size=len(name)) for name in names)
        remote.said["7"][1] = replace(remote.said["7"][1], body=body, files=files, redacted=redacted)
        remote.put("7")
        synced.run(10)

    remote.hear("7", "")
    is_now("card 4111, please", "card", "jam", redacted=False)
    number = desk.ticket(7).last_message
    assert len(desk.attachments(number)) == 2 and desk.search("4111").hits
    is_now("card ▇▇▇▇, please", "jam")
    assert desk.message(number).body == "card ▇▇▇▇, please"
    assert [file.name for file in desk.attachments(number)] == ["jam.png"] and desk.message(number).attachments == 1
    assert not desk.search("4111").hits and desk.search("please").hits
    is_now("card ▇▇▇▇, please")  # the file alone
    assert desk.attachments(number) == () and desk.message(number).attachments == 0
    is_now("card ▇▇▇▇, ▇▇▇▇▇▇")  # and some more of it
    assert desk.message(number).body == "card ▇▇▇▇, ▇▇▇▇▇▇" and not desk.search("please").hits


def test_a_message_that_is_gone_there_is_gone_here(synced: Synced) -> None:
    synced.remote.hear("7", "secret")
    synced.run(10)
    newest = synced.desk.ticket(7).last_message
    synced.remote.said["7"].pop()
    synced.remote.put("7")
    synced.run(10)
    assert synced.desk.message(newest).body == "" and not synced.desk.search("secret").hits


def test_a_ticket_deleted_there_closes_here_and_what_waited_is_kept_for_a_person(synced: Synced) -> None:
    synced.desk.write(7, NewMessage(Role.REPLY, "too late"))
    synced.remote.drop("7")
    synced.run(30)
    ticket = synced.desk.ticket(7)
    assert ticket.gone and ticket.status is Status.CLOSED
    (entry,) = synced.desk.outbox()
    assert entry.state == "conflict"
    synced.desk.decide(entry.id, "discard")
    draft = synced.desk.draft(7, "reply")
    assert draft is not None and draft.body == "too late"


def test_a_merge_there_is_a_merge_here_whichever_comes_first(synced: Synced) -> None:
    synced.remote.open("9")
    synced.remote.put("9", merged_into="12")
    synced.remote.open("12")
    synced.run(20)
    assert synced.desk.ticket(9).merged_into == 12 and synced.desk.ticket(12).absorbed == (9,)


def test_a_number_that_is_taken_here_is_shown_all_the_same(synced: Synced) -> None:
    synced.remote.open("A-1")
    synced.run(10)
    (number,) = (r.id for r in synced.desk.history(synced.desk.ticket(7).requester) if r.id >= PROVISIONAL)
    ticket = synced.desk.ticket(number)
    assert label(ticket.id, ticket.number) == "#A-1"


def test_old_news_of_a_ticket_changes_nothing(synced: Synced) -> None:
    old = synced.remote.tickets["7"]
    synced.remote.put("7", priority=3)
    synced.run(10)
    now = synced.remote.tickets["7"]
    synced.remote.tickets["7"] = old
    synced.remote._log.append("7")
    synced.run(10)
    assert synced.desk.ticket(7).priority is Priority.URGENT
    synced.remote.tickets["7"] = now


def test_agents_and_teams_are_known_here_and_keep_what_was_set_here(synced: Synced) -> None:
    synced.desk.define("agent", "ann", {"name": "Ann", "unix_user": "anna"})
    synced.remote.catalog_of = Catalog(
        (RemoteAgent("ann", "1", "Ann B", "ann@x.test"),), (RemoteTeam("core", "2", "Core", 2),)
    )
    synced.now += 3_700_000
    synced.run(10)
    (agent,) = synced.desk.agents()
    assert (agent.name, agent.unix_user) == ("Ann B", "anna")
    assert [t.tier for t in synced.desk.teams() if t.handle == "core"] == [2]


def test_lists_that_people_there_have_are_lists_here_of_what_lives_there(synced: Synced) -> None:
    synced.remote.catalog_of = Catalog(views=(RemoteView("open-9", "All open", "status:<solved", "created"),))
    synced.now += 3_700_000
    synced.run(10)
    (view,) = [one for one in synced.desk.views() if one.name == "open-9"]
    assert (view.title, view.query, view.order) == ("All open", "home:far (status:<solved)", "created")
    assert synced.desk.count(parse(view.query)) == 1


def test_files_come_after_their_message(synced: Synced) -> None:
    file = RemoteFile("f1", "a.txt", "text/plain", 5)
    synced.remote.said["7"].append(RemoteMessage("7.f", Role.CUSTOMER, "see file", 2_000_000, files=(file,)))
    synced.remote.files["f1"] = b"hello"
    synced.remote.put("7")
    synced.run(30)
    (attachment,) = synced.desk.attachments(synced.desk.ticket(7).last_message)
    assert synced.desk.attachment_path(attachment.digest).read_bytes() == b"hello"


def test_a_file_that_can_t_be_read_holds_up_nothing_and_is_tried_again(synced: Synced) -> None:
    files = tuple(RemoteFile(key, f"{key}.txt", "text/plain", 5) for key in ("f1", "f2"))
    synced.remote.said["7"].append(RemoteMessage("7.f", Role.CUSTOMER, "see files", 2_000_000, files=files))
    synced.remote.files.update({"f1": b"first", "f2": b"other"})
    synced.remote.unreadable.add("f2")  # the newest, which is fetched first
    synced.remote.put("7")
    synced.run(30)
    message = synced.desk.ticket(7).last_message
    assert [bool(file.digest) for file in synced.desk.attachments(message)] == [True, False]
    assert synced.desk.connection_state("far").state == "ok"
    synced.desk.write(7, NewMessage(Role.REPLY, "thank you"))
    synced.run(15)
    assert synced.remote.bodies("7")[-1] == "thank you"
    synced.remote.unreadable.clear()
    synced.run(3_700)
    assert all(file.digest for file in synced.desk.attachments(message))


def test_another_store_than_before_stops_everything(synced: Synced) -> None:
    synced.desk.write(7, NewMessage(Role.REPLY, "to whom?"))
    synced.remote.epoch = "second"
    synced.engine = synced.start("two")
    synced.run(120)
    assert synced.desk.connection_state("far").state == "changed"
    assert synced.remote.bodies("7") == ["help"] and synced.states() == [("say", "queued")]


def test_a_secret_that_is_not_taken_pauses_and_loses_nothing(synced: Synced) -> None:
    synced.desk.write(7, NewMessage(Role.REPLY, "later"))
    synced.run(9)
    synced.remote.mode = "auth"
    synced.run(60)
    assert synced.desk.connection_state("far").state == "auth" and synced.states() == [("say", "queued")]
    synced.engine.try_now()
    synced.run(30)
    assert synced.remote.bodies("7") == ["help", "later"]


def test_another_subject_is_shown_and_found(synced: Synced) -> None:
    synced.remote.put("7", subject="Renamed")
    synced.run(10)
    assert synced.desk.ticket(7).subject == "Renamed" and synced.desk.search("renamed").hits


def test_a_remote_that_wants_a_pause_between_pages_gets_it_and_a_reply_leaves_meanwhile(
    synced: Synced, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("8", "9"):
        synced.remote.open(key)

    def slowly(cursor: str) -> Page:
        told = ["8", "9"][int(cursor or 0) % 2]
        return Page((synced.remote.fetch(told),), "1" if told == "8" else "0", more=told == "8", pause=40.0)

    monkeypatch.setattr(synced.remote, "changes", slowly)
    synced.desk.replica("far").start_over()
    synced.engine.look_now()
    synced.run(5)
    synced.desk.write(7, NewMessage(Role.REPLY, "on its way"))
    synced.run(20)
    assert "on its way" in synced.remote.bodies("7") and synced.desk.called("9") == ()
    synced.run(30)
    assert synced.desk.called("9")
