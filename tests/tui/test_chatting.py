"""Several conversations at once: who waits longest, taking one, typing on both sides, what was read, handing it on."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from desk_of_sixty import until
from textual.pilot import Pilot

from clocks import Clock
from supportterm.core import verbs
from supportterm.core.nouns import Message
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.sync.visiting import Visiting
from supportterm.tui import app, following
from supportterm.tui.app import SupportTerm

START = 1_790_000_000_000
MAIL = {"name": "mail", "title": "Mail", "backend": "mail", "can": ["reply"], "settings": {}}


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """Al asked first, then Bea, who gave no address; dana of tier 1 is at the desk, lee is of tier 2."""
    with Desk.create(tmp_path / "acme.desk", "Acme", me="dana", clock=clock) as desk:
        desk.define("team", "support", {"name": "Support", "tier": 1})
        desk.define("team", "backend", {"name": "Backend", "tier": 2})
        desk.define("agent", "dana", {"name": "Dana", "teams": ["support"]})
        desk.define("agent", "lee", {"name": "Lee", "teams": ["backend"]})
        desk.define("connection", "mail", MAIL)
        for email, name in (("al@mail.test", "Al"), ("", "Bea")):
            new = NewTicket(email, f"{name} asks", "hello?", name, team="support", channel="chat")
            desk.customers.open(name.encode().ljust(16), new, here=clock() + 90_000)
            clock.forward(10)
        yield desk


@pytest.fixture
def visitors(desk: Desk) -> Iterator[Visiting]:
    """The customers' side, at which both are."""
    side = Visiting(desk.path)
    side.visitor(1, False)
    side.visitor(2, False)
    yield side
    side.close()


@asynccontextmanager
async def console(desk: Desk, visitors: Visiting | None = None) -> AsyncIterator[Pilot[None]]:
    """Who has *visitors* there hears them, and is heard, from the beginning."""
    async with SupportTerm(desk).run_test(size=(100, 30)) as pilot:
        if visitors is not None:
            asyncio.get_running_loop().add_reader(visitors.fileno(), visitors.hear)
        await pilot.pause(0.05)
        yield pilot
        if visitors is not None:
            asyncio.get_running_loop().remove_reader(visitors.fileno())


def lines(pilot: Pilot[None]) -> list[str]:
    return [strip.text.rstrip() for strip in pilot.app.screen._compositor.render_strips(pilot.app.screen.size)]


def row(pilot: Pilot[None], words: str) -> str:
    """The line of the screen in which *words* stand first."""
    return next((line for line in lines(pilot) if words in line), "")


def answers(desk: Desk, ticket: int) -> list[str]:
    return [m.body for m in desk.timeline(ticket) if isinstance(m, Message) and m.role is Role.REPLY]


def with_whom(desk: Desk, ticket: int) -> str | None:
    found = desk.customers.chat(desk.ticket(ticket).requester, ticket)
    assert found is not None
    return found.agent


async def test_one_key_takes_who_waits_longest_and_they_see_who_it_is(desk: Desk, visitors: Visiting) -> None:
    async with console(desk, visitors) as pilot:
        await pilot.press("g", "L")
        await until(pilot, lambda: "Al is here" in row(pilot, "Al is"))
        assert desk.ticket(1).assignee == "dana" and with_whom(desk, 1) == "dana"
        assert with_whom(desk, 2) is None
        await pilot.press("g", "L")
        assert with_whom(desk, 2) == "dana"
        await pilot.press("g", "L")
        await until(pilot, lambda: any("nobody waits in a chat" in line for line in lines(pilot)))


async def test_who_has_left_is_taken_after_those_who_are_there(desk: Desk, visitors: Visiting, clock: Clock) -> None:
    clock.forward(100)
    desk.customers.is_at_chat(2, clock() + 90_000)
    async with console(desk, visitors) as pilot:
        await pilot.press("g", "L")
        assert (desk.ticket(1).assignee, desk.ticket(2).assignee) == (None, "dana")


async def test_a_conversation_that_a_colleague_took_is_not_taken_unasked(desk: Desk, clock: Clock) -> None:
    async with console(desk) as pilot:
        pilot.app.frame.open(1)  # type: ignore[attr-defined]
        await pilot.pause()
        with Desk.open(desk.path, me="lee", clock=clock) as elsewhere:
            elsewhere.change(1, verbs.assign, agent="lee")
        await pilot.press("a")
        await until(pilot, lambda: any("lee talks with the customer of #1" in line for line in lines(pilot)))
        assert desk.ticket(1).assignee == "lee"


