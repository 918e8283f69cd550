"""What is said later: at its moment, once, as its author's; and nothing that came meanwhile goes unseen."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from clocks import Clock
from supportterm.core import verbs
from supportterm.core.nouns import Message
from supportterm.core.outbox import State
from supportterm.core.refusal import MovedOn, Refused
from supportterm.core.terms import Role, Status
from supportterm.core.writing import Draft, NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.store.audit import audit
from supportterm.sync.soon import TOO_LATE
from supportterm.sync.timers import Timers

START = 1_790_000_000_000
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """One ticket of kim's; dana and sam work here."""
    with Desk.create(tmp_path / "team.desk", "Team", me="dana", clock=clock) as opened:
        for agent in ("dana", "sam"):
            opened.define("agent", agent, {"name": agent.title()})
        opened.create_ticket(NewTicket("kim@acme.test", "It broke", "Help", name="Kim"))
        yield opened


@pytest.fixture
def sams(desk: Desk, clock: Clock) -> Iterator[Desk]:
    with Desk.open(desk.path, me="sam", clock=clock) as opened:
        yield opened


def keep(path: Path, clock: Clock) -> None:
    """The keeper begins, does what is due, and ends: whatever was known before is forgotten."""
    with Desk.open(path, clock=clock) as desk:
        timers = Timers(desk)
        while timers.step() == 0:
            pass


def said(desk: Desk, ticket: int = 1) -> list[tuple[str, str]]:
    return [(m.author, m.body) for m in desk.timeline(ticket) if isinstance(m, Message)]


def reply(text: str = "Did it hold?", **more: object) -> NewMessage:
    return NewMessage(Role.REPLY, text, **more)  # type: ignore[arg-type]


def test_it_is_said_at_its_moment_once_as_its_authors_with_what_goes_with_it(desk: Desk, clock: Clock) -> None:
    desk.write_later(1, reply(then=Status.PENDING, cc=("lee@acme.test",)), START + DAY)
    clock.now += DAY - 1
    keep(desk.path, clock)
    assert said(desk) == [("Kim", "Help")] and desk.ticket(1).status is Status.NEW
    clock.now += MINUTE
    for _ in range(3):
        keep(desk.path, clock)
    assert said(desk) == [("Kim", "Help"), ("Dana", "Did it hold?")]
    assert desk.ticket(1).status is Status.PENDING
    assert [m for m in desk.timeline(1) if isinstance(m, Message)][-1].cc == ("lee@acme.test",)
    assert desk.outbox() == () and desk.scheduled() is None
    assert audit(desk.path).ok


def test_until_then_it_lies_in_the_outbox_and_the_ticket_says_when(desk: Desk) -> None:
    change = desk.write_later(1, reply(), START + DAY)
    [entry] = desk.outbox(1)
    assert (entry.kind, entry.state, entry.not_before, entry.actor) == ("later", State.QUEUED, START + DAY, "dana")
    assert "wrote a reply for" in change.words and desk.scheduled() == START + DAY


def test_the_draft_goes_with_it_and_undo_brings_it_back_and_redo_takes_it_again(desk: Desk, clock: Clock) -> None:
    desk.save_draft(Draft(1, "reply", "Did it hold?", to=("kim@acme.test",)))
    desk.write_later(1, reply(to=("kim@acme.test",)), START + DAY, draft="reply")
    assert desk.drafts() == ()
    clock.now += MINUTE
    desk.undo()
    assert [(d.body, d.to) for d in desk.drafts()] == [("Did it hold?", ("kim@acme.test",))]
    assert desk.outbox() == ()
    desk.redo()
    assert desk.drafts() == () and [e.not_before for e in desk.outbox()] == [START + DAY]
    clock.now = START + DAY
    keep(desk.path, clock)
    assert said(desk)[1:] == [("Dana", "Did it hold?")]


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.REPLY, Role.NOTE])
def test_what_somebody_else_writes_before_asks_first_and_a_word_sends_it(
    desk: Desk, sams: Desk, clock: Clock, role: Role
) -> None:
    desk.write_later(1, reply(), START + DAY)
    clock.now += HOUR
    sams.write(1, NewMessage(role, "wait", person=1 if role is Role.CUSTOMER else None))
    clock.now = START + DAY
    keep(desk.path, clock)
    [entry] = desk.outbox()
    assert entry.state is State.CONFLICT and len(said(desk)) == 2
    assert desk.conflicts(entry.id)[0].who == ("Kim" if role is Role.CUSTOMER else "Sam")
    clock.now += MINUTE
    desk.decide(entry.id, "again")
    keep(desk.path, clock)
    assert said(desk)[-1] == ("Dana", "Did it hold?")


