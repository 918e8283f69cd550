"""Whom a machine may answer, and that two of them never go on talking to each other."""

import subprocess
import sys
from collections.abc import Iterable
from itertools import count
from pathlib import Path

import pytest

from supportterm.core.autoreply import ANSWERS, Recent, too_many
from supportterm.exchange import threading
from supportterm.exchange.addressing import reply_address
from supportterm.exchange.caution import ANSWER_FIELDS, may_answer, returned
from supportterm.exchange.fields import Fields
from supportterm.exchange.intake import House, judge
from supportterm.exchange.mime import parse
from supportterm.exchange.threading import Place

OURS = frozenset({"support@acme.test"})
USUAL = {"From": "Al <al@shop.test>", "To": "support@acme.test", "Subject": "Where is my order?"}


def raw_of(*lines: str, body: str = "Hello?", **changed: str) -> bytes:
    head = USUAL | {name.replace("_", "-"): value for name, value in changed.items()}
    return "\r\n".join([*(f"{n}: {v}" for n, v in head.items() if v), *lines, "", body]).encode()


def why_not(raw: bytes, **options: frozenset[str]) -> str:
    return may_answer(parse(raw), Fields(raw), OURS, **options)


@pytest.mark.parametrize(
    "line",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; owner=x",
        "Auto-Submitted: auto-notified",
        "X-Auto-Response-Suppress: All",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply",
        "X-Auto-Response-Suppress: RN;NRN;OOF",
        "Precedence: bulk",
        "Precedence: list",
        "Precedence: Junk",
        "Precedence: auto_reply",
        "List-Id: <news.shop.test>",
        "List-Unsubscribe: <mailto:x@shop.test>",
        "X-Mailing-List: news@shop.test",
        "Return-Path: <>",
        "Return-Path: <MAILER-DAEMON>",
        "Return-Path: <bounces+12=support=acme.test@mail.shop.test>",
        "Return-Path: <list-owner@shop.test>",
        "Sender: owner-news@shop.test",
        "X-Failed-Recipients: a@b.test",
        "X-Autoreply: yes",
        "X-Autorespond: holiday",
        "X-Auto-Response: 1",
        "X-Loop: al@shop.test",
        "X-RT-Loop-Prevention: shop.test",
        "X-Mailer: vacation 1.2",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
        "Delivered-To: support@acme.test\r\nDelivered-To: support@acme.test",
        "\r\n".join(["Received: from a by b; Mon, 2 Mar 2026 10:00:00 +0000"] * 60),
        "Reply-To: support@acme.test",
    ],
)
def test_a_sign_of_a_machine_is_enough(line: str) -> None:
    assert why_not(raw_of()) == ""
    assert why_not(raw_of(line))


@pytest.mark.parametrize(
    "line",
    [
        "Auto-Submitted: no",
        "X-Auto-Response-Suppress: None",
        "X-Auto-Response-Suppress: RN, NRN",
        "Precedence: first-class",
        "Precedence: normal",
        "Return-Path: <al@shop.test>",
        "Feedback-ID: 1:2:forms:shop",
        "Delivered-To: support@acme.test",
        "X-Mailer: Apple Mail (2.3)",
        "Reply-To: al.private@shop.test",
        "X-Spam-Status: No, score=0.1",
    ],
)
def test_what_peoples_mail_has_too_is_no_sign(line: str) -> None:
    assert why_not(raw_of(line)) == ""


@pytest.mark.parametrize(
    "sender",
    [
        "MAILER-DAEMON@shop.test",
        "Mail Delivery Subsystem <mailer-daemon@googlemail.test>",
        "postmaster@shop.test",
        "noreply@shop.test",
        "no-reply@shop.test",
        "No_Reply+12@shop.test",
        "do-not-reply@shop.test",
        "donotreply@shop.test",
        "orders-noreply@shop.test",
        "notifications@shop.test",
        "newsletter@shop.test",
        "news-bounces@shop.test",
        "majordomo@shop.test",
        "root@shop.test",
        "2.20367.04-Dn9ZguCX.1@news.shop.test",
        "support@acme.test",
        "Support+t1.abcdefghij@acme.test",
        "nobody at all",
    ],
)
def test_behind_some_addresses_nobody_reads(sender: str) -> None:
    assert why_not(raw_of(From=sender))


