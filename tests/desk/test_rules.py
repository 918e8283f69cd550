"""Rules at work: within the stroke that they follow, told in the log, taken back with it."""

from collections.abc import Iterator

import pytest
from asking import ticket

from clocks import Clock
from supportterm.core import verbs
from supportterm.core.autoreply import ANSWERS
from supportterm.core.moments import DAY
from supportterm.core.operations import Set, Skipped, Wrote
from supportterm.core.query import parse
from supportterm.core.refusal import Refused
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage
from supportterm.desk import Desk
from supportterm.store.audit import audit


def rule(desk: Desk, name: str, **spec: object) -> None:
    desk.define("rule", name, spec)


def done(desk: Desk, number: int, name: str) -> list[object]:
    return [e.operation.payload for e in desk.log(number) if e.operation.actor == f"rule:{name}" and not e.undone]


def test_a_rule_follows_in_the_same_change_with_its_cause_in_the_log(desk: Desk) -> None:
    rule(desk, "money", on=["created"], when="refund", do=["priority high", "set +money assignee=sam"])
    number = ticket(desk)
    made = desk.ticket(number)
    assert (made.priority, made.assignee, made.tags) == (Priority.HIGH, "sam", ("money",))
    operations = [e.operation for e in desk.log(number)]
    mine = [o for o in operations if o.actor == "rule:money"]
    assert len({o.change for o in operations}) == 1
    assert {o.cause for o in mine} == {operations[0].id} and operations[0].cause is None
    assert audit(desk.path).ok


def test_what_a_rule_did_is_taken_back_with_what_it_followed(desk: Desk) -> None:
    hurry = ["assign sam", "reply 'We hurry, {{ requester.name }}.'"]
    rule(desk, "hurry", on=["priority"], when="priority:urgent", do=hurry)
    number = ticket(desk)
    change = desk.change(number, verbs.set_priority, priority=Priority.URGENT)
    assert change.words == "#1 priority normal → urgent; then rule hurry"
    assert desk.message(desk.ticket(number).last_message).body == "We hurry, Al."
    desk.undo()
    assert (desk.ticket(number).assignee, desk.ticket(number).messages) == (None, 1)
    desk.redo()
    assert (desk.ticket(number).assignee, desk.ticket(number).messages) == ("sam", 2)
    assert len(done(desk, number, "hurry")) == 3, "done once: neither undo nor redo makes it fire"


def test_what_leads_to_a_rule_is_what_was_done_to_the_ticket_and_not_history(desk: Desk) -> None:
    rule(desk, "all", on=["created", "customer"], do=["tag +seen"])
    with desk.bulk() as bulk:
        old = bulk.ticket("Old", bulk.person("bo@acme.test"), at=1_600_000_000_000)
        bulk.message(old, Role.CUSTOMER, "hello", at=1_600_000_000_000)
    assert desk.ticket(old).tags == ()
    desk.change(old, verbs.set_priority, priority=Priority.LOW)
    assert desk.ticket(old).tags == (), "that is not what it follows"
    desk.write(old, NewMessage(Role.CUSTOMER, "and again", person=desk.ticket(old).requester))
    assert desk.ticket(old).tags == ("seen",)


def test_a_rule_that_can_not_leaves_the_work_of_people_alone_and_says_so(desk: Desk) -> None:
    rule(desk, "up", on=["priority"], do=["tag +up", "escalate --to backend --reason 'it burns'"])
    number = ticket(desk)
    desk.change(number, verbs.set_priority, priority=Priority.HIGH)
    assert desk.ticket(number).team == "backend"
    desk.change(number, verbs.set_priority, priority=Priority.URGENT)
    assert desk.ticket(number).priority is Priority.URGENT
    [failed] = [p for p in done(desk, number, "up") if isinstance(p, Skipped)]
    assert failed.rule == "up" and "already at tier 2" in failed.why
    assert desk.ticket(number).tags == ("up",)


def test_nothing_of_a_rule_stays_when_the_last_of_its_lines_can_not(desk: Desk) -> None:
    lines = ["set +half priority=urgent", "note 'so far'", "snooze 2d", "escalate --to support --reason x"]
    rule(desk, "half", on=["note"], do=lines)
    number = ticket(desk)
    desk.write(number, NewMessage(Role.NOTE, "hm"))
    now = desk.ticket(number)
    assert (now.tags, now.priority, now.messages, now.snoozed_until) == ((), Priority.NORMAL, 2, None)
    assert [type(p) for p in done(desk, number, "half")] == [Skipped]
    assert audit(desk.path).ok


