"""A timeline that is open reads what came, not what it has; and it shows what a timeline opened anew would show."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clocks import Clock
from effort import effort
from supportterm.core import verbs
from supportterm.core.refusal import Refused
from supportterm.core.terms import Priority, Role
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.store import append, messages
from supportterm.sync.timers import Timers
from supportterm.tui.panes.timeline import PAGE, Timeline
from supportterm.tui.render.card import Setting

START = 1_790_000_000_000


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """A chat of a first line."""
    with Desk.create(tmp_path / "acme.desk", "Acme", me="dana", clock=clock) as desk:
        desk.define("agent", "dana", {"name": "Dana"})
        desk.create_ticket(NewTicket("al@mail.test", "Al asks", "hello?", channel="chat"))
        yield desk


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many messages and operations were read since it was asked last."""
    rows = [0]

    def counted(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def make_and_count(row: Any) -> Any:
            rows[0] += 1
            return make(row)

        return make_and_count

    monkeypatch.setattr(messages, "message_from", counted(messages.message_from))
    monkeypatch.setattr(append, "operation_from", counted(append.operation_from))

    def since() -> int:
        found, rows[0] = rows[0], 0
        return found

    return since


def opened(desk: Desk, ticket: int = 1) -> Timeline:
    timeline = Timeline(desk, ticket, Setting(80, desk.clock()))
    timeline.open()
    return timeline


def shown(timeline: Timeline) -> list[str]:
    """Every row of it."""
    return [row.text for card in timeline.cards for row in (card.get(n) for n in range(card.height())) if row]


def says(desk: Desk, text: str, role: Role = Role.CUSTOMER) -> int:
    """The id of the message."""
    desk.write(1, NewMessage(role, text, person=1 if role is Role.CUSTOMER else None))
    return desk.ticket(1).last_message


def test_each_line_of_a_long_chat_is_read_once(desk: Desk, clock: Clock, read: Callable[[], int]) -> None:
    timeline = opened(desk)
    cost = []
    for n in range(300):
        clock.forward(1000)
        says(desk, f"line {n}", Role.REPLY if n % 3 == 0 else Role.CUSTOMER)
        if n % 50 == 0:
            desk.change(1, verbs.tag, add=(f"t{n}",))
        read()
        timeline.refresh(clock())
        cost.append(read())
    assert max(cost[1:]) <= 5 and max(cost[200:]) <= max(cost[1:100]), cost
    assert len([entry for entry in timeline.entries if entry.message]) == 301
    again = Timeline(desk, 1, timeline.setting)
    again.open()
    while again.earlier():
        pass
    assert shown(timeline) == shown(again)


def test_nothing_is_read_again_where_nothing_came(desk: Desk, clock: Clock, read: Callable[[], int]) -> None:
    for n in range(40):
        clock.forward(10)
        says(desk, f"line {n}")
    timeline = opened(desk)
    before = timeline.cards[:]
    read()
    timeline.refresh(clock())
    assert read() == 0 and timeline.cards == before


def test_what_is_taken_back_goes_and_what_is_brought_back_comes(desk: Desk, clock: Clock) -> None:
    timeline = opened(desk)
    for text in ("one", "two"):
        clock.forward(1000)
        says(desk, text, Role.REPLY)
        timeline.refresh(clock())
    desk.undo()
    timeline.refresh(clock())
    assert "two" not in "".join(shown(timeline)) and "one" in "".join(shown(timeline))
    desk.redo()
    timeline.refresh(clock())
    assert "two" in "".join(shown(timeline))


def test_more_than_a_page_at_once_is_all_there(desk: Desk, clock: Clock) -> None:
    timeline = opened(desk)
    for n in range(5 * PAGE):
        clock.forward(10)
        says(desk, f"line {n}")
    timeline.refresh(clock())
    while timeline.later():
        pass
    assert shown(timeline)[-2].endswith(f"line {5 * PAGE - 1}")


def test_a_new_day_is_said_of_what_was_today(desk: Desk, clock: Clock) -> None:
    timeline = opened(desk)
    assert "yesterday" not in "".join(shown(timeline))
    clock.forward(86_400)
    timeline.refresh(clock())
    assert "yesterday" in "".join(shown(timeline))


def test_lines_of_a_chat_that_nobody_saw_are_seen_to_leave_by_mail(desk: Desk, clock: Clock) -> None:
    desk.define("connection", "mail", {"name": "mail", "title": "Mail", "backend": "mail", "can": ["reply"]})
    desk.customers.is_at_chat(1, clock() + 90_000)
    timeline = opened(desk)
    for text in ("hi", "found it"):
        clock.forward(1)
        says(desk, text, Role.REPLY)
    timeline.refresh(clock())
    assert not timeline.counting
    clock.forward(91)
    timers = Timers(desk)
    while timers.step() == 0:  # no word of the log tells that both wait to leave now
        pass
    timeline.refresh(clock())
    assert timeline.counting and shown(timeline) == shown(anew(desk, timeline.setting))


STEPS = ("customer", "reply", "note", "tag", "urgent", "undo", "redo", "merge", "split", "wait", "colleague")


@settings(max_examples=effort(40, 400), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.booleans()), max_size=25))
def test_whatever_happens_it_shows_what_a_fresh_look_would(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, bool]]
) -> None:
    clock = Clock(START)
    path = tmp_path_factory.mktemp("desk") / "acme.desk"
    with Desk.create(path, "Acme", me="sam", clock=clock) as desk:
        desk.define("connection", "mail", {"name": "mail", "title": "Mail", "backend": "mail", "can": ["reply"]})
        for n in range(2):  # by somebody else: they are not to be undone
            desk.create_ticket(NewTicket("al@mail.test", f"Al asks {n}", "hello?", channel="chat"))
    with Desk.open(path, me="dana", clock=clock, undo_window=10.0) as desk:
        timeline = opened(desk)
        for step, look in steps:
            clock.forward(1)
            try:
                do(desk, step, clock)
            except Refused:
                continue
            if look:
                timeline.refresh(clock())
                assert shown(timeline) == shown(anew(desk, timeline.setting)), steps
        timeline.refresh(clock())
        assert shown(timeline) == shown(anew(desk, timeline.setting))


def anew(desk: Desk, setting: Setting) -> Timeline:
    timeline = Timeline(desk, 1, setting)
    timeline.open()
    return timeline


def do(desk: Desk, step: str, clock: Clock) -> None:
    match step:
        case "customer" | "reply" | "note":
            says(desk, f"{step} at {clock()}", Role[step.upper()])
        case "tag":
            desk.change(1, verbs.tag, add=(f"t{clock()}",))
        case "urgent":
            desk.change([1, 2], verbs.set_priority, priority=Priority.URGENT)
        case "undo":
            desk.undo()
        case "redo":
            desk.redo()
        case "merge":
            desk.change([2], verbs.merge, into=desk.ticket(1))
        case "split":
            desk.split(1, [desk.ticket(1).last_message])
        case "colleague":
            desk.write(2, NewMessage(Role.CUSTOMER, "on the other", person=1))
        case "wait":
            clock.forward(20)