@pytest.mark.parametrize(
    "sender",
    ["norbert@shop.test", "rooty@shop.test", "bounced.czech@shop.test", "ownerofacat@shop.test", "reply@shop.test",
     "a.1984@shop.test", "01512-345678@shop.test", "danatheroot@shop.test", "no.reilly@shop.test"],
)  # fmt: skip
def test_people_have_names_that_look_a_little_like_those(sender: str) -> None:
    assert why_not(raw_of(From=sender)) == ""


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Where is my order?",
        "Out of Office: Re: [#12]",
        "Out of office",
        "Auto: away",
        "Automatische Antwort: Ihre Anfrage",
        "Abwesenheitsnotiz: Ihre Anfrage",
        "Réponse automatique : votre demande",
        "Respuesta automática: su pedido",
        "Risposta automatica: ordine",
        "Resposta automática: pedido",
        "Automatisch antwoord: uw vraag",
        "Autosvar: sak",
        "Odpowiedź automatyczna: zamówienie",
        "Автоматический ответ: заказ",
        "自動応答: 注文",
        "自动回复：订单",
        "Undelivered Mail Returned to Sender",
        "Delivery Status Notification (Failure)",
        "failure notice",
        "Undeliverable: Re: [#12]",
    ],
)
def test_absence_notes_and_returned_mails_are_known_by_their_subject(subject: str) -> None:
    assert why_not(raw_of(Subject=subject))


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply is broken",
        "Re: Automatic reply: my order",
        "How do I set an out of office message?",
        "Autoreply rules do not save",
        "Automatische Antworten einrichten",
        "Delivery address",
        "Undelivered parcel 3812",
        "Returned goods",
        "Auto insurance",
    ],
)
def test_people_write_about_such_things(subject: str) -> None:
    assert why_not(raw_of(Subject=subject)) == ""


def test_a_newsletter_that_says_how_to_leave_it_is_not_answered_but_who_forwards_or_answers_it_is() -> None:
    body = "Great offers!\n\nTo unsubscribe, click here."
    assert why_not(raw_of(body=body))
    assert why_not(raw_of(body=body, Subject="Fwd: Great offers")) == ""
    assert why_not(raw_of("In-Reply-To: <1@acme.test>", body=body)) == ""
    assert why_not(raw_of(body="What is this?\n\n> To unsubscribe, click here.")) == ""


def test_a_list_that_is_our_own_front_door_is_no_list() -> None:
    lines = ("List-Id: Our support <Support.acme.test>", "Precedence: list", "Sender: support-bounces@acme.test")
    assert why_not(raw_of(*lines))
    assert why_not(raw_of(*lines), doors=frozenset({"support.acme.test"})) == ""
    assert why_not(raw_of(*lines, "Auto-Submitted: auto-replied"), doors=frozenset({"support.acme.test"}))


def test_a_blind_copy_is_not_answered_but_any_address_in_our_domain_leads_to_us() -> None:
    assert why_not(raw_of(To="undisclosed-recipients:;")) == "it is not addressed to us"
    assert why_not(raw_of(To="")) == "it is not addressed to us"
    assert why_not(raw_of(To="bo@shop.test", Cc="Support <SUPPORT+t9.abcdefghij@acme.test>")) == ""
    assert why_not(raw_of(To="info@acme.test"))
    assert why_not(raw_of(To="info@acme.test"), own_domains=frozenset({"acme.test"})) == ""


def test_what_came_back_is_told_from_other_automatic_mail() -> None:
    def came_back(*lines: str, **changed: str) -> bool:
        raw = raw_of(*lines, **changed)
        return returned(parse(raw), Fields(raw))

    assert came_back("Content-Type: multipart/report; boundary=b")
    assert came_back("Return-Path: <>", From="MAILER-DAEMON@shop.test")
    assert came_back("X-Failed-Recipients: a@b.test")
    assert came_back(Subject="Undelivered Mail Returned to Sender", From="postmaster@shop.test")
    assert not came_back("Return-Path: <>", Subject="Out of office: hi")
    assert not came_back("Auto-Submitted: auto-replied")
    assert not came_back(Subject="Undelivered Mail Returned to Sender")


