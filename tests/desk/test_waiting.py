"""Tickets that wait until somebody is free: handed out once, first things first, and the log says why."""

import multiprocessing
import os
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from asking import ticket

from clocks import Clock
from supportterm.core import verbs
from supportterm.core.describe import describe
from supportterm.core.operations import Routed, Set
from supportterm.core.orders import Order
from supportterm.core.query import parse
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage
from supportterm.desk import Desk
from supportterm.store.audit import audit
from supportterm.sync.timers import Timers

NOW = 1_769_860_800_000
HOUR = 3_600_000
ORDER = Order("created", descending=False)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Desk:
    """dana and sam do billing, one ticket each at a time; every ticket goes there."""
    desk = Desk.create(tmp_path / "d.desk", "d", me="dana", clock=clock)
    desk.define("team", "billing", {"tier": 1})
    for agent in ("dana", "sam"):
        desk.define("agent", agent, {"teams": ["billing"], "capacity": 1})
    desk.define("route", "money", {"team": "billing", "by": "longest-idle"})
    return desk


def assignees(desk: Desk, *numbers: int) -> list[str | None]:
    return [desk.ticket(number).assignee for number in numbers]


def whys(desk: Desk, number: int) -> list[str]:
    log = [e.operation for e in desk.log(number) if not e.undone]
    return [
        describe(o.payload, {}, lambda at: f"{(at - NOW) // 60_000}m") for o in log if isinstance(o.payload, Routed)
    ]


def solve(desk: Desk, number: int) -> None:
    desk.change(number, verbs.set_status, status=Status.SOLVED)


def waiting(desk: Desk) -> list[int]:
    return sorted(row.id for row in desk.window(parse("is:waiting"), ORDER).rows)


def due(desk: Desk) -> int:
    """Do what is due; milliseconds until something is due again, -1 when nothing is."""
    timers = Timers(desk)
    while (left := timers.step()) == 0:
        pass
    return -1 if left is None else left


def test_what_waits_goes_to_who_solves_one_in_the_same_change_and_the_log_says_why(desk: Desk, clock: Clock) -> None:
    one, two, three = (ticket(desk, f"Case {n}") for n in range(3))
    assert assignees(desk, one, two, three) == ["dana", "sam", None]
    assert waiting(desk) == [three] and desk.ticket(three).waits_since == NOW
    clock.forward(3600)
    desk.write(three, NewMessage(Role.CUSTOMER, "hello?", person=desk.ticket(three).requester))
    assert whys(desk, three) == ["to billing", "waits for an agent: nobody of billing can take it"], "said once"
    solve(desk, two)
    assert assignees(desk, three) == ["sam"] and waiting(desk) == []
    assert whys(desk, three)[-1] == "billing's longest idle: sam, since 0m; had waited since 0m"
    solved = [e.operation for e in desk.log(two)][-1]
    given = [e.operation for e in desk.log(three) if e.operation.actor == "route:money"][-1]
    assert given.change == solved.change and given.cause is not None
    assert audit(desk.path).ok


@pytest.mark.parametrize("then", ["pending", "unassign", "merge", "given away", "reply"])
def test_whatever_frees_an_agent_hands_out(desk: Desk, then: str) -> None:
    one, two, three = (ticket(desk, f"Case {n}") for n in range(3))
    match then:
        case "pending":
            desk.change(one, verbs.set_status, status=Status.PENDING)
        case "unassign":
            desk.change(one, verbs.assign, agent=None)
        case "merge":
            desk.change(one, verbs.merge, into=desk.ticket(two))
        case "given away":
            desk.change(one, verbs.assign, agent="sam")
        case "reply":
            desk.write(one, NewMessage(Role.REPLY, "done", then=Status.SOLVED))
    assert assignees(desk, three) == ["dana"]


