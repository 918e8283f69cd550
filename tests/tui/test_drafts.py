"""A text stays with its ticket and reader: other tickets, two consoles, a mouse, a chat's answer line, the way out."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from copies import copied
from supportterm.core.nouns import Message
from supportterm.core.terms import Priority, Role
from supportterm.core.writing import Draft, NewMessage, NewTicket
from supportterm.desk import Desk, StoreError
from supportterm.tui.app import SupportTerm
from supportterm.tui.panes.composer import Composer

pytestmark = pytest.mark.usefixtures("short_pauses")
clock = count(1_790_000_000_000, 1000).__next__
KEYS = {" ": "space", "*": "asterisk", ":": "colon", "@": "at", ".": "full_stop", "\n": "enter"}
ANNA, BEN, CHAT = 1, 2, 3


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Mails of anna and ben, a chat of cleo; dana answers."""
    return copied(tmp_path / "acme.desk", "drafts", build)


def build(file: Path) -> None:
    with Desk.create(file, "Acme", me="dana", clock=clock) as desk:
        desk.define("agent", "dana", {"name": "Dana"})
        for name, channel in (("anna", "mail"), ("ben", "mail"), ("cleo", "chat")):
            desk.create_ticket(NewTicket(f"{name}@mail.test", f"From {name}", "Hello", name=name, channel=channel))


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    with Desk.open(path, me="dana", clock=clock) as opened:
        yield opened


@pytest.fixture
def elsewhere(path: Path) -> Iterator[Desk]:
    """The desk as a second console of dana has it."""
    with Desk.open(path, me="dana", clock=clock) as opened:
        yield opened


@asynccontextmanager
async def console(desk: Desk, ticket: int = 0, width: int = 100) -> AsyncIterator[Pilot[None]]:
    async with SupportTerm(desk).run_test(size=(width, 40)) as pilot:
        await pilot.pause()
        if ticket:
            pilot.app.frame.open(ticket)
        await pilot.pause()
        yield pilot


async def typed(pilot: Pilot[None], text: str, *then: str) -> None:
    await pilot.press(*(KEYS.get(character, character) for character in text), *then)
    await pilot.pause()


def screen(pilot: Pilot[None]) -> str:
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


def replies(desk: Desk, ticket: int) -> list[str]:
    return [m.body for m in desk.timeline(ticket) if isinstance(m, Message) and m.role is Role.REPLY]


def drafted(desk: Desk, ticket: int, kind: str = "reply") -> str:
    kept = desk.draft(ticket, kind)
    return kept.body if kept else ""


def line(pilot: Pilot[None]) -> str:
    return pilot.app.screen.query_one("#answer", Input).value


# --- a text stands beside its own ticket


async def test_another_ticket_that_is_opened_puts_the_reply_by(desk: Desk) -> None:
    async with console(desk, ANNA) as pilot:
        await typed(pilot, "rfor anna")
        pilot.app.frame.open(BEN)
        await pilot.pause()
        assert "PUBLIC REPLY" not in screen(pilot)
        assert f"what you write on #{ANNA} is kept" in screen(pilot)
        await typed(pilot, "rfor ben", "ctrl+s", "s")
        assert (replies(desk, ANNA), replies(desk, BEN)) == ([], ["for ben"])
        assert drafted(desk, ANNA) == "for anna"


async def test_a_reply_to_the_ticket_under_the_cursor_opens_that_ticket(desk: Desk) -> None:
    async with console(desk, ANNA, width=160) as pilot:
        pilot.app.frame.view("all")
        await pilot.pause()  # its rows come
        pilot.app.screen.queue.step(lambda window: window.find(BEN))
        await typed(pilot, "r")
        composer = pilot.app.screen.query_one(Composer)
        assert composer.letter is not None and composer.letter.ticket == BEN
        assert pilot.app.screen.query_one("#ticket").subjects() == (BEN,)
        bar = next(row for row in screen(pilot).splitlines() if "PUBLIC REPLY to ben" in row)
        assert f"#{BEN}" in bar.partition("PUBLIC REPLY")[2]