class Answering(threading.Known):
    """A desk that answers every ticket that a mail begins. *quiet*: what it sends says nothing of being automatic."""

    def __init__(self, address: str, *, quiet: bool = False) -> None:
        self.house = House(frozenset({address}), {}, key=address.encode() * 4)
        self.address = address
        self.quiet = quiet
        self.sent: dict[str, int] = {}
        self.held: dict[str, int] = {}
        self.people: dict[int, set[str]] = {}
        self.subjects: dict[int, str] = {}
        self.ids = count(1)

    def by_id(self, message_id: str) -> int | None:
        return self.held.get(message_id)

    def awaiting(self, message_id: str) -> int | None:
        return None

    def by_subject(self, subject: str, people: Iterable[str]) -> Iterable[Place]:
        return [Place(n, 0) for n, s in self.subjects.items() if s == subject and self.people[n] & set(people)]

    def participants(self, ticket: int) -> frozenset[str]:
        return frozenset(self.people.get(ticket, ()))

    def closed(self, ticket: int) -> bool:
        return ticket not in self.people

    def ours(self, message_id: str) -> int | None:
        return self.sent.get(message_id)

    def take(self, raw: bytes) -> bytes | None:
        """What this desk answers to a mail."""
        mail = parse(raw)
        intake = judge(mail, Fields(raw), self.house, self, 0)
        if intake.drop:
            return None
        number = intake.ticket or len(self.people) + 1
        self.held[mail.message_id] = number
        self.people.setdefault(number, set()).add(mail.sender.key)
        self.subjects.setdefault(number, threading.normal_subject(mail.subject))
        answers = intake.may_answer and not too_many(Recent(hour=len(self.sent)))
        if intake.ticket is not None or not (answers or self.quiet):
            return None
        return self.write(mail.sender.address, f"[#{number}] We have your mail", mail.message_id, number)

    def write(self, to: str, subject: str, answers: str = "", number: int = 0) -> bytes:
        own = f"{next(self.ids):032x}@{self.address.partition('@')[2]}"
        if number:
            self.sent[own] = number
        lines = [f"From: {self.address}", f"To: {to}", f"Subject: {subject}", f"Message-ID: <{own}>"]
        if not self.quiet:
            lines += [f"{name}: {value}" for name, value in ANSWER_FIELDS]
            lines += [f"Reply-To: {reply_address(self.address, number, self.house.key)}"] if number else []
            lines += [f"In-Reply-To: <{answers}>"] if answers else []
        return "\r\n".join([*lines, "", "We will look into it."]).encode()


def talk(first: Answering, second: Answering, opening: bytes, most: int = 50) -> int:
    """How many automatic answers *opening*, a mail of the second to the first, led to."""
    answers = 0
    mail, taker, other = opening, first, second
    while answers < most and (answer := taker.take(mail)) is not None:
        answers += 1
        mail, taker, other = answer, other, taker
    return answers


def opening(second: Answering, to: str) -> bytes:
    return raw_of(f"Message-ID: <begin@{second.address}>", From=second.address, To=to)


def test_two_desks_that_answer_each_other_stop_after_one_answer() -> None:
    first, second = Answering("help@one.test"), Answering("desk@two.test")
    assert talk(first, second, opening(second, first.address)) == 1


def test_a_desk_that_hides_being_one_gets_one_answer_too() -> None:
    first, rude = Answering("help@one.test"), Answering("desk@two.test", quiet=True)
    assert talk(first, rude, opening(rude, first.address)) <= 2  # ours, and one of its own that ends it


def test_one_that_begins_a_new_ticket_each_time_is_stopped_by_counting() -> None:
    first = Answering("help@one.test")
    answered = 0
    for turn in range(40):
        mail = raw_of(f"Message-ID: <{turn}@two.test>", From="bot@two.test", To=first.address, Subject=f"Case {turn}")
        answered += first.take(mail) is not None
    assert answered == ANSWERS.hour


def test_the_scorer_tells_what_it_finds(tmp_path: Path) -> None:
    (tmp_path / "person.eml").write_bytes(raw_of())
    (tmp_path / "away.box").write_bytes(raw_of("Auto-Submitted: auto-replied"))
    (tmp_path / "news").write_bytes(raw_of())
    expect = tmp_path / "expect.json"
    expect.write_text('{"person": true, "away": {"answer": false, "ours": ["support@acme.test"]}, "news": false}')
    scorer = Path(__file__).parents[1] / "cases" / "run_caution.py"
    done = subprocess.run([sys.executable, scorer, tmp_path, expect], capture_output=True, text=True)
    assert done.stdout.splitlines()[-2:] == ["1 machines answered, 0 people not answered", "2 passed, 1 failed"]
    assert done.returncode == 1