def test_what_its_author_writes_before_is_no_question(desk: Desk, clock: Clock) -> None:
    desk.write_later(1, reply(), START + DAY)
    desk.write(1, NewMessage(Role.NOTE, "called them"))
    clock.now += DAY
    keep(desk.path, clock)
    assert said(desk)[-1] == ("Dana", "Did it hold?")


def test_a_moment_that_nobody_was_awake_for_asks_first(desk: Desk, clock: Clock) -> None:
    desk.write_later(1, reply(), START + DAY)
    clock.now += DAY + TOO_LATE + MINUTE
    keep(desk.path, clock)
    [entry] = desk.outbox()
    assert entry.state is State.ASKING and entry.unsent and "1h late" in entry.words
    assert len(said(desk)) == 1


def test_a_ticket_that_was_merged_away_meanwhile_asks(desk: Desk, clock: Clock) -> None:
    into = desk.create_ticket(NewTicket("kim@acme.test", "Again", "Help")).tickets[0]
    desk.write_later(1, reply(), START + DAY)
    desk.change(1, verbs.merge, into=desk.ticket(into))
    clock.now += DAY
    keep(desk.path, clock)
    [entry] = desk.outbox()
    assert entry.state is State.ASKING and "merged" in entry.words
    desk.decide(entry.id, "discard")
    assert [d.body for d in desk.drafts()] == ["Did it hold?"] and desk.outbox() == ()


def test_it_is_sent_now_taken_back_for_more_writing_or_discarded(desk: Desk, clock: Clock) -> None:
    desk.write_later(1, reply("now"), START + DAY)
    desk.write_later(1, reply("never"), START + DAY)
    now, never = desk.outbox()
    clock.now += MINUTE
    desk.decide(now.id, "again")
    desk.decide(never.id, "discard")
    assert [d.body for d in desk.drafts()] == ["never"]
    keep(desk.path, clock)
    assert said(desk)[1:] == [("Dana", "now")] and desk.outbox() == ()


def test_an_undo_at_that_moment_is_about_what_i_did_myself(desk: Desk, clock: Clock) -> None:
    desk.write_later(1, reply(), START + DAY)
    clock.now += MINUTE
    desk.change(1, verbs.set_subject, subject="It broke again")
    clock.now = START + DAY
    keep(desk.path, clock)
    assert "subject" in desk.undo().words
    assert said(desk)[-1] == ("Dana", "Did it hold?")
    with pytest.raises(Refused, match="has left the house"):
        desk.undo()


def test_a_copy_of_the_desk_says_nothing_that_the_original_will_say(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    desk.write_later(1, reply(), START + DAY)
    desk.claim()
    [entry] = desk.outbox()
    assert entry.state is State.ASKING
    clock.now += DAY
    keep(desk.path, clock)
    assert len(said(desk)) == 1


def test_what_can_not_be_put_off_is_refused_and_nothing_changed(desk: Desk, sams: Desk) -> None:
    with pytest.raises(Refused, match="has passed"):
        desk.write_later(1, reply(), START)
    with pytest.raises(Refused, match="too far away"):
        desk.write_later(1, reply(), 10**15)
    looked = desk.ticket(1).last_message
    sams.write(1, reply("I have it"))
    with pytest.raises(MovedOn):
        desk.write_later(1, reply(seen_upto=looked), START + DAY)
    assert desk.outbox() == ()


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_each_is_said_once_or_waits_for_its_author(desk: Desk, clock: Clock, seed: int) -> None:
    """Scheduled, undone, discarded, sent early, kept now and then: counted against what should have been said."""
    chance = random.Random(seed)
    alive: dict[str, bytes] = {}
    for number in range(12):
        match chance.randrange(5):
            case 0 | 1:
                text = f"text {number}"
                desk.write_later(1, reply(text), clock.now + chance.randrange(1, 90) * MINUTE)
                alive[text] = desk.outbox()[-1].id
            case 2 if alive and desk.outbox():
                desk.decide(chance.choice(desk.outbox()).id, "discard")
            case 3:
                if desk.outbox():
                    desk.decide(chance.choice(desk.outbox()).id, "again")
        clock.now += chance.randrange(1, 40) * MINUTE
        keep(desk.path, clock)
    clock.now += 2 * HOUR - MINUTE
    waiting = {entry.message_for_later.body for entry in desk.outbox()}  # type: ignore[union-attr]
    spoken = [body for _, body in said(desk)[1:]]
    given_back = {d.body for d in desk.drafts()} | {text for _, text in desk.draft_versions(1, "reply")}
    assert len(spoken) == len(set(spoken))
    assert set(alive) == set(spoken) | waiting | given_back
    assert not set(spoken) & waiting and not set(spoken) & given_back
    assert audit(desk.path).ok