async def test_who_answers_takes_the_conversation_and_one_undo_gives_it_back(desk: Desk) -> None:
    async with console(desk) as pilot:
        pilot.app.frame.open(1)  # type: ignore[attr-defined]
        await pilot.pause()
        await pilot.press("enter", *"hi", "enter")
        await pilot.pause()
        assert answers(desk, 1) == ["hi"] and desk.ticket(1).assignee == "dana" and with_whom(desk, 1) == "dana"
        await pilot.press("escape", "z")
        assert answers(desk, 1) == [] and desk.ticket(1).assignee is None


async def test_typing_is_seen_on_both_sides(desk: Desk, visitors: Visiting) -> None:
    def dana_types() -> bool:
        return any(other.typing and other.ticket == 1 for other in visitors.others)

    async with console(desk, visitors) as pilot:
        pilot.app.frame.open(1)  # type: ignore[attr-defined]
        await pilot.pause()
        await pilot.press("enter")
        visitors.visitor(1, True)
        await until(pilot, lambda: "Al is typing" in row(pilot, "Al is") and "typing" in row(pilot, "▸ Al"))
        visitors.visitor(1, False)
        await until(pilot, lambda: "Al is here" in row(pilot, "Al is"))
        assert not dana_types()
        await pilot.press("h")
        await until(pilot, dana_types)
        await pilot.press("backspace")
        await until(pilot, lambda: not dana_types())
        await pilot.press("h", "enter")
        await until(pilot, lambda: not dana_types())


async def test_how_far_an_answer_came_stands_under_the_conversation(
    desk: Desk, visitors: Visiting, clock: Clock
) -> None:
    async with console(desk, visitors) as pilot:
        pilot.app.frame.open(1)  # type: ignore[attr-defined]
        await pilot.pause()
        await pilot.press("enter", *"hi", "enter")
        await until(pilot, lambda: row(pilot, "Al is here").endswith("delivered"))
        desk.customers.saw_chat(1, desk.ticket(1).last_message)
        await until(pilot, lambda: row(pilot, "Al is here").endswith("read"))
        clock.forward(1)
        await pilot.press(*"and", "enter")
        visitors.visitor(1, None)
        await until(pilot, lambda: row(pilot, "Al has just left").endswith("not seen yet"))
        assert "in 69 s answers go by mail" in row(pilot, "Al has just left")
        assert "left" in row(pilot, "▸ Al")
        clock.forward(100)
        await pilot.pause()
        pilot.app._poll()  # type: ignore[attr-defined]
        desk.mark_unseen(1)
        await until(pilot, lambda: "answers go by mail to al@mail.test" in row(pilot, "Al left"))
        await pilot.press("escape", "W")
        await until(pilot, lambda: "Bea is here" in row(pilot, "Bea is"))
        visitors.visitor(2, None)
        await until(pilot, lambda: "no mail reaches them" in row(pilot, "Bea has left"))


async def test_what_comes_while_one_looks_at_it_counts_as_seen(desk: Desk, visitors: Visiting, clock: Clock) -> None:
    async with console(desk, visitors) as pilot:
        pilot.app.frame.open(1)  # type: ignore[attr-defined]
        await pilot.pause()
        clock.forward(1)
        desk.customers.say(b"x" * 16, desk.ticket(1).requester, 1, "are you there?")
        await until(pilot, lambda: desk.seen(1) == desk.ticket(1).last_message)
        await pilot.press("w", "g", "q")  # another conversation is in sight
        await pilot.pause()
        desk.customers.say(b"y" * 16, desk.ticket(1).requester, 1, "hello?")
        await pilot.pause(0.1)
        assert desk.seen(1) < desk.ticket(1).last_message


async def test_the_footer_names_the_shortest_key_that_does_it(desk: Desk) -> None:
    async with console(desk) as pilot:
        pilot.app.frame.open(1)  # type: ignore[attr-defined]
        await until(pilot, lambda: "  a accept  " in row(pilot, "accept"))


