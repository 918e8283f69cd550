"""The console's frame, driven by keys on a real desk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from desk_of_sixty import MINUTE, START, lines, says, under_cursor
from textual.pilot import Pilot

from supportterm.config.paths import locate, paths
from supportterm.config.settings import Settings
from supportterm.core import verbs
from supportterm.core.terms import Priority, Status
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm
from supportterm.tui.looks import look_named


@asynccontextmanager
async def console(desk: Desk, width: int = 80, height: int = 24, **settings: object) -> AsyncIterator[Pilot[None]]:
    app = SupportTerm(desk, settings=Settings(start_view="all", **settings))  # type: ignore[arg-type]
    async with app.run_test(size=(width, height)) as pilot:
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        yield pilot


async def settle(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def typed(pilot: Pilot[None], text: str) -> None:
    names = {" ": "space", ":": "colon", "-": "minus", "/": "slash", "#": "number_sign", "\n": "enter", "+": "plus"}
    await pilot.press(*(names.get(c, c) for c in text))


async def test_a_person_sees_the_newest_tickets_and_walks_through_them(desk: Desk) -> None:
    async with console(desk) as pilot:
        assert "Acme" in lines(pilot)[0]
        assert "All" in lines(pilot)[0]
        assert "Refund for invoice 60" in lines(pilot)[2]
        await pilot.press("j", "j", "k")
        assert under_cursor(pilot) == 59
        await pilot.press("5", "j")
        assert under_cursor(pilot) == 54
        await pilot.press("G")
        await settle(pilot)
        assert under_cursor(pilot) == 1
        await pilot.press("g", "g")
        await settle(pilot)
        assert under_cursor(pilot) == 60


async def test_a_cursor_that_moves_repaints_two_lines(desk: Desk) -> None:
    async with console(desk) as pilot:
        queue = pilot.app.frame._screen.queue  # type: ignore[attr-defined]
        painted: list[int] = []
        line = queue.line

        def counted(y: int, width: int) -> object:
            painted.append(y)
            return line(y, width)

        queue.line = counted
        await pilot.press("j")
        await pilot.pause()
        assert sorted(painted) == [1, 2]


async def test_a_prefix_shows_what_may_follow_and_escape_takes_it_back(desk: Desk) -> None:
    async with console(desk) as pilot:
        await pilot.press("s")
        await pilot.pause()
        shown = "\n".join(lines(pilot))
        assert "status pending" in shown
        assert "on-hold" in shown
        await pilot.press("escape")
        await pilot.pause()
        assert "status pending" not in "\n".join(lines(pilot))
        assert desk.ticket(60).status is Status.NEW
        await pilot.press("s", "p")
        assert desk.ticket(60).status is Status.PENDING


async def test_a_notice_leaves_the_header_room_for_where_one_is(desk: Desk) -> None:
    async with console(desk) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        assert lines(pilot)[0].startswith(" Acme  All  60  › #60")
        for more, left in ((59, " Acme  All  60  › #60"), (60, " All  60  › #60"), (68, " All  › #60")):
            pilot.app.viewing.remind("test", "!" * (more - 2))  # type: ignore[attr-defined]
            await settle(pilot)
            assert lines(pilot)[0] == f"{left:<{80 - more}} {'!' * (more - 2)} "


async def test_a_key_that_does_nothing_says_so(desk: Desk) -> None:
    async with console(desk) as pilot:
        await pilot.press("ctrl+y")
        await pilot.pause()
        assert "does nothing here" in says(pilot)
        await pilot.press("j")
        assert says(pilot) == ""


async def test_the_queue_follows_what_is_typed_after_slash_and_escape_brings_all_back(desk: Desk) -> None:
    async with console(desk) as pilot:
        await pilot.press("slash")
        await typed(pilot, "priority:urgent")
        await settle(pilot)
        assert [row.id for row in pilot.app.frame._screen.queue.window.rows] == [60, 45, 30, 15]  # type: ignore[attr-defined]
        assert "/priority:urgent" in lines(pilot)[0]
        await pilot.press("escape")
        await settle(pilot)
        assert len(pilot.app.frame._screen.queue.window.rows) == 60  # type: ignore[attr-defined]


async def test_a_mistake_in_a_query_is_shown_under_its_column(desk: Desk) -> None:
    async with console(desk) as pilot:
        await pilot.press("slash")
        await typed(pilot, "refund statuss:open ")
        await settle(pilot)
        typed_line, error = lines(pilot)[-2:]
        assert "did you mean status?" in error
        assert error.index("↑") == typed_line.index("statuss")


async def test_words_typed_after_slash_find_what_messages_say(desk: Desk) -> None:
    async with console(desk) as pilot:
        await pilot.press("slash")
        await typed(pilot, "refund")
        await settle(pilot)
        await pilot.press("enter")
        assert [row.id for row in pilot.app.frame._screen.queue.window.rows] == [60, 50, 40, 30, 20, 10]  # type: ignore[attr-defined]
        await pilot.press("j", "e")
        await settle(pilot)
        assert desk.ticket(50).status is Status.SOLVED


async def test_the_command_line_completes_names_and_arguments(desk: Desk) -> None:
    async with console(desk) as pilot:
        await pilot.press("colon")
        await typed(pilot, "assi")
        await pilot.press("tab")
        await typed(pilot, "sa")
        await pilot.pause()
        assert "Sam" in "\n".join(lines(pilot))
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert desk.ticket(60).assignee == "sam"
        await pilot.press("j", "colon", "down", "enter")
        await pilot.pause()
        assert desk.ticket(59).assignee == "sam"


async def test_what_a_command_lacks_is_asked_for(desk: Desk) -> None:
    async with console(desk) as pilot:
        await pilot.press("exclamation_mark")
        await typed(pilot, "back")
        await pilot.press("tab", "enter")
        await typed(pilot, "crash on save")
        await pilot.press("enter")
        await pilot.pause()
        ticket = desk.ticket(60)
        assert (ticket.team, ticket.tier) == ("backend", 2)
        assert ticket.hand_off is not None
        assert ticket.hand_off.reason == "crash on save"


async def test_several_tickets_are_solved_in_one_stroke_and_z_takes_it_back(desk: Desk) -> None:
    async with console(desk) as pilot:
        await pilot.press("x", "x", "J")
        await pilot.pause()
        assert "3 selected" in lines(pilot)[0]
        await pilot.press("e")
        await settle(pilot)
        assert [desk.ticket(n).status for n in (60, 59, 58, 57)] == [Status.SOLVED] * 3 + [Status.NEW]
        assert "selected" not in lines(pilot)[0]
        await pilot.press("z")
        await settle(pilot)
        assert desk.ticket(60).status is Status.NEW


async def test_more_tickets_than_twenty_are_asked_about_first(desk: Desk) -> None:
    async with console(desk) as pilot:
        await pilot.press("ctrl+a", "e")
        await pilot.pause()
        assert "60 tickets" in "\n".join(lines(pilot))
        await pilot.press("enter")
        await settle(pilot)
        assert desk.ticket(60).status is Status.NEW
        await pilot.press("e")
        await typed(pilot, "yes")
        await pilot.press("enter")
        await settle(pilot)
        assert {desk.ticket(n).status for n in range(1, 61)} == {Status.SOLVED}


async def test_the_next_ticket_comes_after_one_that_left_the_view(desk: Desk) -> None:
    async with console(desk) as pilot:
        await pilot.press("g", "n")
        await settle(pilot)
        await pilot.press("3", "j", "enter")
        await settle(pilot)
        here = under_cursor(pilot)
        await pilot.press("e")
        await settle(pilot)
        await pilot.press("space")
        await settle(pilot)
        assert pilot.app.frame.subjects() == (here - 1,)  # type: ignore[attr-defined]


async def test_another_process_changes_the_desk_and_the_row_under_the_cursor_stays(desk: Desk, path: Path) -> None:
    async with console(desk) as pilot:
        await pilot.press("8", "j")
        row = under_cursor(pilot)
        with Desk.open(path, me="sam", clock=lambda: START + 60_000 * MINUTE) as other:
            other.create_ticket(NewTicket("new@mail.test", "Just came in"))
            other.change(55, verbs.set_priority, priority=Priority.URGENT)
        queue = pilot.app.frame._screen.queue  # type: ignore[attr-defined]
        line = queue.window.cursor - queue.window.top
        await pilot.pause(1.1)
        await settle(pilot)
        assert under_cursor(pilot) == row
        assert queue.window.cursor - queue.window.top == line
        await pilot.press("g", "g")
        await settle(pilot)
        assert {row.id for row in queue.window.rows[:2]} == {61, 55}


async def test_help_is_the_live_keymap_and_runs_what_is_chosen(desk: Desk) -> None:
    async with console(desk) as pilot:
        await pilot.press("question_mark")
        await typed(pilot, "priority urgent")
        await pilot.pause()
        assert "p u" in "\n".join(lines(pilot))
        await pilot.press("enter")
        await pilot.pause()
        assert desk.ticket(60).priority is Priority.URGENT


async def test_the_palette_finds_a_command_by_a_few_letters(desk: Desk) -> None:
    async with console(desk) as pilot:
        await pilot.press("ctrl+p")
        await typed(pilot, "unassi")
        await pilot.pause()
        assert "unassign" in "\n".join(lines(pilot))
        await pilot.press("escape", "a")
        await pilot.pause()
        assert desk.ticket(60).assignee == "dana"


async def test_equals_explains_the_ticket(desk: Desk) -> None:
    desk.change(60, verbs.set_priority, priority=Priority.HIGH)
    async with console(desk) as pilot:
        await pilot.press("equals_sign")
        await pilot.pause()
        shown = "\n".join(lines(pilot))
        assert "no deadline is set" in shown
        assert "high" in shown
        await pilot.press("escape")
        await pilot.pause()
        assert "no deadline" not in "\n".join(lines(pilot))


async def test_the_same_keys_work_with_one_pane_at_a_time_and_side_by_side(desk: Desk) -> None:
    for width, height in ((60, 20), (80, 24), (110, 30), (160, 48), (220, 50)):
        async with console(desk, width, height) as pilot:
            await pilot.press("enter")
            await settle(pilot)
            assert any("Refund for invoice 60" in line for line in lines(pilot))
            await pilot.press("tab", "f11", "f11", "q")
            await settle(pilot)
            await pilot.press("g", "v")
            await settle(pilot)
            assert any("Unassigned" in line for line in lines(pilot))
            await pilot.press("escape", "j")
            await settle(pilot)
            lines(pilot)


async def test_views_are_counted_and_opened_by_their_keys(desk: Desk) -> None:
    async with console(desk, 130, 40) as pilot:
        await settle(pilot)
        views = [line[:22] for line in lines(pilot)]
        assert any("All" in view and "60" in view for view in views)
        await pilot.press("g", "m")
        await settle(pilot)
        assert "Mine" in lines(pilot)[0]
        assert "nothing in Mine" in "\n".join(lines(pilot))


async def test_hostile_text_reaches_the_screen_as_plain_text(desk: Desk) -> None:
    hostile = "[red]no[/] \x1b[2J\u202eevil [@click=app.quit]x[/]"
    desk.create_ticket(NewTicket("x@mail.test", hostile, name="\x1b]0;t\x07Eve"))
    async with console(desk) as pilot:
        shown = "\n".join(lines(pilot))
        assert "[red]no[/]" in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        await pilot.press("enter")
        await settle(pilot)
        assert "\x1b" not in "\n".join(lines(pilot))


async def test_a_command_that_fails_says_so_and_the_console_goes_on(desk: Desk) -> None:
    async with console(desk) as pilot:
        await pilot.press("colon")
        await typed(pilot, "view nowhere\n")
        await pilot.pause()
        assert "there is no view 'nowhere'" in says(pilot)
        await pilot.press("colon")
        await typed(pilot, "open 999\n")
        await pilot.pause()
        assert "there is no ticket 999" in says(pilot)
        await pilot.press("j")
        assert under_cursor(pilot) == 59


@pytest.mark.parametrize("theme", ["dark", "light", "high-contrast", "terminal"])
async def test_a_theme_changes_while_one_works(desk: Desk, theme: str) -> None:
    async with console(desk, 130, 40) as pilot:
        await pilot.press("colon")
        await typed(pilot, f"theme {theme}\n")
        await settle(pilot)
        assert says(pilot) == f"theme {theme}, from now on"
        assert "Refund for invoice 60" in "\n".join(lines(pilot))


async def test_without_colour_no_colour_is_sent(desk: Desk) -> None:
    app = SupportTerm(desk, colour=False, settings=Settings(start_view="all"))
    async with app.run_test(size=(130, 40)) as pilot:
        await settle(pilot)
        await pilot.press("enter", "g", "q", "slash")
        await typed(pilot, "refund")
        await settle(pilot)
        styles = {
            segment.style
            for strip in app.screen._compositor.render_strips(app.screen.size)
            for segment in strip
            if segment.style is not None
        }
        coloured = [s for s in styles if any(c is not None and not c.is_default for c in (s.color, s.bgcolor))]
        assert coloured == []
        assert any(style.reverse for style in styles)


@pytest.mark.parametrize("before", ["", "/refund", ":reply", "?", "clee"])
async def test_ctrl_q_leaves_also_whoever_is_asked_something(desk: Desk, before: str) -> None:
    async with console(desk) as pilot:
        await typed(pilot, before)
        await settle(pilot)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert not pilot.app.is_running


async def test_a_theme_is_remembered_until_its_file_changes(desk: Desk, own_home: Path) -> None:
    own = own_home / ".config" / "supportterm" / "themes" / "mine.yaml"
    own.parent.mkdir(parents=True)
    shipped = locate("themes", "terminal", paths()).read_text()
    own.write_text(shipped)
    assert look_named("mine")["brand"] == look_named("mine")["brand"]
    before = look_named("mine")["cursor"]
    assert list((own_home / ".cache" / "supportterm").glob("theme-mine.json"))
    own.write_text(shipped.replace("cursor: reverse", "cursor: bold underline"))
    assert look_named("mine")["cursor"] != before
    (own_home / ".cache" / "supportterm" / "theme-mine.json").write_text("{broken")
    assert look_named("mine")["cursor"].underline


async def test_the_mouse_chooses_a_row_and_opens_it(desk: Desk) -> None:
    async with console(desk, 160, 48) as pilot:
        await pilot.click("#queue", offset=(30, 4))
        await settle(pilot)
        assert under_cursor(pilot) == 57
        await pilot.click("#queue", offset=(30, 6), times=2)
        await settle(pilot)
        assert pilot.app.frame.subjects() == (55,)  # type: ignore[attr-defined]
        await pilot.click("#queue", offset=(30, 2))
        await settle(pilot)
        await pilot.press("j")
        assert under_cursor(pilot) == 58


async def test_other_keys_are_chosen_from_a_list_and_work_at_once(desk: Desk) -> None:
    async with console(desk) as pilot:
        await pilot.press("comma", "k")
        await typed(pilot, "vim\n")
        await settle(pilot)
        await pilot.press("l")
        await settle(pilot)
        assert "› #60" in lines(pilot)[0]