def test_the_most_urgent_goes_first_then_what_is_due_then_what_waits_longest(desk: Desk, clock: Clock) -> None:
    held = [ticket(desk, f"Held {n}") for n in range(2)]
    late, due_soon, urgent, last = (ticket(desk, f"Case {n}") for n in range(4))
    desk.change(due_soon, verbs.set_due, due=NOW + HOUR)
    desk.change(urgent, verbs.set_priority, priority=Priority.URGENT)
    order = []
    for _ in range(4):
        done = next(n for n in [*held, *order] if desk.ticket(n).assignee == "dana" and desk.ticket(n).status < 4)
        solve(desk, done)
        order.append(next(n for n in (late, due_soon, urgent, last) if desk.ticket(n).assignee and n not in order))
    assert order == [urgent, due_soon, late, last]


def test_who_comes_back_takes_what_waits_as_much_as_they_can(desk: Desk) -> None:
    for agent in ("dana", "sam"):
        desk.routing.away(agent, "lunch", None)
    numbers = [ticket(desk, f"Case {n}") for n in range(3)]
    assert waiting(desk) == numbers
    change = desk.routing.here("sam")
    assert assignees(desk, *numbers) == ["sam", None, None]
    assert numbers[0] in change.tickets and "then route money" in change.words
    assert desk.routing.here("dana") and assignees(desk, *numbers) == ["sam", "dana", None]
    desk.define("agent", "dana", {"teams": ["billing"], "capacity": 2})
    assert assignees(desk, *numbers) == ["sam", "dana", "dana"]


def test_who_said_when_they_are_back_is_given_what_waits_then(desk: Desk, clock: Clock) -> None:
    desk.routing.away("sam", "ill", None)
    desk.routing.away("dana", "lunch", NOW + HOUR)
    low, urgent = ticket(desk), ticket(desk, "Down")
    desk.change(urgent, verbs.set_priority, priority=Priority.URGENT)
    assert due(desk) == HOUR
    clock.forward(3600)
    assert due(desk) == -1
    assert assignees(desk, low, urgent) == [None, "dana"]
    assert due(desk) == -1, "who is ill said no moment"
    assert desk.changes(limit=1, mine=False)[0].words.startswith(f"#{urgent} billing's longest idle: dana")


def test_new_hands_and_new_roads_are_looked_at(desk: Desk) -> None:
    desk.define("agent", "kim", {"teams": ["support"], "skills": ["latin"]})
    desk.define("route", "money", {"team": "billing", "by": "longest-idle", "skills": ["latin"]})
    number, other = ticket(desk), ticket(desk)
    assert whys(desk, number) == ["to billing", "waits for an agent: nobody of billing can take it"]
    desk.define("agent", "eve", {"teams": ["billing"], "skills": ["latin"], "capacity": 1})
    assert assignees(desk, number, other) == ["eve", None]
    desk.define("route", "money", {"team": "billing", "by": "longest-idle"})
    assert assignees(desk, number, other) == ["eve", "dana"]


def test_what_a_person_gave_out_waits_no_longer(desk: Desk) -> None:
    one, _two, three = (ticket(desk, f"Case {n}") for n in range(3))
    desk.change(three, verbs.assign, agent="sam")
    desk.change(three, verbs.assign, agent=None)
    assert waiting(desk) == []
    solve(desk, one)
    assert assignees(desk, three) == [None], "who lets go of it keeps it free"


def test_what_is_snoozed_or_held_back_is_passed_over(desk: Desk, clock: Clock) -> None:
    one, two, three, four, five = (ticket(desk, f"Case {n}") for n in range(5))
    desk.change(three, verbs.snooze, until=NOW + HOUR)
    desk.change(four, verbs.suspend)
    solve(desk, one)
    assert assignees(desk, three, four, five) == [None, None, "dana"]
    clock.forward(3600)
    due(desk)
    solve(desk, two)
    assert assignees(desk, three) == ["sam"]


