"""Lists: side by side, in another order, with other columns, in groups, kept as a view; what others change in them."""

from pathlib import Path
from threading import Event

import pytest
from desk_of_sixty import MINUTE, START, chosen, console, lines, opened, says, settle, shown, typed, under_cursor, until
from textual.pilot import Pilot

from supportterm.core import verbs
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage
from supportterm.desk import Desk
from supportterm.tui.following import MINUTES


async def test_each_tab_keeps_its_filter_cursor_scroll_and_selection(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "2", "5", "j", "x", "j")
        before = lines(pilot)[1:-1]
        await typed(pilot, "ctrl+t", "/", '"refund', "enter", "j")
        assert under_cursor(pilot) == 50 and "1 All" in lines(pilot)[0] and "2 All" in lines(pilot)[0]
        await typed(pilot, ">")
        assert lines(pilot)[1:-1] == before and "1 selected" in shown(pilot)
        await typed(pilot, "<")
        assert under_cursor(pilot) == 50 and "/refund" in lines(pilot)[0]
        await typed(pilot, ":", '"tab new urgent', "enter")
        assert "3 Urgent" in lines(pilot)[0] and under_cursor(pilot) in (60, 45, 30, 15)
        await typed(pilot, "1", ">")
        assert lines(pilot)[1:-1] == before
        await typed(pilot, "2", ">", "ctrl+w", "ctrl+w")
        assert "Urgent" in lines(pilot)[0] and "1 " not in lines(pilot)[0].split("Urgent")[0]
        await typed(pilot, "ctrl+w")
        assert says(pilot) == "there is only this list; it stays open"


async def test_what_changes_in_a_list_out_of_sight_is_there_when_one_comes_back(desk: Desk, path: Path) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "5", "j", ":", '"tab new urgent', "enter")
        with Desk.open(path, me="sam") as sams:
            sams.change(55, verbs.set_subject, subject="Named anew")
        pilot.app.frame.following.look()  # type: ignore[attr-defined]
        await typed(pilot, "<")
        assert under_cursor(pilot) == 55
        await typed(pilot, "g", "g")
        assert "Named anew" in lines(pilot)[2]


async def test_order_columns_and_groups_are_kept_as_a_view(desk: Desk) -> None:
    desk.change([60, 30], verbs.set_status, status=Status.PENDING)
    async with console(desk, 100) as pilot:
        await typed(pilot, "/", '"priority:urgent', "enter", ":", '"order number', "enter")
        assert under_cursor(pilot) == 15
        await typed(pilot, ":", '"order number', "enter")
        assert under_cursor(pilot) == 60
        await typed(pilot, ":", '"columns number subject created', "enter")
        assert lines(pilot)[1].split() == ["#", "Subject", "Since"]
        await typed(pilot, "v", "g", '"status', "enter")
        assert lines(pilot)[1].split() == ["#", "Subject", "Since"]
        assert headings(pilot) == {2: "new  2", 5: "pending  2"}
        await typed(pilot, ":", '"save-view mine-urgent My urgent ones --key y', "enter")
        await typed(pilot, "g", "a", "g", "y")
        assert "My urgent ones" in lines(pilot)[0] and headings(pilot) == {2: "new  2", 5: "pending  2"}
        [view] = [view for view in desk.views() if view.name == "mine-urgent"]
        assert (view.query, view.order, view.owner) == ("priority:urgent", "-number", "dana")
        await typed(pilot, "z")
        assert "mine-urgent" not in [view.name for view in desk.views()]


def headings(pilot: Pilot[None]) -> dict[int, str]:
    """The headings over groups, by the line they stand on."""
    return {y: said.partition(" ─")[0].strip() for y, said in enumerate(lines(pilot)) if " ──" in said}


async def test_keys_pass_over_headings_and_what_they_choose_is_rows(desk: Desk) -> None:
    desk.change([60, 30], verbs.set_status, status=Status.PENDING)
    desk.change([45], verbs.set_status, status=Status.OPEN)
    async with console(desk, 100) as pilot:
        await typed(pilot, "/", '"priority:urgent', "enter", "v", "g", '"status', "enter")
        assert headings(pilot) == {2: "new  1", 4: "open  1", 6: "pending  2"}
        assert under_cursor(pilot) == 15
        await typed(pilot, "j")
        assert under_cursor(pilot) == 45
        await typed(pilot, "2", "j", "k")
        assert under_cursor(pilot) == 60
        await typed(pilot, "g", "g", "x", "x")
        assert chosen(pilot) == [45, 15]
        await typed(pilot, "escape", "g", "g", "V", "2", "j")
        assert chosen(pilot) == [60, 45, 15]
        await typed(pilot, "escape")
        await pilot.click("#queue", offset=(20, 3))
        await settle(pilot)
        assert under_cursor(pilot) == 60, "no row is on the line of a heading"
        await pilot.click("#queue", offset=(20, 4))
        await settle(pilot)
        assert under_cursor(pilot) == 45


