"""A list in groups holds the same tickets, each once, group by group, each in its order, from any place both ways."""

from collections import Counter
from itertools import groupby

import pytest
from asking import ticket
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from effort import effort
from supportterm.core import verbs
from supportterm.core.grouping import group_words, groups, word_of
from supportterm.core.orders import ORDERS, parse_order
from supportterm.core.query import parse
from supportterm.core.refusal import Refused
from supportterm.core.terms import CHANNELS, Priority, Status
from supportterm.core.views import GROUPS
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """Thirty tickets of all kinds; some lie with people and teams that the desk does not know of any more."""
    desk.define("agent", "gone", {"name": "Gone"})
    desk.define("team", "old", {"tier": 1})
    for number in range(30):
        made = desk.create_ticket(
            NewTicket("al@acme.test", f"T{number}", "x", channel=CHANNELS[number % 4], priority=Priority(number % 4))
        ).tickets[0]
        for verb, arguments in (
            (verbs.assign, {"agent": [None, "sam", "dana", "gone"][number % 4]}),
            (verbs.set_team, {"team": [None, "support", "old"][number % 3]}),
            (verbs.set_status, {"status": list(Status)[1 + number % 5]}),
        ):
            desk.change(made, verb, **arguments)
    desk.define("agent", "gone", None)
    desk.define("team", "old", None)
    return desk


ways = [(by, order) for by in GROUPS for order in (*ORDERS, *(f"-{order}" for order in ORDERS))]


@given(st.sampled_from(ways), st.integers(1, 9), st.sampled_from(["", "status:<solved", "T1 OR T2 OR T13"]))
@settings(max_examples=effort(25, 200), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_whole_list_group_by_group(busy: Desk, way: tuple[str, str], size: int, text: str) -> None:
    by, order = way[0], parse_order(way[1])
    query = parse(text)
    plain = [row.id for row in busy.window(query, order, size=100).rows]
    grouped = busy.grouped(query, order, by)
    rows, key = [], None
    while True:
        page = grouped.window(key=key, size=size)
        rows += page.rows
        if page.reached_end:
            break
        key = rows[-1].key
    assert sorted(row.id for row in rows) == sorted(plain)
    if by != "day":
        together = [word for word, _ in groupby(word_of(row, by) for row in rows)]
        known = [g.word for g in groups(by, me=busy.me, agents=[a.handle for a in busy.agents()],
                                        teams=[t.handle for t in busy.teams()])]  # fmt: skip
        assert [word for word in together if word in known] == [word for word in known if word in together]
        assert len(together) == len(set(together))
    place = {id: n for n, id in enumerate(plain)}
    for _, part in groupby(rows, key=lambda row: abs(row.key[0])):
        places = [place[row.id] for row in part]
        assert places == sorted(places), "each group in the order of the list"
    for part, many in Counter(map(grouped.part, rows)).items():
        assert grouped.title(part)
        assert grouped.count(part, 99) in ((many, None) if "T1" in text and by == "day" else (many,))
        assert grouped.count(part, 1) in (min(many, 2), None)
    keys = [row.key for row in rows]
    assert keys == sorted(keys, reverse=order.descending), "places compare as the list goes"
    backwards = grouped.window(size=100, backwards=True)
    assert backwards.rows == tuple(rows) and backwards.reached_end
    for row in rows[:: size + 2]:
        before = grouped.window(key=row.key, size=100, backwards=True).rows
        after = grouped.window(key=row.key, size=100).rows
        assert (*before, row, *after) == tuple(rows)
        near = grouped.around(row.id, size=8).rows
        at = rows.index(near[0])
        assert list(near) == rows[at : at + len(near)] and row in near


def test_a_ticket_that_is_not_in_the_list_has_nothing_around_it(busy: Desk) -> None:
    outside = ticket(busy, "Outside")
    grouped = busy.grouped(parse("T1"), parse_order("-updated"), "status")
    assert grouped.around(outside).rows == ()


def test_groups_are_called_as_people_do(busy: Desk) -> None:
    row = busy.row(1)
    order = parse_order("-updated")
    said = {by: group_words(row, by, order, busy.clock()) for by in GROUPS}
    assert said == {
        "status": "open", "priority": "low", "assignee": "nobody", "team": "no team", "tier": "tier 1",
        "channel": "mail", "day": "today",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("spec", "wrong"),
    [
        ({"query": "stauts:open"}, "did you mean status"),
        ({"order": "colour"}, "no order 'colour'"),
        ({"columns": ["subjct"]}, "there is no column 'subjct'; did you mean subject?"),
        ({"columns": ["field."]}, "there is no column 'field.'"),
        ({"group": "colour"}, "can't be grouped by 'colour'; there are status"),
        ({"group": "day", "order": "-priority"}, "a list by day goes by a time"),
    ],
)
def test_a_view_that_can_not_be_shown_is_not_defined(desk: Desk, spec: dict[str, object], wrong: str) -> None:
    with pytest.raises(Refused, match=wrong):
        desk.define("view", "vip", {"query": "", **spec})
    desk.define("view", "vip", {"query": "", "columns": ["subject", "field.plan"], "group": "day"})
