"""Whatever a desk holds, only a ticket's own customer and what they may read ever reach a language model."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assist.model import Model, configured, model
from copies import copied
from effort import effort
from supportterm.commands.call import Call
from supportterm.commands.draft import draft
from supportterm.config.paths import paths
from supportterm.core import verbs
from supportterm.core.terms import Role
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.desk.door import Verb

CANARY = "Kanarienvogel"
"""In all that is never to be sent, with words around it that make it come near to every question."""
QUESTION = "How do I export my invoices from Billing?"
AL, BO, KIM = "al@acme.test", "bo@other.test", "kim@acme.test"
SECRETS = (
    "my password is {}1", "Passwort: {}", "api_key={}", "Bearer {}", "https://al:{}@db.test/", "https://a.test/?t={}",
    "{}@other.test", "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----", "ghp_{}", "token='{} {}'",
)  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[Model]:
    with model() as served:
        yield served


def mine(number: int) -> str:
    return f"Eigenes{'abcdefgh'[number]}"


def has(desk: Desk, number: int, what: str, place: int) -> None:
    """Something more is on a ticket, or on the desk, that no model is to learn."""
    ticket = desk.ticket(number)
    text = f"{QUESTION} {CANARY}{place}"
    stranger = BO if desk.person(ticket.requester).email != BO else KIM
    other = desk.person_with(stranger)
    match what:
        case "note":
            desk.write(number, NewMessage(Role.NOTE, text))
        case "reply":
            desk.write(number, NewMessage(Role.REPLY, text))
        case "forward":
            desk.write(number, NewMessage(Role.FORWARD, text, to=(stranger,)))
        case "somebody else's message":
            desk.write(number, NewMessage(Role.CUSTOMER, text, markdown=False, person=other))
        case "field":
            _change(desk, number, verbs.set_field, name="plan", value=text)
        case "tag":
            _change(desk, number, verbs.tag, add=(f"{CANARY.lower()}{place}",))
        case "quote":
            body = f"{mine(number)} no\n\nOn Monday Bo <{stranger}> wrote:\n> {text}\n> more"
            desk.write(number, NewMessage(Role.CUSTOMER, body, markdown=False, person=ticket.requester))
        case "secret":
            told = SECRETS[place % len(SECRETS)].replace("{}", f"{CANARY}{place}")
            body = f"{mine(number)} and {told} then"
            desk.write(number, NewMessage(Role.CUSTOMER, body, markdown=False, person=ticket.requester))
        case "taken back":
            desk.undo(desk.write(number, NewMessage(Role.CUSTOMER, text, person=ticket.requester)).id)
        case "person":
            desk.put_person(id=ticket.requester, name=text, title=text, notes=text, phone=f"+49 {place}")
        case "file":
            file = desk.attach(text.encode(), f"{CANARY}.txt", "text/plain")
            told = NewMessage(Role.CUSTOMER, "see there", markdown=False, person=ticket.requester, files=(file,))
            desk.write(number, told)
        case "house":
            if ticket.organization is not None:
                desk.put_organization(id=ticket.organization, notes=text, manager="dana")
        case "linked":
            for one in desk.every_article():
                _change(desk, number, verbs.link_article, article=one.id)
        case "merged":
            here = desk.create_ticket(NewTicket(stranger, text, text)).tickets[0]
            _change(desk, here, verbs.merge, into=desk.ticket(number))


def _change(desk: Desk, number: int, verb: Verb, **arguments: Any) -> None:
    desk.change(number, verb, **arguments)


EXTRAS = (
    "note", "reply", "forward", "somebody else's message", "field", "tag", "quote", "secret", "taken back", "person",
    "house", "linked", "file", "merged",
)  # fmt: skip
ASKED = st.tuples(st.sampled_from([AL, BO, KIM]), st.sampled_from(["mail", "chat", "web"]))
MORE = st.lists(st.tuples(st.integers(1, 3), st.sampled_from(EXTRAS)), max_size=10)
EVERY = [(number, what) for number in (1, 2, 3) for what in EXTRAS]


def filled(path: Path) -> None:
    with Desk.create(path, "Team", me="dana") as desk:
        desk.define("team", "support", {"name": f"{CANARY} support"})
        desk.define("agent", "dana", {"name": f"Dana {CANARY}", "signature": CANARY, "teams": ["support"]})
        desk.define("field", "plan", {"title": f"Plan {CANARY}", "kind": "text"})
        desk.put_person(email=AL, name="Al", organization=desk.put_organization(name="Acme", segment="paid"))
        for slug, body, visibility, state in (
            ("export-public", "Open Billing and choose Export.", "public", "published"),
            ("export-paid", "PAID ONLY: open Billing.", "paid", "published"),
            ("export-inside", CANARY, "internal", "published"),
            ("export-enterprise", CANARY, "enterprise", "published"),
            ("export-draft", CANARY, "public", "draft"),
        ):
            desk.put_article(slug=slug, title=QUESTION, body=body, visibility=visibility, state=state)
        for number in range(20):
            desk.put_article(slug=f"other-{number}", title=f"Other {number}", body="Something else.", state="published")


def check(desk: Desk, server: Model) -> None:
    """A draft on each ticket, and what the server was given for it."""
    for number in (1, 2, 3):
        server.asked.clear()
        draft(Call(lambda: desk), number, "be kind")
        (sent,) = (body.decode() for body in server.bodies)
        assert CANARY.lower() not in sent.lower()
        assert mine(number) in sent, "what its customer wrote is given"
        assert all(mine(other) not in sent for other in (1, 2, 3) if other != number)
        ticket = desk.ticket(number)
        paid = ticket.channel != "chat" and desk.segment_of(ticket.organization) == "paid"
        assert paid or "PAID ONLY" not in sent
        assert all(address not in sent for address in (AL, BO, KIM))


@pytest.mark.parametrize(
    "asked", [[(AL, "mail"), (BO, "web"), (KIM, "chat")], [(AL, "chat"), (AL, "mail"), (BO, "web")]]
)
def test_with_all_there_is(server: Model, tmp_path: Path, asked: list[tuple[str, str]]) -> None:
    configured(server.url)
    with Desk.open(copied(tmp_path / "d.desk", "canaries", filled), me="dana") as desk:
        opened(desk, asked, EVERY)
        check(desk, server)


@given(st.tuples(ASKED, ASKED, ASKED), MORE)
@settings(max_examples=effort(8, 300), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_on_any_desk(server: Model, asked: tuple[tuple[str, str], ...], more: list[tuple[int, str]]) -> None:
    configured(server.url)
    folder = tempfile.mkdtemp()
    try:
        with Desk.open(copied(Path(folder) / "d.desk", "canaries", filled), me="dana") as desk:
            opened(desk, asked, more)
            check(desk, server)
    finally:
        shutil.rmtree(folder)


def opened(desk: Desk, asked: Any, more: Any) -> None:
    for number, (email, channel) in enumerate(asked, 1):
        text = f"{QUESTION} {mine(number)}"
        assert desk.create_ticket(NewTicket(email, QUESTION, text, channel=channel)).tickets == (number,)
    for place, (number, what) in enumerate(more):
        has(desk, number, what, place)


def test_nothing_is_sent_while_no_model_is_set(server: Model, tmp_path: Path) -> None:
    assert not paths().settings.exists()
    server.asked.clear()
    with Desk.open(copied(tmp_path / "d.desk", "canaries", filled), me="dana") as desk:
        opened(desk, [(AL, "mail")], [])
        with pytest.raises(Exception, match="no language model is set"):
            draft(Call(lambda: desk), 1)
        shown = draft(Call(lambda: desk), 1, prompt=True)
    assert "would be sent nowhere" in next(iter(shown.lines or ())) and not server.asked


def test_the_articles_that_its_customer_may_read_are_given(server: Model, tmp_path: Path) -> None:
    configured(server.url)
    with Desk.open(copied(tmp_path / "d.desk", "canaries", filled), me="dana") as desk:
        opened(desk, [(AL, "mail"), (AL, "chat"), (BO, "mail")], [])
        server.asked.clear()
        for number in (1, 2, 3):
            draft(Call(lambda: desk), number)
        sent = [body.decode() for body in server.bodies]
    assert [("choose Export" in each, "PAID ONLY" in each) for each in sent] == [(True, True)] + [(True, False)] * 2


def test_of_whom_asked_before_another_became_the_requester_nothing_is_sent(server: Model, tmp_path: Path) -> None:
    configured(server.url)
    with Desk.open(copied(tmp_path / "d.desk", "canaries", filled), me="dana") as desk:
        opened(desk, [(AL, "mail")], [])
        desk.change(1, verbs.set_requester, person=desk.person_with(BO))
        server.asked.clear()
        draft(Call(lambda: desk), 1, "be kind")
        assert mine(1) not in server.bodies[0].decode()
