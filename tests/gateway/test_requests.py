"""One's own requests by a mailed link: who comes in, what they see, and what nobody learns."""

from collections.abc import Callable
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path

import pytest
from browser import MAIL, Browser, link_in, sent_letters

from clocks import Clock
from supportterm.backends.mail import account, composing
from supportterm.core import verbs
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.gateway.rates import LINK

SERVERS = {"address": "help@acme.example", "imap": "imap.acme.example", "smtp": "smtp.acme.example"}


@pytest.fixture
def mail(desk: Desk) -> Desk:
    """A desk whose mail can leave."""
    desk.define("connection", "mail", MAIL)
    desk.portal.keep_address("https://help.acme.example")
    return desk


def asks(desk: Desk, email: str, subject: str = "Charged twice", body: str = "Twice.") -> int:
    return desk.create_ticket(NewTicket(email, subject, body, email.partition("@")[0].title())).tickets[0]


async def come_in(browser: Browser, desk: Desk, email: str) -> None:
    await browser.submit("/requests", "/requests/link", email=email)
    (letter,) = sent_letters(desk)
    answer = await browser.get(link_in(letter))
    assert answer.url.path == "/requests" and email in answer.text


async def test_the_link_leaves_as_a_mail_to_whom_it_is_for(browser: Browser, mail: Desk) -> None:
    asks(mail, "al@example.org")
    await browser.submit("/requests", "/requests/link", email=" AL@example.org ")
    entry = mail.outbox()[0]
    assert "pass=" not in entry.what and entry.kind == "letter"  # the link lies nowhere
    (letter,) = sent_letters(mail)
    into = BytesIO()
    composing.write(composing.letter(letter, account.read(SERVERS), mail.clock()), into)
    read = message_from_bytes(into.getvalue(), policy=policy.default)
    assert read["To"] == "al@example.org" and read["Subject"] == "Your requests at Acme"
    assert read["Auto-Submitted"] and read["Reply-To"] is None
    assert link_in(letter) in read.get_body(("plain",)).get_content()  # type: ignore[union-attr]


async def test_whether_an_address_is_known_can_not_be_told(browser: Browser, mail: Desk) -> None:
    asks(mail, "al@example.org")
    answers = [await browser.submit("/requests", "/requests/link", email=e) for e in ("al@example.org", "no@b.example")]
    assert len({answer.text for answer in answers}) == len({answer.status_code for answer in answers}) == 1
    assert [letter.to for letter in sent_letters(mail)] == [("al@example.org",)]


async def test_asking_again_and_again_sends_one_mail_and_then_waits(
    browsers: Callable[[str], Browser], mail: Desk, clock: Clock
) -> None:
    asks(mail, "al@example.org")
    asked = [
        (await browsers(f"192.0.2.{n}").submit("/requests", "/requests/link", email="al@example.org")).status_code
        for n in range(LINK.burst + 1)
    ]
    assert asked == [200] * LINK.burst + [429] and len(sent_letters(mail)) == 1


async def test_a_link_is_good_for_an_hour_and_a_browser_for_a_week(browser: Browser, mail: Desk, clock: Clock) -> None:
    asks(mail, "al@example.org")
    await browser.submit("/requests", "/requests/link", email="al@example.org")
    (letter,) = sent_letters(mail)
    clock.forward(3_599)
    assert (await browser.get(link_in(letter))).status_code == 200
    clock.forward(2)
    late = await browser.get(link_in(letter))
    assert late.status_code == 410 and "too old" in late.text
    assert "Charged twice" in (await browser.get("/requests")).text  # who is in stays in
    clock.forward(7 * 86_400)
    assert "Charged twice" not in (await browser.get("/requests")).text


async def test_only_what_is_public_is_shown(browser: Browser, mail: Desk, clock: Clock) -> None:
    number = asks(mail, "al@example.org")
    mail.write(number, NewMessage(Role.NOTE, "he is lying"))
    mail.write(number, NewMessage(Role.FORWARD, "dear bank", to=("bank@b.example",)))
    mail.write(number, NewMessage(Role.REPLY, "Taken **back**"))
    mail.undo()
    mail.write(number, NewMessage(Role.REPLY, "We *refund* it <script>"))
    await come_in(browser, mail, "al@example.org")
    page = (await browser.get(f"/requests/{number}")).text
    assert "refund" not in page  # it can still be taken back
    clock.forward(11)
    page = (await browser.get(f"/requests/{number}")).text
    assert "<em>refund</em>" in page and "<script>" not in page.replace("<script src", "")
    for secret in ("lying", "bank", "Taken", "dana"):
        assert secret not in page, secret


