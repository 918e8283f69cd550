"""Play mode: the tickets of a list one after the other, each worked on or skipped for a reason that is counted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_of_sixty import build, console, lines, says, settle, shown, typed

from supportterm.core import playing, verbs
from supportterm.core.operations import PassedOver
from supportterm.core.terms import Priority, Status
from supportterm.desk import Desk
from supportterm.sync.presence import Presence


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A desk of eight tickets, the newest with the highest number."""
    return build(tmp_path / "acme.desk", 8)


@pytest.fixture
def sam(desk: Desk) -> Iterator[Presence]:
    """A colleague's console."""
    presence = Presence(desk.path, "sam")
    yield presence
    presence.close()


def open_ticket(pilot: object) -> tuple[int, ...]:
    return pilot.app.frame._screen.pane("ticket").subjects()  # type: ignore[attr-defined, no-any-return]


def skips(desk: Desk, ticket: int) -> list[tuple[str, str]]:
    log = desk.log(ticket)
    return [(e.operation.actor, e.operation.payload.reason) for e in log if isinstance(e.operation.payload, PassedOver)]


async def test_space_in_the_list_opens_the_first_that_nobody_has_open_and_says_why(desk: Desk, sam: Presence) -> None:
    async with console(desk) as pilot:
        sam.at(8)
        await typed(pilot, '":filter id:5..8', "enter", "j", "j", "space")
        assert open_ticket(pilot) == (7,)  # the list's first, wherever its cursor was
        assert says(pilot) == "#7 is the next of /id:5..8, by updated; open elsewhere: #8 (sam)"
        assert lines(pilot)[0].rstrip().endswith("play")


async def test_one_who_has_it_open_at_another_console_of_their_own_is_given_it(desk: Desk) -> None:
    mine = Presence(desk.path, "dana")
    async with console(desk) as pilot:
        mine.at(8)
        await typed(pilot, "space")
        assert open_ticket(pilot) == (8,)
    mine.close()


async def test_what_was_worked_on_is_left_without_a_question_and_the_rest_is_skipped_by_one_key(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "space", "p", "h", "space")
        assert open_ticket(pilot) == (7,)
        assert "play: 1 done" in lines(pilot)[0]
        await typed(pilot, "space")
        assert open_ticket(pilot) == (7,)
        assert "skip #7, why" in shown(pilot)
        await typed(pilot, "w")
        assert open_ticket(pilot) == (6,)
        assert "play: 1 done, 1 skipped" in lines(pilot)[0]
    assert skips(desk, 7) == [("dana", "waits")]
    assert skips(desk, 8) == []
    assert desk.ticket(7).updated_at < desk.ticket(8).updated_at  # a skip changes nothing of it


async def test_a_skip_that_was_begun_can_be_left_and_nothing_was_skipped(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "space", "space", "escape")
        assert open_ticket(pilot) == (8,)
    assert skips(desk, 8) == []


async def test_an_answer_that_is_sent_with_next_goes_on_to_the_next(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "space", "r", '"Done', "ctrl+s", "C")
        assert desk.ticket(8).status is Status.SOLVED
        assert open_ticket(pilot) == (7,)
        assert "play: 1 done" in lines(pilot)[0]


async def test_what_a_colleague_saw_to_meanwhile_is_no_skip(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, '":filter status:new', "enter", "space")
        with Desk.open(desk.path, me="sam", clock=desk.clock) as other:
            other.change(8, verbs.set_status, status=Status.SOLVED)
        await typed(pilot, "space")
        assert open_ticket(pilot) == (7,)
        assert lines(pilot)[0].rstrip().endswith("play")  # neither done nor skipped
    assert skips(desk, 8) == []


async def test_when_nothing_is_left_it_says_what_came_of_it(desk: Desk, sam: Presence) -> None:
    async with console(desk) as pilot:
        sam.at(6)
        await typed(pilot, '":filter id:5..8', "enter", "space", "e", "space", "space", "t", "space", "o")
        screen = shown(pilot)
        assert "nothing is left in /id:5..8" in screen
        assert "1  worked on: #8" in screen
        assert "1  skipped: takes longer than there is time now: #7" in screen
        assert "1  skipped: another reason: #5" in screen
        assert "1  open elsewhere, not given: #6 (sam)" in screen
        await typed(pilot, "escape", "space")  # another round
        assert open_ticket(pilot) == (8,)


async def test_a_list_of_which_others_have_everything_open_says_so(desk: Desk, sam: Presence) -> None:
    async with console(desk) as pilot:
        sam.at(8)
        await typed(pilot, '":filter id:8', "enter", "space")
        assert says(pilot) == "nothing to play in /id:8; open elsewhere: #8 (sam)"


async def test_going_back_from_the_list_ends_it(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "space", "s", "o", "escape")
        assert "play" in lines(pilot)[0]  # in the list, to go on from there
        await typed(pilot, "escape")
        assert says(pilot) == "All is played no more: 1 done"
        assert "play" not in lines(pilot)[0]
        await typed(pilot, '":skip', "enter")
        assert "nothing is being played" in says(pilot)


async def test_another_list_is_played_from_its_beginning(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "space", "p", "h", "space", "escape", '":filter is:active', "enter", "space")
        assert open_ticket(pilot) == (8,)  # given in the other list, and in this one too
        assert "the next of /is:active" in says(pilot)


async def test_a_list_in_groups_is_played_as_it_stands(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, '":filter id:4..8', "enter", '":group priority', "enter", "space")
        assert open_ticket(pilot) == (8,)
        desk.change(5, verbs.set_priority, priority=Priority.URGENT)
        await typed(pilot, "space", "h")
        assert open_ticket(pilot) == (5,)


async def test_a_skip_is_undone_like_anything_else(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "space", "space", "s", "z")
        assert says(pilot).startswith("undone: #8 skipped: somebody with other skills should take it")


async def test_where_a_ticket_is_read_without_playing_space_is_the_next_of_the_list(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "j", "enter", "space")
        assert open_ticket(pilot) == (6,)
        await settle(pilot)
        assert "play" not in lines(pilot)[0]


def test_a_light_agent_may_skip(desk: Desk) -> None:
    desk.define("agent", "dana", {"name": "Dana", "role": "admin"})
    desk.define("agent", "lin", {"name": "Lin", "role": "light"})
    with Desk.open(desk.path, me="lin", clock=desk.clock) as lin:
        lin.change(1, playing.skip, reason="time")
    assert skips(desk, 1) == [("lin", "time")]
