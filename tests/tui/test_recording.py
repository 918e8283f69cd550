"""Keys recorded and played again."""

from pathlib import Path

import pytest
from desk_of_sixty import console, says, shown, typed, under_cursor
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key, Paste

from supportterm.config.paths import paths
from supportterm.config.recordings import Pasted, Typed, keep, load, steps_in, written
from supportterm.desk import Desk
from supportterm.tui.keys.recording import Recorder, events


async def test_what_was_done_once_is_done_again_as_often_as_wanted(desk: Desk) -> None:
    desk.define("view", "numbers", {"title": "Numbers", "query": "", "order": "-number"})
    async with console(desk) as pilot:
        await typed(pilot, ":", '"view numbers', "enter", "Q")
        assert "recording last" in shown(pilot)
        await typed(pilot, "t", "t", '"+billing', "enter", "j", "Q")
        assert says(pilot) == 'recorded as last: t t "+billing" enter j; `play` does it again'
        assert "recording last" not in shown(pilot)
        await typed(pilot, "3", "R")
        assert [n for n in range(50, 61) if desk.ticket(n).tags] == [57, 58, 59, 60], says(pilot)
        assert under_cursor(pilot) == 56


async def test_the_file_is_yaml_for_people(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, ":", '"record triage', "enter", "2", "j", "/", '"refund', "enter", ":", '"record', "enter")
    here = paths()
    file = here.recordings / "triage.yaml"
    assert file.read_text() == 'keys:\n  - "2 j"\n  - "/"\n  - type: "refund"\n  - "enter"\n'
    assert load("triage", here) == (("2", "j"), ("slash",), Typed("refund"), ("enter",))


async def test_it_ends_where_something_can_not_be_done(desk: Desk) -> None:
    keep("close", (("s", "s"), ("y",), ("j",)), paths())
    async with console(desk) as pilot:
        await typed(pilot, ":", '"play close', "enter")
        assert says(pilot).startswith("close ends here: y does nothing here")
        assert says(pilot).endswith("1 key was not pressed") and under_cursor(pilot) == 60


async def test_one_that_plays_itself_ends(desk: Desk) -> None:
    keep("loop", (("j",), ("colon",), Typed("play loop"), ("enter",)), paths())
    async with console(desk) as pilot:
        pilot.app.recordings._pressed = 0  # type: ignore[attr-defined]
        from supportterm.tui.keys import recording

        recording.AT_ONCE, before = 60, recording.AT_ONCE
        try:
            await typed(pilot, ":", '"play loop', "enter")
            assert "a recording that plays itself has no end" in says(pilot)
            assert not pilot.app.recordings.playing  # type: ignore[attr-defined]
        finally:
            recording.AT_ONCE = before


async def test_recordings_are_listed_and_one_is_chosen(desk: Desk) -> None:
    keep("down", (("5", "j"),), paths())
    async with console(desk) as pilot:
        await typed(pilot, ",", "m")
        assert "down" in shown(pilot) and "5 j" in shown(pilot)
        await typed(pilot, "enter")
        assert under_cursor(pilot) == 55


def test_a_mistake_in_a_file_is_told_with_its_place(own_home: Path) -> None:
    from supportterm.config.marked import ConfigError

    file = own_home / "a.yaml"
    file.write_text("keys:\n  - j\n  - entre\n  - type: [a]\nkey: x\n")
    with pytest.raises(ConfigError) as caught:
        steps_in(file)
    assert [str(e).removeprefix(f"{file}:") for e in caught.value.errors] == [
        "3:5: in 'entre', entre: there is no key 'entre'; did you mean 'enter'?",
        "4:5: here should stand keys, `type: text` or `paste: text`",
        "5:1: a recording is a list of `keys`",
    ]


pressed = st.lists(
    st.one_of(
        st.tuples(st.just("x"), st.just("x"), st.just(True)),
        st.tuples(st.just("enter"), st.just("\r"), st.booleans()),
        st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=1).map(lambda c: (c, c, False)),
        st.text(max_size=5).map(Pasted),
    ),
    max_size=20,
)


@given(pressed, st.lists(st.booleans(), min_size=20, max_size=20))
def test_what_is_played_is_what_was_pressed(tmp_path_factory: pytest.TempPathFactory, heard: list, idle: list) -> None:
    recorder = Recorder("a")
    recorder.hear("Q", "Q", ours=True, idle=True)
    for each, is_idle in zip(heard, idle, strict=False):
        if isinstance(each, Pasted):
            recorder.hear_paste(each.text)
        else:
            recorder.hear(each[0], each[1], ours=each[2], idle=is_idle)
    recorder.hear("f3", "", ours=True, idle=True)
    steps = recorder.end()
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_text(written(steps), encoding="utf-8")
    assert steps_in(file) == steps
    played = [event for event in events(steps) if isinstance(event, Key | Paste)]
    assert len(played) == len(heard) + 1
    for each, event in zip(heard, played, strict=False):
        if isinstance(each, Pasted):
            assert isinstance(event, Paste) and event.text == each.text
        else:
            assert isinstance(event, Key) and (event.character or each[1]) == each[1]