def test_taken_back_it_waits_again_and_is_given_out_once_more(desk: Desk) -> None:
    one, two, three = (ticket(desk, f"Case {n}") for n in range(3))
    solve(desk, one)
    desk.undo()
    assert assignees(desk, one, two, three) == ["dana", "sam", None] and waiting(desk) == [three]
    solve(desk, two)
    assert assignees(desk, three) == ["sam"]
    assert audit(desk.path).ok


def test_who_is_freed_by_taking_back_is_given_what_waits_by_the_keeper(desk: Desk) -> None:
    one = ticket(desk)
    two = ticket(desk, assignee="sam")
    three = ticket(desk)
    desk.change(three, verbs.assign, agent="dana")
    desk.change(three, verbs.set_priority, priority=Priority.LOW)
    solve(desk, one)
    four = ticket(desk)
    assert assignees(desk, one, two, three, four) == ["dana", "sam", "dana", None]
    desk.undo(next(d.id for d in desk.changes() if "assignee" in d.words and f"#{three}" in d.words))
    assert assignees(desk, three, four) == [None, None]
    due(desk)
    assert "dana" in assignees(desk, three, four)


def test_a_rule_follows_what_is_handed_out(desk: Desk) -> None:
    desk.define("rule", "hers", {"on": ["assignee"], "when": "assignee:dana", "do": ["tag +hers"]})
    one, _two, three = (ticket(desk, f"Case {n}") for n in range(3))
    solve(desk, one)
    assert desk.ticket(three).tags == ("hers",)


def test_rules_that_solve_what_is_handed_out_come_to_an_end(desk: Desk) -> None:
    numbers = [ticket(desk, f"Case {n}") for n in range(30)]
    desk.define("rule", "quick", {"on": ["assignee"], "when": "assignee:dana", "do": ["solve"]})
    solve(desk, numbers[0])
    while due(desk) >= 0:
        pass
    assert waiting(desk) == []
    assert {desk.ticket(n).status for n in numbers} - {Status.SOLVED} == {Status.OPEN}


def test_many_that_wait_for_one_are_left_to_the_keeper(desk: Desk) -> None:
    desk.define("agent", "dana", {"teams": ["billing"], "away": "away"})
    held = ticket(desk)
    numbers = [ticket(desk, f"Case {n}") for n in range(50)]
    assert assignees(desk, held) == ["sam"] and len(waiting(desk)) == 50
    desk.routing.here("dana")
    assert len(waiting(desk)) == 30
    due(desk)
    assert assignees(desk, *numbers) == ["dana"] * 50


def _solver(path: Path, agent: str, seconds: float) -> None:
    """Solves what is *agent*'s, again and again."""
    desk = Desk.open(path, me=agent)
    end = time.monotonic() + seconds
    query = parse(f"assignee:{agent} is:active")
    while time.monotonic() < end:
        for row in desk.window(query, ORDER).rows:
            solve(desk, row.id)


def test_several_processes_and_a_kill_give_each_ticket_out_once(desk: Desk) -> None:
    agents = ("dana", "sam", "kim", "eve")
    for agent in agents:
        desk.define("agent", agent, {"teams": ["billing"], "capacity": 2})
    numbers = [ticket(desk, f"Case {n}") for n in range(60)]
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=_solver, args=(desk.path, agent, 20.0)) for agent in agents]
    for worker in workers:
        worker.start()
    assert workers[0].pid is not None
    while len(waiting(desk)) > 40:
        time.sleep(0.02)
    os.kill(workers[0].pid, signal.SIGKILL)
    while len(waiting(desk)) > 0 and any(worker.is_alive() for worker in workers[1:]):
        time.sleep(0.02)
    for worker in workers:
        worker.terminate()
        worker.join()
    given = Counter(
        n
        for n in numbers
        for e in desk.log(n)
        if isinstance(e.operation.payload, Set) and e.operation.payload.field == "assignee"
    )
    assert waiting(desk) == [] and set(given.values()) == {1}
    assert audit(desk.path).ok
