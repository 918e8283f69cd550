"""Colleagues at the same ticket see each other before they answer twice."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
from textual.pilot import Pilot

from supportterm.core.nouns import Message
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk
from supportterm.sync.presence import Presence, Present
from supportterm.tui.app import SupportTerm
from supportterm.tui.render.company import words_of

clock = count(1_790_000_000_000, 1000).__next__


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.create(tmp_path / "acme.desk", "Acme", me="dana", clock=clock) as opened:
        for agent in ("dana", "lee"):
            opened.define("agent", agent, {"name": agent.title()})
        for number in (1, 2, 3):
            opened.create_ticket(NewTicket("kim@mail.test", f"Question {number}", "Hello", name="Kim"))
        yield opened


@pytest.fixture
def lee(desk: Desk) -> Iterator[Presence]:
    """A colleague's console."""
    presence = Presence(desk.path, "lee")
    yield presence
    presence.close()


@asynccontextmanager
async def console(desk: Desk) -> AsyncIterator[Pilot[None]]:
    async with SupportTerm(desk).run_test(size=(100, 30)) as pilot:
        await pilot.pause(0.05)
        yield pilot


def lines(pilot: Pilot[None]) -> list[str]:
    return [strip.text for strip in pilot.app.screen._compositor.render_strips(pilot.app.screen.size)]


async def test_who_else_is_at_a_ticket_stands_above_it_and_goes_when_they_do(desk: Desk, lee: Presence) -> None:
    async with console(desk) as pilot:
        lee.at(2, "reply")
        pilot.app.frame.open(2)  # type: ignore[attr-defined]
        await pilot.pause(0.05)
        assert any("also here: lee, writing a reply" in line for line in lines(pilot))
        lee.at(2)
        await pilot.pause(0.05)
        assert any("also here: lee, reading" in line for line in lines(pilot))
        await pilot.press("r")
        await pilot.pause(0.05)
        assert sum("also here: lee, reading" in line for line in lines(pilot)) == 2  # above the text too
        lee.close()
        await pilot.pause(0.05)
        assert not any("also here" in line for line in lines(pilot))


async def test_the_list_marks_the_tickets_that_colleagues_have_open(desk: Desk, lee: Presence) -> None:
    async with console(desk) as pilot:
        lee.at(2)
        await pilot.pause(0.05)
        assert ["@" in line for line in lines(pilot) if "Question" in line] == [False, True, False]


async def test_two_who_answer_at_once_are_told_before_the_second_answer_leaves(desk: Desk, lee: Presence) -> None:
    async with console(desk) as pilot:
        lee.at(2, "reply")
        pilot.app.frame.open(2)  # type: ignore[attr-defined]
        await pilot.press("r", *"Done", "ctrl+s", "s")
        await pilot.pause(0.05)
        assert any("lee is writing a reply to this ticket too" in line for line in lines(pilot))
        await pilot.press("down", "enter")
        await pilot.pause(0.05)
        assert [m.body for m in desk.timeline(2) if isinstance(m, Message)] == ["Hello", "Done"]


async def test_colleagues_hear_what_is_open_here_and_what_is_written(desk: Desk, lee: Presence) -> None:
    async with console(desk) as pilot:
        pilot.app.frame.open(3)  # type: ignore[attr-defined]
        await pilot.pause(0.05)
        lee.hear()
        assert lee.others == (Present("dana", 3),)
        await pilot.press("n")
        await pilot.pause(0.05)
        lee.hear()
        assert lee.others == (Present("dana", 3, "note"),)
        await pilot.press("escape", "escape")
        await pilot.pause(0.05)
        pilot.app.frame.open(1)  # type: ignore[attr-defined]
        await pilot.pause(0.05)
        lee.hear()
        assert lee.others == (Present("dana", 1),)
    lee.hear()
    assert lee.others == ()


def test_those_who_write_come_first_and_a_second_console_of_ones_own_is_called_so() -> None:
    others = (Present("amy", 1), Present("dana", 1, "note"), Present("lee", 1, "reply"), Present("amy", 1))
    assert words_of(others, "dana") == (
        "also here: you at another console, writing a note; lee, writing a reply; amy, reading"
    )
    assert words_of((), "dana") == ""
    assert "\x1b" not in words_of((Present("\x1b[31m", 1),), "dana")
