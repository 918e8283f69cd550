"""What a mail that comes is, and where it belongs: nothing that its sender can make up is believed."""

import random
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import pytest

from supportterm.exchange import threading
from supportterm.exchange.addressing import reply_address
from supportterm.exchange.fields import Fields
from supportterm.exchange.intake import DUPLICATE, OWN_COPY, House, Intake, Twin, judge
from supportterm.exchange.mime import parse
from supportterm.exchange.threading import Place

NOW = 1_700_000_000_000
KEY = b"k" * 32
HOUSE = House(
    frozenset({"support@acme.test"}), {"dana@acme.test": "dana"}, KEY, "mx.acme.test", frozenset({"acme.test"})
)
OWN_ID = "018bcfe5-6800-7000-8000-000000000001@acme.test"


class Desk(threading.Known):
    """Ticket 12 is Al's: he asked, we answered him and Cara. Ticket 13 is Bo's. Ticket 14, Al's too, is closed."""

    def by_id(self, message_id: str) -> int | None:
        return {"first@shop.test": 12, OWN_ID: 12, "bo@else.test": 13, "old@shop.test": 14}.get(message_id)

    def awaiting(self, message_id: str) -> int | None:
        return 13 if message_id == "parent@else.test" else None

    def by_subject(self, subject: str, people: Iterable[str]) -> Iterable[Place]:
        return [Place(12, NOW - 1000)] if subject == "my order" and self.participants(12) & set(people) else []

    def participants(self, ticket: int) -> frozenset[str]:
        of = {12: {"al@shop.test", "cara@shop.test", "support@acme.test", "dana@acme.test"}, 13: {"bo@else.test"}}
        return frozenset(of.get(ticket, {"al@shop.test"} if ticket == 14 else ()))

    def closed(self, ticket: int) -> bool:
        return ticket not in (12, 13)

    def ours(self, message_id: str) -> int | None:
        return 12 if message_id == OWN_ID else None


def intake(
    *lines: str, sender: str = "Al <al@shop.test>", to: str = "support@acme.test", subject: str = "Hello", **rest: Twin
) -> Intake:
    raw = "\r\n".join([*lines, f"From: {sender}", f"To: {to}", f"Subject: {subject}", "", "Text"]).encode()
    return judge(parse(raw), Fields(raw), HOUSE, Desk(), NOW, **rest)


def test_a_new_mail_begins_a_ticket_and_may_be_answered() -> None:
    came = intake("Message-ID: <new@shop.test>")
    assert came == Intake() and came.may_answer


def test_an_answer_of_somebody_who_takes_part_finds_its_ticket_by_its_ids() -> None:
    assert intake("In-Reply-To: <first@shop.test>").ticket == 12
    assert intake("References: <first@shop.test> <unknown@x.test>", sender="Cara <CARA@shop.test>").ticket == 12


def test_a_stranger_who_names_a_mail_of_another_ticket_begins_one_and_people_are_told() -> None:
    for line in ("In-Reply-To: <first@shop.test>", "References: <bo@else.test> <first@shop.test>"):
        came = intake(line, sender="eve@evil.test")
        assert came.ticket is None and came.follows is None
        assert came.notice == "it refers to #12, in which eve@evil.test took no part"
    assert "#13" in intake("Message-ID: <parent@else.test>", sender="eve@evil.test").notice


def test_who_names_an_id_that_we_made_up_got_that_mail() -> None:
    assert intake(f"In-Reply-To: <{OWN_ID}>", sender="Al at home <al@home.test>").ticket == 12


def test_an_address_that_we_made_for_a_ticket_leads_there_without_any_header() -> None:
    address = reply_address("support@acme.test", 12, KEY)
    assert intake(to=f"Support <{address.upper()}>", sender="al@home.test").ticket == 12
    guessed = address[:-12] + "x" + address[-11:] if address[-12] != "x" else address
    assert intake(to=guessed, sender="eve@evil.test").ticket is None
    assert intake(to="support+t12@acme.test", sender="eve@evil.test").ticket is None


@pytest.mark.parametrize("subject", ["[#12] Hello", "Re: [#12] My order", "Fwd: [#12]"])
def test_a_number_in_a_subject_leads_only_those_who_take_part(subject: str) -> None:
    assert intake(subject=subject).ticket == 12
    assert intake(subject=subject, sender="eve@evil.test").ticket is None


def test_a_subject_leads_only_together_with_its_people() -> None:
    assert intake(subject="Re: My order").ticket == 12
    assert intake(subject="My order").ticket is None
    assert intake(subject="Re: My order", sender="eve@evil.test").ticket is None


