"""Desks to measure on have what their size says, and look like a desk that was worked on."""

from collections import Counter

import pytest

from supportterm.core.nouns import Message
from supportterm.core.operations import kind_of
from supportterm.core.orders import parse_order
from supportterm.core.query import parse
from supportterm.demo.size import build_sized
from supportterm.desk import Desk

NOW = 1_800_000_000_000
SIZE = 2_100


@pytest.fixture(scope="module")
def sized(tmp_path_factory):
    told = []
    path = tmp_path_factory.mktemp("sized") / "some.desk"
    build_sized(path, SIZE, now_ms=NOW, progress=lambda done, of: told.append((done, of)))
    with Desk.open(path, me="sam", clock=lambda: NOW) as desk:
        yield desk, told


def count(desk, query):
    return desk.count(parse(query), cap=10 * SIZE)


def test_it_has_so_many_tickets_and_about_five_messages_each(sized):
    desk, told = sized
    assert count(desk, "") == SIZE
    assert told == [(1000, SIZE), (2000, SIZE), (SIZE, SIZE)]
    rows = desk.window(parse(""), parse_order("number"), size=SIZE).rows
    assert 4.5 < sum(r.messages for r in rows) / SIZE < 5.7
    assert rows[0].created_at < rows[-1].created_at <= NOW
    assert max(r.updated_at for r in rows) <= NOW


def test_few_are_active_most_are_old(sized):
    desk, _ = sized
    assert 0.02 * SIZE < count(desk, "is:active") < 0.045 * SIZE
    for query in ("status:new", "status:open", "status:pending", "status:closed", "channel:chat", "priority:urgent"):
        assert count(desk, query), query
    for query in ("segment:enterprise", "segment:free", "tier:2", "tier:3", "assignee:mira", "tag:refund"):
        assert count(desk, query), query


def test_people_come_again(sized):
    desk, _ = sized
    rows = desk.window(parse(""), parse_order("number"), size=SIZE).rows
    people = Counter(r.email for r in rows)
    assert 0.28 * SIZE < len(people) < 0.4 * SIZE
    assert people.most_common(1)[0][1] > 3


def test_its_log_is_one_like_any_other(sized):
    desk, _ = sized
    row = desk.window(parse("tier:>=2 status:closed"), parse_order("-number"), size=1).rows[0]
    log = desk.log(row.id)
    assert {"create", "message", "set", "escalate"} <= {kind_of(e.operation.payload) for e in log}
    assert len({e.operation.actor for e in log}) > 2
    assert len({e.hash for e in log}) == len(log)


def test_common_words_are_found_often_and_rare_ones_too(sized):
    desk, _ = sized
    assert len(desk.search("the", limit=50).hits) == 50
    rows = desk.window(parse(""), parse_order("-number"), size=1).rows
    message = next(m for m in desk.timeline(rows[0].id, size=50) if isinstance(m, Message))
    reference = message.body.rpartition("Reference ")[2].rstrip(".")
    assert [h.ticket for h in desk.search(reference, limit=5).hits] == [rows[0].id]


def test_the_same_seed_makes_the_same_desk(tmp_path):
    def told(name, seed):
        with Desk.open(build_sized(tmp_path / name, 30, seed=seed, now_ms=NOW), me="sam", clock=lambda: NOW) as desk:
            rows = desk.window(parse(""), parse_order("number")).rows
            return [(r.subject, r.status, r.updated_at, r.email) for r in rows]

    assert told("a.desk", 5) == told("b.desk", 5) != told("c.desk", 6)
