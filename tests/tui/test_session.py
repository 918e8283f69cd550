"""The lists that were open are open again: views, filters, cursors, and the line of the screen each stood on."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from desk_of_sixty import build, lines, opened, settle, shown, typed, under_cursor
from textual.pilot import Pilot

from supportterm.config.paths import paths
from supportterm.config.settings import Settings
from supportterm.core import verbs
from supportterm.core.terms import Status
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm


@asynccontextmanager
async def console(path: Path, start_view: str = "") -> AsyncIterator[Pilot[None]]:
    for desk in opened(path):
        app = SupportTerm(desk, settings=Settings(start_view=start_view))
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            yield pilot


def change(path: Path, do: Callable[[Desk], object]) -> None:
    for desk in opened(path):
        do(desk)


async def test_lists_come_back_as_they_were_left(tmp_path: Path) -> None:
    path = build(tmp_path / "d.desk", 600)
    async with console(path) as pilot:
        await typed(pilot, "g", "a", "4", "0", "0", "j", "3", "k")
        await typed(pilot, "ctrl+t", "/", '"refund', "enter", "j")
        await typed(pilot, ":", '"tab new urgent', "enter", "<", "<")
        before, at = lines(pilot)[1:-1], under_cursor(pilot)
        assert at == 600 - 397 and "1 All" in lines(pilot)[0]
    async with console(path) as pilot:
        assert under_cursor(pilot) == at and lines(pilot)[1:-1] == before
        await typed(pilot, ">")
        assert "/refund" in lines(pilot)[0] and under_cursor(pilot) == 590
        await typed(pilot, ">")
        assert "Urgent" in lines(pilot)[0]
    async with console(path) as pilot:
        assert "3 Urgent" in lines(pilot)[0]
        await typed(pilot, "ctrl+w", "ctrl+w")
    async with console(path, start_view="mine") as pilot:
        assert "Mine" in lines(pilot)[0] and "All" not in lines(pilot)[0]


async def test_a_ticket_that_left_the_list_leaves_its_place_to_the_next(path: Path) -> None:
    async with console(path) as pilot:
        await typed(pilot, "g", "n", "5", "j")
        assert under_cursor(pilot) == 55
    change(path, lambda desk: desk.change(55, verbs.set_status, status=Status.CLOSED))
    async with console(path) as pilot:
        assert under_cursor(pilot) in (54, 56) and "New" in lines(pilot)[0]


async def test_what_is_kept_wrongly_or_is_gone_is_no_harm(path: Path) -> None:
    async with console(path) as pilot:
        await typed(pilot, "v", "g", '"status', "enter", ":", '"save-view y Mine --key y', "enter")
        await typed(pilot, "g", "y")
    [file] = paths().state.glob("lists-*.json")
    assert file.stat().st_mode & 0o077 == 0
    async with console(path) as pilot:
        assert lines(pilot)[2].startswith(" new  60 ─")
    change(path, lambda desk: desk.define("view", "y", None))
    async with console(path) as pilot:
        assert "Question 60" in shown(pilot) or "Refund for invoice 60" in shown(pilot)
    file.write_text('{"tabs": [{"view": 3}], "at": -1}')
    async with console(path) as pilot:
        assert "60" in shown(pilot)


async def test_threads_that_overtake_each_other_keep_the_newest_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, works = build(tmp_path / "d.desk"), list[Callable[[], None]]()
    async with console(path) as pilot:
        with monkeypatch.context() as held:
            held.setattr(pilot.app, "run_worker", lambda work, **_: works.append(work))
            for view in ("all", "mine"):
                pilot.app.frame.view(view)
                pilot.app.session.keep()
        for work in reversed(works):
            work()
        (kept,) = paths().state.glob("lists-*.json")
        assert len(works) == 2 and '"name":"mine"' in kept.read_text()
