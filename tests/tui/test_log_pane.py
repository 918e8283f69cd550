"""The log of a ticket in the console: what still holds, who and why; as it was then; one change undone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_of_sixty import build, chosen, console, opened, says, shown, typed

from supportterm.core import verbs
from supportterm.core.nouns import Message
from supportterm.core.terms import Priority, Role
from supportterm.core.writing import NewMessage
from supportterm.desk import Desk


@pytest.fixture
def desk(own_home: Path, tmp_path: Path) -> Iterator[Desk]:
    for there in opened(build(tmp_path / "acme.desk", 5)):
        there.change(5, verbs.set_priority, priority=Priority.HIGH)
        there.write(5, NewMessage(Role.REPLY, "What happened?"))
        there.change(5, verbs.set_priority, priority=Priority.URGENT)
        yield there


async def test_the_log_says_what_still_holds_who_did_it_and_why(desk: Desk) -> None:
    async with console(desk, 120, 30) as pilot:
        await typed(pilot, "l")
        there = [line.split("│")[-1] for line in shown(pilot).splitlines()]
        assert any(line.split()[:3] == ["When", "Who", "What"] and line.endswith("Why ") for line in there)
        told = {
            words: next(line for line in there if words in line)
            for words in ("high → urgent", "normal → high", "new → open")
        }
        assert "●" in told["high → urgent"] and "dana" in told["high → urgent"]
        assert "●" not in told["normal → high"]
        assert told["new → open"].rstrip(" │┃█▐").endswith("with a reply")


async def test_one_change_of_several_is_undone_where_it_stands(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "l", "j", "j", "z")
        assert says(pilot) == "undone: #5 replied, status new → open; Z brings it back"
        assert desk.ticket(5).messages == 1 and desk.ticket(5).priority is Priority.URGENT
        assert "undid: replied" in shown(pilot) and "(undone)" in shown(pilot)


async def test_what_a_customer_did_is_not_undone_and_that_is_said(desk: Desk) -> None:
    desk.customers.say(b"1" * 16, desk.ticket(5).requester, 5, "And now?")
    async with console(desk) as pilot:
        await typed(pilot, "l", "z")
        assert says(pilot) == "that was done by customer, not at this desk; it can't be undone here"


async def test_a_ticket_is_looked_at_as_it_was_and_left_for_how_it_is(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "enter", "l", "G", "enter")
        assert "as it was" in shown(pilot) and "What happened?" not in shown(pilot) and " new " in shown(pilot)
        assert "urgent" not in shown(pilot)
        await typed(pilot, "escape")
        assert "What happened?" in shown(pilot) and "as it was" not in shown(pilot) and chosen(pilot) == [5]
        await typed(pilot, ":", '"as-it-was 1 jan 2001', "enter")
        assert says(pilot) == "#5 was not there yet"


async def test_a_message_goes_on_as_a_ticket_of_its_own_and_comes_back(desk: Desk) -> None:
    desk.write(5, NewMessage(Role.CUSTOMER, "Something else: my giraffe", markdown=False, person=1))
    async with console(desk) as pilot:
        await typed(pilot, "enter", "J", "J", "v", "n")
        assert chosen(pilot) == [6]
        assert "split off #5" in shown(pilot) and "my giraffe" in shown(pilot)
        await typed(pilot, "z")
        assert chosen(pilot) != [6] and len([m for m in desk.timeline(5) if isinstance(m, Message)]) == 3


async def test_undo_and_redo_name_the_key_that_turns_them_round(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "z")
        assert says(pilot) == "undone: #5 priority high → urgent; Z brings it back"
        await typed(pilot, "Z")
        assert says(pilot) == "done again: #5 priority high → urgent; z undoes it"


async def test_it_is_the_key_of_the_keymap_in_use_and_the_command_where_it_has_none(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    keymaps = tmp_path / "supportterm" / "keymaps"
    keymaps.mkdir(parents=True)
    (keymaps / "mine.yaml").write_text("extends: default\nqueue: {z: null, Z: null, ctrl+r: redo}\n")
    async with console(desk) as pilot:
        pilot.app.change_keymap("mine")  # type: ignore[attr-defined]
        await typed(pilot, ":", '"undo', "enter")
        assert says(pilot).endswith("; ctrl+r brings it back")
        await typed(pilot, "ctrl+r")
        assert says(pilot).endswith("; :undo undoes it")


async def test_of_an_older_change_that_is_done_again_undo_is_not_named_since_it_takes_back_another(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "l", "j", "j", "z")  # the reply, not the priority after it
        await typed(pilot, "Z")
        assert says(pilot) == "done again: #5 replied, status new → open"


async def test_an_undo_that_is_undone_in_the_log_is_done_again_and_comes_off_with_redo(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "z", "l", "z")
        assert says(pilot) == "done again: #5 priority high → urgent; Z undoes it"
        await typed(pilot, "Z")
        assert says(pilot) == "undone: #5 priority high → urgent"


async def test_undo_and_redo_take_counts(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "2", "z")
        assert says(pilot).startswith("2 changes; the last: undone: #5 replied")
        await typed(pilot, "5", "Z")
        assert says(pilot).startswith("2 changes; the last: done again: #5 priority")
        assert desk.ticket(5).priority is Priority.URGENT and desk.ticket(5).messages == 2


async def test_what_was_taken_back_and_brought_back_is_told_by_what_it_was(desk: Desk) -> None:
    async with console(desk, 120, 30) as pilot:
        await typed(pilot, "z", "Z", "l")
        there = [line.strip() for line in shown(pilot).splitlines()]
        (back,) = [line for line in there if "did again: " in line]
        (taken,) = [line for line in there if "undid: " in line]
        assert "did again: priority high → urgent" in back and "undid: priority high → urgent" in taken
