"""Mails that come become tickets and answers, once, wherever they belong; nothing a stranger made up is believed."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from random import Random

import pytest

from supportterm.core import verbs
from supportterm.core.nouns import Message
from supportterm.core.operations import Rated, Skipped
from supportterm.core.remote import MailCame, Page
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage
from supportterm.desk import Desk
from supportterm.exchange.addressing import reply_address
from supportterm.sync.mailroom import MailRoom
from supportterm.sync.timers import Timers

KEY = "00112233445566778899aabbccddeeff"
SETTINGS = {"address": "support@desk.test", "address_key": KEY, "plus": "yes"}
NOW = 1_790_000_000_000
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Post:
    """A desk that gets mail."""

    def __init__(self, path: Path) -> None:
        self.now = NOW
        Desk.create(path, "d").close()
        self.desk = Desk.open(path, me="ann", clock=lambda: self.now, undo_window=0)
        self.desk.define("agent", "ann", {"name": "Ann", "email": "ann@desk.test"})
        self.desk.define("team", "support", {"name": "Support", "auto_reply": "We have {{ number }}, {{ name }}."})
        spec = {"title": "Mail", "backend": "mail", "settings": SETTINGS, "can": ["reply", "forward", "files"]}
        self.desk.define("connection", "mail", spec)
        self.desk.replica("mail").set_state(caught_up=NOW)
        self._count = 0

    @property
    def room(self) -> MailRoom:
        return MailRoom(self.desk, self.desk.connections()[0])

    def come(self, *mails: bytes, key: str = "") -> None:
        """They come in one page."""
        self.now += 60_000
        items = []
        for raw in mails:
            self._count += 1
            items.append(MailCame(key or f"INBOX/1/{self._count}", raw, "INBOX", self.now, "support"))
        self.room.take(Page(tuple(items), str(self._count)))

    def tickets(self) -> list[int]:
        return sorted(self.desk.row(n).id for n in range(1, 50) if self._there(n))

    def _there(self, number: int) -> bool:
        try:
            self.desk.ticket(number)
        except Exception:
            return False
        return True

    def said(self, ticket: int) -> list[tuple[Role, str]]:
        return [(m.role, m.body.strip()) for m in self.desk.timeline(ticket) if isinstance(m, Message)]


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    there = Post(tmp_path / "d.desk")
    yield there
    there.desk.close()


def mail(body: str = "it broke", subject: str = "Help", sender: str = "Al <al@acme.test>", **fields: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "support@desk.test", subject
    message["Message-ID"] = fields.pop("Message_ID", f"<{abs(hash((body, subject, sender)))}@acme.test>")
    for name, value in fields.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return message.as_bytes()


def test_a_mail_opens_a_ticket_for_the_mailbox_s_team_and_is_answered_automatically_once(post: Post) -> None:
    post.come(mail())
    (number,) = post.tickets()
    ticket = post.desk.ticket(number)
    assert (ticket.subject, ticket.status, ticket.team) == ("Help", Status.NEW, "support")
    assert post.said(number) == [(Role.CUSTOMER, "it broke"), (Role.REPLY, f"We have #{number}, Al.")]
    (entry,) = post.desk.outbox()
    assert (entry.kind, entry.connection) == ("say", "mail") and post.desk.row(number).unread


@pytest.mark.parametrize("sender", ["al@acme.test", '"al@acme.test" <al@acme.test>', "<al@acme.test>"])
def test_who_writes_without_a_name_is_not_greeted_by_address(post: Post, sender: str) -> None:
    post.desk.define("rule", "hello", {"on": ["created"], "do": ["reply 'Dear {{ requester.name }},'"]})
    post.come(mail(sender=sender))
    assert post.said(1)[1:] == [(Role.REPLY, "We have #1."), (Role.REPLY, "Hello,")]


def test_a_customer_s_mail_is_of_their_organization_whose_promises_hold(post: Post) -> None:
    desk = post.desk
    desk.define("schedule", "always@1", {"zone": "UTC", "week": {day: [["00:00", "24:00"]] for day in WEEK}})
    promise = {"metric": "first-reply", "lengths": {"1": 3_600_000}}
    gold = {"schedule": "always@1", "when": {"segments": ["enterprise"]}, "promises": [promise]}
    desk.define("policy", "gold", gold)
    acme = desk.put_organization(name="Acme", segment="enterprise", domain="acme.test")
    post.come(mail())
    post.come(mail(sender="bo@elsewhere.test"))
    assert (desk.ticket(1).organization, desk.ticket(2).organization) == (acme, None)
    assert (desk.row(1).due_at, desk.row(2).due_at) == (NOW + 60_000 + 3_600_000, None)


def test_told_twice_and_by_two_mailboxes_it_counts_once(post: Post) -> None:
    post.come(mail(), key="INBOX/1/1")
    post.come(mail(), key="INBOX/1/1")
    post.come(mail(), key="Other/1/7")
    assert len(post.tickets()) == 1 and post.desk.ticket(1).messages == 2


def a_day(chance: Random) -> list[bytes]:
    """Mails of a few people: new ones, answers to them (by those who may and by others), copies, answers that come
    before what they answer, and ids used twice."""
    told: list[bytes] = []
    ids: list[str] = ["<gone@acme.test>"]
    for number in range(14):
        sender = chance.choice(("al@acme.test", "bo@acme.test", "cy@acme.test"))
        message_id = chance.choice(ids) if chance.random() < 0.1 else f"<m{number}@acme.test>"
        answers = {"In_Reply_To": chance.choice([*ids, f"<m{number + 1}@acme.test>"])} if chance.random() < 0.5 else {}
        told.append(mail(f"text {number}", f"Matter {number}", sender, Message_ID=message_id, **answers))
        ids.append(message_id)
        if chance.random() < 0.15:
            told.append(chance.choice(told))
    return told


@pytest.mark.parametrize("seed", range(4))
def test_however_mails_are_cut_into_pages_the_same_tickets_come_of_them(tmp_path: Path, seed: int) -> None:
    there = []
    raws = a_day(Random(seed))
    for size in (len(raws), 3, 1):
        post = Post(tmp_path / f"{size}.desk")
        came = [MailCame(f"INBOX/1/{n}", raw, "INBOX", NOW + n * 60_000, "support") for n, raw in enumerate(raws)]
        post.now = came[-1].at
        for start in range(0, len(came), size):
            post.room.take(Page(tuple(came[start : start + size]), str(start)))
        said = [[body for role, body in post.said(n) if role is Role.CUSTOMER] for n in post.tickets()]
        people = [post.desk.person(post.desk.ticket(n).requester).email for n in post.tickets()]
        there.append((said, people))
        post.desk.close()
    assert there[0] == there[1] == there[2]
    assert 1 < len(there[0][0]) < len(raws)


def test_the_customer_s_answer_to_our_mail_joins_and_reopens(post: Post) -> None:
    post.come(mail())
    post.desk.write(1, NewMessage(Role.REPLY, "try again", then=Status.SOLVED))
    ours = f"<{post.desk.outbox()[-2].marker}@desk.test>"
    post.come(mail("still broken", "Re: Help", In_Reply_To=ours, sender="Al at home <al@home.test>"))
    assert post.tickets() == [1] and post.said(1)[-1] == (Role.CUSTOMER, "still broken")
    assert post.desk.ticket(1).status is Status.OPEN


def test_an_answer_within_the_same_second_stands_below_what_it_answers(post: Post) -> None:
    post.come(mail())
    post.now += 400
    post.desk.write(1, NewMessage(Role.REPLY, "try again"))
    ours = f"<{post.desk.outbox()[-1].marker}@desk.test>"
    answer = MailCame("INBOX/1/77", mail("it works", "Re: Help", In_Reply_To=ours), "INBOX", post.now - 400, "support")
    post.now += 2_000
    post.room.take(Page((answer,), "77"))
    assert [body for _, body in post.said(1)][-2:] == ["try again", "it works"]


def test_a_signed_address_finds_its_ticket_without_any_header_and_a_guessed_one_does_not(post: Post) -> None:
    post.come(mail())
    signed = reply_address("support@desk.test", 1, bytes.fromhex(KEY))
    post.come(mail("from my phone", "quick question", sender="al@phone.test", To=signed))
    assert post.said(1)[-1] == (Role.CUSTOMER, "from my phone")
    post.come(mail("let me in", "quick", sender="eve@evil.test", To="support+t1.aaaaaaaaaa@desk.test"))
    assert post.said(1)[-1] == (Role.CUSTOMER, "from my phone") and post.tickets() == [1, 2]


def test_a_stranger_joins_no_thread_by_subject_or_reference(post: Post) -> None:
    post.come(mail(Message_ID="<first@acme.test>"))
    post.come(mail("me too", "Re: Help [#1]", sender="eve@evil.test", In_Reply_To="<first@acme.test>"))
    assert post.tickets() == [1, 2]
    assert "took no part" in next(m.notice for m in post.desk.timeline(2) if isinstance(m, Message))


def test_an_agent_s_address_is_no_proof_of_an_agent(post: Post) -> None:
    post.come(mail("please pay to this account", "Re: invoice", sender="Ann <ann@desk.test>"))
    assert post.said(1)[0][0] is Role.CUSTOMER


@pytest.mark.parametrize(
    "fields",
    [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"List_Id": "<l.x.test>"}, {"Return_Path": "<>"}],
)
def test_a_machine_gets_no_automatic_answer(post: Post, fields: dict[str, str]) -> None:
    post.come(mail(**fields))
    assert post.said(1) == [(Role.CUSTOMER, "it broke")] and post.desk.outbox() == ()


@pytest.mark.parametrize("role", ["agent", "admin"])
def test_a_survey_is_answered_by_mail_and_leaves_the_room_with_a_marker(post: Post, role: str) -> None:
    post.desk.define("agent", post.desk.me, {"role": role})  # with an admin roles hold, and customers have none
    post.desk.define("survey", "content", {"kind": "csat", "after": 60_000})
    post.come(mail())
    post.desk.write(1, NewMessage(Role.REPLY, "done", then=Status.SOLVED))
    post.now += 60_000
    Timers(post.desk).step()
    asked = post.desk.outbox(1)[-1]
    assert asked.message is not None and "a number from 1" in post.desk.message(asked.message).body
    answer = "4, but it took a while\n\n> How content are you with our help?\n> 1 to 5"
    post.come(mail(answer, "Re: Help", In_Reply_To=f"<{asked.marker}@desk.test>"), key="answer")
    ticket = post.desk.ticket(1)
    assert (ticket.csat, ticket.status) == (4, Status.SOLVED)
    log = [e.operation.payload for e in post.desk.log(1)]
    assert [p.comment for p in log if isinstance(p, Rated)] == ["but it took a while"]
    post.come(mail("3", "Re: Help", Message_ID="<again@acme.test>"), key="again")
    assert (post.desk.ticket(1).csat, post.desk.ticket(1).status) == (4, Status.OPEN), "it was answered already"


def test_an_automatic_mail_does_not_reopen(post: Post) -> None:
    post.come(mail())
    post.desk.change(1, verbs.set_status, status=Status.SOLVED)
    ours = f"<{post.desk.outbox()[0].marker}@desk.test>"
    post.come(mail("I am away", "Automatic reply: Help", In_Reply_To=ours, Auto_Submitted="auto-replied"))
    assert post.desk.ticket(1).status is Status.SOLVED and post.desk.ticket(1).messages == 3


def test_spam_is_held_back_with_the_reason_and_comes_back(post: Post) -> None:
    post.come(mail("buy", "cheap", X_Spam_Flag="YES"))
    ticket = post.desk.ticket(1)
    assert ticket.status is Status.CLOSED and "suspended" in ticket.tags and post.desk.outbox() == ()
    assert "X-Spam-Flag" in ticket.suspended
    post.desk.change(1, verbs.release)
    assert post.desk.ticket(1).status is Status.NEW and "suspended" not in post.desk.ticket(1).tags


def test_what_is_closed_goes_on_in_a_new_ticket(post: Post) -> None:
    post.come(mail())
    ours = f"<{post.desk.outbox()[0].marker}@desk.test>"
    post.desk.change(1, verbs.set_status, status=Status.CLOSED)
    post.come(mail("again", "Re: Help", In_Reply_To=ours))
    assert post.tickets() == [1, 2]
    assert "goes on from #1" in next(m.notice for m in post.desk.timeline(2) if isinstance(m, Message))


def test_a_mail_that_bounced_is_noted_where_it_was_written(post: Post) -> None:
    post.come(mail())
    post.desk.write(1, NewMessage(Role.REPLY, "hello"))
    message = post.desk.ticket(1).last_message
    ours = next(e.marker for e in post.desk.outbox() if e.message == message)
    report = (
        b"From: MAILER-DAEMON@mx.test\r\nTo: support@desk.test\r\nReturn-Path: <>\r\nSubject: Undelivered Mail\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; mx.test\r\n\r\nFinal-Recipient: rfc822; al@acme.test\r\nAction: failed\r\n"
        b"Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n"
        b"Message-ID: <" + ours.encode() + b"@desk.test>\r\nSubject: Re: Help\r\n\r\nhello\r\n--x--\r\n"
    )
    post.desk.change(1, verbs.set_status, status=Status.PENDING)
    post.come(report)
    assert post.desk.message(message).delivery == "bounced" and post.desk.ticket(1).status is Status.OPEN
    assert post.tickets() == [1]


def test_what_was_sent_to_another_address_of_the_house_is_answered_too(post: Post) -> None:
    post.come(mail(To="info@desk.test"))
    assert [role for role, _ in post.said(1)] == [Role.CUSTOMER, Role.REPLY]


def test_two_desks_that_answer_each_other_stop_after_one(tmp_path: Path) -> None:
    here, there = Post(tmp_path / "a.desk"), Post(tmp_path / "b.desk")
    here.come(mail(sender="support@other.test"))
    (entry,) = here.desk.outbox()
    answer = here.desk.message(entry.message or 0)
    automatic = mail(answer.body, "Re: Help", sender="support@other.test", Auto_Submitted="auto-replied")
    there.come(automatic)
    assert there.desk.outbox() == ()
    here.desk.close()
    there.desk.close()


def test_rules_answer_mail_and_leave_machines_alone_as_the_automatic_answer_does(post: Post) -> None:
    post.desk.define("team", "support", {"name": "Support"})
    spec = {"on": ["created", "customer"], "do": ["reply 'Rule: we have it, {{ requester.first_name }}.'", "tag +seen"]}
    post.desk.define("rule", "hello", spec)
    post.come(mail())
    assert post.said(1)[-1] == (Role.REPLY, "Rule: we have it, Al.")
    (entry,) = post.desk.outbox()
    assert (entry.connection, entry.kind, entry.actor) == ("mail", "say", "rule:hello")
    ours = f"<{entry.marker}@desk.test>"
    post.come(mail("I am away", "Automatic reply: Help", In_Reply_To=ours, Auto_Submitted="auto-replied"))
    assert len(post.desk.outbox()) == 1 and post.said(1)[-1][0] is Role.CUSTOMER, "no answer to an answering machine"
    post.come(mail("news", "Your weekly digest", sender="list@acme.test", List_Id="<l.x.test>"))
    assert len(post.desk.outbox()) == 1 and post.desk.ticket(2).tags == ("seen",), "what is no answer is done"
    post.desk.define("rule", "later", {"on": ["priority"], "do": ["reply 'We hurry.'"]})
    post.desk.change(2, verbs.set_priority, priority=Priority.URGENT)
    assert post.desk.ticket(2).messages == 1, "nor later, by another rule"
    assert [e.operation.payload.why for e in post.desk.log(2) if isinstance(e.operation.payload, Skipped)] == [
        "no reply was written: it came through a list"
    ] * 2


def test_what_lay_there_before_is_history_and_nobody_is_answered(post: Post) -> None:
    post.desk.replica("mail").set_state(caught_up=None)
    post.desk.define("rule", "seen", {"on": ["created"], "do": ["tag +seen"]})
    post.come(mail())
    assert post.said(1) == [(Role.CUSTOMER, "it broke")] and post.desk.ticket(1).tags == ()


def test_a_bare_thanks_above_what_it_quotes_leaves_a_ticket_solved(post: Post) -> None:
    post.come(mail())
    post.desk.write(1, NewMessage(Role.REPLY, "try again", then=Status.SOLVED))
    ours = f"<{post.desk.outbox()[-2].marker}@desk.test>"
    quote = "\n\nOn Mon, 1 Jan 2026 at 10:00, Support wrote:\n> try again\n> and tell us whether it works?\n> 12345\n"
    post.come(mail(f"That did it, thank you Ann!\n\nAl{quote}", "Re: Help", In_Reply_To=ours))
    assert post.desk.ticket(1).status is Status.SOLVED and post.desk.ticket(1).messages == 4
    post.come(mail(f"Thank you, but now it is worse{quote}", "Re: Help", In_Reply_To=ours))
    assert post.desk.ticket(1).status is Status.OPEN
