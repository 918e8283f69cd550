"""Surveys: asked once a ticket has been solved long enough, answered by mail or by hand, and what follows from that."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from clocks import Clock
from supportterm.commands.call import Call, Outcome
from supportterm.commands.parse import run
from supportterm.core.autoreply import ANSWERS, SURVEYS
from supportterm.core.metrics import BY_NAME
from supportterm.core.metrics_report import Ask
from supportterm.core.nouns import Message
from supportterm.core.operations import Rated, Skipped
from supportterm.core.orders import parse_order
from supportterm.core.query import parse
from supportterm.core.rating import Answer, content, read_answer
from supportterm.core.refusal import Refused
from supportterm.core.remote import Receipt
from supportterm.core.surveys import Survey
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.store.audit import audit
from supportterm.sync.timers import Timers

START = 1_790_000_040_000
HOUR, DAY = 3_600_000, 86_400_000
CONTENT = {"kind": "csat", "question": "All well?", "after": 4 * HOUR}
MAIL = {"title": "Mail", "backend": "mail", "settings": {}, "can": ["reply"]}
TO_LEAD = {"on": ["rated"], "when": "csat:<3", "do": ["reopen", "assign gwen", "note 'not content'"]}


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with Desk.create(tmp_path / "d.desk", "Acme help", me="ann", clock=clock) as desk:
        desk.define("agent", "ann", {"name": "Ann"})
        desk.define("agent", "gwen", {"name": "Gwen"})
        desk.define("survey", "content", CONTENT)
        yield desk
    assert audit(tmp_path / "d.desk").ok


def does(desk: Desk, line: str) -> Outcome:
    return run(line, Call(lambda: desk))


def solved(desk: Desk, who: str = "al@acme.test") -> int:
    number = desk.create_ticket(NewTicket(who, "Help", "please", name="Al Bo")).tickets[0]
    desk.write(number, NewMessage(Role.REPLY, "done", then=Status.SOLVED))
    return number


def asked(desk: Desk, number: int) -> list[str]:
    """What a machine wrote to the customer."""
    told = [m for m in desk.timeline(number) if isinstance(m, Message)]
    return [m.body for m in told if m.role is Role.REPLY and m.agent is None]


def time_passes(desk: Desk, clock: Clock, length: int) -> None:
    clock.now += length
    timers = Timers(desk)
    while timers.step() == 0:
        pass


def customer(desk: Desk, number: int, text: str) -> None:
    desk.write(number, NewMessage(Role.CUSTOMER, text, markdown=False, person=desk.ticket(number).requester))


def test_who_was_helped_is_asked_once_it_has_been_solved_so_long(desk: Desk, clock: Clock) -> None:
    number = solved(desk)
    time_passes(desk, clock, 4 * HOUR - 1)
    assert asked(desk, number) == []
    time_passes(desk, clock, 1)
    (text,) = asked(desk, number)
    assert text.startswith("Hello Al,\n\nAll well?\n\nJust answer this mail with a number from 1 (not at all) to 5")
    assert desk.ticket(number).status is Status.SOLVED
    time_passes(desk, clock, 60 * DAY)
    assert len(asked(desk, number)) == 1


@pytest.mark.parametrize(("name", "greeting"), [("Al Bo", "Hello Al,"), ("", "Hello,"), ("al@acme.test", "Hello,")])
def test_who_is_asked_is_greeted_by_name_or_without_one(desk: Desk, clock: Clock, name: str, greeting: str) -> None:
    number = desk.create_ticket(NewTicket("al@acme.test", "Help", "please", name=name)).tickets[0]
    desk.write(number, NewMessage(Role.REPLY, "done", then=Status.SOLVED))
    time_passes(desk, clock, 4 * HOUR)
    assert asked(desk, number)[0].startswith(f"{greeting}\n\nAll well?")


def test_an_answer_that_waited_longer_than_until_the_survey_leaves_before_it(desk: Desk, clock: Clock) -> None:
    desk.define("connection", "mail", MAIL)
    number = solved(desk)
    time_passes(desk, clock, 4 * HOUR)
    clock.now += DAY
    replica, left = desk.replica("mail"), []
    while (claimed := replica.claim("fence")) is not None:
        left.append(claimed[1].body)  # type: ignore[union-attr]
        replica.granted(claimed[0], Receipt())
    assert left == ["done", *asked(desk, number)] and desk.outbox() == ()


def test_nobody_is_asked_again_too_soon_and_the_log_says_why(desk: Desk, clock: Clock) -> None:
    first, second, other = solved(desk), solved(desk), solved(desk, "bo@acme.test")
    time_passes(desk, clock, 4 * HOUR)
    assert [len(asked(desk, number)) for number in (first, second, other)] == [1, 0, 1]
    whys = [e.operation.payload.why for e in desk.log(second) if isinstance(e.operation.payload, Skipped)]
    assert whys == ["nobody was asked: they were asked not long ago"]
    clock.now += 31 * DAY
    third = solved(desk)
    time_passes(desk, clock, 4 * HOUR)
    assert len(asked(desk, third)) == 1


def test_whom_machines_answered_much_is_asked_all_the_same(desk: Desk, clock: Clock) -> None:
    """The team's automatic answer, two of the bot, and that a person takes over: all that one gets in an hour."""
    desk.define("survey", "content", {**CONTENT, "after": 60_000})
    desk.define("team", "support", {"name": "Support", "auto_reply": "We have it."})
    desk.define("setting", "bot", {"active": True, "channels": ["web"], "team": "support"})
    for slug, title in (("reset-password", "Reset your password"), ("reset-twice", "Reset the password of a phone")):
        desk.put_article(slug=slug, title=title, body="Click.", state="published")
    desk.define("rule", "hello", {"on": ["created"], "when": "", "do": ["reply 'We have it.'"]})
    with Desk.open(desk.path, clock=clock) as door:
        new = NewTicket("al@acme.test", "reset your password", "reset your password", channel="web")
        number = door.create_ticket(new).tickets[0]
        for text in ("I mean: reset the password of a phone", "no, neither"):
            time_passes(desk, clock, 1)
            customer(door, number, text)
        time_passes(desk, clock, 1)
    assert len(asked(desk, number)) == ANSWERS.hour
    desk.write(number, NewMessage(Role.REPLY, "done", then=Status.SOLVED))
    time_passes(desk, clock, 60_000)
    assert asked(desk, number)[-1].startswith("Hello,\n\nAll well?")


