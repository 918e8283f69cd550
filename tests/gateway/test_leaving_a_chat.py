"""A visitor leaves: what they had not seen goes on by mail, once and in one; what a machine says waits for nothing."""

import re
from collections.abc import Iterator

import pytest
from browser import MAIL, sent_letters
from msgspec.structs import replace

from clocks import Clock
from supportterm.core.refusal import Refused
from supportterm.core.remote import Receipt, Say
from supportterm.core.terms import Role
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.store.audit import audit
from supportterm.sync.timers import Timers

HERE = 90_000


@pytest.fixture
def at_work(desk: Desk, clock: Clock) -> Iterator[Desk]:
    """A desk with mail, and Al at a chat of his."""
    desk.define("connection", "mail", MAIL)
    new = NewTicket("al@example.org", "Twice", "charged", "Al", channel="chat")
    desk.customers.open(b"1" * 16, new, here=clock() + HERE)
    yield desk
    assert audit(desk.path).ok


def say(desk: Desk, clock: Clock, text: str, **more: object) -> int:
    clock.forward(1)
    desk.write(1, NewMessage(Role.REPLY, text, **more))  # type: ignore[arg-type]
    return desk.ticket(1).last_message


def time_goes_by(desk: Desk, clock: Clock, seconds: float = 91) -> None:
    clock.forward(seconds)
    timers = Timers(desk)
    while timers.step() == 0:
        pass


def mails(desk: Desk) -> list[str]:
    return [letter.body for letter in sent_letters(desk)]


def test_lines_that_nobody_saw_go_in_one_mail_signed_by_who_wrote_last(at_work: Desk, clock: Clock) -> None:
    at_work.define("agent", "dana", {"name": "Dana", "teams": ["support"], "signature": "Dana of Acme"})
    file = at_work.attach(b"%PDF", "bill.pdf")
    written = [say(at_work, clock, "hi"), say(at_work, clock, "found it", files=(file,)), say(at_work, clock, "done")]
    assert at_work.outbox() == ()
    time_goes_by(at_work, clock)
    replica = at_work.replica("mail")
    claimed = replica.claim("fence")
    assert claimed is not None
    entry, letter = claimed
    assert isinstance(letter, Say) and replica.claim("fence") is None
    assert letter.body == "hi\n\nfound it\n\ndone\n\n-- \nDana of Acme"
    assert letter.to == ("al@example.org",) and [f.name for f in letter.files] == ["bill.pdf"]
    replica.granted(entry, Receipt(message_id="m1@acme.example"))
    assert {at_work.message(m).delivery for m in written} == {"sent"}
    time_goes_by(at_work, clock)
    assert mails(at_work) == []


def test_what_was_seen_is_not_mailed_and_what_came_after_is(at_work: Desk, clock: Clock) -> None:
    seen = say(at_work, clock, "hi")
    at_work.customers.saw_chat(1, seen)
    time_goes_by(at_work, clock)
    assert mails(at_work) == []
    at_work.customers.is_at_chat(1, clock() + HERE)
    say(at_work, clock, "and another thing")
    at_work.customers.saw_chat(1, seen)
    time_goes_by(at_work, clock)
    assert mails(at_work) == ["and another thing"]


def test_who_is_back_in_time_is_mailed_nothing(at_work: Desk, clock: Clock) -> None:
    line = say(at_work, clock, "hi")
    clock.forward(60)
    at_work.customers.is_at_chat(1, clock() + HERE)
    time_goes_by(at_work, clock, 80)
    at_work.customers.saw_chat(1, line)
    time_goes_by(at_work, clock, 80)
    assert mails(at_work) == [] and at_work.message(line).delivery == "kept"


def test_a_line_taken_back_is_not_mailed_and_one_on_its_way_is_not_taken_back(at_work: Desk, clock: Clock) -> None:
    say(at_work, clock, "oops")
    at_work.undo()
    first = say(at_work, clock, "hi")
    say(at_work, clock, "there")
    time_goes_by(at_work, clock)
    assert len([entry for entry in at_work.outbox() if first in entry.carries]) == 1
    for change in at_work.changes()[:2]:
        with pytest.raises(Refused, match="left the house"):
            at_work.undo(change.id)
    assert mails(at_work) == ["hi\n\nthere"]


