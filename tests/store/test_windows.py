"""Walking a queue page by page, in any order and both directions, shows what sorting everything would show."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from effort import effort
from supportterm.core.nouns import Ticket
from supportterm.core.orders import ORDERS, Order, parse_order
from supportterm.core.query import parse
from supportterm.core.terms import Priority, Role, Status
from supportterm.desk import Desk
from supportterm.store import tickets, windows
from supportterm.store.rows import Key, TicketRow

NOW = 1_700_000_000_000
QUERIES = (
    "",
    "is:active",
    "is:active -is:snoozed",
    "is:snoozed",
    "is:active is:snoozed",
    "status:solved",
    "assignee:sam",
    "is:active assignee:sam",
    "tag:bug",
    "team:support priority:>=high",
    "is:unassigned",
    "from:p1@x.test",
    "org:acme",
    "id:7",
    "id:7..7,20..22",
)
ORDER = st.sampled_from([Order(column, descending) for column in ORDERS for descending in (True, False)])


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An empty desk that the examples fill and empty again."""
    with Desk.create(tmp_path_factory.mktemp("desk") / "d.desk", "D", me="dana", clock=lambda: NOW) as desk:
        with desk.bulk() as bulk:
            acme = bulk.organization("Acme")
            for number in range(3):
                bulk.person(f"p{number}@x.test", organization=acme if number else None)
        yield desk


@st.composite
def queues(draw: st.DrawFn) -> list[Ticket]:
    """Tickets with many ties in everything that they are ordered by."""
    few = st.integers(NOW, NOW + 3)
    return [
        Ticket(
            id=number,
            subject="s",
            requester=draw(st.integers(1, 3)),
            created_at=draw(few),
            updated_at=draw(few),
            status=draw(st.sampled_from(Status)),
            priority=draw(st.sampled_from(Priority)),
            organization=draw(st.sampled_from([None, 1])),
            assignee=draw(st.sampled_from([None, "sam", "dana"])),
            team=draw(st.sampled_from([None, "support"])),
            tags=draw(st.sampled_from([(), ("bug",), ("bug", "x")])),
            due_set=draw(st.none() | few),
            snoozed_until=draw(st.sampled_from([None, NOW + 1, NOW - 1])),
        )
        for number in range(1, draw(st.integers(0, 40)) + 1)
    ]


def value_of(ticket: Ticket, order: Order) -> Key:
    value = {
        "updated": ticket.updated_at,
        "created": ticket.created_at,
        "priority": int(ticket.priority),
        "due": (1 << 63) - 1 if ticket.due_at is None else ticket.due_at,
        "number": ticket.id,
    }[order.column]
    return value, ticket.id


def lets_through(ticket: Ticket, query: str) -> bool:
    active, snoozed = ticket.status < Status.SOLVED, (ticket.snoozed_until or 0) > NOW
    return {
        "": True,
        "is:active": active,
        "is:active -is:snoozed": active and not snoozed,
        "is:snoozed": snoozed,
        "is:active is:snoozed": active and snoozed,
        "status:solved": ticket.status is Status.SOLVED,
        "assignee:sam": ticket.assignee == "sam",
        "is:active assignee:sam": active and ticket.assignee == "sam",
        "tag:bug": "bug" in ticket.tags,
        "team:support priority:>=high": ticket.team == "support" and ticket.priority >= Priority.HIGH,
        "is:unassigned": ticket.assignee is None,
        "from:p1@x.test": ticket.requester == 2,
        "org:acme": ticket.organization == 1,
        "id:7": ticket.id == 7,
        "id:7..7,20..22": ticket.id in (7, 20, 21, 22),
    }[query]


def fill(desk: Desk, queue: list[Ticket]) -> None:
    with desk._store.writing(durable=False) as connection:
        connection.execute("DELETE FROM ticket")
        connection.execute("DELETE FROM ticket_tag")
        for ticket in queue:
            tickets.save(connection, None, ticket)


def walked(desk: Desk, query: str, order: Order, size: int, *, backwards: bool) -> list[int]:
    rows: list[TicketRow] = []
    key = None
    for _ in range(1_000):
        window = desk.window(parse(query), order, key=key, size=size, backwards=backwards)
        assert len(window.rows) <= size
        rows = [*window.rows, *rows] if backwards else [*rows, *window.rows]
        if window.reached_end:
            return [row.id for row in rows]
        assert window.rows or window.next_key
        key = (window.rows[0] if backwards else window.rows[-1]).key if window.rows else window.next_key
    raise AssertionError("the walk does not end")


