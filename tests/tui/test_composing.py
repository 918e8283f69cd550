"""Beside the text: earlier ones, answers to the same question, files taken away, the ticket scrolled, the next one."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
from textual.pilot import Pilot

from fakes.connected import World
from supportterm.config.settings import Settings
from supportterm.core.nouns import Message
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm
from supportterm.tui.panes.composer import Composer

pytestmark = pytest.mark.usefixtures("short_pauses")
clock = count(1_790_000_000_000, 1000).__next__
PRINTER, AGAIN, OTHER = 1, 2, 3


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Two who ask about the same printer, the first of them answered, and one who asks something else."""
    with Desk.create(tmp_path / "acme.desk", "Acme", me="dana", clock=clock) as opened:
        opened.define("agent", "dana", {"name": "Dana"})
        for name, subject, body in (
            ("Anna Alt", "Printer shows E42", "Hello, the printer shows the error E42 and blinks."),
            ("Ben Bolt", "Error E42", "My printer blinks and shows E42, what now?"),
            ("Cleo", "Invoice", "Hello, where is the invoice of March?"),
        ):
            email = f"{name.split()[0].lower()}@mail.test"
            opened.create_ticket(NewTicket(email, subject, body, name=name))
        opened.write(PRINTER, NewMessage(Role.REPLY, "Hello Anna,\n\nhold the button for ten seconds (#1)."))
        opened.write(OTHER, NewMessage(Role.REPLY, "Hello Cleo, here it is."))
        yield opened


@asynccontextmanager
async def console(desk: Desk, ticket: int) -> AsyncIterator[Pilot[None]]:
    async with SupportTerm(desk, settings=Settings(start_view="all")).run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        pilot.app.frame.open(ticket)
        await pilot.pause()
        yield pilot


async def typed(pilot: Pilot[None], text: str, *then: str) -> None:
    keys = {" ": "space", "\n": "enter"}
    await pilot.press(*(keys.get(character, character) for character in text), *then)
    await pilot.pause()


def composer(pilot: Pilot[None]) -> Composer:
    return pilot.app.screen.query_one(Composer)


def shown(pilot: Pilot[None]) -> str:
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips(pilot.app.screen.size))


async def test_how_the_same_question_was_answered_comes_in_with_the_name_of_who_asks_now(desk: Desk) -> None:
    async with console(desk, AGAIN) as pilot:
        await pilot.press("r", "ctrl+s", "r")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "#1 Printer shows E42" in shown(pilot)
        assert "Invoice" not in shown(pilot).partition("answers")[2]
        await pilot.press("enter")
        await pilot.pause()
        assert composer(pilot).text == "Hello Ben,\n\nhold the button for ten seconds (#2)."


async def test_where_nobody_was_answered_it_is_said(desk: Desk) -> None:
    async with console(desk, OTHER) as pilot:
        await pilot.press("r", "ctrl+s", "r")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "nobody has answered a question like this yet" in shown(pilot)


async def test_an_earlier_text_is_brought_back_and_the_one_there_is_kept(desk: Desk) -> None:
    async with console(desk, AGAIN) as pilot:
        await pilot.press("r")
        await typed(pilot, "a first long thought that goes")
        await pilot.press("ctrl+s", "d", "y")
        await pilot.press("r")
        await typed(pilot, "short")
        await pilot.press("ctrl+s", "v")
        assert "a first long thought that goes" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert composer(pilot).text == "a first long thought that goes"
        assert desk.draft_versions(AGAIN, "reply")[0][1] == "short"
        await pilot.press("ctrl+z")
        assert composer(pilot).text == "short"


async def test_a_file_is_taken_away_again(desk: Desk, tmp_path: Path) -> None:
    for name in ("one.log", "two.log"):
        (tmp_path / name).write_text(name)
    async with console(desk, AGAIN) as pilot:
        await pilot.press("r")
        for name in ("one.log", "two.log"):
            pilot.app.frame.run(f"attach {tmp_path / name}")
        pilot.app.frame.run("detach")
        await pilot.pause()
        assert "which file? There are one.log, two.log" in shown(pilot)
        pilot.app.frame.run("detach one.log")
        kept = desk.draft(AGAIN, "reply")
        assert kept is not None and [file.name for file in kept.files] == ["two.log"]
        await pilot.press("ctrl+s", "A")
        await pilot.pause()
        kept = desk.draft(AGAIN, "reply")
        assert kept is not None and kept.files == ()


