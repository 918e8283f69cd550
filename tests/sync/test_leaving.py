"""What is written here leaves once, in order, and what becomes of it is known."""

import pytest
from synced import Synced

from supportterm.backends import errors
from supportterm.commands.cases import cases
from supportterm.commands.departures import state_words
from supportterm.core import verbs
from supportterm.core.refusal import Refused
from supportterm.core.remote import Say
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.store.audit import audit


def reply(synced: Synced, text: str, **more: object) -> int:
    synced.desk.write(7, NewMessage(Role.REPLY, text, **more))  # type: ignore[arg-type]
    return synced.desk.ticket(7).last_message


def test_a_reply_waits_for_the_undo_window_then_leaves_once(synced: Synced) -> None:
    message = reply(synced, "Hello Al", then=Status.SOLVED)
    synced.run(9)
    assert synced.remote.bodies("7") == ["help"] and synced.desk.message(message).delivery == "waiting"
    synced.run(20)
    assert synced.remote.bodies("7") == ["help", "Hello Al"]
    assert synced.remote.tickets["7"].status == Status.SOLVED
    assert synced.desk.message(message).delivery == "sent" and synced.states() == []
    synced.run(60)
    assert synced.remote.bodies("7") == ["help", "Hello Al"] and synced.desk.ticket(7).messages == 2


def test_taken_back_in_time_it_never_leaves_and_brought_back_it_leaves_once(synced: Synced) -> None:
    reply(synced, "oops")
    synced.desk.undo()
    synced.run(30)
    assert synced.remote.bodies("7") == ["help"]
    synced.desk.redo()
    synced.desk.undo()
    synced.desk.redo()
    synced.run(30)
    assert synced.remote.bodies("7") == ["help", "oops"]


def test_what_was_taken_back_is_a_draft_until_it_leaves_after_all(synced: Synced) -> None:
    reply(synced, "helo")
    synced.desk.undo()
    draft = synced.desk.draft(7, "reply")
    assert draft is not None and draft.body == "helo"
    synced.desk.redo()
    assert synced.desk.draft(7, "reply") is None


def test_what_has_left_is_not_taken_back(synced: Synced) -> None:
    reply(synced, "gone out")
    synced.run(30)
    with pytest.raises(Refused, match="left the house"):
        synced.desk.undo()


def test_a_field_that_has_arrived_is_taken_back_there_too(synced: Synced) -> None:
    synced.desk.change(7, verbs.set_priority, priority=Priority.URGENT)
    synced.run(10)
    assert synced.remote.tickets["7"].priority == Priority.URGENT
    synced.desk.undo()
    synced.run(10)
    assert synced.remote.tickets["7"].priority == Priority.NORMAL
    assert synced.desk.ticket(7).priority is Priority.NORMAL
    synced.desk.redo()
    synced.run(10)
    assert synced.remote.tickets["7"].priority == Priority.URGENT


def test_a_field_taken_back_before_it_left_sends_nothing(synced: Synced) -> None:
    synced.desk.change(7, verbs.set_priority, priority=Priority.URGENT)
    synced.desk.undo()
    synced.run(10)
    assert synced.remote.written == [] and synced.desk.ticket(7).priority is Priority.NORMAL


@pytest.mark.parametrize("mode", ["drop", "lost", "late", "throttle"])
def test_whatever_becomes_of_the_answer_it_is_there_once(synced: Synced, mode: str) -> None:
    message = reply(synced, "only once")
    synced.run(9)
    synced.remote.mode = mode
    synced.run(5)
    synced.remote.deliver_late()
    synced.run(120)
    assert synced.remote.bodies("7").count("only once") == 1
    assert synced.desk.message(message).delivery == "sent" and synced.states() == []


def test_what_did_not_arrive_is_sent_again_only_when_it_can_no_longer_arrive(synced: Synced) -> None:
    reply(synced, "slow")
    synced.run(9)
    synced.remote.mode = "late"
    synced.run(9)
    assert synced.states() == [("say", "uncertain")] and synced.remote.bodies("7") == ["help"]
    synced.run(30)
    assert synced.remote.bodies("7") == ["help", "slow"]


def test_replies_of_a_ticket_keep_their_order_and_one_that_is_stuck_holds_only_its_own(synced: Synced) -> None:
    synced.remote.open("8")
    synced.run(10)
    synced.remote.mode = "refuse"
    reply(synced, "first")
    synced.run(15)
    reply(synced, "second")
    synced.desk.write(8, NewMessage(Role.REPLY, "elsewhere"))
    synced.run(30)
    assert synced.states() == [("say", "rejected"), ("say", "queued")]
    assert synced.remote.bodies("8") == ["help", "elsewhere"]
    synced.desk.decide(synced.desk.outbox()[0].id, "again")
    synced.run(30)
    assert synced.remote.bodies("7") == ["help", "first", "second"]


