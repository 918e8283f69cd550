"""The footer names what can be done where one is: where nothing is to act on, what brings something."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_of_sixty import START, console, lines, settle, shown, typed
from textual.pilot import Pilot

from supportterm.core.writing import NewTicket
from supportterm.desk import Desk

NEED_A_TICKET = ("enter open", "r reply", "n note", "a take", "e solve", "! escalate")


def footer(pilot: Pilot[None]) -> str:
    return lines(pilot)[-1]


async def test_a_list_that_a_filter_leaves_empty_names_the_ways_out_of_it_and_no_ticket(desk: Desk) -> None:
    async with console(desk, 120, 24) as pilot:
        full = footer(pilot)
        assert all(hint in full for hint in NEED_A_TICKET)
        await typed(pilot, "/", '"zebra', "enter")
        assert footer(pilot).split("   ")[:2] == [" / filter", "u back"]
        assert not [hint for hint in NEED_A_TICKET if hint in footer(pilot)]
        await typed(pilot, "u")
        assert footer(pilot) == full


async def test_the_footer_follows_the_last_ticket_out_of_a_list_and_back(desk: Desk) -> None:
    async with console(desk, 120, 24) as pilot:
        await typed(pilot, ":", '"view new', "enter", "/", '"id:60..60', "enter")
        assert "r reply" in footer(pilot)
        await typed(pilot, "s", "o", "g", "g")
        assert "r reply" not in footer(pilot) and "z undo" in footer(pilot)
        await typed(pilot, "z", "x", "x")
        assert "r reply" in footer(pilot)


async def test_a_view_without_tickets_names_no_filter(desk: Desk) -> None:
    async with console(desk, 120, 24) as pilot:
        await typed(pilot, "g", "b")
        assert "g w views" in footer(pilot) and "g / search" in footer(pilot)
        assert "filter" not in footer(pilot) and "back" not in footer(pilot)


async def test_with_rows_selected_it_names_what_is_done_to_several_and_how_they_are_let_go(desk: Desk) -> None:
    async with console(desk) as pilot:
        full = footer(pilot)
        await typed(pilot, "x", "J")
        assert footer(pilot).split("   ")[:2] == [" a take", "e solve"] and "X let go" in footer(pilot)
        assert "r reply" not in footer(pilot) and "enter open" not in footer(pilot)
        await typed(pilot, "r")
        assert "one ticket at a time here, and these are 2" in footer(pilot)
        await typed(pilot, "X")
        assert footer(pilot) == full
        await typed(pilot, "V", "j")
        assert "X let go" in footer(pilot)
        await typed(pilot, "u")
        assert footer(pilot) == full


@pytest.mark.parametrize(
    ("keys", "named", "not_named"),
    [
        ("gk", "/ search", "enter open"),
        ("gR", "i what if", "enter open"),
        ("gh", "w next chat", "r reply"),
        ("gs", "u back", "enter open"),
    ],
)
async def test_panes_with_nothing_in_them_name_no_key_that_needs_something(
    nothing: Desk, keys: str, named: str, not_named: str
) -> None:
    async with console(nothing, 120, 24) as pilot:
        await typed(pilot, *keys)
        assert named in footer(pilot) and not_named not in footer(pilot)


async def test_a_chat_pane_without_a_chat_offers_no_answer_and_no_next_one(nothing: Desk) -> None:
    async with console(nothing) as pilot:
        await typed(pilot, "g", "h")
        assert "enter to answer" not in "\n".join(lines(pilot))
        await typed(pilot, "w")
        await settle(pilot)
        assert "nobody chats now" in footer(pilot)


async def test_the_line_under_a_chat_says_how_an_answer_is_begun_and_how_it_is_sent(nothing: Desk) -> None:
    nothing.create_ticket(NewTicket("al@mail.test", "Al asks", "hello?", channel="chat"))
    async with console(nothing) as pilot:
        await typed(pilot, "enter")
        assert "enter to answer" in shown(pilot)
        await typed(pilot, "enter")
        assert "write an answer; enter sends it" in shown(pilot)
        await typed(pilot, "escape")
        assert "enter to answer" in shown(pilot)


@pytest.fixture
def nothing(tmp_path: Path) -> Iterator[Desk]:
    with Desk.create(tmp_path / "bare.desk", "Bare", me="dana", clock=lambda: START) as desk:
        desk.define("agent", "dana", {"name": "Dana"})
        yield desk
