"""What is sent past Textual's own way of painting comes to the same screen."""

import gc
import re
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from seen_cells import seen
from textual.drivers.headless_driver import HeadlessDriver
from textual.events import Key
from textual.pilot import Pilot

from effort import effort
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm

START = 1_790_000_000_000
SIZE = (110, 30)
HOSTILE = "Invoice \x1b[2J\x1b]0;owned\x07 \u202eevil \x9b31m 日本語 e\u0301"


class Recorder(HeadlessDriver):
    """A terminal that keeps what it was sent as a screen."""

    def __init__(self, *given: object, **more: object) -> None:
        super().__init__(*given, **more)  # type: ignore[arg-type]
        self.screen = pyte.Screen(*SIZE)
        self._stream = pyte.Stream(self.screen)
        self.sent: list[str] = []

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.sent.append(data)
        self._stream.feed(re.sub(r"\x1b\[\?2026[hl]|\x1b\[[<>=][^a-zA-Z]*[a-zA-Z]", "", data))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    now = iter(range(START, START + 10**9, 60_000)).__next__
    with Desk.create(tmp_path / "acme.desk", "Acme", me="dana", clock=now) as desk:
        desk.define("agent", "dana", {"name": "Dana"})
        for number in range(40):
            subject = HOSTILE if number % 3 == 0 else f"Question {number}"
            desk.create_ticket(NewTicket(f"kim{number}@mail.test", subject, HOSTILE * 3, name="Kim \x1b[7m"))
    with Desk.open(tmp_path / "acme.desk", me="dana", clock=lambda: START + 10**8) as desk:
        yield desk


def recorded(pilot: Pilot[None]) -> Recorder:
    driver = pilot.app._driver
    assert isinstance(driver, Recorder)
    return driver


async def compare(pilot: Pilot[None]) -> None:
    """The terminal as it is now, beside one that is told everything anew."""
    await pilot.pause()
    shown = seen(recorded(pilot).screen)
    app = pilot.app
    anew = pyte.Screen(*SIZE)
    strips = app.screen._compositor.render_strips()
    text = "".join(f"\x1b[{y + 1};1H{strip.render(app.console)}" for y, strip in enumerate(strips))
    pyte.Stream(anew).feed(text)
    wanted = seen(anew)
    for y, (line, other) in enumerate(zip(shown, wanted, strict=True)):
        assert line == other, f"line {y}"


KEYS = (
    "j",
    "k",
    "down",
    "G",
    "g",
    "x",
    "J",
    "ctrl+d",
    "tab",
    "enter",
    "escape",
    "question_mark",
    "colon",
    "slash",
    "r",
    "h",
)


async def press(pilot: Pilot[None], key: str) -> bool:
    """As the terminal does it; whether it was answered where it was read."""
    app = pilot.app
    with app._context():
        if app.at_once(Key(key, None)):  # type: ignore[attr-defined]
            return True
    await pilot.press(key)
    return False


async def over(app: SupportTerm, pilot: Pilot[None]) -> None:
    """All keys have had their turn, and what they brought about is done."""
    await app.turns.over()
    await pilot.pause()


async def press_and_compare(desk: Desk, keys: list[str], *, colour: bool) -> None:
    app = SupportTerm(desk, theme="dark", colour=colour)
    app.driver_class = Recorder
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await pilot.pause()
        app.frame.runner.run("view all")
        await pilot.pause()
        for key in keys:
            await press(pilot, key)
        await compare(pilot)
        sent = re.sub(r"\x1b\]22;\w*\x07", "", "".join(recorded(pilot).sent))  # the shape of the mouse's pointer
        assert not re.search("[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202e]|\x1b\\]", sent)


@pytest.mark.parametrize(
    ("keys", "colour"),
    [
        (["j"] * 35, True),
        (["G", "k", "k", "g", "g", "j"], False),
        (["x", "j", "J", "k", "escape"], True),
        (["question_mark", "down", "down", "j", "escape", "j"], False),
        (["enter", "j", "j", "tab", "tab", "j"], True),
        (["g", "escape", "j", "colon", "s", "tab", "escape", "j"], False),
        (["h", "slash", "j"], True),  # a list called by a hostile name, with nothing in it
    ],
    ids=str,
)
async def test_after_these_keys_the_terminal_shows_what_painting_anew_shows(
    desk: Desk, keys: list[str], colour: bool
) -> None:
    await press_and_compare(desk, keys, colour=colour)


@pytest.mark.long
@settings(max_examples=effort(3, 60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=25), colour=st.booleans())
async def test_after_any_keys_the_terminal_shows_what_painting_anew_shows(
    desk: Desk, keys: list[str], colour: bool
) -> None:
    await press_and_compare(desk, keys, colour=colour)


async def test_a_key_that_moves_the_cursor_is_answered_before_the_loop_turns_and_in_few_bytes(desk: Desk) -> None:
    app = SupportTerm(desk, theme="terminal")
    app.driver_class = Recorder
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await pilot.pause()
        app.frame.runner.run("view all")
        await pilot.pause()
        sent = recorded(pilot).sent
        sent.clear()
        assert await press(pilot, "j")
        assert len(sent) == 1 and len(sent[0]) <= 330
        await pilot.pause()
        assert len(sent) == 1


async def test_keys_that_come_at_once_have_their_turn_one_after_the_other(desk: Desk) -> None:
    app = SupportTerm(desk, theme="terminal")
    app.driver_class = Recorder
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await pilot.pause()
        app.frame.runner.run("view all")
        await pilot.pause()
        with app._context():
            assert app.at_once(Key("j", "j"))
            assert not app.at_once(Key("colon", ":")), "the other is not done with"
        await over(app, pilot)
        assert await press(pilot, "colon")
        await over(app, pilot)
        assert not await press(pilot, "q"), "what is typed into a text box goes by its queue"
        await compare(pilot)


async def test_no_garbage_is_looked_for_between_a_key_and_its_answer(desk: Desk) -> None:
    app = SupportTerm(desk, theme="terminal")
    app.driver_class = Recorder
    looked: list[bool] = []
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await pilot.pause()
        take = app.keys.take
        app.keys.take = lambda key: looked.append(gc.isenabled()) or take(key)  # type: ignore[method-assign, func-returns-value]
        assert await press(pilot, "j")
        await pilot.pause(0.02)
        assert looked == [False] and gc.isenabled()


async def test_what_fails_in_a_key_answered_at_once_is_told_as_any_failure(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = SupportTerm(desk, theme="terminal")
    app.driver_class = Recorder
    with pytest.raises(ZeroDivisionError):
        async with app.run_test(headless=False, size=SIZE) as pilot:
            await pilot.pause()
            monkeypatch.setattr(app.keys, "take", lambda key: 1 // 0)
            await press(pilot, "j")
