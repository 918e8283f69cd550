"""Colours and keys that one chose in the console are there again the next time, and a key is given another meaning."""

from pathlib import Path

import pytest
from desk_of_sixty import console, says, typed

from supportterm.config.paths import paths
from supportterm.desk import Desk
from supportterm.tui.taste import keep, worn


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for what in ("CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{what}_HOME", str(tmp_path / what.lower()))


async def test_a_theme_that_is_chosen_is_worn_the_next_time_and_one_that_is_tried_on_is_not(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, ":", '"theme', "enter", "down", "escape")
        assert worn("theme", "terminal") == "terminal"
        await typed(pilot, ":", '"theme', "enter", '"nord', "enter")
        assert says(pilot) == "theme nord, from now on"
    assert worn("theme", "terminal") == "nord"


async def test_keys_that_are_chosen_are_there_the_next_time(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, ":", '"keymap vim', "enter")
    assert worn("keymap", "default") == "vim"


def test_what_config_yaml_says_later_is_followed() -> None:
    assert keep("theme", "nord", "terminal")
    assert worn("theme", "terminal") == "nord" and worn("theme", "dark") == "dark"


def test_what_is_gone_or_broken_is_not_worn() -> None:
    keep("theme", "gone", "terminal")
    assert worn("theme", "terminal") == "terminal"
    (paths().state / "taste.json").write_text("[")
    assert worn("theme", "terminal") == "terminal" and keep("keymap", "vim", "default")


async def test_a_key_is_given_another_meaning_where_one_is(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, ":", '"bind T take', "enter")
        assert says(pilot).startswith("T does `take` in queue, by ")
        await typed(pilot, "T")
        assert desk.ticket(60).assignee == "dana"
        await typed(pilot, ":", '"bind a null', "enter", "j", "a")
        assert says(pilot).startswith("a does nothing here") and desk.ticket(59).assignee is None
    async with console(desk) as pilot:
        await typed(pilot, "j", "T")
        assert desk.ticket(59).assignee == "dana", "it is so the next time too"


async def test_a_key_that_others_begin_with_is_not_taken_from_them(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, ":", '"bind g take', "enter")
        assert says(pilot).startswith("g begins other keys in queue: ")
        await typed(pilot, ":", '"bind T nonsense', "enter")
        assert "nonsense" in says(pilot)
        await typed(pilot, ":", '"bind C-x take', "enter")
        assert "write ctrl+x" in says(pilot)
    assert not (paths().config / "keymaps").exists()
