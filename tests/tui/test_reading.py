"""Reading at the keys: a ticket from its first unread message on, a hit where it stands, chats, articles, customers."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from supportterm.commands.conversations import under_way
from supportterm.core import verbs
from supportterm.core.conversations import in_line
from supportterm.core.nouns import Message
from supportterm.core.terms import Role
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm
from supportterm.tui.panes.chat import Chat
from supportterm.tui.panes.ticket import TicketPane
from supportterm.tui.panes.timeline import PAGE, Timeline
from supportterm.tui.render.card import Setting
from supportterm.tui.render.scroll import START as TOP
from supportterm.tui.render.scroll import visible

START = 1_700_000_000_000
HOUR = 3_600_000
LONG_TICKET = 400
"""Messages of ticket 2."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Ticket 1: three customer messages, the last two unread by dana. Ticket 2: long. Ticket 3 and 4: chats."""
    file = tmp_path / "team.desk"
    clock = [START]
    with Desk.create(file, "Team", me="dana", clock=lambda: clock[0]) as desk:
        for agent in ("dana", "sam"):
            desk.define("agent", agent, {"name": agent.title()})
        acme = desk.put_organization(name="Acme", domain="acme.test", segment="enterprise", manager="sam")
        desk.put_person(email="kim@acme.test", name="Kim Lee", organization=acme)
        desk.create_ticket(NewTicket("kim@acme.test", "It broke", "First words \x1b]0;x\x07", name="Kim Lee"))
        desk.mark_seen(1)
        quote = "".join(f"> quoted {line}\n" for line in range(14))
        for text in (f"Second words\n\nOn 3 May 2024, Sam <s@a.test> wrote:\n{quote}", "Third words"):
            clock[0] += HOUR
            desk.write(1, NewMessage(Role.CUSTOMER, text, markdown=False, person=desk.ticket(1).requester))
        desk.change(1, verbs.tag, add=("billing",))
        with desk.bulk() as bulk:
            person = bulk.person("lee@acme.test", "Lee")
            ticket = bulk.ticket("Long", person, at=START)
            for number in range(LONG_TICKET):
                bulk.message(ticket, Role.CUSTOMER, f"message {number}", at=START + number * 1000, person=person)
        for number, name in enumerate(("Ada", "Bob")):
            clock[0] += HOUR
            desk.create_ticket(NewTicket(f"{name}@x.test", f"help {number}", "hello?", name=name, channel="chat"))
        for article in ("Reset password", "Refund rules"):
            slug = article.lower().replace(" ", "-")
            desk.put_article(slug=slug, title=article, body=f"# {article}\n\nHow *it* goes.", section="Help")
    return file


@asynccontextmanager
async def console(path: Path, ticket: int = 1) -> AsyncIterator[tuple[Pilot[None], Desk]]:
    with Desk.open(path, me="dana", clock=lambda: START + 9 * HOUR) as desk:
        async with SupportTerm(desk).run_test(size=(100, 30)) as pilot:
            await pilot.pause()
            if ticket:
                pilot.app.frame.open(ticket)
                await pilot.pause()
            yield pilot, desk


def shown(pilot: Pilot[None]) -> str:
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


async def test_a_ticket_opens_at_its_first_unread_message(path: Path) -> None:
    async with console(path) as (pilot, desk):
        screen = shown(pilot)
        assert screen.index("First words") < screen.index("─ unread ─") < screen.index("Second words")
        assert "control characters" in screen and "\x1b" not in screen
        assert "▸ 15 quoted lines" in screen and "quoted 3" not in screen
        assert "tags +billing" in screen
        assert pilot.app.screen.query_one(TicketPane).message.body.startswith("Second")  # type: ignore[union-attr]
        assert desk.seen(1) == desk.ticket(1).last_message


async def test_quotes_open_and_messages_are_walked(path: Path) -> None:
    async with console(path) as (pilot, _):
        pane = pilot.app.screen.query_one(TicketPane)
        await pilot.press("v", "q")
        await pilot.pause()
        assert "quoted 3" in shown(pilot)
        await pilot.press("J")
        assert pane.message is not None and pane.message.body == "Third words"
        await pilot.press("2", "K")
        assert pane.message.body.startswith("First words")
        await pilot.press("enter", "enter", "G", "g", "g")
        assert pane.message.body.startswith("First words")


async def test_a_hit_far_back_is_opened_where_it_stands(path: Path) -> None:
    async with console(path, 0) as (pilot, desk):
        (hit,) = desk.search("message 117").hits
        await pilot.press("g", "/")
        await pilot.press(*"message", "space", *"117")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        pane = pilot.app.screen.query_one(TicketPane)
        assert pane.message is not None and pane.message.id == hit.message
        assert "message 117" in shown(pilot) and "message 60" not in shown(pilot)


