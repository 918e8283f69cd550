"""A remote that is held in part: the search goes on there when somebody wants it, and the keys stay free meanwhile."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_of_sixty import shown, until
from msgspec.structs import replace

from fakes.connected import AL, CAN, World
from supportterm.commands import opening
from supportterm.commands.call import Call
from supportterm.commands.parse import run
from supportterm.config.settings import Settings
from supportterm.core.remote import RemoteMessage, RemoteTicket, TicketSeen
from supportterm.core.terms import Role
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm

OLD = TicketSeen(
    RemoteTicket("k9", "1", "Old refund", AL, 1_000_000, 1_000_000, number="9", status=4),
    (RemoteMessage("k9.1", Role.CUSTOMER, "where is my zebra?", 1_000_000, "Al", AL),),
)


class Beyond:
    """The same remote, which also has a ticket that is too old to be held here; it answers when it is let."""

    def __init__(self) -> None:
        self.capabilities = replace(CAN, search=True)
        self.asked: list[str] = []
        self.answers = threading.Event()

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        self.asked.append(text)
        assert self.answers.wait(20)
        return (OLD.ticket,)

    def fetch(self, key: str) -> TicketSeen:
        return OLD

    def close(self) -> None: ...


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "acme.desk")
    (far,) = made.desk.connections()
    spec = {"title": far.title, "backend": far.backend, "settings": far.settings, "can": [*far.can, "search"]}
    made.desk.define("connection", far.name, spec)
    yield made
    made.desk.close()


@pytest.fixture
def beyond(world: World, monkeypatch: pytest.MonkeyPatch) -> Beyond:
    found = Beyond()
    monkeypatch.setattr(opening, "opened", lambda *_: found)
    return found


async def test_the_last_line_of_a_search_asks_the_remote_and_the_keys_stay_free(world: World, beyond: Beyond) -> None:
    with Desk.open(world.path, me="ann", clock=lambda: world.now) as desk:
        app = SupportTerm(desk, settings=Settings(start_view="all"))
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("g", "slash", *"zebra")
            await until(pilot, "look for zebra at Far too")
            await pilot.press("enter")
            await until(pilot, "running fetch")
            assert beyond.asked == ["zebra"] and "look for" not in shown(pilot)
            await pilot.press("j")  # nothing waits
            beyond.answers.set()
            await until(pilot, "Old refund")
            await pilot.press("escape", "g", "slash", *"zebra")
            await until(pilot, "where is my zebra")


async def test_below_a_list_narrowed_by_words_stands_the_key_that_asks_the_remote(world: World, beyond: Beyond) -> None:
    beyond.answers.set()
    with Desk.open(world.path, me="ann", clock=lambda: world.now) as desk:
        app = SupportTerm(desk, settings=Settings(start_view="all"))
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("slash", *"zebra")
            await until(pilot, "look for zebra at Far too")
            await pilot.press("enter")
            await until(pilot, "w looks for zebra at Far too")
            assert "nothing in All matches" in shown(pilot) and not beyond.asked
            await pilot.press("w")
            await until(pilot, "1 ticket with this found there, and brought here")
            await until(pilot, "Old refund")
            assert "w looks for zebra at Far too" in shown(pilot), "below what there is now"
            assert beyond.asked == ["zebra"]
            await pilot.press("escape", "w")
            await until(pilot, "the list is not narrowed by words")


async def test_the_line_below_a_filter_asks_too(world: World, beyond: Beyond) -> None:
    beyond.answers.set()
    with Desk.open(world.path, me="ann", clock=lambda: world.now) as desk:
        app = SupportTerm(desk, settings=Settings(start_view="all"))
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("slash", *"zebra")
            await until(pilot, "look for zebra at Far too")
            await pilot.press("up", "enter")
            await until(pilot, "Old refund")
            assert beyond.asked == ["zebra"] and "/zebra" in shown(pilot)


async def test_what_is_whole_here_offers_no_more(tmp_path: Path) -> None:
    world = World(tmp_path / "acme.desk")
    with Desk.open(world.path, me="ann", clock=lambda: world.now) as desk:
        app = SupportTerm(desk, settings=Settings(start_view="all"))
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("g", "slash", *"zebra")
            await until(pilot, "no message holds these words")
            assert "look for" not in shown(pilot)
            await pilot.press("escape", "slash", *"zebra", "enter")
            await until(pilot, "nothing in All matches")
            assert "looks for" not in shown(pilot)
            await pilot.press("w")
            await until(pilot, "no connection that can be searched")
    world.desk.close()


def test_in_a_shell_it_is_looked_for_there_when_one_says_so(world: World, beyond: Beyond) -> None:
    beyond.answers.set()
    call = Call(lambda: world.desk)
    assert not run("search zebra", call).ok and beyond.asked == []
    found = run("search zebra status:solved --remote", call)
    assert beyond.asked == ["zebra"] and found.ok
    assert any("Old refund" in str(line) for line in found.lines or ())