@pytest.mark.parametrize("sender", ["Dana <dana@acme.test>", "support@acme.test", "Support <support+x@acme.test>"])
def test_an_address_of_the_house_is_no_proof(sender: str) -> None:
    for line, subject in (("In-Reply-To: <first@shop.test>", "x"), ("X: y", "[#12]"), ("X: y", "Re: My order")):
        came = intake(line, sender=sender, subject=subject)
        assert came.ticket is None and came.agent is None and not came.may_answer


def test_an_agent_whom_our_own_host_vouches_for_writes_as_an_agent() -> None:
    proof = "Authentication-Results: mx.acme.test; dmarc=pass header.from=acme.test"
    came = intake(proof, "In-Reply-To: <bo@else.test>", sender="Dana <dana@acme.test>")
    assert (came.ticket, came.agent) == (13, "dana") and not came.may_answer
    forged = intake(proof.replace("mx.", "mx2."), "In-Reply-To: <bo@else.test>", sender="Dana <dana@acme.test>")
    assert (forged.ticket, forged.agent) == (None, None)
    assert intake(proof, "In-Reply-To: <first@shop.test>").agent is None


def test_a_closed_ticket_is_followed_by_a_new_one() -> None:
    came = intake("In-Reply-To: <old@shop.test>")
    assert (came.ticket, came.follows) == (None, 14)
    assert intake("In-Reply-To: <old@shop.test>", sender="eve@evil.test").follows is None


def test_what_left_from_here_is_not_taken_in_but_a_strangers_mail_under_our_id_is() -> None:
    ours = f"Message-ID: <{OWN_ID}>"
    assert intake(ours, sender="Support <support@acme.test>").drop == OWN_COPY
    assert intake(ours, sender="dana@acme.test").own
    assert intake(ours, sender="eve@evil.test").drop == ""


def test_the_same_mail_on_two_ways_counts_once_and_an_id_used_twice_loses_nothing() -> None:
    line = "Message-ID: <twice@shop.test>"
    assert intake(line, twin=Twin("al@shop.test", "Text")).drop == DUPLICATE
    assert intake(line, twin=Twin("al@shop.test", "Text\n-- \nsent through a list")).drop == DUPLICATE
    for other in (Twin("al@shop.test", "Another text"), Twin("bo@else.test", "Text")):
        came = intake(line, twin=other)
        assert came.drop == "" and came.id_taken


def test_what_a_filter_marked_is_held_back_and_never_joins_a_ticket() -> None:
    came = intake("X-Spam-Flag: YES", "In-Reply-To: <first@shop.test>")
    assert "X-Spam-Flag" in came.suspended and came.ticket is None and came.follows == 12
    assert came.why_not == "it is held back"


def test_a_bounce_and_an_absence_note_are_told_apart_and_neither_is_answered() -> None:
    bounce = intake("Content-Type: multipart/report; boundary=b", sender="MAILER-DAEMON@shop.test")
    away = intake("Auto-Submitted: auto-replied", f"In-Reply-To: <{OWN_ID}>", subject="Out of office")
    assert bounce.bounce and not bounce.may_answer
    assert away.ticket == 12 and not away.bounce and away.automatic and not away.may_answer


HEADS = [
    b"From: al@shop.test", b"From: dana@acme.test, eve@evil.test", b"From: =?utf-8?q?=00?= <>",
    b"To: support@acme.test", b"To: support+t12.aaaaaaaaaa@acme.test", b"Subject: Re: [#12] x",
    b"Subject: [#99999999999999999999]",
    b"In-Reply-To: <first@shop.test>", b"References: <<<>>> <bo@else.test", b"Message-ID: <>", b"Return-Path: <>",
    b"Authentication-Results: mx.acme.test; dmarc=pass header.from", b"Authentication-Results: ;;;=(",
    b"X-Spam-Level: *", b"X-Spam-Status: Yes, score=", b"X-MS-Exchange-Organization-SCL: 99999999999999999999",
    b"List-Id: <",
    b"Auto-Submitted: ;", b"Precedence: \xff\xfe", b"X-Auto-Response-Suppress: ,,;", b"Delivered-To: " + b"a" * 3000,
]  # fmt: skip


def test_no_mail_whatever_it_looks_like_makes_it_raise(effort: Callable[[int, int], int]) -> None:
    samples = [p.read_bytes() for p in sorted((Path(__file__).parent / "mail").glob("*.box"))]
    chance = random.Random(7)
    for _ in range(effort(400, 20_000)):
        lines = chance.sample(HEADS, chance.randint(0, 8))
        raw = bytearray(b"\r\n".join([*lines, b"" if chance.random() < 0.5 else b"X: y", chance.choice(samples)]))
        for _ in range(chance.randint(0, 12)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        data = bytes(raw)
        came = judge(parse(data), Fields(data), HOUSE, Desk(), NOW)
        assert msgspec.json.encode(came)
        assert not (came.suspended and came.may_answer) and not (came.suspended and came.ticket)
