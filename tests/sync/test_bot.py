"""The bot: answers first out of the articles, asks whether that helped, hands over, and is never heard twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from clocks import Clock
from supportterm.core import handing
from supportterm.core.nouns import Message, Ticket
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.store.audit import audit
from supportterm.sync.timers import Timers

START = 1_790_000_040_000  # a Monday, 14:14 UTC
ON = {"active": True, "channels": ["chat", "web"], "team": "support", "greeting": "Hi, I am a machine."}


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with Desk.create(tmp_path / "d.desk", "Acme help", me="ann", clock=clock) as desk:
        desk.define("team", "support", {"name": "Support"})
        desk.define("agent", "ann", {"name": "Ann", "teams": ["support"]})
        for slug, title, body, visibility in (
            ("reset-password", "Reset your password", "## Steps\n\nClick on *Forgot*.", "public"),
            ("export-invoices", "Export your invoices", "Open Billing and choose Export.", "public"),
            ("reset-password-twice", "Reset the password of a phone", "Ask Ann to reset it.", "public"),
            ("delete-customer", "Delete a customer", "Only admins may.", "internal"),
        ):
            desk.put_article(id=None, slug=slug, title=title, body=body, state="published", visibility=visibility)
        desk.define("setting", "bot", ON)
        yield desk
    assert audit(tmp_path / "d.desk").ok


@pytest.fixture
def door(desk: Desk, tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """Where customers come in: nobody's console."""
    with Desk.open(tmp_path / "d.desk", clock=clock) as door:
        yield door


def asks(door: Desk, subject: str, text: str = "", channel: str = "chat") -> int:
    new = NewTicket("al@acme.test", subject, text or subject, name="Al", channel=channel)
    return door.create_ticket(new).tickets[0]


def says(door: Desk, number: int, text: str) -> None:
    door.write(number, NewMessage(Role.CUSTOMER, text, markdown=False, person=door.ticket(number).requester))


def turns(desk: Desk, clock: Clock) -> None:
    clock.now += 1
    timers = Timers(desk)
    while timers.step() == 0:
        pass


def said(desk: Desk, number: int, role: Role = Role.REPLY) -> list[str]:
    return [m.body for m in desk.timeline(number) if isinstance(m, Message) and m.role is role]


def articles(desk: Desk, ticket: Ticket) -> list[str]:
    return [desk.article(number).slug for number in ticket.articles]


def test_it_answers_with_its_source_and_asks_whether_that_helped(desk: Desk, door: Desk, clock: Clock) -> None:
    number = asks(door, "How do I export my invoices?")
    turns(desk, clock)
    (text,) = said(desk, number)
    assert text.startswith("Hi, I am a machine.\n\nOpen Billing and choose Export.\n\n")
    assert "From our help centre: *Export your invoices*" in text
    assert "Did that help?" in text
    ticket = desk.ticket(number)
    assert (ticket.status, articles(desk, ticket)) == (Status.PENDING, ["export-invoices"])
    assert desk.log(number)[-1].operation.actor == "bot"
    turns(desk, clock)
    assert len(said(desk, number)) == 1


def test_it_answers_in_the_customer_s_language_and_in_the_desk_s_own_words(
    desk: Desk, door: Desk, clock: Clock
) -> None:
    desk.define("setting", "bot", {**ON, "languages": {"de": {"greeting": "Hallo, ich bin eine Maschine."}}})
    for slug, title in (("rechnungen", "Rechnungen exportieren"), ("alle", "Alle Rechnungen exportieren mit Belegen")):
        desk.put_article(slug=slug, title=title, body="Unter Abrechnung auf Export.", state="published")
    number = asks(door, "Wie kann ich Rechnungen exportieren?")
    turns(desk, clock)
    (text,) = said(desk, number)
    assert text.startswith("Hallo, ich bin eine Maschine.\n\nUnter Abrechnung auf Export.\n\nAus unserem Hilfe")
    assert "Hat das geholfen? Sagen Sie *ja*" in text
    says(door, number, "Nein, das ist es nicht")
    turns(desk, clock)
    assert said(desk, number)[-1].startswith(("Unter Abrechnung", "Darauf habe ich keine Antwort."))
    other = asks(door, "Wie kann ich Rechnungen exportieren?")
    turns(desk, clock)
    says(door, other, "Ja\n\nAm Montag schrieb Support:\n> Unter Abrechnung auf Export.")
    turns(desk, clock)
    assert said(desk, other)[-1] == "Schön, dass es geholfen hat. Schreiben Sie wieder, wenn etwas fehlt."
    assert desk.ticket(other).status is Status.SOLVED