def test_a_text_that_is_discarded_is_a_draft_again(synced: Synced) -> None:
    synced.remote.mode = "refuse"
    message = reply(synced, "not taken")
    synced.run(15)
    synced.desk.decide(synced.desk.outbox()[0].id, "discard")
    draft = synced.desk.draft(7, "reply")
    assert draft is not None and draft.body == "not taken"
    assert synced.states() == [] and synced.desk.message(message).delivery == "discarded"


def test_a_reply_to_a_ticket_that_moved_on_asks_before_it_leaves(synced: Synced) -> None:
    synced.engine = synced.start("offline meanwhile")
    reply(synced, "as I said")
    synced.remote.hear("7", "never mind!", at=5)  # written earlier than ours by its date, and not seen
    synced.run(30)
    (entry,) = synced.desk.outbox()
    (row,) = synced.desk.conflicts(entry.id)
    assert entry.state == "conflict" and synced.desk.message(int(row.theirs or 0)).body == "never mind!"
    assert synced.remote.bodies("7") == ["help", "never mind!"]
    synced.desk.decide(entry.id, "again")
    synced.run(30)
    assert synced.remote.bodies("7") == ["help", "never mind!", "as I said"]


def test_a_ticket_opened_here_is_opened_there_once_and_keeps_its_story(synced: Synced) -> None:
    number = synced.desk.create_ticket(NewTicket("bo@acme.test", "A call", "it smokes")).tickets[0]
    synced.desk.write(number, NewMessage(Role.NOTE, "rang twice"))
    synced.remote.mode = "lost"
    synced.run(60)
    (key,) = set(synced.remote.tickets) - {"7"}
    assert synced.remote.bodies(key) == ["it smokes", "rang twice"]
    assert synced.desk.ticket(number).number == key and synced.desk.ticket(number).messages == 2
    assert synced.states() == []


def test_a_merge_is_merged_there(synced: Synced) -> None:
    synced.remote.open("8")
    synced.run(10)
    synced.desk.change(8, verbs.merge, into=synced.desk.ticket(7))
    synced.run(20)
    assert synced.remote.tickets["8"].merged_into == "7" and synced.states() == []
    assert synced.desk.ticket(7).absorbed == (8,)
    with pytest.raises(Refused, match="undo it there"):
        synced.desk.undo()


def test_an_escalation_tells_those_who_work_there(synced: Synced) -> None:
    synced.desk.define("team", "core", {"tier": 2})
    synced.desk.change(7, verbs.escalate, to="core", reason="it crashes", tried="restart")
    synced.run(20)
    assert synced.remote.tickets["7"].team == "core"
    assert any("it crashes" in body and "restart" in body for body in synced.remote.bodies("7"))
    assert synced.desk.ticket(7).messages == 1  # the card is here already


def test_the_program_that_died_while_sending_sends_nothing_twice(synced: Synced) -> None:
    reply(synced, "once")
    synced.now += 10_000
    assert synced.desk.replica("far").claim("one") is not None  # and it died, before or after the first byte
    synced.engine = synced.start("two")
    synced.run(5)
    assert synced.states() == [("say", "uncertain")] and synced.remote.bodies("7") == ["help"]
    synced.run(30)
    assert synced.remote.bodies("7") == ["help", "once"]


def test_a_copy_of_a_desk_asks_before_it_sends_what_waited(synced: Synced) -> None:
    reply(synced, "from which of us?")
    path = synced.desk.path
    copy = path.with_name("copy.desk")
    synced.desk.close()
    copy.write_bytes(path.read_bytes())
    synced.desk = Desk.open(copy, me="ann", clock=lambda: synced.now)
    synced.desk.claim()
    synced.engine = synced.start("of the copy")
    synced.run(60)
    assert synced.states() == [("say", "asking")] and synced.remote.bodies("7") == ["help"]
    (case,) = cases(synced.desk)
    assert "arrived" in case.can and state_words(case.entry, synced.now) == "nobody can tell whether it was sent"


