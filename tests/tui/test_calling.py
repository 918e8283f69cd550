"""A call that rings opens the card of who calls; one that goes on has its timer in the header, wherever one is."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from desk_of_sixty import build, lines, says, settle, shown, typed
from textual.pilot import Pilot

from clocks import Clock
from supportterm.config.settings import Notify, Settings
from supportterm.core.moments import MINUTE
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm

NOW = 1_795_000_000_000
HOSTILE = "Al \x1b]0;x\x07\u202e[@click=app.quit]x[/]"


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with Desk.open(build(tmp_path / "acme.desk", 8), me="dana", clock=clock) as desk:
        desk.put_person(email="customer1@mail.test", name=HOSTILE, phone="+49 30 123456")
        spec = {"phone": "{{ from }}", "state": "{{ event }}", "key": "{{ id }}", "person": "{{ name }}"}
        desk.define("incoming", "pbx", {"kind": "call", **spec})
        yield desk


@asynccontextmanager
async def console(desk: Desk, width: int = 160, height: int = 40) -> AsyncIterator[Pilot[None]]:
    app = SupportTerm(desk, settings=Settings(start_view="all", notify=Notify(bell=True)))
    async with app.run_test(size=(width, height)) as pilot:
        await settle(pilot)
        yield pilot


async def rings(pilot: Pilot[None], desk: Desk, event: str = "ringing", id: str = "a", **more: str) -> None:
    """The telephone system tells it, in another process as far as this console knows."""
    sent = {"from": "030 12 34 56", "event": event, "id": id, **more}
    desk.webhooks.take("pbx", f"{id} {event}", sent)
    await settle(pilot)


@pytest.mark.parametrize("width", [80, 160])
async def test_who_calls_is_seen_at_once_and_is_harmless(
    desk: Desk, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(desk, width) as pilot:
        bells: list[int] = []
        monkeypatch.setattr(pilot.app, "bell", lambda: bells.append(1))
        await rings(pilot, desk)
        text = shown(pilot)
        assert "take the call" in text and "030 12 34 56" in text and "last tickets" in text
        assert "calls" in lines(pilot)[0] and "C t takes it" in lines(pilot)[0]
        assert "\x1b" not in text and "\u202e" not in text and bells == [1]
        await rings(pilot, desk, "hangup")
        assert "calls" not in lines(pilot)[0] and bells == [1]


async def test_a_call_is_taken_timed_and_written_down_by_keys(desk: Desk, clock: Clock) -> None:
    async with console(desk) as pilot:
        await rings(pilot, desk)
        await typed(pilot, "C", "t")
        assert "on the phone since" in shown(pilot)
        clock.forward(75)
        pilot.app.frame.following.look()  # type: ignore[attr-defined]
        await settle(pilot)
        assert "1:15" in lines(pilot)[0]
        await typed(pilot, "C", "o", '"Invoice missing', "enter")
        assert "Invoice missing" in shown(pilot) and desk.ticket(9).channel == "phone"
        await typed(pilot, "C", "e", '"reach', "enter", '"She will send it.', "enter")
        assert "She will send it." in shown(pilot) and "reached, 1 min 15 s" in shown(pilot)
        assert "on the phone" not in lines(pilot)[0] and desk.calls.mine() is None


async def test_nothing_to_say_is_not_asked_for(desk: Desk) -> None:
    async with console(desk) as pilot:
        await rings(pilot, desk)
        await typed(pilot, "C", "t", "C", "o", '"Case', "enter", "C", "e", '"wrong', "enter")
        assert desk.calls.mine() is None and "wrong number" in desk.message(desk.ticket(9).last_message).body


async def test_while_something_is_written_the_card_waits_and_the_header_says_it(desk: Desk) -> None:
    async with console(desk, 100, 30) as pilot:
        await typed(pilot, "r", '"Hello')
        await rings(pilot, desk)
        assert "calls" in lines(pilot)[0] and "take the call" not in shown(pilot)
        await typed(pilot, '" there')
        assert "Hello there" in shown(pilot), "keys still go where they went"


async def test_somebody_whom_nobody_knows(desk: Desk) -> None:
    async with console(desk) as pilot:
        await rings(pilot, desk, **{"from": "+43 1 9999999", "name": HOSTILE})
        text = shown(pilot)
        assert "nobody is known by this number" in text and "says it is Al" in text and "\x1b" not in text
        await typed(pilot, "enter")
        assert "on the phone since" in shown(pilot), "the first line of the card takes it"


async def test_who_rings_too_long_is_gone_from_the_header(desk: Desk, clock: Clock) -> None:
    async with console(desk) as pilot:
        await rings(pilot, desk)
        clock.now += 2 * MINUTE
        pilot.app.frame.following.look()  # type: ignore[attr-defined]
        await settle(pilot)
        assert "calls" not in lines(pilot)[0]
        await typed(pilot, "C", "t")
        assert "nobody calls" in says(pilot)


async def test_a_second_one_rings_while_one_is_on_the_phone(desk: Desk) -> None:
    async with console(desk) as pilot:
        await rings(pilot, desk)
        await typed(pilot, "C", "t")
        await rings(pilot, desk, id="b", **{"from": "+43 1 9999999", "name": "Zoe"})
        assert "on the phone with" in lines(pilot)[0] and "Zoe calls" in lines(pilot)[0]
        await typed(pilot, "C", "s")
        assert "Zoe" in shown(pilot) and "talking" in shown(pilot)