async def test_an_answer_about_one_letter_is_not_for_another(desk: Desk) -> None:
    async with console(desk, ANNA) as pilot:
        await typed(pilot, "rfor anna", "ctrl+s", "t")
        pilot.app.frame.writing.write(BEN, Role.REPLY)  # as a click may, while the question stands there
        pilot.app.screen.query_one("#prompt").focus()
        await typed(pilot, "", "enter")
        letter = pilot.app.screen.query_one(Composer).letter
        assert letter is not None and letter.to == ("ben@mail.test",)
        assert "no longer open" in screen(pilot)


async def test_send_anyway_sends_only_what_was_asked_about(desk: Desk, path: Path) -> None:
    async with console(desk, ANNA) as pilot:
        await typed(pilot, "rfor anna")
        with Desk.open(path, me="sam", clock=clock) as other:
            other.write(ANNA, NewMessage(Role.REPLY, "sam was faster"))
        await typed(pilot, "", "ctrl+s", "s")
        assert "send anyway" in screen(pilot)
        pilot.app.frame.writing.write(BEN, Role.REPLY, "not yet")
        pilot.app.screen.query_one("#prompt").focus()
        await typed(pilot, "send", "enter")
        assert (replies(desk, ANNA), replies(desk, BEN)) == (["sam was faster"], [])
        assert "nothing was sent" in screen(pilot)


async def test_an_article_goes_into_the_reply_on_the_ticket_that_was_left_for_it(desk: Desk) -> None:
    desk.put_article(slug="reset", title="Reset it", body="Hold the button.")
    async with console(desk, ANNA) as pilot:
        await typed(pilot, "gk", "escape", "escape")
        pilot.app.frame.open(BEN)
        pilot.app.frame.focus_pane("kb")
        await typed(pilot, "i")
        letter = pilot.app.screen.query_one(Composer).letter
        assert letter is not None and letter.ticket == BEN


# --- two consoles of one person


@pytest.mark.parametrize("more", ["", " and more"])
async def test_a_note_that_another_console_sent_is_not_sent_again_unasked(
    desk: Desk, elsewhere: Desk, more: str
) -> None:
    async with console(desk, ANNA) as pilot:
        await typed(pilot, "nonce")
        elsewhere.write(ANNA, NewMessage(Role.NOTE, "once"), draft="note")
        await typed(pilot, more, "ctrl+s", "n")
        assert desk.ticket(ANNA).messages == 2
        assert "another console sent this draft" in screen(pilot)
        assert drafted(desk, ANNA, "note") == f"once{more}"
        await typed(pilot, "", "ctrl+s", "n")
        assert desk.ticket(ANNA).messages == 3


async def test_a_reply_of_ones_own_from_another_console_is_told_before_a_second_one_leaves(
    desk: Desk, elsewhere: Desk
) -> None:
    async with console(desk, ANNA) as pilot:
        await typed(pilot, "rhere")
        elsewhere.write(ANNA, NewMessage(Role.REPLY, "sent from the train"))
        await typed(pilot, "", "ctrl+s", "s")
        assert replies(desk, ANNA) == ["sent from the train"]
        assert "you, public reply" in screen(pilot) and "sent from the train" in screen(pilot)


async def test_what_was_written_on_in_another_console_is_taken_up(desk: Desk, elsewhere: Desk) -> None:
    async with console(desk, ANNA) as pilot:
        await typed(pilot, "rhalf", "escape")
        elsewhere.save_draft(Draft(ANNA, "reply", "half, and the rest"))
        await typed(pilot, "r")
        assert pilot.app.screen.query_one(Composer).text == "half, and the rest"


# --- a chat