def test_a_stroke_over_many_tickets_asks_about_each(desk: Desk) -> None:
    rule(desk, "mine", on=["assignee"], when="tag:vip assignee:dana", do=["priority urgent"])
    numbers = [ticket(desk, tags=("vip",) if n % 2 else ()) for n in range(4)]
    change = desk.change(numbers, verbs.assign, agent="dana")
    assert [desk.ticket(n).priority for n in numbers] == [Priority.NORMAL, Priority.URGENT] * 2
    assert change.words == "assignee — → dana, status new → open on 4 tickets; then rule mine"


def test_a_gathered_stroke_is_followed_once_at_its_end(desk: Desk) -> None:
    rule(desk, "both", on=["priority", "tags"], when="tag:vip priority:high", do=["assign sam"])
    number = ticket(desk)
    with desk.together():
        desk.change(number, verbs.set_priority, priority=Priority.HIGH)
        assert desk.ticket(number).assignee is None
        desk.change(number, verbs.tag, add=("vip",))
    assert desk.ticket(number).assignee == "sam"
    assert len([p for p in done(desk, number, "both") if isinstance(p, Set) and p.field == "assignee"]) == 1


def test_machines_write_to_one_person_only_so_often(desk: Desk) -> None:
    rule(desk, "thanks", on=["customer"], do=["reply 'We have it.'", "tag +acknowledged"])
    numbers = [ticket(desk, subject=f"Case {n}") for n in range(ANSWERS.hour + 1)]
    written = [sum(isinstance(p, Wrote) for p in done(desk, n, "thanks")) for n in numbers]
    assert written == [1] * ANSWERS.hour + [0]
    [told] = [p for p in done(desk, numbers[-1], "thanks") if isinstance(p, Skipped)]
    assert told.why == "no reply was written: its sender has had many answers already"
    assert desk.ticket(numbers[-1]).tags == ("acknowledged",), "the rest of the rule is done"
    assert desk.ticket(numbers[0]).status is Status.NEW, "nobody has looked at it yet"


def test_a_macro_does_for_a_rule_all_that_it_does(desk: Desk) -> None:
    desk.define("macro", "greeting", {"reply": "Dear {{ requester.first_name }},"})
    desk.define(
        "macro", "ask", {"reply": "{% include 'greeting' %} send the log.", "commands": ["status pending", "tag +log"]}
    )
    rule(desk, "log", on=["tags"], when="tag:crash", do=["macro ask"])
    number = ticket(desk)
    desk.change(number, verbs.tag, add=("crash",))
    now = desk.ticket(number)
    assert (now.status, now.tags) == (Status.PENDING, ("crash", "log"))
    assert desk.message(now.last_message).body == "Dear Al, send the log."
    assert desk.message(now.last_message).agent is None


def test_rules_and_what_they_name_are_kept_together(desk: Desk) -> None:
    with desk.together():  # in any order
        rule(desk, "log", on=["tags"], when="tag:crash", do=["macro ask", "assign kim"])
        desk.define("macro", "ask", {"reply": "Please send the log."})
        desk.define("agent", "kim", {})
    with pytest.raises(Refused, match="rule log: `do`, line 2: column 8: assign: there is no agent 'kim'"):
        desk.define("agent", "kim", None)
    with pytest.raises(Refused, match="there is no macro 'ask'"):
        desk.define("macro", "ask", None)
    assert [a.handle for a in desk.agents()] == ["dana", "sam", "kim"]
    with pytest.raises(Refused, match="a text can't include itself"):
        desk.define("macro", "ask", {"reply": "{% include 'ask' %}"})


def test_held_back_and_merged_tickets_are_left_alone(desk: Desk) -> None:
    rule(desk, "all", on=["created", "priority", "status", "note"], do=["tag +seen"])
    spam, one, other = ticket(desk), ticket(desk), ticket(desk)
    for number in (spam, one, other):
        desk.change(number, verbs.tag, remove=("seen",))
    desk.change(spam, verbs.suspend)
    desk.change(one, verbs.merge, into=desk.ticket(other))
    assert "seen" not in desk.ticket(spam).tags and "seen" not in desk.ticket(one).tags