def test_what_the_server_does_not_take_is_said_of_each_line_and_sent_again_whole(at_work: Desk, clock: Clock) -> None:
    lines = [say(at_work, clock, "hi"), say(at_work, clock, "there")]
    time_goes_by(at_work, clock)
    replica = at_work.replica("mail")
    claimed = replica.claim("fence")
    assert claimed is not None
    replica.refused(claimed[0], "no such mailbox")
    assert {at_work.message(m).delivery for m in lines} == {"refused"}
    at_work.decide(claimed[0].id, "again")
    assert {at_work.message(m).delivery for m in lines} == {"waiting"}
    assert mails(at_work) == ["hi\n\nthere"]


def test_who_gave_no_address_is_mailed_nothing(desk: Desk, clock: Clock) -> None:
    desk.define("connection", "mail", MAIL)
    desk.customers.open(b"2" * 16, NewTicket("", "Hi", "hello", channel="chat"), here=clock() + HERE)
    line = say(desk, clock, "hi")
    time_goes_by(desk, clock)
    assert desk.outbox() == () and desk.message(line).delivery == "kept"


def test_a_machine_answers_a_chat_at_once_here_and_by_mail(at_work: Desk, clock: Clock) -> None:
    """It was put off for as long as people can take back what they wrote."""
    at_work.define("team", "support", {"name": "Support", "auto_reply": "Hello {{ name }}, one moment"})
    new = NewTicket("bo@example.org", "Hi", "hello", "Bo", team="support", channel="chat")
    number = at_work.customers.open(b"3" * 16, new, here=clock() + HERE)
    person = at_work.ticket(number).requester
    found = at_work.customers.request(person, number)
    assert found is not None and [re.sub(r",.*", "", m.body) for m in found.messages] == ["hello", "Hello Bo"]
    away = at_work.customers.open(b"4" * 16, replace(new, email="cy@example.org"))
    (entry,) = at_work.outbox(away)
    assert entry.not_before == clock() and at_work.undo_window > 0


# --- the conversation as a mail


def test_a_transcript_holds_what_was_said_in_public_by_the_moment_it_leaves(at_work: Desk, clock: Clock) -> None:
    clock.forward(60)
    at_work.write(1, NewMessage(Role.NOTE, "a difficult one"))
    file = at_work.attach(b"%PDF", "bill.pdf")
    seen = say(at_work, clock, "It is **refunded**", files=(file,))
    at_work.customers.saw_chat(1, seen)
    assert at_work.customers.send_transcript(1) == at_work.customers.send_transcript(1) == "al@example.org"
    clock.forward(86_400)
    person = at_work.ticket(1).requester
    at_work.customers.say(b"5" * 16, person, 1, "thanks\n<script>")
    claimed = at_work.replica("mail").claim("fence")
    assert claimed is not None
    entry, letter = claimed
    assert isinstance(letter, Say) and letter.to == ("al@example.org",) and letter.automatic
    assert letter.body == (
        "What was said with Acme about “Twice”. Times are UTC.\n\nAl, 21 September 2026, 14:13:\n\n> charged\n\n"
        "Dana, 14:14:\n\nIt is **refunded**\n\n(file: bill.pdf)\n\n"
        "Al, 22 September 2026, 14:14:\n\n> thanks\n> <script>"
    )
    at_work.replica("mail").granted(entry, Receipt(message_id=f"{entry.marker}@acme.example"))
    assert at_work.outbox() == () and letter.number == 1


def test_a_transcript_needs_an_address_and_a_way_and_goes_where_an_agent_says(desk: Desk, clock: Clock) -> None:
    desk.customers.open(b"2" * 16, NewTicket("", "Hi", "hello", channel="chat"), here=clock() + HERE)
    with pytest.raises(Refused, match="no mail address"):
        desk.customers.send_transcript(1)
    with pytest.raises(Refused, match="no mail connection"):
        desk.customers.send_transcript(1, "boss@acme.test")
    desk.define("connection", "mail", MAIL)
    with pytest.raises(Refused, match="is no mail address"):
        desk.customers.send_transcript(1, "boss")
    desk.customers.send_transcript(1, "boss@acme.test", actor="dana")
    assert [(e.kind, e.actor) for e in desk.outbox(1)] == [("transcript", "dana")]
    assert [letter.to for letter in sent_letters(desk)] == [("boss@acme.test",)]