async def test_in_a_chat_r_goes_to_the_answer_line(desk: Desk) -> None:
    async with console(desk, CHAT) as pilot:
        await typed(pilot, "rhi cleo")
        assert line(pilot) == "hi cleo" and not pilot.app.screen.query(Composer)
        assert drafted(desk, CHAT) == "hi cleo"
        await typed(pilot, "", "enter")
        assert replies(desk, CHAT) == ["hi cleo"]
        assert line(pilot) == drafted(desk, CHAT) == ""


async def test_from_the_queue_r_on_a_chat_takes_what_is_typed_ahead(desk: Desk) -> None:
    async with console(desk) as pilot:
        pilot.app.frame.view("all")
        await pilot.pause()  # its rows come
        pilot.app.screen.queue.step(lambda window: window.find(CHAT))
        await typed(pilot, "rat once")
        assert line(pilot) == "at once"


async def test_an_answer_line_goes_on_in_the_editor_and_the_two_never_overwrite_each_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from supportterm.tui import editor

    monkeypatch.setattr(editor, "edit", lambda app, text, *rest: f"{text}\nsecond line")
    async with console(desk, CHAT) as pilot:
        await typed(pilot, "rfirst line", "ctrl+s", "e")
        composer = pilot.app.screen.query_one(Composer)
        assert composer.text == "first line\nsecond line"
        pilot.app.save()
        assert drafted(desk, CHAT) == "first line\nsecond line"
        await typed(pilot, "", "escape", "r")
        assert composer.has_focus_within
        await typed(pilot, "!", "ctrl+s", "s")
        assert replies(desk, CHAT) == ["first line\nsecond line!"]
        pilot.app.save()
        assert line(pilot) == drafted(desk, CHAT) == ""


async def test_what_is_put_into_an_answer_line_comes_behind_what_was_just_typed(desk: Desk) -> None:
    async with console(desk, CHAT) as pilot:
        await pilot.press("r", "h", "i", "space")
        pilot.app.frame.writing.insert("hold the button")
        await pilot.pause()
        assert pilot.app.screen.query_one("#answer").value == "hi hold the button"
        pilot.app.frame.writing.insert("\none\ntwo")  # several lines are written in the composer
        await typed(pilot, "")
        assert pilot.app.screen.query_one(Composer).text == "hi hold the button\none\ntwo"
        pilot.app.save()
        assert drafted(desk, CHAT) == "hi hold the button\none\ntwo"


async def test_an_answer_that_is_sent_unchanged_keeps_its_lines(desk: Desk) -> None:
    desk.save_draft(Draft(CHAT, "reply", "one\ntwo"))
    async with console(desk, CHAT) as pilot:
        await pilot.click("#answer")
        await typed(pilot, "", "enter")
        assert replies(desk, CHAT) == ["one\ntwo"]


async def test_a_chat_answer_that_another_console_sent_is_not_sent_again_unasked(desk: Desk, elsewhere: Desk) -> None:
    async with console(desk, CHAT) as pilot:
        await typed(pilot, "ronce")
        elsewhere.write(CHAT, NewMessage(Role.REPLY, "once"), draft="reply")
        await typed(pilot, "", "enter")
        assert replies(desk, CHAT) == ["once"]


async def test_an_answer_line_that_was_emptied_stays_empty(desk: Desk) -> None:
    async with console(desk, CHAT) as pilot:
        await typed(pilot, "roh", "backspace", "backspace")
        assert desk.draft(CHAT, "reply") is None


# --- a new ticket


async def test_the_channel_of_a_new_ticket_is_kept_with_its_draft(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "c")
        assert "to:" in screen(pilot) and "addresses or names" in screen(pilot)
        await typed(pilot, "ben@mail.test\n")
        assert "subject:" in screen(pilot) and "what it is about" in screen(pilot)
        await typed(pilot, "Lost card\n")
        pilot.app.frame.writing.address("channel", "chat")
        await typed(pilot, "At the counter.", "escape")
    async with console(desk) as pilot:
        await typed(pilot, "c")
        assert "came by chat" in screen(pilot)


# --- the way out, and complaints


