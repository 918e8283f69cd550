"""A language model's draft in the console: into the reply it was asked for, below what stands there, and not sent."""

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import keyring
import pytest
from desk_of_sixty import says, shown, until
from keyring.backends import fail
from textual.pilot import Pilot

from assist.model import Model, completion, configured
from backends.loopback import Asked, Told, Waiting
from copies import copied
from supportterm.core.nouns import Message
from supportterm.core.terms import Role
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm
from supportterm.tui.panes.composer import Composer

clock = count(1_790_000_000_000, 1000).__next__
ANNA, BEN, CHAT = 1, 2, 3
TEXT = "Open Billing and choose Export."


class Slow(Model):
    """Answers when it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may = threading.Event()

        def answer(asked: Asked) -> Told:
            self.may.wait(30)
            return completion(self.text)

        self.answer = answer


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    monkeypatch.setattr(keyring.core, "_keyring_backend", fail.Keyring())
    with Slow().serving() as served:
        assert isinstance(served, Slow)
        configured(served.url)
        yield served
        served.may.set()


def build(file: Path) -> None:
    with Desk.create(file, "Acme", me="dana", clock=clock) as desk:
        desk.define("agent", "dana", {"name": "Dana"})
        desk.put_article(slug="export", title="Export your invoices", body=TEXT, state="published")
        for name, channel in (("anna", "mail"), ("ben", "mail"), ("cleo", "chat")):
            subject = f"How do I export invoices, asks {name}"
            desk.create_ticket(NewTicket(f"{name}@mail.test", subject, "Hello", name=name, channel=channel))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(copied(tmp_path / "acme.desk", "machine drafts", build), me="dana", clock=clock) as opened:
        yield opened


@asynccontextmanager
async def console(desk: Desk, ticket: int) -> AsyncIterator[Pilot[None]]:
    async with SupportTerm(desk).run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        pilot.app.frame.open(ticket)
        await pilot.pause()
        yield pilot


def composer(pilot: Pilot[None]) -> Composer:
    return pilot.app.query_one(Composer)


async def asked(pilot: Pilot[None], server: Slow, *keys: str) -> None:
    """The model was asked, and has not answered yet."""
    before = len(server.bodies)
    await pilot.press(*keys)
    await until(pilot, lambda: len(server.bodies) == before + 1 and pilot.app.query(Composer))


def replies(desk: Desk, number: int) -> list[Message]:
    return [m for m in desk.timeline(number) if isinstance(m, Message) and m.role is Role.REPLY]


@pytest.mark.parametrize("ticket", [ANNA, CHAT])
async def test_it_comes_into_the_reply_with_its_sources_and_nothing_is_sent(
    desk: Desk, server: Slow, ticket: int
) -> None:
    async with console(desk, ticket) as pilot:
        await asked(pilot, server, "t", "d")
        assert composer(pilot).text == ""
        server.may.set()
        await until(pilot, "drafted from export")
        assert composer(pilot).text == TEXT
        await until(pilot, lambda: "check it before you send it" in says(pilot))
        assert (kept := desk.draft(ticket, "reply")) is not None and kept.body == TEXT
    assert not replies(desk, ticket)


async def test_what_is_written_meanwhile_stays_and_goes_on_where_it_was(desk: Desk, server: Slow) -> None:
    async with console(desk, ANNA) as pilot:
        await pilot.press("r", *"Hi ")
        await asked(pilot, server, "ctrl+s", "g")
        await pilot.press(*"Anna")
        server.may.set()
        await until(pilot, "drafted from export")
        await pilot.press("comma")
        assert composer(pilot).text == f"Hi Anna,\n\n{TEXT}"
        await pilot.press("ctrl+z", "ctrl+z")
        assert composer(pilot).text == "Hi Anna"


async def test_what_is_to_be_looked_at_stands_above_it(desk: Desk, server: Slow) -> None:
    server.text = "Just wait."
    async with console(desk, ANNA) as pilot:
        await asked(pilot, server, "t", "d")
        server.may.set()
        await until(pilot, "it names no source that it was given: check every word")
        assert "drafted by a machine" in shown(pilot)
        await pilot.press("ctrl+s", "d", "y")
        await pilot.press("r")
        await until(pilot, lambda: composer(pilot).letter is not None)
        assert "drafted" not in shown(pilot)


async def test_who_has_gone_on_to_another_ticket_writes_there_undisturbed(desk: Desk, server: Slow) -> None:
    async with console(desk, ANNA) as pilot:
        await asked(pilot, server, "t", "d")
        pilot.app.frame.open(BEN)
        await until(pilot, lambda: pilot.app.screen.stack()[0].context == "ticket")
        await pilot.press("r", *"Dear Ben")
        await until(pilot, lambda: composer(pilot).text == "Dear Ben")
        server.may.set()
        await until(pilot, lambda: "the draft for #1 came when its reply was not open: `versions`" in says(pilot))
        assert composer(pilot).text == "Dear Ben" and composer(pilot).subjects() == (BEN,)
        assert [text for _, text in desk.draft_versions(ANNA, "reply")] == [TEXT]
        assert desk.draft(ANNA, "reply") is None


async def test_who_does_not_want_to_wait_ends_it(desk: Desk, server: Slow) -> None:
    async with console(desk, ANNA) as pilot:
        await asked(pilot, server, "t", "d")
        await pilot.press(*"Hello", "escape")
        pilot.app.frame.cancel()
        await until(pilot, lambda: "ended: nothing was written" in says(pilot))
        server.may.set()
        await pilot.pause(0.3)
        assert composer(pilot).text == "Hello"
        assert not desk.draft_versions(ANNA, "reply")


async def test_a_model_does_not_go_on_for_who_ended_it(desk: Desk, server: Slow) -> None:
    waiting = Waiting()
    configured(waiting.url, seconds=600)
    async with console(desk, ANNA) as pilot:
        await pilot.press("t", "d")
        await until(pilot, waiting.asked.is_set)
        pilot.app.frame.cancel()
        await until(pilot, waiting.left.is_set)


async def test_a_failure_is_said_and_what_was_written_stays(desk: Desk, server: Slow) -> None:
    server.say(503, {"error": {"message": "loading model"}})
    async with console(desk, ANNA) as pilot:
        await pilot.press("r", *"Hello")
        await asked(pilot, server, "ctrl+s", "g")
        await until(pilot, lambda: "status 503: loading model; try again, or write it yourself" in says(pilot))
        assert composer(pilot).text == "Hello"


async def test_without_a_model_the_key_says_how_to_name_one(desk: Desk, server: Slow, own_home: Path) -> None:
    configured(server.url).unlink()
    async with console(desk, ANNA) as pilot:
        await pilot.press("t", "d")
        await until(pilot, lambda: "no language model is set: name its `url`" in says(pilot))
        assert not pilot.app.query(Composer)
    assert not server.asked


async def test_what_would_be_sent_is_shown(desk: Desk, server: Slow) -> None:
    async with console(desk, ANNA) as pilot:
        pilot.app.frame.runner.run("draft --prompt")
        await until(pilot, "would be sent to 127.0.0.1:")
    assert not server.asked


async def test_a_note_is_not_drafted_into(desk: Desk, server: Slow) -> None:
    async with console(desk, ANNA) as pilot:
        await pilot.press("n", *"colleagues")
        await pilot.press("ctrl+s", "g", "escape")
        await pilot.pause()
        assert composer(pilot).text.startswith("colleagues")
    assert not server.asked
