"""A console does what its person says in another shell, and answers what came of it."""

import asyncio
import os
import shutil
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
from textual.pilot import Pilot

from supportterm.config.settings import Confirm, Settings
from supportterm.core.refusal import Refused
from supportterm.core.terms import Status
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk
from supportterm.sync import bus, driving
from supportterm.tui.app import SupportTerm

clock = count(1_790_000_000_000, 1000).__next__


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.create(tmp_path / "acme.desk", "Acme", me="dana", clock=clock) as opened:
        opened.define("agent", "dana", {"name": "Dana"})
        for number in (1, 2, 3):
            opened.create_ticket(NewTicket("kim@mail.test", f"Question {number}", "Hello", name="Kim"))
        yield opened


@asynccontextmanager
async def console(desk: Desk, **settings: object) -> AsyncIterator[Pilot[None]]:
    app = SupportTerm(desk, settings=Settings(**settings))  # type: ignore[arg-type]
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause(0.05)
        yield pilot


async def told(desk: Desk, line: str) -> driving.Answer:
    return await asyncio.to_thread(driving.drive, desk.path, line)


async def test_a_line_from_another_shell_is_done_here_and_answered(desk: Desk) -> None:
    async with console(desk) as pilot:
        assert await told(desk, ":open 2") == driving.Answer(True)
        assert pilot.app.frame.subjects() == (2,)  # type: ignore[attr-defined]
        answer = await told(desk, "status solved")
        assert answer.ok and "solved" in answer.words
        assert desk.ticket(2).status is Status.SOLVED


async def test_what_can_not_be_done_is_answered_with_the_reason(desk: Desk) -> None:
    async with console(desk):
        assert await told(desk, ":open 99") == driving.Answer(False, "there is no ticket 99")
        unknown = await told(desk, "opne 1")
        assert not unknown.ok and "open" in unknown.words


async def test_what_asks_first_asks_at_the_console_and_changes_nothing_before(desk: Desk) -> None:
    async with console(desk, confirm=Confirm(bulk=1)) as pilot:
        await told(desk, "select-all")
        answer = await told(desk, "solve")
        assert answer.ok and "asks first" in answer.words
        assert desk.ticket(1).status is not Status.SOLVED
        await pilot.press("y")
        await pilot.pause()
        assert desk.ticket(1).status is Status.SOLVED


async def test_only_the_owner_can_reach_the_socket_and_it_goes_with_the_console(desk: Desk) -> None:
    seat = bus.consoles(desk.path) / driving.seat(os.getpid())
    async with console(desk):
        assert seat.stat().st_mode & 0o777 == 0o600
    assert not seat.exists()
    with pytest.raises(Refused, match="no console of yours"):
        await told(desk, "view all")


async def test_who_says_nothing_or_nonsense_is_in_nobodys_way(desk: Desk) -> None:
    async with console(desk):
        silent = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        silent.connect(str(bus.consoles(desk.path) / driving.seat(os.getpid())))
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as out:
            out.connect(silent.getpeername())
            out.sendall(b"\xff{not json\n")
            assert await asyncio.to_thread(out.recv, 10) == b""
        assert (await told(desk, "view all")).ok
        silent.close()


async def test_the_sockets_of_consoles_that_were_killed_are_gone_when_the_next_one_opens(desk: Desk) -> None:
    folder = bus.consoles(desk.path)
    shutil.rmtree(folder, ignore_errors=True)  # where paths are long it is one for all desks that ever lay here

    def left(name: str, *, listens: bool = False, age: float = 60) -> socket.socket:
        there = bus.bound(desk.path, name, socket.SOCK_STREAM, 0o600)
        if listens:
            there.listen()
        os.utime(folder / name, (time.time() - age,) * 2)
        return there

    killed = [left("4711.drive"), left("4712.drive", listens=True)]
    for one in killed:
        one.close()  # as the kernel does for a process that is killed
    alive, beginning = left("4713.drive", listens=True), left("4714.drive", age=0)
    (folder / "4715.drive").write_text("no socket")
    (folder / "4716.drive").symlink_to(folder / "4715.drive")
    for name in ("4715.drive", "4716.drive"):
        os.utime(folder / name, (time.time() - 60,) * 2, follow_symlinks=False)
    async with console(desk):
        names = {path.name for path in folder.glob("*.drive")}
        assert names == {"4713.drive", "4714.drive", "4715.drive", "4716.drive", driving.seat(os.getpid())}
    alive.close()
    beginning.close()


def test_those_of_a_colleague_are_left_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    bus.bound(desk.path, "4711.drive", socket.SOCK_STREAM, 0o600).close()
    seat = bus.consoles(desk.path) / "4711.drive"
    os.utime(seat, (time.time() - 60,) * 2)
    real = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: real + 1)
    driving.sweep(desk.path)
    assert seat.is_socket()
    monkeypatch.undo()
    driving.sweep(desk.path)
    assert not seat.exists()


def test_a_colleague_is_not_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = socket.socketpair()
    with one, other:
        assert driving.is_same_person(one)
        monkeypatch.setattr(os, "getuid", lambda: 4711)
        assert not driving.is_same_person(one)