async def test_nobody_sees_or_learns_of_the_requests_of_others(browser: Browser, mail: Desk) -> None:
    own, other = asks(mail, "al@example.org"), asks(mail, "bo@example.org", "Bo's secret")
    merged = asks(mail, "bo@example.org", "Also Bo's", "private words")
    mail.change(merged, verbs.merge, into=mail.ticket(own))
    assert (await browser.get(f"/requests/{own}")).url.path == "/requests"  # nobody is in yet
    await come_in(browser, mail, "al@example.org")
    assert "secret" not in (await browser.get("/requests")).text
    assert "private words" not in (await browser.get(f"/requests/{own}")).text
    nowhere = await browser.get("/requests/987654")
    for path in (f"/requests/{other}", f"/requests/{merged}", f"/requests/{other}/files/1"):
        answer = await browser.get(path)
        assert (answer.status_code, answer.text) == (404, nowhere.text)
    answer = await browser.submit(f"/requests/{own}", f"/requests/{other}", body="let me in")
    assert answer.status_code == 404 and mail.ticket(other).messages == 1


async def test_an_answer_reaches_the_ticket_once_and_opens_it_again(browser: Browser, mail: Desk) -> None:
    number = asks(mail, "al@example.org")
    mail.write(number, NewMessage(Role.REPLY, "Which month?", then=Status.PENDING))
    await come_in(browser, mail, "al@example.org")
    assert "Waits for you" in (await browser.get("/requests")).text
    page = (await browser.get(f"/requests/{number}")).text
    given = page.split('name="pass" value="')[1].split('"')[0]
    for _ in range(2):
        sent = [("files", ("march.txt", b"March", "text/plain"))]
        await browser.post(f"/requests/{number}", data={"pass": given, "body": "March"}, files=sent)
    ticket = mail.ticket(number)
    assert ticket.status is Status.OPEN and ticket.contacts == 2
    message = mail.message(ticket.last_message)
    assert message.body == "March" and message.person == ticket.requester
    (kept,) = mail.attachments(message.id)
    got = await browser.get(f"/requests/{number}/files/{kept.id}")
    assert got.content == b"March" and got.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in got.headers["content-security-policy"] and got.headers["content-type"] != "text/plain"


async def test_what_is_closed_takes_no_answer(browser: Browser, mail: Desk) -> None:
    number = asks(mail, "al@example.org")
    await come_in(browser, mail, "al@example.org")
    page = (await browser.get(f"/requests/{number}")).text
    mail.change(number, verbs.set_status, status=Status.CLOSED)
    given = page.split('name="pass" value="')[1].split('"')[0]
    answer = await browser.post(f"/requests/{number}", data={"pass": given, "body": "but"})
    assert answer.status_code == 400 and mail.ticket(number).contacts == 1
    assert "This is closed" in (await browser.get(f"/requests/{number}")).text


async def test_who_leaves_is_out_and_so_is_whose_address_is_another(browser: Browser, mail: Desk) -> None:
    asks(mail, "al@example.org")
    await come_in(browser, mail, "al@example.org")
    mail.put_person(id=mail.ticket(1).requester, email="new@example.org")
    assert "Charged twice" not in (await browser.get("/requests")).text
    mail.put_person(id=mail.ticket(1).requester, email="al@example.org")
    assert "Charged twice" in (await browser.get("/requests")).text
    await browser.submit("/requests", "/requests/leave")
    assert "Charged twice" not in (await browser.get("/requests")).text


async def test_a_letter_that_can_not_leave_is_called_by_its_name(browser: Browser, mail: Desk, tmp_path: Path) -> None:
    from supportterm.commands.cases import cases

    asks(mail, "al@example.org")
    await browser.submit("/requests", "/requests/link", email="al@example.org")
    (case,) = cases(mail)
    assert (case.called, case.subject) == ("letter", "a link to one's own requests") and "discard" in case.can
    mail.decide(case.entry.id, "discard")
    assert mail.outbox() == ()


async def test_a_number_that_can_be_none_is_answered_as_one_that_is_not_there(browser: Browser, mail: Desk) -> None:
    asks(mail, "al@example.org")
    await come_in(browser, mail, "al@example.org")
    for number in ("9" * 19, "9" * 40, "9" * 5_000):
        for path in (f"/requests/{number}", f"/requests/1/files/{number}", f"/requests/{number}/files/1"):
            assert (await browser.get(path)).status_code == 404
        assert (await browser.get(f"/survey/{number}?pass=x")).status_code in (404, 410)
