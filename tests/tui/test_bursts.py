"""Keys that come all at once mean what they mean one by one."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import NoReturn

import pytest
from desk_of_sixty import until
from textual import events
from textual.pilot import Pilot

from supportterm.core import verbs
from supportterm.core.nouns import Message
from supportterm.core.query import parse
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk, StoreError
from supportterm.tui.app import SupportTerm
from supportterm.tui.keys import turns
from supportterm.tui.panes.composer import Composer
from supportterm.tui.screen import DeskScreen
from supportterm.tui.widgets.editor import Editor
from supportterm.tui.widgets.need import Need

START = 1_790_000_000_000


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Three tickets, the newest with the highest number; dana is at it."""
    desk = Desk.create(tmp_path / "acme.desk", "Acme", me="dana", clock=count(START, 1000).__next__)
    desk.define("agent", "dana", {"name": "Dana"})
    for number, name in enumerate(("kim", "lee", "max"), 1):
        desk.create_ticket(NewTicket(f"{name}@mail.test", f"Question {number}", "Hello", name=name))
    return desk


@asynccontextmanager
async def console(desk: Desk) -> AsyncIterator[Pilot[None]]:
    with desk:
        async with SupportTerm(desk).run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            yield pilot


async def settle(pilot: Pilot[None]) -> None:
    for _ in range(3):
        await pilot.pause(0.1)
        await pilot.app.workers.wait_for_complete()


async def burst(pilot: Pilot[None], *keys: str | events.Event) -> None:
    """All of them in the queue before the first is looked at; a word that names no key is typed letter by letter."""
    named = ("enter", "escape", "tab")
    for key in keys:
        if isinstance(key, events.Event):
            pilot.app.post_message(key)
        elif key in named or "+" in key[1:]:
            pilot.app.post_message(events.Key(key, None))
        else:
            for letter in key:
                pilot.app.post_message(events.Key("space" if letter == " " else letter, letter))
    await settle(pilot)


def bodies(desk: Desk, role: Role) -> list[str]:
    return [m.body for m in desk.timeline(3) if isinstance(m, Message) and m.role is role]


async def test_a_reply_typed_and_sent_in_one_burst_is_sent_whole(desk: Desk) -> None:
    async with console(desk) as pilot:
        await burst(pilot, "enter", "r", "Hold the button until it blinks", "ctrl+s", "s")
        await until(pilot, lambda: bodies(desk, Role.REPLY))
        sent = bodies(desk, Role.REPLY)
    assert sent == ["Hold the button until it blinks"]


async def test_a_paste_between_keys_keeps_its_place(desk: Desk) -> None:
    async with console(desk) as pilot:
        await burst(pilot, "enter", "n", "before ", events.Paste("the\npaste"), " after", "ctrl+s", "n")
        await until(pilot, lambda: bodies(desk, Role.NOTE))
        sent = bodies(desk, Role.NOTE)
    assert sent == ["before the\npaste after"]


async def test_a_command_line_and_its_questions_take_what_is_typed_ahead(desk: Desk) -> None:
    async with console(desk) as pilot:
        await burst(pilot, "g", "a")  # where a solved ticket stays in its place
        await burst(pilot, "e", "j", "b", "2h", "enter")
        await burst(pilot, "c", "lee", "enter", "Printer", "enter", "Hi", "ctrl+s", "s")
        await until(pilot, lambda: desk.count(parse("")) == 4)
        made = desk.ticket(4)
        assert (desk.ticket(3).status, desk.ticket(2).snoozed_until is not None) == (Status.SOLVED, True)
    assert made.subject == "Printer"


async def test_letters_typed_behind_enter_go_to_what_it_opened(desk: Desk) -> None:
    """`a` after `r` is text, however quickly it comes, and takes no ticket."""
    async with console(desk) as pilot:
        await burst(pilot, "enter", "r", "aaa")
        await until(pilot, lambda: pilot.app.screen.query_one("Composer").text == "aaa")  # type: ignore[attr-defined]
        assert desk.ticket(3).assignee is None


async def test_letters_between_a_text_that_is_there_and_its_focus_are_not_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy machine the focus comes a turn later."""
    monkeypatch.setattr(Editor, "focus", lambda self, scroll_visible=True: self)
    async with console(desk) as pilot:
        await burst(pilot, "enter", "r", "Hold the button")
        await until(pilot, lambda: pilot.app.screen.query_one(Composer).letter)
        await burst(pilot, " until it blinks")
        await until(pilot, lambda: pilot.app.screen.query_one(Composer).text == "Hold the button until it blinks")


@pytest.mark.parametrize(("keys", "opens"), [("G", 1), ("gd", 2)])
async def test_a_key_waits_for_the_rows_that_the_one_before_asked_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, keys: str, opens: int
) -> None:
    """Else it would be about a ticket of the place, or of the list, that was there before."""
    desk.change(2, verbs.set_status, status=Status.SOLVED)
    async with console(desk) as pilot:
        app = pilot.app
        assert isinstance(app, SupportTerm) and isinstance(app.screen, DeskScreen)
        queue, came = app.screen.queue, threading.Event()
        queue.window.at_end = False  # as of a list that goes on
        read = queue.read
        monkeypatch.setattr(queue, "read", lambda need: (came.wait(20), read(need))[1])
        for key in (*keys, "enter"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await asyncio.sleep(0.3)
        assert not app.screen.shown.opened
        came.set()
        await until(pilot, lambda: app.screen.shown.opened and app.frame.subjects())
        assert app.frame.subjects() == (opens,)


async def test_a_list_that_can_t_be_read_makes_no_key_wait(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(desk) as pilot:
        app = pilot.app
        assert isinstance(app, SupportTerm) and isinstance(app.screen, DeskScreen)
        queue = app.screen.queue
        queue.window.at_end = False

        def fails(need: Need) -> NoReturn:
            raise StoreError("the disk is gone")

        monkeypatch.setattr(queue, "read", fails)
        monkeypatch.setattr(turns, "READING", 1_000.0)
        await burst(pilot, "G", "j", "k", "enter")
        await until(pilot, lambda: app.screen.shown.opened)
