"""A list some of whose rows stay where they were is one list, from any place both ways, each ticket in it once."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from supportterm.core import verbs
from supportterm.core.orders import parse_order
from supportterm.core.query import parse
from supportterm.core.terms import Priority, Status
from supportterm.desk import Desk
from supportterm.store.rows import TicketRow
from supportterm.tui.panes.queue_rows import Places, QueueRows
from supportterm.tui.widgets.need import Need, Side


def read(rows: QueueRows, side: Side, key: object = None, size: int = 7, id: int = 0) -> tuple[list[TicketRow], bool]:
    page, found = rows.read(Need(1, side, key, id, size))  # type: ignore[arg-type]
    return list(found), page.reached_end


def walked(rows: QueueRows, size: int, *, backwards: bool) -> list[TicketRow]:
    found, ended = read(rows, "end" if backwards else "start", size=size)
    while not ended:
        key = found[0 if backwards else -1].key
        more, ended = read(rows, "before" if backwards else "after", key, size)
        assert more or ended, "it comes to an end"
        found = [*more, *found] if backwards else [*found, *more]
    return found


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.sampled_from(["-updated", "updated", "-priority", "number"]),
    group=st.sampled_from(["", "status", "priority"]),
    query=st.sampled_from(["", "status:new,open", "question"]),
    changed=st.lists(st.integers(1, 60), min_size=1, max_size=8, unique=True),
    size=st.integers(1, 9),
)
def test_rows_that_stay_are_where_they_were(
    desk: Desk, order: str, group: str, query: str, changed: list[int], size: int
) -> None:
    wanted, by = parse_order(order), parse(query)
    rows = QueueRows(desk, by, wanted, desk.grouped(by, wanted, group) if group else None, Places())
    before = read(rows, "start", size=100)[0]
    rows.places.keep(row for row in before if row.id in changed)
    kept = rows.places.all
    for n, number in enumerate(changed):
        urgency = Priority.HIGH if desk.ticket(number).priority is not Priority.HIGH else Priority.LOW
        desk.change(number, verbs.set_priority, priority=urgency)
        if n % 3 == 0:
            desk.change(number, verbs.set_status, status=Status.PENDING)
    now = read(QueueRows(desk, by, wanted, rows._grouped, Places()), "start", size=100)[0]
    expected = sorted(
        (row._replace(key=kept.get(row.id, row.key)) for row in now), key=lambda row: row.key, reverse=wanted.descending
    )
    assert walked(rows, size, backwards=False) == expected
    assert walked(rows, size, backwards=True) == expected
    for row in expected[::7]:
        near, _ = read(rows, "around", row.key, 8, row.id)
        at = expected.index(near[0])
        assert row in near and near == expected[at : at + len(near)]


def test_no_more_than_some_stay() -> None:
    places = Places()
    row = TicketRow(*([0] * len(TicketRow._fields)))
    places.keep(row._replace(id=n, key=(n, n)) for n in range(150))
    assert list(places.all) == list(range(50, 150))


@pytest.mark.parametrize("own", [True, False])
def test_what_stays_under_the_cursor_does_so_until_it_is_another(own: bool) -> None:
    places = Places()
    row = TicketRow(*([0] * len(TicketRow._fields)))._replace(id=3, key=(3, 3))
    if own:
        places.keep([row])
    places.hold(row._replace(key=(9, 9)))
    assert places.all == {3: (3, 3) if own else (9, 9)}
    places.hold(None)
    assert places.all == ({3: (3, 3)} if own else {})
