"""Many tickets at once: what would become of each is shown before it is done."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_of_sixty import build, console, opened, says, shown, typed

from supportterm.core import verbs
from supportterm.core.terms import Priority, Status
from supportterm.desk import Desk


@pytest.fixture
def desk(own_home: Path, tmp_path: Path) -> Iterator[Desk]:
    for there in opened(build(tmp_path / "acme.desk")):
        there.change([58], verbs.merge, into=there.ticket(1))
        there.change([55], verbs.set_status, status=Status.SOLVED)
        yield there


async def test_a_table_says_what_becomes_of_each_and_it_is_done_where_it_can_be(desk: Desk) -> None:
    async with console(desk, 100, 30) as pilot:
        await typed(pilot, "*", "a", "e")
        assert "solve: 58 change, 1 is so already, 1 can't" in shown(pilot)
        assert "#1 Question 1" in shown(pilot) and "status new → solved" in shown(pilot)
        assert "can't: #58 was merged into #1" in shown(pilot)
        assert desk.ticket(60).status is Status.NEW
        await typed(pilot, "G")
        assert "nothing to change" in shown(pilot)
        await typed(pilot, "y")
        assert "status new → solved on 58 tickets" in says(pilot)
        assert desk.ticket(58).status is Status.CLOSED and desk.ticket(60).status is Status.SOLVED
        await typed(pilot, "z")
        assert desk.ticket(60).status is Status.NEW and desk.ticket(55).status is Status.SOLVED


async def test_no_is_the_answer_of_enter_and_of_escape(desk: Desk) -> None:
    async with console(desk) as pilot:
        for answer in ("enter", "n", "escape"):
            await typed(pilot, "*", "a", "p", "u")
            assert "1 can't" in shown(pilot)
            await typed(pilot, answer)
            assert "1 can't" not in shown(pilot) and desk.ticket(59).priority is Priority.NORMAL


async def test_what_is_missing_is_asked_for_first_and_once(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "*", "a", "A")
        assert "assign · agent:" in shown(pilot).replace("to:", "agent:")
        await typed(pilot, '"sam', "enter")
        assert "assign sam: 59 change, 1 can't" in shown(pilot)
        await typed(pilot, "y")
        assert desk.ticket(60).assignee == "sam"


async def test_few_are_changed_without_a_word_and_a_dry_run_can_be_asked_for(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "2", "j", "2", "J", ":", '"dry-run solve', "enter")
        assert "solve: 2 change" in shown(pilot) and desk.ticket(60).status is Status.NEW
        await typed(pilot, "escape", "e")
        assert "status new → solved on 2 tickets" in says(pilot)


async def test_yes_and_no_are_keys_that_can_be_others(desk: Desk, own_home: Path) -> None:
    own = own_home / ".config" / "supportterm" / "keymaps" / "mine.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("extends: default\ndialog: {y: null, ctrl+y: answer yes}\nprompt: {tab: null, ctrl+t: complete}\n")
    async with console(desk, keymap="mine") as pilot:
        pilot.app.change_keymap("mine")  # type: ignore[attr-defined]
        await typed(pilot, "*", "a", "e")
        assert "ctrl+y do it" in shown(pilot)
        await typed(pilot, "y")
        assert desk.ticket(60).status is Status.NEW
        await typed(pilot, "ctrl+y", ":", '"prio', "ctrl+t")
        assert desk.ticket(60).status is Status.SOLVED and ": priority" in shown(pilot)
