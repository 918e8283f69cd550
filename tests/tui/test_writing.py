"""Replies and notes at the keys: never confused, never lost, never sent past what others wrote."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
from textual.pilot import Pilot

from copies import copied
from supportterm.commands.call import Call
from supportterm.commands.kinds import MACRO
from supportterm.core import verbs
from supportterm.core.nouns import Message
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk, StoreError
from supportterm.tui.app import SupportTerm
from supportterm.tui.panes.composer import Composer

pytestmark = pytest.mark.usefixtures("short_pauses")
START = 1_700_000_000_000


clock = count(START, 100).__next__
"""One for everybody, as on one machine."""


def opened(path: Path, me: str) -> Desk:
    return Desk.open(path, me=me, clock=clock)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A desk with one ticket from kim, and two agents: dana and sam."""
    return copied(tmp_path / "team.desk", "writing", build)


def build(file: Path) -> None:
    moments = iter(range(START - 1_000_000, START, 1_000))
    with Desk.create(file, "Team", me="dana", clock=moments.__next__) as desk:
        for agent in ("dana", "sam"):
            desk.define("agent", agent, {"name": agent.title()})
        desk.define("macro", "thanks", {"title": "Say thanks", "reply": "Thank you, {{ requester.name }}!"})
        desk.put_article(slug="reset", title="Reset it", body="Hold the button.")
        body = "It says {{ 7 | times: 7 }} :("
        desk.create_ticket(NewTicket("kim@acme.test", "It broke", body, name="Kim {{x}} Lee"))


@asynccontextmanager
async def console(path: Path) -> AsyncIterator[tuple[Pilot[None], Desk]]:
    """The console of dana with ticket 1 open."""
    with opened(path, "dana") as desk:
        async with SupportTerm(desk).run_test(size=(100, 40)) as pilot:
            await pilot.pause()
            pilot.app.frame.open(1)
            await pilot.pause()
            yield pilot, desk


async def type_text(pilot: Pilot[None], text: str) -> None:
    keys = {" ": "space", "\n": "enter"}
    await pilot.press(*(keys.get(character, character) for character in text))


def messages(desk: Desk, role: Role) -> list[str]:
    return [m.body for m in desk.timeline(1) if isinstance(m, Message) and m.role is role]


async def test_a_reply_and_a_note_say_what_they_are_and_are_sent_by_different_keys(path: Path) -> None:
    async with console(path) as (pilot, desk):
        await pilot.press("n")
        await pilot.pause()
        composer = pilot.app.screen.query_one(Composer)
        assert composer.letter is not None and composer.letter.title == "INTERNAL NOTE — colleagues only"
        await type_text(pilot, "for us")
        await pilot.press("ctrl+s", "s")
        await pilot.pause()
        assert messages(desk, Role.NOTE) == []
        await pilot.press("ctrl+s", "n")
        await pilot.pause()
        assert messages(desk, Role.NOTE) == ["for us"]
        await pilot.press("r")
        await pilot.pause()
        assert composer.letter.title == "PUBLIC REPLY to kim@acme.test"
        await type_text(pilot, "for you")
        await pilot.press("ctrl+s", "n")
        await pilot.pause()
        assert messages(desk, Role.REPLY) == []
        await pilot.press("ctrl+s", "c")
        await pilot.pause()
        assert messages(desk, Role.REPLY) == ["for you"]
        assert desk.ticket(1).status is Status.SOLVED
        assert desk.drafts() == ()


async def test_what_is_typed_at_once_after_the_key_comes_into_the_text(path: Path) -> None:
    async with console(path) as (pilot, desk):
        await type_text(pilot, "rna and e")
        await pilot.pause()
        assert pilot.app.screen.query_one(Composer).text == "na and e"
        assert desk.ticket(1).status is Status.NEW


async def test_a_draft_is_kept_at_a_pause_and_is_there_again(path: Path) -> None:
    async with console(path) as (pilot, desk):
        await pilot.press("r")
        await type_text(pilot, "half a sen")
        await pilot.pause()
        kept = desk.draft(1, "reply")
        assert kept is not None and kept.body == "half a sen"
        await pilot.press("escape", "n")
        await pilot.pause()
        await type_text(pilot, "other")
        await pilot.press("escape")
        await pilot.pause()
        assert {draft.kind: draft.body for draft in desk.drafts()} == {"reply": "half a sen", "note": "other"}
    async with console(path) as (pilot, _):
        await pilot.press("r")
        await pilot.pause()
        assert pilot.app.screen.query_one(Composer).text == "half a sen"


