"""What customers ask about more than they did, and searched for in vain: by command, in reports, on the page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clocks import Clock
from supportterm.commands.call import Call, Outcome
from supportterm.commands.parse import run
from supportterm.core.moments import DAY
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk

NOW = 1_790_000_000_000
HOSTILE = "<b>\x1b[31mrefund\u202e"
Runs = Callable[[str], Outcome]


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with Desk.create(tmp_path / "d.desk", "d", me="ann", clock=clock) as desk:
        for week in range(9):
            clock.now = NOW - (8 - week) * 7 * DAY
            for number in range(9 if week == 8 else 2):
                tags = ("login", "steady") if number < 2 else ("login",)
                desk.create_ticket(NewTicket("al@acme.test", f"{week} {number}", tags=tags))
        clock.now = NOW
        for _ in range(3):
            desk.portal.miss(HOSTILE)
        clock.now = NOW - 40 * DAY
        desk.portal.miss("long ago")
        clock.now = NOW
        yield desk


@pytest.fixture
def runs(desk: Desk) -> Runs:
    return lambda line: run(line, Call(lambda: desk))


def lines(outcome: Outcome) -> str:
    return "\n".join(outcome.lines or ())


def test_tags_that_rise_are_listed_with_what_is_usual(runs: Runs) -> None:
    outcome = runs("rising")
    [record] = outcome.records
    assert (record["tag"], record["week"], record["usual"], record["before"]) == ("login", 9, 2.0, [2] * 8)
    assert "login" in lines(outcome) and "steady" not in lines(outcome)


def test_a_desk_that_may_only_be_read_says_the_same(desk: Desk, clock: Clock) -> None:
    with Desk.open(desk.path, read_only=True, clock=clock) as reader:
        assert [one.tag for one in reader.metrics.rising()] == ["login"]
    desk.metrics.rising()
    with Desk.open(desk.path, read_only=True, clock=clock) as reader:
        assert [one.tag for one in reader.metrics.rising()] == ["login"]


def test_nothing_rises_is_said(tmp_path: Path) -> None:
    with Desk.create(tmp_path / "empty.desk", "e") as desk:
        assert run("rising", Call(lambda: desk)).words == "no tag rises this week"


def test_a_report_tells_it_below_its_figures(runs: Runs) -> None:
    outcome = runs("report")
    assert "rising this week: login 9 (usually 2.0)" in lines(outcome)
    assert "searched in vain: " in lines(outcome) and "refund" in lines(outcome) and "long ago" not in lines(outcome)
    assert "\x1b" not in lines(outcome) and "\u202e" not in lines(outcome)
    assert "rising" not in lines(runs("report tag:steady")), "of some tickets it says nothing"
    assert "long ago" in lines(runs("report --since 60d"))


def test_the_page_has_both_and_nothing_in_it_is_markup(runs: Runs, desk: Desk, tmp_path: Path) -> None:
    for _ in range(5):
        desk.create_ticket(NewTicket("al@acme.test", "Case", tags=("<b>new",)))
    runs(f"report --html {tmp_path}/page.html")
    page = (tmp_path / "page.html").read_text()
    assert "Tags that rise" in page and "Searched in the help centre" in page
    assert "&lt;b&gt;new" in page and "<b>new" not in page and "refund" in page and "\x1b" not in page
