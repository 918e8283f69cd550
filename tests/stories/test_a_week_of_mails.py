"""A week of list mail at a desk: what its reports say is what a pencil comes to, from the mails alone.

Customers' mails come through the mail room at the times they were written, those who answer do so as agents; mails are
routed, prioritized and promised something; what is due by time alone happens between them. The pencil knows the mails
and the definitions (`week/reckoned.py`), and nothing of the program.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from person import Home
from week.lived import Lived, living
from week.plot import BACKEND, SEGMENTS, SUPPORT, Week, week_of
from week.reckoned import Reckoned

from effort import LONG
from supportterm.commands.figures import record_of
from supportterm.core.metrics import figures as reported
from supportterm.core.metrics_report import Ask
from supportterm.core.operations import Snooze, Warned
from supportterm.core.query import parse
from supportterm.store.audit import audit

OURS = Path(__file__).parent / "mail" / "week.mbox"
Record = dict[str, object]


def records(lived: Lived, *by: str, query: str = "") -> list[Record]:
    """What `report --json` prints of the week, line by line."""
    first = lived.week.monday.toordinal()
    report = lived.desk.metrics.report(Ask(first, first + 6, by), parse(query))
    record = record_of(report)
    return [dict(record(line)) for line in (report.lines if by else [report.whole])]


def compare(lived: Lived, reckoned: Reckoned) -> None:
    """Each ticket, and every figure of each way to divide a report."""
    for thread, number in lived.tickets.items():
        compare_ticket(lived, reckoned, thread, number)
    every = {figure.name for figure in reported()}
    for where, found, expected in figures(lived, reckoned):
        assert expected.keys() == every, "the pencil knows every figure that is reported"
        assert {name: found[name] for name in expected} == expected, where


def compare_ticket(lived: Lived, reckoned: Reckoned, thread: int, number: int) -> None:
    """How it stands, what is due next, and what the timers did to it."""
    ticket, made = lived.desk.ticket(number), reckoned.tickets[thread]
    stands = ticket.status.word, ticket.priority.word, ticket.team, ticket.assignee
    assert stands == (made.status, made.priority, made.team, made.agent), number
    assert ticket.due_at == min(reckoned.dues(thread), default=None), number
    log = [entry.operation for entry in lived.desk.log(number)]
    warned = sorted((o.at, o.payload.metric) for o in log if isinstance(o.payload, Warned))
    assert warned == reckoned.warnings(thread), number
    assert ("warned" in ticket.tags) == bool(warned), number
    assert [o.at for o in log if isinstance(o.payload, Snooze) and o.payload.until is None] == made.woke, number


def figures(lived: Lived, reckoned: Reckoned) -> Iterator[tuple[object, Record, Record]]:
    """Of what, what the program says, and what the pencil does."""
    week, tickets = lived.week, reckoned.tickets
    every, first, last = list(range(len(tickets))), week.monday, week.monday + timedelta(6)
    yield "all", records(lived)[0], reckoned.report(every, first, last)
    for number, line in enumerate(records(lived, "day")):
        day = first + timedelta(number)
        yield day, line, reckoned.report(every, day, day)
    for way, keys in (("segment", SEGMENTS), ("team", ("support", "backend"))):
        lines = {line[way]: line for line in records(lived, way)}
        for key in keys:
            chosen = [n for n in every if getattr(tickets[n], way) == key]
            if chosen:
                yield key, lines.pop(key), reckoned.report(chosen, first, last)
        assert not lines, way
    for priority in ("normal", "high", "urgent"):
        chosen = [n for n in every if tickets[n].priority == priority]
        yield priority, records(lived, query=f"priority:{priority}")[0], reckoned.report(chosen, first, last)
    lines = {line["agent"]: line for line in records(lived, "agent")}
    for agent in (*SUPPORT, *BACKEND):
        expected = reckoned.report(every, first, last, agent)
        if agent in lines:
            yield agent, lines.pop(agent), expected
        else:
            assert not any(expected.values()), agent
    assert not lines


def check(path: Path, week: Week) -> None:
    with living(path, week) as lived:
        lived.live()
        compare(lived, Reckoned(week))
        assert audit(path).ok


def test_a_small_week_comes_to_what_can_be_counted_on_fingers(tmp_path: Path, own_home: Path) -> None:
    """And both the program and the pencil do."""
    week = week_of(OURS, date(2026, 3, 23))
    check(tmp_path / "ours.desk", week)
    home, days = Home(own_home), ("--since", "2026-03-23", "--until", "2026-03-29")
    (whole,) = home.json("report", *days, "--desk", str(tmp_path / "ours.desk"))
    # 90, 90 and 120 minutes, the one that came on a holiday, one of a Friday evening, and 40 in the night without two.
    replies = sorted((90, 90, 120, 1410, 1200, 40))
    assert whole["first_reply_mean"] == round(sum(replies) / 6, 2)
    assert (whole["first_reply_median"], whole["first_reply_p90"]) == (90, 1410)
    # What was asked on Tuesday at eight, and on Thursday and Friday; the thanks on Monday asked nothing.
    assert (whole["next_reply_count"], whole["next_reply_mean"]) == (3, round((90 + 150 + 40) / 3, 2))
    assert (whole["created"], whole["solved"], whole["reopened"], whole["replies"]) == (7, 4, 1, 9)
    assert (whole["one_touch"], whole["first_contact"], whole["missed"]) == (50.0, 25.0, 1)
    by_day = home.json("report", *days, "--by", "day", "--desk", str(tmp_path / "ours.desk"))
    assert [line["backlog"] for line in by_day] == [1, 1, 1, 1, 1, 2, 3]


def test_a_week_in_which_clocks_go_forward_is_reported_as_a_pencil_reckons_it(tmp_path: Path, shared: Path) -> None:
    archive = shared / "data" / "maillist" / "r-help_2019-03.txt.gz"
    check(tmp_path / "list.desk", week_of(archive, date(2019, 3, 25)))


@pytest.mark.long
@pytest.mark.skipif(not LONG, reason="takes minutes: SUPPORTTERM_LONG=1")
@pytest.mark.parametrize("week", range(0, 52, 3))
def test_weeks_of_a_busy_list_are_reported_as_a_pencil_reckons_them(tmp_path: Path, shared: Path, week: int) -> None:
    """Every third of a year; clocks go forward in the twelfth."""
    archive = shared / "data" / "maillist" / "r-help_2004.txt.gz"
    check(tmp_path / "list.desk", week_of(archive, date(2004, 1, 5) + timedelta(7 * (week - 1))))