@pytest.mark.parametrize("yes", ["yes", "Yes, thank you!", "ja danke", "Thanks a lot, Support"])
def test_a_yes_solves_it(desk: Desk, door: Desk, clock: Clock, yes: str) -> None:
    number = asks(door, "export my invoices")
    turns(desk, clock)
    says(door, number, f"{yes}\n\nOn Monday Support wrote:\n> Open Billing and choose Export.")
    turns(desk, clock)
    assert desk.ticket(number).status is Status.SOLVED


@pytest.mark.parametrize("no", ["no", "yes, but how do I do that with a csv file?", "no thanks, that did not work"])
def test_anything_else_goes_on_and_the_same_answer_is_never_given_twice(
    desk: Desk, door: Desk, clock: Clock, no: str
) -> None:
    number = asks(door, "export my invoices")
    turns(desk, clock)
    says(door, number, no)
    turns(desk, clock)
    texts = said(desk, number)
    assert sum("choose Export" in text for text in texts) == 1
    assert "A person has your question now" in texts[-1]
    ticket = desk.ticket(number)
    assert (ticket.status, ticket.team) == (Status.OPEN, "support")
    (note,) = said(desk, number, Role.NOTE)
    assert "It had answered with: export-invoices." in note


def test_another_article_is_tried_as_often_as_the_desk_says(desk: Desk, door: Desk, clock: Clock) -> None:
    number = asks(door, "reset your password")
    turns(desk, clock)
    says(door, number, "I mean: reset the password of a phone")
    turns(desk, clock)
    assert articles(desk, desk.ticket(number)) == ["reset-password", "reset-password-twice"]
    says(door, number, "export your invoices")
    turns(desk, clock)
    assert "A person has your question now" in said(desk, number)[-1]


def test_what_it_does_not_know_goes_to_people_with_what_it_understood(desk: Desk, door: Desk, clock: Clock) -> None:
    number = asks(door, "Does the blue jacket come in XL?")
    turns(desk, clock)
    assert said(desk, number) == []
    (note,) = said(desk, number, Role.NOTE)
    assert note.startswith("The bot knows no answer. It sought: blue, jacket, come, xl.")
    assert desk.ticket(number).team == "support"


def test_customers_never_get_an_internal_article(desk: Desk, door: Desk, clock: Clock) -> None:
    number = asks(door, "Delete a customer")
    turns(desk, clock)
    assert said(desk, number) == []


def test_it_is_silent_once_a_person_has_answered(desk: Desk, door: Desk, clock: Clock) -> None:
    number = asks(door, "export my invoices")
    desk.write(number, NewMessage(Role.REPLY, "I do that for you."))
    turns(desk, clock)
    says(door, number, "export my invoices please")
    turns(desk, clock)
    assert said(desk, number) == ["I do that for you."]


@pytest.mark.parametrize(
    ("settings", "channel"),
    [
        ({**ON, "active": False}, "chat"),
        (ON, "mail"),
        ({**ON, "segments": ["enterprise"]}, "chat"),
        ({**ON, "closed_only": True}, "chat"),
    ],
)
def test_it_is_off_by_channel_segment_or_hour(
    desk: Desk, door: Desk, clock: Clock, settings: dict[str, object], channel: str
) -> None:
    desk.define("schedule", "day@1", {"zone": "UTC", "week": {"mon": [["09:00", "17:00"]]}})
    desk.define("team", "support", {"name": "Support", "schedule": "day"})
    desk.define("setting", "bot", settings)
    number = asks(door, "export my invoices", channel=channel)
    turns(desk, clock)
    assert said(desk, number) == said(desk, number, Role.NOTE) == []


