"""Asking: the form, and what becomes of it on the desk."""

from collections.abc import Callable

import pytest
from browser import Browser

from supportterm.core.terms import Role
from supportterm.desk import Desk

ASKED = {"name": "Al", "email": "Al@Example.org", "subject": "Charged  twice", "body": "Twice\r\nin March <b>"}


def tickets(desk: Desk) -> int:
    from supportterm.core.query import parse

    return desk.count(parse(""))


async def test_what_is_asked_is_a_ticket_with_its_files(browser: Browser, desk: Desk) -> None:
    files = [("files", ("../../bill.pdf", b"%PDF-1", "application/pdf")), ("files", ("", b"", ""))]
    answer = await browser.submit("/contact", "/contact", files=files, **ASKED, website="")
    assert answer.url.path == "/contact/thanks" and "#1" in answer.text
    ticket = desk.ticket(1)
    assert (ticket.subject, ticket.channel, ticket.messages, ticket.attachments) == ("Charged twice", "web", 1, 1)
    message = desk.message(ticket.last_message)
    assert (message.role, message.body, message.markdown) == (Role.CUSTOMER, "Twice\nin March <b>", False)
    person = desk.person(ticket.requester)
    assert (person.email, person.name) == ("al@example.org", "Al")
    (kept,) = desk.attachments(message.id)
    assert "/" not in kept.name and desk.attachment_path(kept.digest).read_bytes() == b"%PDF-1"
    assert {entry.operation.actor for entry in desk.log(1)} == {"customer"}


async def test_a_form_that_is_sent_twice_asks_once(browser: Browser, desk: Desk) -> None:
    page = await browser.get("/contact")
    sent = {**ASKED, "pass": page.text.split('name="pass" value="')[1].split('"')[0]}
    answers = [await browser.post("/contact", data=sent) for _ in range(2)]
    assert all("#1" in answer.text for answer in answers) and tickets(desk) == 1


async def test_who_fills_in_the_trap_is_thanked_and_nothing_comes_of_it(browser: Browser, desk: Desk) -> None:
    answer = await browser.submit("/contact", "/contact", **ASKED, website="https://spam.example")
    assert answer.status_code == 200 and "We have it" in answer.text and tickets(desk) == 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"email": "nobody"}, "address we may answer to"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "address we may answer to"),
        ({"subject": "  "}, "in a few words"),
        ({"body": ""}, "what happened"),
        ({"body": "x" * 30_000}, "longer than"),
    ],
)
async def test_what_is_missing_is_said_and_what_was_written_is_kept(
    browser: Browser, desk: Desk, wrong: dict[str, str], words: str
) -> None:
    answer = await browser.submit("/contact", "/contact", **{**ASKED, **wrong})
    assert answer.status_code == 422 and words in answer.text and 'value="Al"' in answer.text
    assert tickets(desk) == 0 and desk.person_by_email("al@example.org") is None


async def test_too_many_files_or_too_large_ones_are_refused_whole(browser: Browser, desk: Desk) -> None:
    many = [("files", (f"{n}.txt", b"x", "text/plain")) for n in range(6)]
    large = [("files", ("large.bin", b"x" * (10 << 20) + b"x", "application/octet-stream"))]
    for files in (many, large):
        answer = await browser.submit("/contact", "/contact", files=files, **ASKED)
        assert answer.status_code == 413 and tickets(desk) == 0


async def test_where_roles_hold_customers_may_still_ask(browser: Browser, desk: Desk) -> None:
    desk.define("agent", "dana", {"name": "Dana", "teams": ["support"], "role": "admin"})
    desk.define("agent", "lee", {"name": "Lee", "role": "light"})
    await browser.submit("/contact", "/contact", **ASKED)
    assert tickets(desk) == 1


async def test_rules_and_routes_follow_and_the_team_answers_by_itself(browser: Browser, desk: Desk) -> None:
    desk.define("team", "support", {"name": "Support", "auto_reply": "Hello {{ name }}, this is {{ number }}."})
    desk.define("route", "all", {"name": "all", "when": "", "team": "support"})
    desk.define("rule", "web", {"name": "web", "on": ["created"], "when": "channel:web", "do": ["tag +web"]})
    await browser.submit("/contact", "/contact", **ASKED)
    ticket = desk.ticket(1)
    assert ticket.team == "support" and ticket.tags == ("web",)
    assert desk.message(ticket.last_message).body == "Hello Al, this is #1."


async def test_asking_too_often_waits(browser: Browser, browsers: Callable[[str], Browser], desk: Desk) -> None:
    answers = [(await browser.submit("/contact", "/contact", **ASKED)).status_code for _ in range(9)]
    assert answers == [200] * 8 + [429] and tickets(desk) == 8
    assert (await browsers("198.51.100.9").submit("/contact", "/contact", **ASKED)).status_code == 200