async def test_one_stays_while_what_is_written_cannot_be_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(desk, ANNA) as pilot:
        await typed(pilot, "r")
        with monkeypatch.context() as broken:
            broken.setattr(desk, "save_draft", lambda draft: (_ for _ in ()).throw(StoreError("the disk is full")))
            await pilot.press("x", "ctrl+q")
            await pilot.pause()
            assert pilot.app.is_running and "the disk is full" in screen(pilot)
        await pilot.press("ctrl+q")
        await pilot.pause()
    assert drafted(desk, ANNA) == "x"


async def test_escape_after_a_complaint_puts_only_the_complaint_away(desk: Desk) -> None:
    async with console(desk, ANNA) as pilot:
        await typed(pilot, "r", "ctrl+s", "s")
        assert "there is no text yet" in screen(pilot)
        await typed(pilot, "", "escape")
        assert "there is no text yet" not in screen(pilot)
        assert pilot.app.screen.query_one(Composer).has_focus_within
        await typed(pilot, "", "escape")
        assert not pilot.app.screen.query_one(Composer).has_focus_within


async def test_a_failure_while_a_pane_is_being_built_does_not_end_the_console(desk: Desk) -> None:
    async with console(desk) as pilot:
        pilot.app.frame.library.show("no-such-article")
        await pilot.pause()
        assert pilot.app.is_running and "no-such-article" in screen(pilot)


async def test_looking_at_the_next_ticket_is_nothing_to_repeat(desk: Desk, path: Path) -> None:
    async with console(desk, ANNA) as pilot:
        pilot.app.frame.view("all")
        await pilot.pause()  # its rows come
        pilot.app.screen.queue.step(lambda window: window.find(CHAT))
        await typed(pilot, "ph", "enter")
        with Desk.open(path, me="customer", clock=clock) as other:
            other.write(BEN, NewMessage(Role.CUSTOMER, "still waiting", markdown=False))
        pilot.app.frame.following.look()
        await typed(pilot, "")
        pilot.app.frame.run(f"open {BEN}")
        await typed(pilot, ".")
        assert desk.ticket(BEN).priority is Priority.HIGH


async def test_a_list_is_counted_once_at_a_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Event

    async with console(desk) as pilot:
        await pilot.app.workers.wait_for_complete()
        held, counted = Event(), []
        monkeypatch.setattr(desk, "count", lambda query, cap: counted.append(query) or (held.wait(5) and 3))
        for _ in range(20):
            pilot.app.frame.following.desk_changed()
        await pilot.pause()
        assert len(counted) == 1
        held.set()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        assert len(counted) == 2


async def test_a_list_that_cannot_be_read_is_said_and_the_console_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(desk, ANNA) as pilot:
        await typed(pilot, "r", "ctrl+s", "y")
        monkeypatch.setattr(desk, "people", lambda *_, **__: (_ for _ in ()).throw(StoreError("the disk is away")))
        await typed(pilot, "b")
        assert pilot.app.is_running and "the disk is away" in screen(pilot)


async def test_what_cannot_be_thrown_away_is_still_there_to_be_sent(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(desk, ANNA) as pilot:
        await typed(pilot, "rprecious")
        with monkeypatch.context() as broken:
            broken.setattr(desk, "drop_draft", lambda *_: (_ for _ in ()).throw(StoreError("the disk is full")))
            await typed(pilot, "", "ctrl+s", "d", "y")
        assert "the disk is full" in screen(pilot)
        await typed(pilot, "", "ctrl+s", "s")
        assert replies(desk, ANNA) == ["precious"]


async def test_all_are_said_to_be_selected_when_they_are(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from supportterm.tui import choosing

    async with console(desk) as pilot:
        pilot.app.frame.view("all")
        await pilot.app.workers.wait_for_complete()
        for most, goes_on in ((3, False), (2, True)):
            monkeypatch.setattr(choosing, "ALL", most)
            await typed(pilot, "X*a")
            assert ("the list goes on" in screen(pilot)) is goes_on
            assert f"{most} selected" in screen(pilot)