async def test_a_heading_says_how_many_there_are_now_and_stands_over_the_screen_in_the_midst_of_them(
    desk: Desk, path: Path
) -> None:
    async with console(desk, 100) as pilot:
        await typed(pilot, "v", "g", '"status', "enter", "ctrl+d", "ctrl+d")
        assert headings(pilot) == {2: "new  60"}
        with Desk.open(path, me="sam") as sams:
            sams.change(1, verbs.set_status, status=Status.OPEN)
        pilot.app.frame.following.look()  # type: ignore[attr-defined]
        await settle(pilot)
        assert headings(pilot) == {2: "new  59"}
        await typed(pilot, "G")
        assert under_cursor(pilot) == 1 and list(headings(pilot).values()) == ["new  59", "open  1"]


async def test_days_follow_one_another_and_each_is_counted(desk: Desk) -> None:
    async with console(desk, 100) as pilot:
        await typed(pilot, "v", "g", '"day', "enter")
        assert list(headings(pilot).values()) == ["Monday  60"]
        await typed(pilot, ":", '"order priority', "enter")
        assert says(pilot) == "a list by day goes by a time; order it by updated, created or due"
        await typed(pilot, ":", '"order due', "enter")
        assert list(headings(pilot).values()) == ["no day  60"]
        await typed(pilot, ":", '"order updated', "enter", "/", '"hello', "enter")
        assert list(headings(pilot).values()) == ["Monday  60"]


async def test_ones_own_view_is_nobody_elses(desk: Desk, path: Path) -> None:
    async with console(desk) as pilot:
        await typed(pilot, ":", '"save-view own', "enter")
    for sams in opened(path, "sam"):
        async with console(sams) as pilot:
            await typed(pilot, ":", '"view own', "enter")
            assert "there is no view 'own'" in says(pilot)
            await typed(pilot, ":", '"save-view own', "enter")
            assert says(pilot) == "dana has a view 'own' of their own; choose another name"


async def test_the_row_under_the_cursor_stays_although_a_colleague_takes_it_out_of_the_list(
    desk: Desk, path: Path
) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "g", "u", "3", "j")
        before = lines(pilot)
        with Desk.open(path, me="sam") as sams:
            sams.change(57, verbs.assign, agent="sam")
        pilot.app.frame.following.look()  # type: ignore[attr-defined]
        await settle(pilot)
        assert under_cursor(pilot) == 57 and chosen(pilot) == [57]
        assert lines(pilot)[5].rstrip(" ▐").endswith("no longer in this list")
        assert [line for n, line in enumerate(lines(pilot)[1:10]) if n != 4] == [
            line for n, line in enumerate(before[1:10]) if n != 4
        ], "no line has moved"
        pilot.app.frame.following.desk_changed()  # type: ignore[attr-defined]
        await settle(pilot)
        assert under_cursor(pilot) == 57
        await typed(pilot, "j")
        assert under_cursor(pilot) == 56 and "no longer" not in shown(pilot)
        assert "Question 56" in lines(pilot)[5]


async def test_what_one_changes_stays_where_it_is_until_the_list_is_read_anew(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "5", "j")
        before = lines(pilot)
        await typed(pilot, "p", "u")
        now = lines(pilot)
        assert under_cursor(pilot) == 55 and "!! Question 55" in now[7]
        assert [y for y in range(1, 20) if now[y] != before[y]] == [7], "nothing else has moved"
        await typed(pilot, "j", "p", "u", "k", "k")
        assert under_cursor(pilot) == 56
        assert rows(pilot)[:8] == [60, 59, 58, 57, 56, 55, 54, 53]
        await typed(pilot, "g", "g")
        assert rows(pilot)[:4] == [54, 55, 60, 59] and under_cursor(pilot) == 54
        await typed(pilot, "7", "j", "p", "h")
        assert under_cursor(pilot) == 53 and rows(pilot)[7] == 53
        await typed(pilot, "f5")
        assert under_cursor(pilot) == 53 and rows(pilot)[:4] == [53, 54, 55, 60]