async def test_a_line_in_sight_is_there_at_once_and_all_else_a_moment_later(
    desk: Desk, visitors: Visiting, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "POLL", 3_600.0)  # who is not told looks after an hour
    monkeypatch.setattr(following, "SOON", 0.5)
    async with console(desk, visitors) as pilot:
        pilot.app.frame.open(1)  # type: ignore[attr-defined]
        await pilot.pause()
        clock.forward(1)
        with Desk.open(desk.path, clock=clock) as elsewhere:
            elsewhere.customers.say(b"x" * 16, desk.ticket(1).requester, 1, "there is more")
            visitors.changed((1,))
            await until(pilot, lambda: "there is more" in row(pilot, "there is more"))
        with Desk.open(desk.path, me="lee", clock=clock) as elsewhere:
            elsewhere.change(2, verbs.set_subject, subject="Bea wants to know")
            visitors.changed((2,))
            await until(pilot, lambda: "Bea wants to know" in row(pilot, "Bea wants"))


async def test_a_prepared_answer_comes_into_the_line_at_the_cursor(desk: Desk) -> None:
    desk.define("macro", "hello", {"title": "Hello", "reply": "Hello {{ ticket.requester.first_name }}!"})
    desk.define("macro", "long", {"title": "Long", "reply": "one\n\ntwo"})
    async with console(desk) as pilot:
        pilot.app.frame.open(1)  # type: ignore[attr-defined]
        await pilot.pause()
        await pilot.press("enter", *"Oh. ", "ctrl+s", "m", *"hello", "enter")
        await until(pilot, lambda: "Oh. Hello Al!" in row(pilot, "Oh."))
        await pilot.press("enter")
        await pilot.pause()
        assert answers(desk, 1) == ["Oh. Hello Al!"]
        await pilot.press("ctrl+s", "m", *"long", "enter")  # what has several lines is read in the composer
        await pilot.pause()
        assert pilot.app.screen.shown.focus == "composer"  # type: ignore[attr-defined]


async def test_handed_to_the_next_tier_its_people_see_the_card_and_who_waits(
    desk: Desk, visitors: Visiting, clock: Clock
) -> None:
    async with console(desk, visitors) as pilot:
        pilot.app.frame.open(1)  # type: ignore[attr-defined]
        await pilot.pause()
        await pilot.press("enter", *"one moment", "enter", "escape")
        clock.forward(5)
        await pilot.pause()
        pilot.app.frame.run("escalate id:1 --to backend --reason 'refund fails, 500 in the log'")  # type: ignore[attr-defined]
        await pilot.pause()
        assert desk.ticket(1).team == "backend" and with_whom(desk, 1) is None
    clock.forward(5)
    with Desk.open(desk.path, me="lee", clock=clock) as theirs:
        async with console(theirs, visitors) as pilot:
            await pilot.press("g", "L")
            await until(pilot, lambda: any("refund fails" in line for line in lines(pilot)))
            assert with_whom(theirs, 1) == "lee" and theirs.ticket(1).assignee == "lee"
            assert not any("waits" in line for line in lines(pilot) if "Al asks" in line)


async def test_the_conversation_in_sight_is_mailed_by_a_word(desk: Desk) -> None:
    async with console(desk) as pilot:
        pilot.app.frame.open(1)  # type: ignore[attr-defined]
        await pilot.pause()
        await pilot.press(":", *"transcript", "enter")
        await until(pilot, lambda: any("on its way to al@mail.test" in line for line in lines(pilot)))
        assert [(entry.kind, entry.ticket) for entry in desk.outbox()] == [("transcript", 1)]


def test_a_visitor_who_asks_again_does_not_lose_their_place(desk: Desk, clock: Clock) -> None:
    from supportterm.commands.conversations import under_way
    from supportterm.core.conversations import in_line

    desk.customers.say(b"z" * 16, desk.ticket(1).requester, 1, "hello?")
    assert [one.ticket for one in in_line(under_way(desk))] == [1, 2]
    for number in (1, 2):
        clock.forward(10)
        desk.write(number, NewMessage(Role.REPLY, "yes?"))
    for number, text in ((1, "a"), (2, "b"), (1, "c")):
        clock.forward(10)
        desk.customers.say(f"{text}".encode().ljust(16), desk.ticket(number).requester, number, text)
    first, second = in_line(under_way(desk))
    assert (first.ticket, second.ticket) == (1, 2)
    assert first.since is not None and second.since is not None and second.since - first.since == 10_000
    with suppress(StopIteration):
        desk.change(1, verbs.set_status, status=Status.PENDING)
    assert in_line(under_way(desk))[-1].ticket == 1