def test_an_article_goes_back_and_a_clash_keeps_both_texts(synced: Synced) -> None:
    synced.remote.write_down("k", "How to", "Do it.")
    synced.run(20)
    (article,) = synced.desk.articles()
    assert article.visibility == "internal"  # it was not told for whom it is
    synced.desk.put_article(id=article.id, visibility="public")
    synced.desk.put_article(id=article.id, title="How to", body="Do it twice.")
    synced.run(20)
    assert synced.remote.texts["k"].body == "Do it twice."
    synced.desk.put_article(id=article.id, title="How to", body="Mine.")
    synced.remote.write_down("k", "How to", "Theirs.")
    synced.run(60)
    (entry,) = synced.desk.outbox()
    assert entry.state == "conflict" and synced.desk.article(article.id).body == "Mine."
    synced.desk.decide(entry.id, "discard")
    assert synced.desk.article(article.id).body == "Theirs." and synced.remote.texts["k"].body == "Theirs."


def test_the_log_tells_all_of_it(synced: Synced) -> None:
    reply(synced, "Hello", then=Status.PENDING)
    synced.remote.edit("7", 0, "help!")
    synced.run(60)
    found = audit(synced.desk.path)
    assert found.ok, found.words


def test_what_came_while_nobody_was_there_is_read_before_anything_leaves(synced: Synced) -> None:
    reply(synced, "as I said")
    synced.now += 3_600_000  # its moment came and went, and no keeper ran
    synced.remote.hear("7", "never mind!")
    synced.engine = synced.start("the next day")
    synced.run(1)
    assert synced.states() == [("say", "conflict")] and synced.remote.bodies("7") == ["help", "never mind!"]


def test_news_that_can_not_be_read_keeps_nothing_from_leaving_for_ever(
    synced: Synced, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(cursor: str) -> None:
        raise errors.Unreadable("half an answer")

    monkeypatch.setattr(synced.remote, "changes", broken)
    reply(synced, "all the same")
    synced.engine = synced.start("again")
    synced.run(120)
    assert synced.remote.bodies("7") == ["help", "all the same"]


def test_a_secret_that_is_not_accepted_is_not_tried_again_before_somebody_asks(
    synced: Synced, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def refused() -> None:
        tries.append(synced.now)
        raise errors.AuthFailed("the token is not accepted")

    monkeypatch.setattr(synced.remote, "probe", refused)
    synced.engine = synced.start("again")
    reply(synced, "later")
    synced.run(3600)
    assert len(tries) == 1 and synced.desk.connection_state("far").state == "auth"
    monkeypatch.undo()
    synced.engine.try_now()
    synced.run(5)
    assert synced.desk.connection_state("far").state == "ok" and synced.remote.bodies("7") == ["help", "later"]


def test_what_was_written_on_a_new_ticket_that_is_discarded_is_a_draft_again(synced: Synced) -> None:
    synced.remote.mode = "refuse"
    number = synced.desk.create_ticket(NewTicket("bo@acme.test", "A call", "it smokes")).tickets[0]
    synced.desk.write(number, NewMessage(Role.REPLY, "Pull the plug."))
    message = synced.desk.ticket(number).last_message
    synced.run(30)
    assert synced.states()[:2] == [("open", "rejected"), ("say", "queued")]
    synced.desk.decide(synced.desk.outbox(number)[0].id, "discard")
    synced.run(30)
    assert synced.states() == [] and synced.desk.message(message).delivery == "discarded"
    draft = synced.desk.draft(number, "reply")
    assert draft is not None and draft.body == "Pull the plug."


def test_another_store_is_neither_read_nor_written_before_a_person_accepts_it(synced: Synced) -> None:
    reply(synced, "for the old one")
    synced.remote.epoch = "second"
    synced.engine = synced.start("again")
    synced.run(600)
    assert synced.desk.connection_state("far").state == "changed" and synced.remote.bodies("7") == ["help"]
    synced.desk.replica("far").accept()
    synced.run(120)
    assert synced.desk.connection_state("far").state == "ok" and synced.states() == [("say", "asking")]
    (case,) = cases(synced.desk)
    assert case.can == ("again", "edit", "discard")  # nobody could have seen it there: it has not left
    assert state_words(case.entry, synced.now).startswith("not sent: this was written for the store")
    synced.remote.epoch = "third"
    synced.engine = synced.start("again")
    synced.run(10)
    assert synced.desk.connection_state("far").state == "changed"


def test_a_file_is_sent_ahead_where_the_remote_wants_it_and_again_when_that_failed(synced: Synced) -> None:
    synced.remote.wants_uploads = synced.remote.upload_fails = True
    file = synced.desk.attach(b"a log", "a.log")
    reply(synced, "see the file", files=(file,))
    synced.run(60)
    (said,) = [step for step in synced.remote.written if isinstance(step, Say)]
    assert [f.token for f in said.files] == ["token a.log"] and synced.remote.files["token a.log"] == b"a log"
    assert synced.states() == []
