"""Choosing tickets: one by one, by range, by query; letters on tickets; the last change once more."""

from pathlib import Path

from desk_of_sixty import build, chosen, console, lines, opened, says, shown, typed, under_cursor
from textual.events import MouseScrollDown, MouseScrollUp

from supportterm.core.terms import Status
from supportterm.desk import Desk


async def test_a_range_goes_where_the_cursor_goes_and_is_worked_on_as_one(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "j", "V", "3", "j")
        assert chosen(pilot) == [59, 58, 57, 56] and "4 selected" in shown(pilot)
        await typed(pilot, "2", "k", "s", "s")
        assert "status new → solved on 2 tickets" in says(pilot)
        assert [n for n in range(50, 61) if desk.ticket(n).status is Status.SOLVED] == [58, 59]


async def test_a_range_may_go_up_end_and_begin_again_elsewhere(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "9", "j", "V", "2", "k", "V", "4", "j", "x")
        assert chosen(pilot) == [53, 52, 51, 49] and under_cursor(pilot) == 48
        await typed(pilot, "escape")
        assert chosen(pilot) == [48]


async def test_a_range_reaches_over_what_is_not_in_memory(own_home: Path, tmp_path: Path) -> None:
    for desk in opened(build(tmp_path / "long.desk", 400)):
        async with console(desk) as pilot:
            await typed(pilot, "2", "j", "V", "G")
            assert chosen(pilot) == list(range(398, 0, -1))
            await typed(pilot, "escape", "k", "V", "g", "g")
            assert chosen(pilot) == list(range(400, 1, -1))


async def test_tickets_of_the_list_are_chosen_by_a_query_and_the_others_instead(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "*", "/", '"priority:urgent', "enter")
        assert chosen(pilot) == [60, 45, 30, 15] and "4 of the list match" in says(pilot)
        await typed(pilot, "/", '"refund', "enter", "*", "i")
        assert chosen(pilot) == [60, 50, 40, 30, 20, 10], "a list that changed has nothing selected"
        await typed(pilot, "*", "n", "*", "/", '"tag:none -priority:urgent', "enter")
        assert chosen(pilot) == [50, 40, 20, 10]


async def test_a_letter_leads_back_to_a_ticket_also_after_the_console_was_closed(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "4", "j", '"', "a", "G", "'", "a")
        assert chosen(pilot) == [56] and "#56" in shown(pilot)
        await typed(pilot, "'")
        assert "back to #1 Question 1" in shown(pilot) and "#56 Question 56" in shown(pilot)
        await typed(pilot, "'")
        assert chosen(pilot) == [1]
    async with console(desk) as pilot:
        await typed(pilot, ":", '"to-mark a', "enter")
        assert chosen(pilot) == [56]
        await typed(pilot, ":", '"to-mark b', "enter")
        assert says(pilot) == "nothing is marked b"


async def test_the_last_change_is_made_again_on_the_ticket_one_is_at(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "t", "t", '"+billing', "enter", "j", ".")
        assert [desk.ticket(n).tags for n in (60, 59)] == [("billing",)] * 2
        await typed(pilot, "z", "j", ".")
        assert [desk.ticket(n).tags for n in (60, 59, 58)] == [("billing",), (), ("billing",)], "undo is not a change"


async def test_a_view_of_two_halves_is_narrowed_in_both(desk: Desk) -> None:
    desk.define("view", "halves", {"title": "Halves", "query": "id:1..5 OR id:50..60", "order": "-updated"})
    async with console(desk) as pilot:
        await typed(pilot, ":", '"view halves', "enter", "/", '"refund', "enter", "*", "a")
        assert chosen(pilot) == [60, 50]


async def test_the_wheel_moves_by_three_rows_and_scrolls_figures_as_well(desk: Desk) -> None:
    async with console(desk, height=14) as pilot:
        assert await pilot._post_mouse_events([MouseScrollDown], pilot.app.screen.queue, button=0)
        assert under_cursor(pilot) == 57
        assert await pilot._post_mouse_events([MouseScrollUp], pilot.app.screen.queue, button=0)
        assert under_cursor(pilot) == 60
        await typed(pilot, "g", "f")
        before = lines(pilot)
        await pilot._post_mouse_events([MouseScrollDown], pilot.app.screen.pane("dashboard"), button=0)
        assert lines(pilot) != before
        await pilot._post_mouse_events([MouseScrollUp], pilot.app.screen.pane("dashboard"), button=0)
        assert lines(pilot) == before
