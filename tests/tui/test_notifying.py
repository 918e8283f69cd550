"""Somebody wrote while the person looks elsewhere: what the terminal is sent, and when it is not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

from supportterm.config.settings import Notify, Settings
from supportterm.core import verbs
from supportterm.core.terms import Role
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm
from supportterm.tui.notifying import sequence

NINE = 1_790_000_000_000 // 86_400_000 * 86_400_000 + 9 * 3_600_000
"""Nine o'clock in UTC."""


class Heard(HeadlessDriver):
    sent: str = ""

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.sent += data


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A ticket of dana's, another of nobody's."""
    with Desk.create(tmp_path / "acme.desk", "Acme", me="sam", clock=lambda: NINE - 60_000) as desk:
        for handle in ("sam", "dana"):
            desk.define("agent", handle, {"name": handle.title()})
        desk.create_ticket(NewTicket("kim@mail.test", "Printer; on \x1b]0;fire\x07", "help", assignee="dana"))
        desk.create_ticket(NewTicket("lee@mail.test", "Nobody's", "help"))
    with Desk.open(tmp_path / "acme.desk", me="dana", clock=lambda: NINE) as desk:
        desk.mark_seen(1)
        yield desk


async def written(desk: Desk, ticket: int, notify: Notify) -> str:
    """What dana's terminal is sent when a customer writes on a ticket."""
    app = SupportTerm(desk, settings=Settings(zone="UTC", notify=notify))
    app.driver_class = Heard
    async with app.run_test(headless=False) as pilot:
        await settle(pilot)
        heard = app._driver
        assert isinstance(heard, Heard) and "\x1b]9" not in heard.sent
        with Desk.open(desk.path, me="sam", clock=lambda: NINE) as elsewhere:
            person = elsewhere.ticket(ticket).requester
            elsewhere.write(ticket, NewMessage(Role.CUSTOMER, "still burning", person=person))
        heard.sent = ""
        app._poll()
        await settle(pilot)
        first = heard.sent
        app._poll()
        await settle(pilot)
        assert heard.sent.count("\x1b]9") == first.count("\x1b]9") <= 1  # each is said once
        return first


async def settle(pilot: Pilot[None]) -> None:
    for _ in range(3):
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def test_the_desktop_hears_who_wrote_and_about_what_and_nothing_that_steers(desk: Desk) -> None:
    sent = await written(desk, 1, Notify(message="osc9"))
    words = sent.partition("\x1b]9;")[2].partition("\x07")[0]
    assert words.startswith("#1 kim@mail.test: Printer, on ")
    assert not any(ord(character) < 32 for character in words) and "]0,fire" in words


async def test_the_bell_rings_only_where_it_is_wanted_and_for_whom_it_is_meant(desk: Desk) -> None:
    assert "\x07" in await written(desk, 1, Notify(bell=True))
    assert "\x07" not in await written(desk, 2, Notify(bell=True))
    assert "\x07" in await written(desk, 2, Notify(bell=True, query="status:new"))


async def test_a_visitor_who_waits_is_heard_by_those_of_their_team_until_somebody_has_them(desk: Desk) -> None:
    for team in ("support", "sales"):
        desk.define("team", team, {"name": team.title()})
    desk.define("agent", "dana", {"name": "Dana", "teams": ["support"]})
    chats = [
        desk.create_ticket(NewTicket("al@mail.test", "Hello?", "hi", "Al", team=team, channel="chat")).tickets[0]
        for team in ("support", "sales", None)
    ]
    sent = [await written(desk, number, Notify(message="osc9")) for number in chats]
    assert "Al waits in a chat: Hello?" in sent[0] and "waits in a chat" in sent[2]
    assert "\x1b]9" not in sent[1]
    assert "\x1b]9" not in await written(desk, chats[0], Notify(message="osc9", chats=False))
    with Desk.open(desk.path, me="sam", clock=lambda: NINE) as elsewhere:
        elsewhere.change(chats[0], verbs.assign, agent="sam")
    assert "\x1b]9" not in await written(desk, chats[0], Notify(message="osc9"))


async def test_quiet_hours_are_quiet(desk: Desk) -> None:
    assert "\x07" not in await written(desk, 1, Notify(bell=True, quiet="18:00-09:30"))


@pytest.mark.parametrize(
    ("quiet", "clock", "speaks"),
    [
        *(("", "03:00", True), ("18:00-08:30", "08:29", False), ("18:00-08:30", "08:30", True)),
        *(("18:00-08:30", "18:00", False), ("12:00-13:00", "12:59", False), ("12:00-13:00", "13:00", True)),
    ],
)
def test_quiet_hours_begin_and_end_on_the_minute(quiet: str, clock: str, speaks: bool) -> None:
    assert Notify(bell=True, quiet=quiet).speaks(clock) is speaks


def test_inside_tmux_a_message_is_handed_on() -> None:
    assert sequence("osc777", "a; b", tmux=True) == "\x1bPtmux;\x1b\x1b]777;notify;supportterm;a, b\x07\x1b\\"
