"""What is read by its place in the log costs the same however long the log is."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from supportterm.core import verbs
from supportterm.core.terms import Priority, Role
from supportterm.desk import Desk
from supportterm.store import customers, done, hooks, metrics_log, seen
from supportterm.store.append import last_place, touched_since
from supportterm.store.sqlite import Connection

NOW = 1_769_860_800_000
SHORT, LONG = 40, 400


def _told(connection: Connection) -> object:
    change = connection.execute("SELECT change FROM operation WHERE seq = ?", (last_place(connection),)).fetchone()[0]
    return customers.done_before(connection, change)


READ: dict[str, Callable[[Connection], object]] = {
    "tickets touched": lambda c: touched_since(c, last_place(c) - 5),
    "steps of metrics": lambda c: metrics_log.steps_between(c, last_place(c) - 5, last_place(c)),
    "news for hooks": lambda c: hooks.news(c, last_place(c) - 5),
    "the last strokes": lambda c: done.done(c, None, 3),
    "a form sent again": _told,
    "history that is seen": lambda c: seen.History(c, NOW).mark_seen(c),
}


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Desk]:
    folder = tmp_path_factory.mktemp("desks")
    return _of(folder, SHORT), _of(folder, LONG)


def _of(folder: Path, tickets: int) -> Desk:
    desk = Desk.create(folder / f"{tickets}.desk", "long", me="dana", clock=count(NOW).__next__)
    desk.define("agent", "dana", {})
    with desk.bulk("test") as bulk:
        person = bulk.person("al@acme.test", "Al")
        for _ in range(tickets):
            ticket = bulk.ticket("Charged twice", person, at=NOW)
            bulk.message(ticket, Role.CUSTOMER, "please", at=NOW, person=person)
    for number in (1, 2, 3):
        desk.change(number, verbs.set_priority, priority=Priority.HIGH)
    return desk


def _cost(desk: Desk, read: Callable[[Connection], object]) -> int:
    """In instructions of SQLite's machine, by tens."""
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1

    with desk.metrics._store.writing() as connection:
        read(connection)
        connection.set_progress_handler(step, 10)
        try:
            read(connection)
        finally:
            connection.set_progress_handler(None, 0)
    return steps


@pytest.mark.parametrize("what", READ)
def test_it_costs_as_much_at_the_end_of_a_long_log_as_of_a_short_one(desks: tuple[Desk, Desk], what: str) -> None:
    short, long = (_cost(desk, READ[what]) for desk in desks)
    assert long <= short * 1.5 + 5