def test_a_customer_s_answer_opens_what_was_solved_or_pending_and_a_bare_thanks_leaves_solved_what_is(
    desk: Desk,
) -> None:
    number = ticket(desk)
    asker = desk.ticket(number).requester

    def answered(status: Status, text: str) -> Status:
        if desk.ticket(number).status is not status:
            desk.change(number, verbs.set_status, status=status)
        desk.write(number, NewMessage(Role.CUSTOMER, text, markdown=False, person=asker))
        return desk.ticket(number).status

    assert answered(Status.SOLVED, "Thanks a lot, Dana!") is Status.SOLVED
    assert answered(Status.CLOSED, "Vielen Dank für die schnelle Hilfe") is Status.CLOSED
    assert answered(Status.SOLVED, "Thanks, but it is back") is Status.OPEN
    assert answered(Status.PENDING, "Thanks!") is Status.OPEN, "we wait for what they know"


@pytest.fixture
def clock(desk: Desk) -> Clock:
    return Clock(desk.clock() + DAY)


@pytest.fixture
def slow(desk: Desk, clock: Clock) -> Iterator[Desk]:
    """The desk by a clock that days can be added to."""
    with Desk.open(desk.path, me="dana", clock=clock) as there:
        yield there


def writes(desk: Desk, number: int, text: str = "it is still broken") -> None:
    desk.write(number, NewMessage(Role.CUSTOMER, text, person=desk.ticket(number).requester))


AGAIN = "escalate --to backend --reason 'third message within a week'"


def test_who_writes_for_the_third_time_within_a_week_without_a_solution_is_escalated(slow: Desk, clock: Clock) -> None:
    rule(slow, "again", on=["customer"], when="contacts:>=3/7d is:active tier:1", do=[AGAIN])
    seldom, often = ticket(slow), ticket(slow)
    for _ in range(2):
        clock.now += 4 * DAY
        writes(slow, seldom)
    assert slow.ticket(seldom).tier == 1  # three times, within eight days
    writes(slow, often)
    slow.write(often, NewMessage(Role.REPLY, "try this", then=Status.SOLVED))
    clock.now += DAY
    writes(slow, often)
    assert slow.ticket(often).tier == 1  # the first time was nine days ago
    clock.now += DAY
    writes(slow, often)
    assert (slow.ticket(often).tier, slow.ticket(often).team) == (2, "backend")  # what was solved did not stay so
    card = slow.ticket(often).hand_off
    assert card is not None and card.reason == "third message within a week"
    assert audit(slow.path).ok


def test_a_bare_thanks_is_no_reason_to_escalate(slow: Desk) -> None:
    rule(slow, "again", on=["customer"], when="contacts:>=3/7d is:active tier:1", do=[AGAIN])
    number = ticket(slow)
    writes(slow, number)
    slow.write(number, NewMessage(Role.REPLY, "try this", then=Status.SOLVED))
    writes(slow, number, "Thanks!")
    assert (slow.ticket(number).contacts, slow.ticket(number).tier) == (3, 1)


def test_undone_messages_are_no_contacts(desk: Desk) -> None:
    number = ticket(desk)
    writes(desk, number)
    two = parse("contacts:2/1d")
    assert desk.count(two) == 1
    desk.undo()
    assert desk.count(two) == 0 and desk.count(parse("contacts:1/1d")) == 1


def test_a_rule_finds_words_in_whatever_was_said_last_and_before(desk: Desk) -> None:
    rule(desk, "both", on=["customer"], when='outage "since monday"', do=["tag +both"])
    rule(desk, "apart", on=["customer"], when="(please OR outage) -monday", do=["tag +apart"])
    number = ticket(desk)
    for text in ("an outage", "since monday"):
        writes(desk, number, text)
        assert desk.ticket(number).tags == ("apart",)
    writes(desk, number, "outage since Monday!")
    assert desk.ticket(number).tags == ("apart", "both")
    desk.undo()
    assert desk.ticket(number).tags == ("apart",)
    writes(desk, number, "nothing since monday")
    assert desk.ticket(number).tags == ("apart",)  # what was undone is not read
