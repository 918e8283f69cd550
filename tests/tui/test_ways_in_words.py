"""Where something can't be done, what is said names the key that goes on, of the keymap in use."""

from pathlib import Path

import pytest
from desk_of_sixty import console, says, typed

from supportterm.desk import Desk


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (["'"], 'nothing is marked yet; `"` puts a letter on a ticket'),
        (["@"], "nothing was recorded yet; `Q` begins, and ends"),
        (["g", "r"], "nothing is being written; `r` answers, `n` writes a note, `c` opens a ticket"),
        (["w"], "the list is not narrowed by words; `/` narrows it, `g /` looks for some"),
        (["enter", "v", "o"], "this message has no files; `J` and `K` go to the others"),
    ],
)
async def test_a_refusal_names_the_key(desk: Desk, own_home: Path, keys: list[str], said: str) -> None:
    async with console(desk) as pilot:
        await typed(pilot, *keys)
        assert says(pilot) == said


async def test_with_keys_of_ones_own_it_names_those_and_the_command_where_there_is_none(
    desk: Desk, own_home: Path
) -> None:
    keymaps = own_home / ".config" / "supportterm" / "keymaps"
    keymaps.mkdir(parents=True)
    (keymaps / "mine.yaml").write_text("extends: default\nqueue: {'\"': null, c: null, f2: new}\n")
    async with console(desk) as pilot:
        pilot.app.change_keymap("mine")  # type: ignore[attr-defined]
        await typed(pilot, "'")
        assert says(pilot) == "nothing is marked yet; `mark` puts a letter on a ticket"
        await typed(pilot, "g", "r")
        assert says(pilot).endswith("`f2` opens a ticket")