def test_a_machine_that_answers_every_survey_is_soon_asked_no_more(desk: Desk, clock: Clock) -> None:
    """Nothing that it sends gives it away, and a rule solves again what it opens."""
    desk.define("survey", "content", {**CONTENT, "after": 60_000, "again": 0})
    desk.define("rule", "eager", {"after": "1m", "when": "status:open", "do": ["solve"]})
    number = solved(desk)
    whens: list[int] = []
    for _ in range(2 * 24 * 4):
        before = len(asked(desk, number))
        time_passes(desk, clock, HOUR // 8)
        time_passes(desk, clock, HOUR // 8)
        if len(asked(desk, number)) > before:
            whens.append(clock.now)
        customer(desk, number, "I am away until Monday and will then look at it")
    for now in whens:
        assert sum(now - HOUR < when <= now for when in whens) <= SURVEYS.hour
        assert sum(now - DAY < when <= now for when in whens) <= SURVEYS.day
    assert 2 * SURVEYS.day <= len(whens) <= 2 * SURVEYS.day + 1
    whys = {e.operation.payload.why for e in desk.log(number) if isinstance(e.operation.payload, Skipped)}
    assert "nobody was asked: its sender was asked much already" in whys


def test_a_ticket_that_a_survey_is_not_for_and_a_survey_that_is_off_ask_nobody(desk: Desk, clock: Clock) -> None:
    desk.define("survey", "content", {**CONTENT, "when": "tag:vip"})
    number = solved(desk)
    time_passes(desk, clock, DAY)
    desk.define("survey", "content", {**CONTENT, "off": True})
    late = solved(desk, "bo@acme.test")
    time_passes(desk, clock, DAY)
    assert asked(desk, number) == asked(desk, late) == []


def test_a_good_answer_stays_solved_and_counts(desk: Desk, clock: Clock) -> None:
    number = solved(desk)
    time_passes(desk, clock, 4 * HOUR)
    customer(desk, number, "5\n\nGreat, thank you!")
    ticket = desk.ticket(number)
    assert (ticket.csat, ticket.status) == (5, Status.SOLVED)
    rated = [e.operation.payload for e in desk.log(number) if isinstance(e.operation.payload, Rated)]
    assert rated == [Rated("content", 5, 5, comment="Great, thank you!")]
    today = desk.metrics.days.at(clock.now).day
    sheet = desk.metrics.report(Ask(today, today)).whole.sheet
    assert BY_NAME["csat"].of and BY_NAME["csat"].of(sheet) == 100
    customer(desk, number, "2 of my colleagues have it too")
    assert desk.ticket(number).csat == 5, "nobody asked again"
    assert desk.ticket(number).status is Status.OPEN
    desk.undo()


def test_a_low_answer_goes_to_the_lead_and_is_found(desk: Desk, clock: Clock) -> None:
    desk.define("rule", "unhappy", TO_LEAD)
    low, high = solved(desk), solved(desk, "bo@acme.test")
    does(desk, f"survey answer {low} 2 'still broken' --survey content")
    does(desk, f"survey answer {high} 4")
    assert (desk.ticket(low).status, desk.ticket(low).assignee) == (Status.OPEN, "gwen")
    assert (desk.ticket(high).status, desk.ticket(high).assignee) == (Status.SOLVED, None)
    for query, found in (("csat:<3", [low]), ("csat:>=4", [high]), ("-csat:<3", [high]), ("csat:0..9", [low, high])):
        rows = desk.window(parse(query), parse_order("-updated")).rows
        assert sorted(row.id for row in rows) == found, query
    desk.undo()
    desk.undo()
    assert (desk.ticket(low).csat, desk.ticket(high).csat) == (None, None)


def test_an_answer_that_can_be_none_is_refused_and_nothing_changes(desk: Desk) -> None:
    number = solved(desk)
    for line, words in (
        (f"survey answer {number} 6", "from 1 to 5, not by 6"),
        (f"survey answer {number} 0", "from 1 to 5, not by 0"),
        (f"survey answer {number} 3 --survey contend", "did you mean content"),
    ):
        with pytest.raises(Refused, match=words):
            does(desk, line)
    desk.define("survey", "promote", {"kind": "nps"})
    with pytest.raises(Refused, match="say which survey"):
        does(desk, f"survey answer {number} 3")
    does(desk, f"survey answer {number} 0 --survey promote")
    assert (desk.ticket(number).nps, desk.ticket(number).csat) == (0, None)
    assert "promote" in "\n".join(map(str, does(desk, "surveys").lines or ()))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("5", Answer(5)),
        (" 4/5 \n", Answer(4)),
        ("5, great", Answer(5, "great")),
        ("5 great work", Answer(5, "great work")),
        ("1.\nNobody called back.", Answer(1, "Nobody called back.")),
        ("3 - it was slow, but fine", Answer(3, "it was slow, but fine")),
        ("2 of my engineers can't log in", None),
        ("4 out of five phones are dead", None),
        ("5.30 pm suits me", None),
        ("5:30 suits me", None),
        ("10", None),
        ("55", None),
        ("0", None),
        ("great", None),
        ("", None),
        ("Ticket 5", None),
    ],
)
def test_what_is_an_answer_and_what_is_a_message_as_any_other(text: str, answer: Answer | None) -> None:
    assert read_answer(text, Survey("content")) == answer


@pytest.mark.parametrize(
    ("answer", "kind", "stays"),
    [
        (Answer(5, "thanks"), "csat", True),
        (Answer(5, "how do I export?"), "csat", False),
        (Answer(3), "csat", False),
        (Answer(7), "nps", True),
        (Answer(6), "nps", False),
    ],
)
def test_only_an_answer_that_asks_for_nothing_leaves_it_solved(answer: Answer, kind: str, stays: bool) -> None:
    assert content(answer, Survey("s", kind=kind)) is stays