async def test_a_draft_that_could_not_be_kept_is_said_to_be_and_kept_when_it_can_be(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(path) as (pilot, desk):
        await pilot.press("r")
        await pilot.pause()
        with monkeypatch.context() as broken:
            broken.setattr(desk, "save_draft", lambda draft: (_ for _ in ()).throw(StoreError("the disk is full")))
            await type_text(pilot, "precious")
            await pilot.pause()
            assert "NOT SAVED" in screen_text(pilot) and "the disk is full" in screen_text(pilot)
        await type_text(pilot, "!")
        await pilot.pause()
        kept = desk.draft(1, "reply")
        assert kept is not None and kept.body == "precious!"


async def test_leaving_the_console_keeps_what_was_just_typed(path: Path) -> None:
    async with console(path) as (pilot, _):
        await pilot.press("r")
        await type_text(pilot, "last words")
    with opened(path, "dana") as desk:
        kept = desk.draft(1, "reply")
        assert kept is not None and kept.body == "last words"


@pytest.mark.parametrize("choice", ["keep", "send"])
async def test_a_reply_stops_when_the_ticket_changed_meanwhile(path: Path, choice: str) -> None:
    async with console(path) as (pilot, desk):
        await pilot.press("r")
        await type_text(pilot, "mine")
        with opened(path, "sam") as other:
            other.write(1, NewMessage(Role.REPLY, "sam was faster"))
        await pilot.press("ctrl+s", "s")
        await pilot.pause()
        assert messages(desk, Role.REPLY) == ["sam was faster"]
        shown = screen_text(pilot)
        assert "sam was faster" in shown and "send anyway" in shown
        await type_text(pilot, choice)
        await pilot.press("enter")
        await pilot.pause()
        sent = messages(desk, Role.REPLY) == ["sam was faster", "mine"]
        assert sent is (choice == "send")
        assert sent or pilot.app.screen.query_one(Composer).text == "mine"


async def test_only_what_others_did_since_the_ticket_was_opened_stops_a_reply(path: Path) -> None:
    with opened(path, "sam") as other:
        other.change(1, verbs.tag, add=("before",))
    async with console(path) as (pilot, desk):
        desk.change(1, verbs.tag, add=("mine",))
        await pilot.press("r")
        await type_text(pilot, "one")
        desk.change(1, verbs.tag, add=("mine-too",))
        await pilot.press("ctrl+s", "s")
        await pilot.pause()
        assert messages(desk, Role.REPLY) == ["one"]
        await pilot.press("r")
        await type_text(pilot, "two")
        with opened(path, "sam") as other:
            other.change(1, verbs.set_status, status=Status.PENDING)
        await pilot.press("ctrl+s", "s")
        await pilot.pause()
        assert messages(desk, Role.REPLY) == ["one"]
        assert "pending" in screen_text(pilot)
        await type_text(pilot, "look")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("r", "ctrl+s", "s")
        await pilot.pause()
        assert messages(desk, Role.REPLY) == ["one", "two"]


async def test_a_mail_that_was_under_way_for_long_stops_a_reply_too(path: Path) -> None:
    async with console(path) as (pilot, desk):
        await pilot.press("r")
        await type_text(pilot, "mine")
        with opened(path, "sam") as other, other.bulk() as bulk:
            bulk.message(1, Role.CUSTOMER, "solved it myself", at=START - 2_000_000)
        await pilot.press("ctrl+s", "s")
        await pilot.pause()
        assert messages(desk, Role.REPLY) == []
        assert "solved it myself" in screen_text(pilot)


async def test_a_public_line_beside_an_unsent_note_asks_once(path: Path) -> None:
    async with console(path) as (pilot, desk):
        await pilot.press("n")
        await type_text(pilot, "do not tell them")
        await pilot.press("escape", "r")
        await pilot.pause()
        for text, asks in (("first", True), ("second", False)):
            await type_text(pilot, text)
            await pilot.press("ctrl+s", "s")
            await pilot.pause()
            assert (text not in messages(desk, Role.REPLY)) is asks
            if asks:
                await type_text(pilot, "send")
                await pilot.press("enter")
                await pilot.pause()
                assert text in messages(desk, Role.REPLY)
                await pilot.press("r")
                await pilot.pause()


async def test_a_macro_comes_in_at_the_cursor_filled_in_once(path: Path) -> None:
    async with console(path) as (pilot, _):
        await pilot.press("r")
        await type_text(pilot, "Hi. ::")
        await pilot.pause()
        await type_text(pilot, "thanks")
        await pilot.press("enter")
        await pilot.pause()
        composer = pilot.app.screen.query_one(Composer)
        assert composer.text == "Hi. Thank you, Kim {{x}} Lee!"
        await type_text(pilot, " @@")
        await pilot.pause()
        await type_text(pilot, "sam")
        await pilot.press("enter")
        await pilot.pause()
        assert composer.text == "Hi. Thank you, Kim {{x}} Lee! @sam "


async def test_after_a_macro_was_sent_the_next_ticket_comes_or_this_one_is_put_away(path: Path) -> None:
    with opened(path, "dana") as desk:
        desk.create_ticket(NewTicket("bo@acme.test", "And another", "hm"))
        desk.define("macro", "on", {"reply": "Done.", "then": "next", "commands": ["tag +done"], "when": "tag:none"})
        desk.define("macro", "away", {"reply": "Done.", "then": "close"})
    async with console(path) as (pilot, desk):
        frame = pilot.app.frame
        frame.view("all")
        frame.open(2)
        await pilot.pause()
        for line in ("macro on", "send"):
            frame.run(line)
            await pilot.pause()
        assert desk.ticket(2).tags == ("done",) and desk.ticket(2).messages == 2
        assert frame.subjects() == (1,), "the next one is open"
        frame.run("macro away")
        await pilot.pause()
        frame.run("send")
        await pilot.pause()
        assert desk.ticket(1).messages == 2 and not pilot.app.screen.shown.opened
        call = Call(lambda: desk, selection=(2,))
        assert [c.text for c in MACRO.complete("", call)] == ["thanks", "away"], "its condition is about other tickets"


async def test_an_article_is_found_while_typing_and_its_text_comes_in(path: Path) -> None:
    async with console(path) as (pilot, _):
        await pilot.press("r")
        await type_text(pilot, "??")
        await pilot.pause()
        await type_text(pilot, "reset")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.screen.query_one(Composer).text == "Hold the button."


async def test_the_editor_of_ones_choice_gets_the_text_and_a_failing_one_takes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from supportterm.tui import editor

    answers: list[Callable[[str], str | None]] = [lambda text: None, lambda text: f"{text} and more\n"]
    monkeypatch.setattr(editor, "edit", lambda app, text, *rest: answers.pop(0)(text))
    async with console(path) as (pilot, desk):
        await pilot.press("r")
        await type_text(pilot, "text")
        await pilot.press("ctrl+s", "e")
        composer = pilot.app.screen.query_one(Composer)
        assert composer.text == "text"
        await pilot.press("ctrl+s", "e")
        assert composer.text == "text and more"
        await type_text(pilot, "!")
        await pilot.pause()
        kept = desk.draft(1, "reply")
        assert kept is not None and kept.body == "text and more!"


async def test_a_forward_asks_to_whom_and_quotes_below_the_cursor(path: Path) -> None:
    async with console(path) as (pilot, desk):
        await pilot.press("f")
        await pilot.pause()
        await type_text(pilot, "vendor@parts.test")
        await pilot.press("enter")
        await pilot.pause()
        await type_text(pilot, "Can you look?")
        composer = pilot.app.screen.query_one(Composer)
        assert composer.letter is not None and composer.letter.title == "FORWARD to vendor@parts.test"
        await pilot.press("ctrl+s", "s")
        await pilot.pause()
        (body,) = messages(desk, Role.FORWARD)
        assert body.startswith("Can you look?\n\nKim")
        assert "> It says {{ 7 | times: 7 }} :(" in body


async def test_a_ticket_on_a_callers_behalf(path: Path) -> None:
    async with console(path) as (pilot, desk):
        await pilot.press("c")
        await pilot.pause()
        for answer in ("lee@acme.test", "Printer on fire"):
            await type_text(pilot, answer)
            await pilot.press("enter")
            await pilot.pause()
        await type_text(pilot, "She called.")
        await pilot.press("ctrl+s", "s")
        await pilot.pause()
        made = desk.ticket(2)
        assert (made.subject, made.channel) == ("Printer on fire", "phone")
        assert desk.person(made.requester).email == "lee@acme.test"
        assert desk.drafts() == ()
        assert "#2 Printer on fire" in screen_text(pilot)
        await pilot.press("z")
        await pilot.pause()
        assert "#2 Printer on fire" not in screen_text(pilot)
        assert "undone" in screen_text(pilot)


async def test_a_file_goes_with_the_reply_and_with_its_draft(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "log.txt"
    file.write_text("line")
    async with console(path) as (pilot, desk):
        await pilot.press("r")
        await pilot.pause()
        await type_text(pilot, "see file")
        pilot.app.frame.writing.attach(str(file))
        kept = desk.draft(1, "reply")
        assert kept is not None and [f.name for f in kept.files] == ["log.txt"]
        await pilot.press("ctrl+s", "s")
        await pilot.pause()
        sent = next(m for m in desk.timeline(1) if isinstance(m, Message) and m.role is Role.REPLY)
        assert [a.name for a in desk.attachments(sent.id)] == ["log.txt"]


def screen_text(pilot: Pilot[None]) -> str:
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())
