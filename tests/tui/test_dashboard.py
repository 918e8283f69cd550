"""The dashboard: figures that are live, each with its meaning and the tickets behind it."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_of_sixty import build, chosen, console, opened, says, settle, shown, typed, until
from hypothesis import given
from hypothesis import strategies as st

from supportterm.config.settings import Settings
from supportterm.core import verbs
from supportterm.core.metrics import METRICS
from supportterm.core.metrics_report import Report
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.desk.metrics import Metrics, Progress
from supportterm.tui.app import SupportTerm
from supportterm.tui.panes.dashboard import Dashboard
from supportterm.tui.render.charts import STEPS, bar, shade, spark, squeezed, upright
from supportterm.tui.render.dashboard import Drawn, dashboard_rows

values = st.lists(st.none() | st.floats(0, 1e6), max_size=60)


@given(values, st.integers(1, 80), st.booleans())
def test_a_spark_has_a_cell_for_each_value_and_nothing_only_where_there_is_nothing(
    drawn: list[float | None], width: int, unicode: bool
) -> None:
    row = spark(drawn, width, unicode=unicode)
    fitted = squeezed(drawn, width)
    assert len(row) == len(fitted) == min(len(drawn), width)
    assert [c == " " for c in row] == [not value for value in fitted]
    if any(fitted):
        assert ("▇" if unicode else "%") in row
        assert "█" not in row, "or it would be one with the row above"
    assert unicode or row.isascii()


@given(values, st.integers(1, 40), st.integers(1, 8), st.booleans())
def test_upright_bars_are_as_high_as_their_values(
    drawn: list[float | None], width: int, height: int, unicode: bool
) -> None:
    rows = list(upright(drawn, width, height, unicode=unicode))
    fitted = squeezed(drawn, width)
    assert len(rows) == height and {len(row) for row in rows} <= {len(fitted)}
    most = max((value for value in fitted if value), default=0)
    for place, value in enumerate(fitted):
        filled = [row[place] != " " for row in reversed(rows)]
        assert filled == sorted(filled, reverse=True)
        assert any(filled) == bool(value)
        if value == most and value:
            assert all(filled)


def test_bars_and_shades_go_from_nothing_to_full() -> None:
    assert [bar(n, 4, 2).rstrip() for n in range(5)] == ["", "▌", "█", "█▌", "██"]
    assert [bar(n, 2, 4, unicode=False) for n in range(3)] == ["    ", "##  ", "####"]
    assert [shade(n, 4) for n in range(5)] == [" ", "░", "▒", "▓", "█"]
    assert shade(1, 1000) == "░" and shade(0, 0) == " " and STEPS == 8


@pytest.fixture
def desk(own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Six tickets of support's; one was answered and solved, one is backend's."""
    monkeypatch.setitem(os.environ, "TZ", "UTC")
    for there in opened(build(tmp_path / "acme.desk", 6)):
        there.write(2, NewMessage(Role.REPLY, "done", then=Status.SOLVED))
        there.change(5, verbs.escalate, to="backend", reason="deep")
        yield there


@pytest.mark.parametrize("unicode", [True, False])
@pytest.mark.parametrize("width", [60, 78, 134])
def test_every_number_stands_where_its_cell_says(desk: Desk, width: int, unicode: bool) -> None:
    last = desk.metrics.days.at(desk.clock()).day
    daily, hourly, divided = desk.metrics.reports(last - 6, last, (("day",), ("hour",), ("team",)))
    rows = list(dashboard_rows(Drawn(daily, hourly, divided, False, width, unicode), "a note"))
    told = {}
    for row, cells in rows:
        assert row.cells <= width
        assert unicode or width < 78 or row.text.isascii()
        for cell in cells:
            said = row.text[cell.start : cell.start + cell.width].strip()
            assert said and " " * 2 not in said
            told[cell.figure.name, cell.keys] = said
    assert told["created", ()] == "6" and told["solved", ()] == "1" and told["backlog", ()] == "5"
    assert told["backlog", ("backend",)] == "1" and told["created", ("support",)] == "6"
    shown = {figure.metric for row in rows for figure in (cell.figure for cell in row.cells)}
    assert shown == {metric for metric in METRICS if not metric.rare}, "nothing is promised or skipped here"
    assert rows[-1].row.text == "a note"