@pytest.mark.parametrize("few", [windows.FEW, 2], ids=["few tickets", "many tickets"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=effort(30, 200))
@given(queue=queues(), query=st.sampled_from(QUERIES), order=ORDER, size=st.integers(1, 7), backwards=st.booleans())
def test_any_walk_is_the_sorted_list(
    crowded: Desk, few: int, queue: list[Ticket], query: str, order: Order, size: int, backwards: bool
) -> None:
    fill(crowded, queue)
    wanted = sorted(
        (t for t in queue if lets_through(t, query)), key=lambda t: value_of(t, order), reverse=order.descending
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "FEW", few)  # the least number of tickets for which an index is walked
        assert walked(crowded, query, order, size, backwards=backwards) == [t.id for t in wanted]
        assert crowded.count(parse(query)) == len(wanted)
        assert crowded.count(parse(query), cap=2) == min(len(wanted), 3)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(queue=queues(), query=st.sampled_from(QUERIES), order=ORDER, size=st.integers(2, 9), data=st.data())
def test_the_rows_about_a_ticket_are_its_neighbours_in_the_sorted_list(
    crowded: Desk, queue: list[Ticket], query: str, order: Order, size: int, data: st.DataObject
) -> None:
    fill(crowded, queue)
    wanted = [
        t.id
        for t in sorted(queue, key=lambda t: value_of(t, order), reverse=order.descending)
        if lets_through(t, query)
    ]
    if not wanted:
        return
    ticket = data.draw(st.sampled_from(wanted))
    found = [row.id for row in crowded.around(parse(query), order, ticket, size=size).rows]
    assert ticket in found and len(found) <= size
    start = wanted.index(found[0])
    assert wanted[start : start + len(found)] == found
    assert len(found) == min(size, len(wanted)) or found[-1] == wanted[-1]


def test_a_row_says_what_the_ticket_is(desk: Desk) -> None:
    with desk.bulk() as bulk:
        acme = bulk.organization("Acme", segment="enterprise")
        al = bulk.person("al@acme.test", "Al", organization=acme)
        number = bulk.ticket("Broken", al, at=NOW, organization=acme, team="support", tags=("b", "a"), priority=2)
        bulk.message(number, Role.CUSTOMER, "help", at=NOW + 5)
    (row,) = desk.window(parse(""), parse_order("-updated")).rows
    assert row == desk.row(number)
    assert row._asdict() | {"key": None} == {
        "id": number, "subject": "Broken", "status": 0, "priority": 2, "requester": "Al", "email": "al@acme.test",
        "organization": "Acme", "segment": "enterprise", "assignee": None, "team": "support", "tier": 1,
        "channel": "mail", "tags": ("a", "b"), "created_at": NOW, "updated_at": NOW + 5, "due_at": None,
        "snoozed_until": None, "messages": 1, "attachments": 0, "unread": False, "draft": False, "escalated": False,
        "merged_into": None, "number": "", "home": "", "promise": None, "unsent": None, "fields": "{}", "why": "",
        "key": None,
    }  # fmt: skip


def test_a_filter_that_finds_little_stops_and_goes_on_from_there(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "LOOK", 50)
    with desk.bulk() as bulk:
        al = bulk.person("al@acme.test")
        for number in range(600):
            bulk.ticket("s", al, at=NOW + number, status=Status.CLOSED, priority=3 if number == 0 else 1)
    query, order = parse("priority:urgent status:closed"), parse_order("-updated")
    window = desk.window(query, order, size=10)
    assert window.rows == () and not window.reached_end
    assert window.looked_back_to is not None and NOW < window.looked_back_to < NOW + 599
    found: list[TicketRow] = []
    looks = 1
    while not window.reached_end:
        window = desk.window(query, order, key=window.next_key, size=10)
        found += window.rows
        looks += 1
    assert [row.id for row in found] == [1]
    assert looks > 2
    assert desk.count(query) == 1


def test_words_narrow_a_queue_in_every_order(desk: Desk) -> None:
    with desk.bulk() as bulk:
        al = bulk.person("al@acme.test")
        for number in range(30):
            ticket = bulk.ticket(f"T{number}", al, at=NOW + number, priority=number % 4)
            bulk.message(ticket, Role.CUSTOMER, "zebra" if number % 3 == 0 else "horse", at=NOW + number)
    wanted = [number + 1 for number in range(0, 30, 3)]
    assert walked(desk, "zebra", parse_order("-updated"), 4, backwards=False) == wanted[::-1]
    assert walked(desk, "zebra", parse_order("-updated"), 4, backwards=True) == wanted[::-1]
    assert walked(desk, "zebra", parse_order("number"), 4, backwards=False) == wanted
    by_priority = sorted(wanted, key=lambda n: ((n - 1) % 4, n))
    assert walked(desk, "zebra", parse_order("priority"), 3, backwards=False) == by_priority
    assert desk.count(parse("zebra")) == 10 and desk.count(parse("zebra"), cap=4) == 5
    around = [row.id for row in desk.around(parse("zebra"), parse_order("-updated"), 13, size=5).rows]
    assert 13 in around and around == sorted(around, reverse=True)


def test_a_snoozed_ticket_comes_back_by_itself(tmp_path: Path) -> None:
    from supportterm.core import verbs

    now = [NOW]
    with Desk.create(tmp_path / "d.desk", "D", me="dana", clock=lambda: now[0]) as desk, desk.bulk() as bulk:
        number = bulk.ticket("s", bulk.person("al@acme.test"), at=NOW)
        bulk.commit()
        desk.change(number, verbs.snooze, until=NOW + 5_000)
        query = parse("is:active -is:snoozed")
        assert desk.window(query, parse_order("due")).rows == ()
        now[0] += 5_001
        assert [row.id for row in desk.window(query, parse_order("due")).rows] == [number]
