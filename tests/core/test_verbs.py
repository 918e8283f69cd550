"""Verbs: what is asked of a ticket, what shall happen, and what is refused in plain words."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.core import undo, verbs
from supportterm.core.fold import fold
from supportterm.core.ids import message_floor
from supportterm.core.nouns import Agent, Field, Team, Ticket
from supportterm.core.operations import Create, Escalate, Operation, Planned, Set, Subject, Tag, Wrote
from supportterm.core.refusal import Refused
from supportterm.core.terms import Priority, Role, Status

NOW = 1_700_000_000_000
RULES = verbs.Rules(
    now=NOW,
    me="ada",
    agents={"ada": Agent("ada", "Ada", teams=("support",)), "lin": Agent("lin", "Lin", teams=("backend",))},
    teams={"support": Team("support", "Support", 1), "backend": Team("backend", "Backend", 2)},
    fields={"plan": Field("plan", "Plan", "choice", ("free", "pro")), "seats": Field("seats", "Seats", "number")},
)


def a_ticket(number: int = 1, **has: Any) -> Ticket:
    return Ticket(id=number, subject="Crash", requester=7, created_at=NOW - 9, updated_at=NOW - 9, **has)


def after(ticket: Ticket, plan: list[Planned]) -> Ticket:
    for step, planned in enumerate(p for p in plan if p.subject.id == ticket.id):
        operation = Operation(bytes([step]), b"c", planned.subject, planned.payload, "ada", NOW + step)
        ticket = fold(ticket, ticket.id, operation)
    return ticket


def test_a_taken_ticket_is_open_and_mine() -> None:
    ticket = after(a_ticket(), verbs.assign(a_ticket(), RULES, "ada"))
    assert (ticket.assignee, ticket.status) == ("ada", Status.OPEN)


def test_escalation_goes_up_with_a_reason_and_lets_go() -> None:
    ticket = a_ticket(assignee="ada", team="support", status=Status.PENDING)
    up = after(ticket, verbs.escalate(ticket, RULES, "backend", "crashes on save"))
    assert (up.team, up.tier, up.assignee, up.status) == ("backend", 2, None, Status.OPEN)
    assert up.hand_off is not None and up.hand_off.reason == "crashes on save" and up.hand_off.from_team == "support"
    assert after(up, [Planned(Subject("ticket", 1), Escalate("security", 3, "worse"))]).escalations == 2
    with pytest.raises(Refused, match="already at tier 2"):
        verbs.escalate(up, RULES, "backend", "again")
    with pytest.raises(Refused, match="needs a reason"):
        verbs.escalate(ticket, RULES, "backend", "  ")


def test_a_customers_answer_reopens_and_wakes() -> None:
    ticket = a_ticket(status=Status.SOLVED, solved_at=NOW, snoozed_until=NOW + 5)
    wrote = Wrote(message_floor(NOW), int(Role.CUSTOMER), person=7)
    again = after(ticket, verbs.write(ticket, RULES, wrote))
    assert (again.status, again.solved_at, again.snoozed_until) == (Status.OPEN, None, None)


def test_a_reply_can_solve_in_the_same_stroke() -> None:
    ticket = a_ticket()
    wrote = Wrote(message_floor(NOW), int(Role.REPLY), agent="ada")
    assert after(ticket, verbs.write(ticket, RULES, wrote)).status is Status.OPEN
    assert after(ticket, verbs.write(ticket, RULES, wrote, Status.SOLVED)).status is Status.SOLVED
    note = Wrote(message_floor(NOW), int(Role.NOTE), agent="ada")
    assert after(ticket, verbs.write(ticket, RULES, note)).status is Status.NEW


def test_merging_keeps_both_logs_and_shares_tags() -> None:
    source, target = a_ticket(1, tags=("crash",)), a_ticket(2)
    plan = verbs.merge(source, RULES, target)
    gone, stays = after(source, plan), after(target, plan)
    assert (gone.merged_into, gone.status) == (2, Status.CLOSED)
    assert (stays.absorbed, stays.tags) == ((1,), ("crash",))
    with pytest.raises(Refused, match="merged into #2"):
        verbs.set_priority(gone, RULES, Priority.HIGH)
    with pytest.raises(Refused, match="into itself"):
        verbs.merge(target, RULES, target)


@pytest.mark.parametrize(
    ("name", "value", "held"),
    [("seats", "12", 12), ("seats", "1.5", 1.5), ("plan", "pro", "pro"), ("plan", None, None)],
)
def test_fields_hold_what_fits(name: str, value: str | None, held: object) -> None:
    ticket = a_ticket(fields={"plan": "free"})
    assert after(ticket, verbs.set_field(ticket, RULES, name, value)).fields.get(name) == held


@pytest.mark.parametrize(
    ("name", "value"),
    [("seats", "many"), ("seats", "nan"), ("seats", "-inf"), ("seats", "1e300"), ("plan", "gold"), ("shoe", "44")],
)
def test_fields_refuse_what_does_not(name: str, value: str) -> None:
    with pytest.raises(Refused):
        verbs.set_field(a_ticket(), RULES, name, value)


def test_a_team_of_the_same_tier_takes_over_and_an_assignee_outside_it_lets_go() -> None:
    rules = msgspec.structs.replace(RULES, teams={**RULES.teams, "sales": Team("sales", "Sales", 1)})
    ticket = a_ticket(assignee="ada", team="support")
    moved = after(ticket, verbs.set_team(ticket, rules, "sales"))
    assert (moved.team, moved.tier, moved.assignee) == ("sales", 1, None)
    elsewhere = a_ticket(assignee="ada", team="sales")
    assert after(elsewhere, verbs.set_team(elsewhere, rules, "support")).assignee == "ada"
    free = after(ticket, verbs.set_team(ticket, rules, None))
    assert (free.team, free.assignee) == (None, "ada")
    with pytest.raises(Refused, match="escalate it instead"):
        verbs.set_team(ticket, rules, "backend")


def test_what_makes_no_sense_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="not new any more"):
        verbs.set_status(a_ticket(status=Status.OPEN), RULES, Status.NEW)
    with pytest.raises(Refused, match="no agent 'eve'; there are ada, lin"):
        verbs.follow(a_ticket(), RULES, add=("ada", "eve"))
    with pytest.raises(Refused, match="no agent 'eve'"):
        verbs.assign(a_ticket(), RULES, "eve")
    with pytest.raises(Refused, match="1970 and 2100"):
        verbs.set_due(a_ticket(), RULES, 5_000_000_000_000)
    with pytest.raises(Refused, match="1970 and 2100"):
        verbs.snooze(a_ticket(), RULES, 5_000_000_000_000)


def test_solving_ends_a_snooze_and_merging_brings_the_followers() -> None:
    asleep = a_ticket(snoozed_until=NOW + 5, followers=("lin",))
    assert after(asleep, verbs.set_status(asleep, RULES, Status.SOLVED)).snoozed_until is None
    target = a_ticket(2, followers=("ada",))
    assert after(target, verbs.merge(asleep, RULES, target)).followers == ("ada", "lin")


def test_snooze_needs_a_moment_to_come_and_work_to_do() -> None:
    with pytest.raises(Refused, match="has passed"):
        verbs.snooze(a_ticket(), RULES, NOW)
    with pytest.raises(Refused, match="nothing to snooze"):
        verbs.snooze(a_ticket(status=Status.SOLVED), RULES, NOW + 1)
    asleep = after(a_ticket(), verbs.snooze(a_ticket(), RULES, NOW + 1))
    assert after(asleep, verbs.wake(asleep, RULES)).snoozed_until is None


@given(st.sampled_from(list(Status)[1:]), st.sampled_from(list(Priority)))
def test_asking_for_what_already_is_plans_nothing(status: Status, priority: Priority) -> None:
    ticket = a_ticket(status=status, priority=priority, tags=("a",), assignee="ada", team="support")
    assert verbs.set_status(ticket, RULES, status) == []
    assert verbs.set_priority(ticket, RULES, priority) == []
    assert verbs.tag(ticket, RULES, add=("a",), remove=("b",)) == []
    assert verbs.assign(ticket, RULES, "ada") == []
    assert verbs.set_team(ticket, RULES, "support") == []


@given(st.text(max_size=30))
def test_a_tag_is_one_plain_word_or_refused(text: str) -> None:
    try:
        plan = verbs.tag(a_ticket(), RULES, add=(text,))
    except Refused:
        return
    (word,) = after(a_ticket(), plan).tags
    assert word == word.lower() and " " not in word and word.isprintable()


def an_operation(number: int, payload: Create | Set | Wrote, actor: str = "ada") -> Operation:
    return Operation(bytes([number]), bytes([number]), Subject("ticket", 1), payload, actor, NOW + number)


def test_undo_is_refused_when_something_depends_on_it() -> None:
    subject = Subject("ticket", 1)
    created, later = an_operation(1, Create("x", 7)), an_operation(2, Set("priority", 3), "lin")
    with pytest.raises(Refused, match="worked on since by lin"):
        undo.check({subject: [created, later]}, created.change)
    reply = an_operation(3, Wrote(99, int(Role.REPLY)))
    with pytest.raises(Refused, match="left the house"):
        undo.check({subject: [created, reply]}, reply.change, sent={99})
    taken_back = undo.plan({subject: [created, reply]}, reply.change)
    assert [s for s, _ in taken_back] == [subject]
    done = Operation(b"u", b"u", subject, taken_back[0][1], "ada", NOW + 9)
    with pytest.raises(Refused, match="undone already"):
        undo.check({subject: [created, reply, done]}, reply.change)
    with pytest.raises(Refused, match="no such change"):
        undo.check({subject: [created]}, b"nothing")


def test_what_is_held_back_is_closed_with_its_reason_and_new_when_it_is_let_in() -> None:
    ticket = a_ticket(status=Status.OPEN, snoozed_until=NOW + 5, tags=("vip",))
    held = after(ticket, verbs.suspend(ticket, RULES, " looks  like spam "))
    assert (held.status, held.suspended, held.tags) == (Status.CLOSED, "looks like spam", ("suspended", "vip"))
    assert held.snoozed_until is None
    assert verbs.suspend(held, RULES, "looks like spam") == []
    back = after(held, verbs.release(held, RULES))
    assert (back.status, back.suspended, back.tags, back.solved_at) == (Status.NEW, "", ("vip",), None)
    assert verbs.release(back, RULES) == []
    assert after(ticket, verbs.suspend(ticket, RULES)).suspended


def test_what_is_held_back_stays_so_until_it_is_let_in() -> None:
    held = after(a_ticket(), verbs.suspend(a_ticket(), RULES, "spam"))
    with pytest.raises(Refused, match="#1 is held back; `release` lets it in"):
        verbs.set_status(held, RULES, Status.OPEN)
    wrote = Wrote(message_floor(NOW), int(Role.CUSTOMER), person=7)
    again = after(held, verbs.write(held, RULES, wrote))
    assert again.status is Status.CLOSED and again.suspended == "spam"


def test_the_tag_alone_holds_back_and_a_ticket_that_lives_elsewhere_is_not_held_back_here() -> None:
    tagged = after(a_ticket(), [Planned(Subject("ticket", 1), Tag(("suspended",)))])
    assert after(tagged, verbs.release(tagged, RULES)).tags == ()
    with pytest.raises(Refused, match="lives at rt"):
        verbs.suspend(a_ticket(home="rt"), RULES, "spam")