async def test_figures_are_live_and_lead_to_what_they_mean_and_count(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "g", "f")
        await until(pilot, "First contact")
        assert "Created                   6" in shown(pilot)
        await typed(pilot, "j", "=")
        await until(pilot, "1 ticket is behind it")
        assert "── Solved: 1 " in shown(pilot) and "closed without that" in shown(pilot)
        await typed(pilot, "escape", "j", "enter")
        await until(pilot, "Question 6")
        assert chosen(pilot) == [5] and "Backlog" in shown(pilot).splitlines()[0] and "Question 2" not in shown(pilot)
        await typed(pilot, "e", "g", "f")
        await until(pilot, "Backlog                   4")


async def test_who_leaves_does_not_wait_for_figures(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    left = threading.Event()

    def long(self: Metrics, *asked: object, progress: Progress) -> list[Report]:
        try:
            for done in range(20_000):
                progress(done, 20_000)
                time.sleep(0.001)
        except Refused:
            left.set()
            raise
        return []

    monkeypatch.setattr(Metrics, "reports", long)
    async with console(desk) as pilot:
        await pilot.press("g", "f")
    assert left.wait(10)


@pytest.mark.parametrize("width", [80, 160])
async def test_escape_leads_from_the_tickets_behind_a_number_back_to_it_and_to_the_list_there_was(
    desk: Desk, width: int
) -> None:
    async with console(desk, width, 40) as pilot:
        await typed(pilot, "j", "j")
        before = chosen(pilot)
        await typed(pilot, "g", "f")
        await until(pilot, "First contact")
        await typed(pilot, "j", "j", "enter")
        await until(pilot, lambda: "Backlog" in shown(pilot).splitlines()[0])
        await typed(pilot, "enter", "escape")
        assert pilot.app.screen.query_one("#queue").has_focus and "Backlog" in shown(pilot).splitlines()[0]
        await typed(pilot, "escape")
        assert pilot.app.screen.query_one(Dashboard).has_focus and " All " in shown(pilot).splitlines()[0]
        await typed(pilot, "=")
        await until(pilot, "behind it")
        await typed(pilot, "escape", "escape")
        assert pilot.app.screen.query_one("#queue").has_focus and " All " in shown(pilot).splitlines()[0]
        assert chosen(pilot) == before


async def test_it_is_divided_and_looks_back_as_one_likes(desk: Desk) -> None:
    async with console(desk, 120, 44) as pilot:
        await typed(pilot, ":", '"dashboard by tag', "enter")
        assert says(pilot) == "open the dashboard first; `g f` does"
        await typed(pilot, "g", "f")
        await until(pilot, "by team")
        await typed(pilot, "w")
        await until(pilot, "by tier")
        await typed(pilot, "p", "b")
        await until(pilot, "business time")
        assert says(pilot) == "business time"
        pane = pilot.app.screen.query_one(Dashboard)
        await typed(pilot, "G", "l", "l", "h", "=")
        await until(pilot, "Solved, tier 2: 0")
        assert "0 tickets are behind it" in shown(pilot) and "the tickets" not in shown(pilot).splitlines()[-1]
        await typed(pilot, "escape")
        assert pane.has_focus


@pytest.mark.parametrize("width", [80, 160])
async def test_tags_that_rise_and_what_was_searched_in_vain_stand_below_the_table(desk: Desk, width: int) -> None:
    for _ in range(4):
        desk.create_ticket(NewTicket("al@acme.test", "Case", tags=("login",)))
    desk.portal.miss("where is my invoice\u202e")
    async with console(desk, width, 60) as pilot:
        await typed(pilot, "g", "f")
        await until(pilot, lambda: "rising tags" in shown(pilot))
        text = shown(pilot)
        assert "login" in text and "searched and not found" in text and "where is my invoice" in text
        assert "\u202e" not in text


async def test_who_hears_the_screen_hears_it_in_sentences(desk: Desk) -> None:
    for _ in range(4):
        desk.create_ticket(NewTicket("al@acme.test", "Case", tags=("login",)))
    desk.portal.miss("where is my invoice")
    app = SupportTerm(desk, settings=Settings(start_view="all"), spoken=True)
    async with app.run_test(size=(100, 80)) as pilot:
        await settle(pilot)
        await typed(pilot, "g", "f")
        await until(pilot, "rising tag login: 4 this week, usually 0.0")
        assert "searched and not found: where is my invoice, once" in shown(pilot)