async def test_the_path_of_a_file_is_completed_where_it_is_asked_for(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "crash.log").write_text("boom")
    async with console(desk, AGAIN) as pilot:
        await pilot.press("r", "ctrl+s", "a")
        await pilot.pause()
        await typed(pilot, f"{tmp_path}/cr", "tab", "enter")
        assert [file.name for file in composer(pilot).letter.files] == ["crash.log"]  # type: ignore[union-attr]


async def test_the_ticket_scrolls_while_one_writes(desk: Desk) -> None:
    desk.write(AGAIN, NewMessage(Role.CUSTOMER, "\n".join(f"line {n}" for n in range(80)), person=2))
    async with console(desk, AGAIN) as pilot:
        await pilot.press("r")
        await typed(pilot, "so")
        before = shown(pilot)
        await pilot.press("f8")
        await pilot.pause()
        after = shown(pilot)
        assert before != after and composer(pilot).text == "so"
        await pilot.press("f7")
        await pilot.pause()
        assert shown(pilot) == before
        await typed(pilot, "!")
        assert composer(pilot).text == "so!"


async def test_send_and_solve_and_on_to_the_next_in_one_stroke(desk: Desk) -> None:
    async with console(desk, OTHER) as pilot:
        await pilot.press("r")
        await typed(pilot, "It is in the mail.", "ctrl+s", "C")
        assert desk.ticket(OTHER).status is Status.SOLVED
        assert [m.body for m in desk.timeline(OTHER) if isinstance(m, Message)][-1] == "It is in the mail."
        assert pilot.app.frame.subjects() != (OTHER,)
        await pilot.press("z")
        await pilot.pause()
        assert desk.ticket(OTHER).status is not Status.SOLVED


async def test_a_reply_for_later_lies_in_the_outbox_where_it_can_be_taken_back_to_go_on_writing(desk: Desk) -> None:
    async with console(desk, OTHER) as pilot:
        await pilot.press("r")
        await typed(pilot, "Did you find it?")
        await pilot.press("ctrl+s", "l")
        await pilot.pause()
        await typed(pilot, "tomorrow 9am", "enter")
        await pilot.pause()
        assert "wrote a reply for tomorrow 09:00" in shown(pilot).lower()
        assert desk.drafts() == () and [e.kind for e in desk.outbox()] == ["later"]
        await pilot.press("g", "s")
        await pilot.pause()
        assert "Did you find it?" in shown(pilot) and "tomorrow 09:00" in shown(pilot).lower()
        await pilot.press("e")
        await pilot.pause(0.1)
        assert desk.outbox() == () and composer(pilot).text == "Did you find it?"


async def test_the_seconds_until_a_reply_leaves_count_down_wherever_one_is(tmp_path: Path) -> None:
    world = World(tmp_path / "acme.desk")
    with Desk.open(world.path, me="ann", clock=lambda: world.now) as desk:
        async with SupportTerm(desk, settings=Settings(start_view="all")).run_test(size=(100, 30)) as pilot:
            await pilot.pause()
            number = world.id(101)
            pilot.app.frame.run(f"reply id:{number} hello")
            await pilot.pause()
            called = desk.label(number)
            assert f"{called} leaves in 10 s, z takes it back" in shown(pilot)
            world.now += 4_000
            pilot.app.frame.following.look()
            await pilot.pause()
            assert f"{called} leaves in 6 s" in shown(pilot)
            pilot.app.frame.run(f"priority id:{number} urgent")
            await pilot.pause()
            assert f"{called} leaves in 6 s" in shown(pilot) and "takes it back" not in shown(pilot)
            world.now += 6_000
            pilot.app.frame.following.look()
            await pilot.pause()
            assert "leaves in" not in shown(pilot).splitlines()[0]
    world.desk.close()
