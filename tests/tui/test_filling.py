"""While the history of a connection comes in, how far it is is seen each second, and the rest less often."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_of_sixty import build, console, lines, opened, settle
from textual.pilot import Pilot

from supportterm.core.writing import NewTicket
from supportterm.desk import Desk
from supportterm.tui import app as apps
from supportterm.tui import following

SPEC = {"title": "Far", "backend": "request-tracker", "can": []}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Its console looks for changes when a test says so."""
    monkeypatch.setattr(apps, "POLL", 10_000.0)
    build(tmp_path / "acme.desk", tickets=3)
    for found in opened(tmp_path / "acme.desk"):
        found.define("connection", "far", SPEC)
        found.replica("far").set_state(state="pulling", done=1, total=50)
        yield found


def comes(desk: Desk, number: int) -> None:
    """Another process takes in a ticket."""
    with Desk.open(desk.path, me="sam") as elsewhere:
        elsewhere.create_ticket(NewTicket("kim@mail.test", f"News {number}", "Hello"))
        elsewhere.replica("far").set_state(done=number)


async def look(pilot: Pilot[None]) -> str:
    pilot.app.frame.following.look()  # type: ignore[attr-defined]
    await settle(pilot)
    return "\n".join(lines(pilot))


async def test_lists_are_read_again_every_few_looks_and_how_far_it_is_at_each(desk: Desk) -> None:
    async with console(desk, 120) as pilot:
        comes(desk, 10)
        first = await look(pilot)  # nothing was shown for a while
        assert "News 10" in first and "pulling 10 of 50" in first
        for number in range(11, 11 + following.FILLING - 1):
            comes(desk, number)
            seen = await look(pilot)
            assert f"pulling {number} of 50" in seen and f"News {number}" not in seen
        seen = await look(pilot)  # also when nothing more came
        assert f"News {11 + following.FILLING - 2}" in seen


async def test_when_all_has_come_it_is_seen_at_once(desk: Desk) -> None:
    async with console(desk, 120) as pilot:
        comes(desk, 10)
        await look(pilot)
        comes(desk, 11)
        assert "News 11" not in await look(pilot)
        with Desk.open(desk.path, me="sam") as elsewhere:
            elsewhere.replica("far").set_state(state="ok")
        assert "News 11" in await look(pilot)
