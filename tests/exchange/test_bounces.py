"""Delivery reports as servers write them: which mail, whose address, and why."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.exchange.bounces import MAX_IDS, report_of

OURS = "8f14e45f-ceea-467f-a0a4-2f4c1e6b9d11@example.test"

POSTFIX = f"""\
Return-Path: <>
From: MAILER-DAEMON@mail.example.test (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
Message-Id: <20261126@mail.example.test>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

<max@acme.test>: host mx.acme.test said: 550 5.1.1 nobody (in reply to RCPT TO)

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.test

Final-Recipient: rfc822; dora@acme.test
Action: delivered
Status: 2.0.0

Final-Recipient: rfc822; forwarded@elsewhere.test
Original-Recipient: rfc822;max@acme.test
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <max@acme.test>: Recipient address rejected:
    User unknown

--b
Content-Type: message/rfc822

From: support@example.test
Message-ID: <{OURS}>

Hello.
--b--
"""

QMAIL = f"""\
From: MAILER-DAEMON@qmail.test
Subject: failure notice

Hi. This is the qmail-send program at qmail.test.
I'm afraid I wasn't able to deliver your message to the following addresses.

<max@acme.test>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <support@example.test>
Message-ID: <{OURS}>
Subject: hello
"""

EXIM = f"""\
X-Failed-Recipients: max@acme.test
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@exim.test>
Subject: Mail delivery failed: returning message to sender

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  max@acme.test
    host mx.acme.test [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<max@acme.test>:
    552 5.2.2 mailbox full

------ This is a copy of the message, including all the headers. ------

Message-Id: <{OURS}>
"""

EXCHANGE = f"""\
From: Microsoft Outlook <MicrosoftExchange329e@acme.test>
Subject: Undeliverable: The printer
In-Reply-To: <{OURS}>
Content-Type: text/plain

Delivery has failed to these recipients or groups:

Max Power (max@acme.test)
The email address you entered couldn't be found. Remote Server returned
'550 5.1.10 RESOLVER.ADR.RecipientNotFound'
"""

LATE = POSTFIX.replace("Action: failed", "Action: delayed").replace("Status: 5.1.1", "Status: 4.4.1")


@pytest.mark.parametrize(
    ("text", "status", "begins"),
    [
        (POSTFIX, "5.1.1", "there is no such address (550 5.1.1 <max@acme.test>: Recipient address rejected: User"),
        (QMAIL, "5.1.1", "there is no such address (Sorry, no mailbox here by that name."),
        (EXIM, "5.2.2", "the mailbox is full (host mx.acme.test"),
        (EXCHANGE, "5.1.10", "there is no such address (The email address you entered"),
    ],
    ids=["postfix", "qmail", "exim", "exchange"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_report_names_our_mail_the_recipient_and_the_reason(text: str, status: str, begins: str, end: str) -> None:
    report = report_of(text.replace("\n", end).encode())
    assert report is not None
    assert OURS in report.message_ids
    assert (report.recipient, report.failed, report.status) == ("max@acme.test", True, status)
    assert report.words.startswith(begins)
    assert "\n" not in report.words


def test_a_mail_that_is_only_late_has_not_failed() -> None:
    report = report_of(LATE.replace("Action: delivered", "Action: delayed").encode())
    assert report is not None
    assert (report.failed, report.action) == (False, "delayed")


def test_what_names_no_mail_is_no_report() -> None:
    assert report_of(b"Subject: hello\n\nI could not be reached.\n") is None
    assert report_of(b"") is None


@pytest.mark.parametrize(
    ("name", "recipient", "failed", "status"),
    [
        ("multi_address_bounce1", "bbbbvhvbbvkjbhfbvbvjhb@gmail.com", True, "5.1.1"),
        ("multi_address_bounce2", None, True, None),
        ("multipart_report_multiple_status", "u@ci.com", True, "5.3.0"),
        ("report_422", "fraser@oooooooo.com.au", False, "4.2.2"),
        ("report_530", None, True, "5.3.0"),
    ],
)
def test_reports_of_the_world(shared: Path, name: str, recipient: str | None, failed: bool, status: str | None) -> None:
    folder = shared / "data/mail/mikel-mail/spec/fixtures/emails/multipart_report_emails"
    report = report_of((folder / f"{name}.eml").read_bytes())
    assert report is not None
    assert "@" in report.recipient
    assert recipient in (None, report.recipient)
    assert status in (None, report.status)
    assert report.failed is failed


@given(st.binary(max_size=3_000) | st.text(max_size=3_000).map(str.encode))
def test_nothing_makes_it_fail(raw: bytes) -> None:
    report_of(raw)
    report_of(POSTFIX.encode()[:900] + raw + POSTFIX.encode()[900:])


@pytest.mark.parametrize(
    "piece", [b"a", b" ", b"<", b"a@", b"\n", b"Message-ID:", b"couldn't be delivered to ", b"<a@b.c>:\n", b"status "]
)
def test_a_hostile_report_ends_soon(piece: bytes) -> None:
    """Were it more than linear, this would take hours."""
    start = b"X-Failed-Recipients: \nMessage-ID: <x@y>\n\nDelivery has failed to couldn't be delivered to "
    report = report_of(start + piece * (400_000 // len(piece)))
    assert report is not None
    assert len(report.message_ids) <= MAX_IDS