def test_a_long_ticket_is_read_a_page_at_a_time_and_loses_nothing_on_the_way(path: Path) -> None:
    with Desk.open(path, me="dana") as desk:
        timeline = Timeline(desk, 2, Setting(80, START))
        assert timeline.open() == PAGE - 1
        assert len(timeline.entries) == PAGE
        while timeline.earlier():
            pass
        bodies = [entry.message.body for entry in timeline.entries if entry.message]
        assert bodies == [f"message {number}" for number in range(LONG_TICKET)]
        timeline.open_start()
        assert timeline.at_start
        middle = timeline.entries[200].key
        again = Timeline(desk, 2, Setting(80, START))
        assert again.entries == [] and again.key(again.open(middle)) == middle
        while again.later():
            pass
        assert again.at_end and again.entries[-1].message == timeline.entries[-1].message


def test_going_down_message_by_message_reaches_every_one(path: Path) -> None:
    from supportterm.tui.panes.timeline_view import TimelineView

    with Desk.open(path, me="dana") as desk:
        view = TimelineView(desk, 2, Setting(80, START), 10)
        view.open(None)
        view.jump(to_end=False)
        seen = [view.message]
        while True:
            view.next_message(1)
            if view.message == seen[-1]:
                break
            seen.append(view.message)
        assert [m.body for m in seen if m] == [f"message {number}" for number in range(LONG_TICKET)]
        for _ in range(LONG_TICKET):
            view.move(-7)
        assert view.shown[1][1].text.endswith("message 0")
        assert view.message is not None and view.message.body in {"message 0", "message 1", "message 2", "message 3"}


async def test_what_comes_while_the_end_is_in_sight_is_seen(path: Path) -> None:
    async with console(path, 2) as (pilot, desk):
        assert "message 399" in shown(pilot)
        desk.write(2, NewMessage(Role.NOTE, "a note from dana"))
        await pilot.pause()
        assert "a note from dana" in shown(pilot) and "internal note" in shown(pilot)
        await pilot.press("g", "g")
        desk.write(2, NewMessage(Role.NOTE, "another one"))
        await pilot.pause()
        assert "message 0" in shown(pilot) and "another one" not in shown(pilot)


async def test_a_narrower_screen_shows_the_same_message(path: Path) -> None:
    async with console(path, 2) as (pilot, _):
        await pilot.press("5", "0", "K")
        pane = pilot.app.screen.query_one(TicketPane)
        before = pane.message
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert pane.message == before
        assert before is not None and before.body in shown(pilot)


# --- chats


def test_who_waits_longest_comes_first_and_who_was_answered_last(path: Path) -> None:
    with Desk.open(path, me="dana", clock=lambda: START + 9 * HOUR) as desk:
        assert [chat.name for chat in in_line(under_way(desk))] == ["Ada", "Bob"]
        desk.write(3, NewMessage(Role.REPLY, "here I am"))
        chats = in_line(under_way(desk))
        assert [(chat.name, chat.since is None) for chat in chats] == [("Bob", False), ("Ada", True)]
        assert in_line(reversed(chats)) == chats


async def test_an_answer_in_a_chat_is_sent_with_enter_and_kept_before(path: Path) -> None:
    async with console(path, 3) as (pilot, desk):
        assert "Ada · " in shown(pilot) and "waits" in shown(pilot)
        await pilot.press("enter", "h", "i")
        await pilot.pause(0.4)
        kept = desk.draft(3, "reply")
        assert kept is not None and kept.body == "hi"
        await pilot.press("enter")
        await pilot.pause()
        replies = [m for m in desk.timeline(3) if isinstance(m, Message) and m.role is Role.REPLY]
        assert [m.body for m in replies] == ["hi"]
        assert re.search(r" hi +┃", shown(pilot)) and "answered" in shown(pilot)
        assert desk.drafts() == ()
        await pilot.press("escape", "w")
        await pilot.pause()
        assert pilot.app.screen.query_one(Chat).subjects() == (4,)


# --- knowledge and customers


async def test_articles_are_found_as_one_types_and_read(path: Path) -> None:
    async with console(path) as (pilot, desk):
        await pilot.press("g", "k")
        await pilot.pause()
        assert "Reset password" in shown(pilot) and "Refund rules" in shown(pilot)
        await pilot.press("/", *"refund")
        await pilot.pause()
        assert "Reset password" not in shown(pilot) and "How it goes." in shown(pilot)
        await pilot.press("enter", "i")
        await pilot.pause()
        kept = desk.draft(1, "reply")
        assert kept is not None and kept.body == "# Refund rules\n\nHow *it* goes."


async def test_the_customer_pane_shows_who_asks_and_opens_their_tickets(path: Path) -> None:
    async with console(path) as (pilot, _):
        await pilot.press("g", "c")
        await pilot.pause()
        screen = shown(pilot)
        for words in ("Kim Lee", "kim@acme.test", "Acme", "enterprise", "account manager sam", "#1 It broke"):
            assert words in screen


def test_no_card_of_a_page_is_laid_out_before_it_is_looked_at(path: Path) -> None:
    with Desk.open(path, me="dana") as desk:
        timeline = Timeline(desk, 2, Setting(80, START))
        painted: list[int] = []
        original = timeline._paint

        def counting(message, files, setting, shape):  # type: ignore[no-untyped-def]
            def rows():  # type: ignore[no-untyped-def]
                painted.append(message.id)
                yield from original(message, files, setting, shape)

            return rows()

        timeline._paint = counting
        timeline.open()
        list(visible(timeline.cards, TOP, 9))
        assert len(painted) == 3