async def test_what_a_colleague_changes_under_the_cursor_stays_while_it_is_there(desk: Desk, path: Path) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "5", "j")
        before = lines(pilot)
        with Desk.open(path, me="sam", clock=lambda: START + 6_000 * MINUTE) as sams:
            sams.change(55, verbs.set_priority, priority=Priority.URGENT)
            sams.change(50, verbs.set_priority, priority=Priority.HIGH)
        pilot.app.frame.following.look()  # type: ignore[attr-defined]
        await settle(pilot)
        assert under_cursor(pilot) == 55 and "!! Question 55" in shown(pilot)
        assert rows(pilot)[:7] == [50, 60, 59, 58, 57, 56, 55] and before != lines(pilot)
        await typed(pilot, "j")
        assert under_cursor(pilot) == 54
        pilot.app.frame.following.desk_changed()  # type: ignore[attr-defined]
        await settle(pilot)
        assert rows(pilot)[:3] == [55, 50, 60] and under_cursor(pilot) == 54


def rows(pilot: Pilot[None]) -> list[int]:
    return [row.id for row in pilot.app.frame._screen.queue.window.rows]  # type: ignore[attr-defined]


async def test_what_one_does_oneself_takes_the_row_away_at_once(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "g", "u", "3", "j", "a")
        assert under_cursor(pilot) == 56 and "no longer" not in shown(pilot)


async def test_a_ticket_found_by_words_opens_where_they_stand(desk: Desk) -> None:
    for number in range(40):
        desk.write(20, NewMessage(Role.NOTE, f"note {number}" + (" with a giraffe" if number == 5 else "")))
    async with console(desk) as pilot:
        await typed(pilot, "/", '"giraffe', "enter", "enter")
        assert "with a giraffe" in shown(pilot) and "note 39" not in shown(pilot)


async def test_all_that_a_customer_ever_asked_is_listed(desk: Desk) -> None:
    async with console(desk, 160, 48) as pilot:
        await typed(pilot, "enter", "g", "c")
        assert "all 9 of theirs" in shown(pilot)
        await typed(pilot, "G", "enter")
        assert "customer4@mail.test" in lines(pilot)[0] and "  9" in lines(pilot)[0]


async def test_read_is_made_unread_again(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "enter", "u", "v", "u")
        assert desk.row(60).unread and says(pilot) == "#60 is unread"
        await typed(pilot, "x", "x", "v", "r")
        assert not desk.row(60).unread and not desk.row(59).unread


async def test_what_is_for_me_is_a_list_with_its_reasons(desk: Desk, path: Path) -> None:
    with Desk.open(path, me="sam") as sams:
        sams.change(7, verbs.assign, agent="dana")
        sams.write(9, NewMessage(Role.NOTE, "ask @dana"))
    async with console(desk) as pilot:
        await typed(pilot, "g", "i")
        assert "given to you by sam" in shown(pilot) and "Sam mentions you" in shown(pilot)
        await typed(pilot, "enter", "u")
        await typed(pilot, "j")
        assert "Sam mentions you" not in shown(pilot)


async def test_while_nothing_changes_ages_go_on_by_the_minute_and_views_are_counted_now_and_then(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(desk, 120, 30) as pilot:
        app = pilot.app
        counted: list[bool] = []
        monkeypatch.setattr(app.viewing, "count", lambda *, views_too=False: counted.append(views_too))  # type: ignore[attr-defined]
        for _ in range(MINUTES - 1):
            app.frame.following.time_passed()  # type: ignore[attr-defined]
        assert counted == []
        app.frame.following.time_passed()  # type: ignore[attr-defined]
        assert counted == [True]
        app.frame.following.desk_changed()  # type: ignore[attr-defined]
        assert counted == [True, True], "a change is counted at once"


async def test_rows_that_come_after_their_list_was_painted_without_them_are_seen(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where they are those that stood there before: on a busy machine the list stayed empty."""
    async with console(desk) as pilot:
        queue, viewing = pilot.app.screen.queue, pilot.app.viewing  # type: ignore[attr-defined]
        before, read, let_on = lines(pilot), queue.read, Event()
        monkeypatch.setattr(queue, "read", lambda need: (let_on.wait(20), read(need))[1])
        viewing.show_tab(viewing.fresh_tab())
        await until(pilot, lambda: "Question 60" not in shown(pilot))
        let_on.set()
        await until(pilot, lambda: lines(pilot) == before)
