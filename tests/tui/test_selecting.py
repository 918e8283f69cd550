"""Rows are selected one key at a time: each selects the row it leaves, so that as many are selected as keys pressed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_of_sixty import build, chosen, console, lines, opened, typed, under_cursor

from supportterm.desk import Desk


@pytest.mark.parametrize(
    "keys", [("x", "J", "J"), ("J", "J", "J"), ("x", "x", "x"), ("3", "x"), ("3", "J"), ("x", "shift+down", "J")]
)
async def test_each_key_selects_the_row_it_leaves(desk: Desk, keys: tuple[str, ...]) -> None:
    async with console(desk) as pilot:
        await typed(pilot, *keys)
        assert chosen(pilot) == [60, 59, 58] and under_cursor(pilot) == 57
        assert "3 selected" in lines(pilot)[0]


async def test_upwards_too(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "4", "j", "K", "K")
        assert chosen(pilot) == [57, 56] and under_cursor(pilot) == 58
        await typed(pilot, "9", "K")
        assert chosen(pilot) == [60, 59, 58, 57, 56] and under_cursor(pilot) == 60


async def test_x_lets_go_and_j_does_not(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "3", "x", "g", "g", "2", "x")
        assert chosen(pilot) == [58]
        await typed(pilot, "g", "g", "4", "J")
        assert chosen(pilot) == [60, 59, 58, 57]


@pytest.mark.parametrize("many", ["3", "4", "9"])
async def test_at_the_end_of_the_list_the_last_one_is_selected_however_high_the_count(desk: Desk, many: str) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "G", "2", "k", many, "x")
        assert chosen(pilot) == [3, 2, 1] and under_cursor(pilot) == 1


async def test_a_count_beyond_what_is_in_memory_selects_them_all(many: Desk) -> None:
    async with console(many) as pilot:
        await typed(pilot, *"350", "J")
        assert len(chosen(pilot)) == 350 and under_cursor(pilot) == 50
        await typed(pilot, "X", *"350", "K")
        assert chosen(pilot) == list(range(399, 49, -1)) and under_cursor(pilot) == 400


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Desk]:
    yield from opened(build(tmp_path / "many.desk", 400))