def test_what_an_agent_writes_down_for_a_customer_is_not_for_it(desk: Desk, clock: Clock) -> None:
    number = asks(desk, "export my invoices")
    turns(desk, clock)
    assert said(desk, number) == []


def test_one_person_gets_only_so_many_automatic_answers(desk: Desk, door: Desk, clock: Clock) -> None:
    numbers = [asks(door, "export my invoices") for _ in range(9)]
    turns(desk, clock)
    assert sum(len(said(desk, number)) for number in numbers) == 4


def test_killed_between_its_turn_and_its_answer_it_answers_once(
    desk: Desk, door: Desk, clock: Clock, tmp_path: Path
) -> None:
    number = asks(door, "export my invoices")
    clock.now += 1
    due = desk.timers().next()
    assert due is not None
    desk.timers().fire(due, too_late=3_600_000)
    with Desk.open(tmp_path / "d.desk", clock=clock) as other:  # a keeper that had read the same before
        other.timers().fire(due, too_late=3_600_000)
    assert len(said(desk, number)) == 1


def test_a_title_is_no_markup(desk: Desk, door: Desk, clock: Clock) -> None:
    odd = {"slug": "odd", "title": "Odd *star* [link](x)", "body": "Take it as it is."}
    desk.put_article(id=None, **odd, state="published", visibility="public")
    number = asks(door, "odd star link x")
    turns(desk, clock)
    assert "*Odd \\*star\\* \\[link\\](x)*" in said(desk, number)[0]


def test_what_is_for_a_segment_is_answered_by_mail_alone_where_it_goes_to_who_asked(
    desk: Desk, door: Desk, clock: Clock
) -> None:
    desk.define("setting", "bot", {**ON, "channels": ["chat", "mail"]})
    desk.put_article(
        id=None, slug="red-telephone", title="Where is the red telephone", body="Under the desk.", state="published",
        visibility="enterprise",
    )  # fmt: skip
    house = desk.put_organization(name="Big", segment="enterprise")
    desk.put_person(email="al@big.test", name="Al", organization=house)

    def answered(email: str, channel: str) -> bool:
        new = NewTicket(email, "Where is the red telephone", "Where is the red telephone?", name="Al", channel=channel)
        number = door.create_ticket(new).tickets[0]
        turns(desk, clock)
        said = [m.body for m in desk.timeline(number) if isinstance(m, Message) and m.role is Role.REPLY]
        return any("Under the desk" in body for body in said)

    assert answered("al@big.test", "mail")
    assert not answered("bo@small.test", "mail"), "a customer of no such segment"
    assert not answered("al@big.test", "chat"), "in a chat anybody may say that they are somebody"


def test_it_hands_over_once_and_is_silent_from_then_on(desk: Desk, door: Desk, clock: Clock) -> None:
    number = asks(door, "How do I export my invoices?")
    turns(desk, clock)
    says(door, number, "No, that is not what I see")
    turns(desk, clock)
    before = said(desk, number)
    assert before[-1].startswith("I could not answer that") and len(said(desk, number, Role.NOTE)) == 1
    for text in ("are you there?", "how do I reset my password?"):
        says(door, number, text)
        turns(desk, clock)
    assert said(desk, number) == before and len(said(desk, number, Role.NOTE)) == 1


def test_it_is_silent_once_somebody_has_taken_the_conversation(desk: Desk, door: Desk, clock: Clock) -> None:
    number = asks(door, "How do I export my invoices?")
    desk.change(number, handing.accept)
    turns(desk, clock)
    assert said(desk, number) == []
