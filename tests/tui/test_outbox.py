"""What waits and what needs a person, at the keys: seen for what it is, decided with one key, nothing overwritten."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from fakes.connected import NOW, World
from supportterm.config.settings import Confirm, Settings
from supportterm.core import verbs
from supportterm.core.outbox import State
from supportterm.core.terms import Priority, Role, Status
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm
from supportterm.tui.ending import left


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "acme.desk")
    yield made
    made.desk.close()


@asynccontextmanager
async def console(
    world: World, size: tuple[int, int] = (80, 24), **how: object
) -> AsyncIterator[tuple[Pilot[None], Desk]]:
    with Desk.open(world.path, me="ann", clock=lambda: world.now) as desk:
        settings = Settings(start_view="all", confirm=Confirm(quit=bool(how.pop("ask", False))))
        app = SupportTerm(desk, settings=settings, **how)  # type: ignore[arg-type]
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield pilot, desk


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def screen(pilot: Pilot[None]) -> str:
    """What is on the glass, line by line."""
    return "\n".join("".join(s.text for s in strip) for strip in pilot.app.screen._compositor.render_strips())


async def test_every_field_is_seen_in_three_versions_and_decided_one_by_one(world: World) -> None:
    world.two_fields_in_conflict()
    async with console(world) as (pilot, desk):
        await press(pilot, "g", "s", "enter")
        there = screen(pilot)
        for words in ("priority", "normal", "urgent", "low", "status", "open", "pending", "on-hold", "bob"):
            assert words in there
        await press(pilot, "m")
        assert desk.outbox()[0].state is State.CONFLICT, "one field is still undecided"
        assert "take mine" in screen(pilot)
        await press(pilot, "t")
    world.run()
    far = world.far.tickets["k102"].ticket
    assert (far.priority, far.status) == (Priority.URGENT, Status.ON_HOLD)
    ticket = world.desk.ticket(world.id(102))
    assert (ticket.priority, ticket.status, world.desk.outbox()) == (Priority.URGENT, Status.ON_HOLD, ())


async def test_a_third_value_can_be_given_and_must_be_one(world: World) -> None:
    world.two_fields_in_conflict()
    async with console(world) as (pilot, desk):
        await press(pilot, "g", "s", "enter", "e", *"soon", "enter")
        assert "is none of" in screen(pilot)
        await press(pilot, *["backspace"] * 4, *"high", "enter", "t")
        assert desk.outbox()[0].state is State.QUEUED
    world.run()
    assert world.far.tickets["k102"].ticket.priority == Priority.HIGH


async def test_mine_in_the_list_is_mine_for_all_its_fields(world: World) -> None:
    world.two_fields_in_conflict()
    async with console(world) as (pilot, _):
        await press(pilot, "g", "s", "m")
    world.run()
    far = world.far.tickets["k102"].ticket
    assert (far.priority, far.status) == (Priority.URGENT, Status.PENDING)


async def test_a_reply_that_its_ticket_went_past_is_sent_only_after_a_look(world: World) -> None:
    world.answered_since()
    assert len(world.far.tickets["k103"].messages) == 2
    async with console(world) as (pilot, _):
        await press(pilot, "g", "s", "enter")
        assert "Found it: the limit is in the settings." in screen(pilot) and "limited to 10,000" in screen(pilot)
        await press(pilot, "s")
    world.run()
    assert [m.body for m in world.far.tickets["k103"].messages][2:] == ["The export is **limited** to 10,000 rows."]


async def test_a_text_is_taken_back_to_be_written_anew(world: World) -> None:
    world.answered_since()
    async with console(world, (120, 40)) as (pilot, desk):
        await press(pilot, "g", "s", "e")
        assert desk.outbox() == () and "PUBLIC REPLY" in screen(pilot)
        draft = desk.draft(world.id(103), "reply")
        assert draft is not None and draft.body == "The export is **limited** to 10,000 rows."
        await press(pilot, "ctrl+s", "s")
        assert [e.state for e in desk.outbox()] == [State.QUEUED]


async def test_what_nobody_knows_is_asked_and_a_person_says_that_it_arrived(world: World) -> None:
    world.nobody_knows()
    async with console(world) as (pilot, desk):
        await press(pilot, "g", "s", "enter")
        assert "Was this sent?" in screen(pilot) and "#105" in screen(pilot)
        await press(pilot, "a")
        assert desk.outbox() == ()
    world.run(120)
    assert len(world.far.tickets["k105"].messages) == 1, "it was not sent again"


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_nobody_decides_about_a_value_they_cannot_read_whole(world: World, size: tuple[int, int]) -> None:
    long = "Refund agreed with finance, with legal and with the bank, to be paid on the second Monday of October"
    world.desk.change(world.id(102), verbs.set_subject, subject="Charged three times")
    world.far.put("k102", subject=long)
    world.run()
    async with console(world, size) as (pilot, _):
        await press(pilot, "g", "s", "enter")
        there = screen(pilot)
        assert all(word in there for word in long.split())


async def test_after_one_is_decided_the_next_that_needs_somebody_is_shown(world: World) -> None:
    """Not how the decided one leaves: who goes on pressing decides about what they see."""
    world.answered_since()
    world.two_fields_in_conflict()
    async with console(world) as (pilot, desk):
        await press(pilot, "g", "s")
        assert "went on after you read it" in screen(pilot)
        await press(pilot, "s")
        assert "2 fields were changed here and at Far" in screen(pilot)
        await press(pilot, "m")
        assert [entry.state for entry in desk.outbox()] == [State.QUEUED, State.QUEUED]


async def test_later_decides_nothing(world: World) -> None:
    world.two_fields_in_conflict()
    async with console(world) as (pilot, desk):
        await press(pilot, "g", "s", "enter", "l")
        assert desk.outbox()[0].state is State.CONFLICT and "for you" in screen(pilot)


async def test_only_keys_that_can_be_said_of_it_are_there(world: World) -> None:
    world.refused()
    async with console(world) as (pilot, desk):
        await press(pilot, "g", "s")
        assert "the ticket is locked by an approval" in screen(pilot)
        await press(pilot, "m")
        assert "m does nothing here" in screen(pilot)
        await press(pilot, "d")
        assert desk.outbox() == () and desk.draft(world.id(104), "reply") is not None


async def test_the_queue_shows_what_waits_and_what_needs_a_person(world: World) -> None:
    world.two_fields_in_conflict()
    world.reply(101, "We look into it.")
    async with console(world) as (pilot, _):
        lines = screen(pilot).splitlines()
        assert [line[2] for line in lines if " 101 " in line] == ["↑"]
        assert [line[2] for line in lines if " 102 " in line] == ["↯"]
        await press(pilot, "slash", *"is:conflict", "enter")
        assert " 102 " in screen(pilot) and " 101 " not in screen(pilot)


async def test_a_reply_tells_how_long_it_can_be_taken_back(world: World) -> None:
    world.reply(101, "We look into it.")
    async with console(world) as (pilot, desk):
        await press(pilot, "slash", *"id:101", "enter", "enter")
        assert "leaves in 10 s; z takes it back" in screen(pilot)
        world.now += 4_000
        pilot.app._poll()  # type: ignore[attr-defined]  # what happens every second
        await pilot.pause()
        assert "leaves in 6 s" in screen(pilot)
        await press(pilot, "z")
        assert desk.outbox() == ()
    world.run(60)
    assert len(world.far.tickets["k101"].messages) == 1


async def test_how_a_reply_is_taken_back_is_said_by_the_keymap_in_use(world: World, own_home: Path) -> None:
    keymaps = own_home / ".config" / "supportterm" / "keymaps"
    keymaps.mkdir(parents=True)
    (keymaps / "mine.yaml").write_text("extends: default\nticket: {z: null, f2: undo}\n")
    world.reply(101, "We look into it.")
    async with console(world) as (pilot, _):
        pilot.app.change_keymap("mine")  # type: ignore[attr-defined]
        await press(pilot, "slash", *"id:101", "enter", "enter")
        assert "leaves in 10 s; f2 takes it back" in screen(pilot)
        await press(pilot, "r", *"And more.", "ctrl+s", "s")
        assert "f2 takes it back" in pilot.app.frame._screen.footer.words  # type: ignore[attr-defined]


async def test_what_cannot_be_done_there_says_why_and_is_not_tried(world: World) -> None:
    async with console(world, (120, 40)) as (pilot, desk):
        await press(pilot, "slash", *"id:101", "enter", "M")
        assert "tickets at Far can't be merged from here" in screen(pilot)
        await press(pilot, "t")
        assert "Far has no tags that can be changed from here" in screen(pilot), "which-key tells it before the key"
        await press(pilot, "escape", "ctrl+p", *"escalate")
        assert "the team of a ticket at Far can't be changed from here" in screen(pilot)
        await press(pilot, "escape")
        assert desk.outbox() == ()


async def test_a_file_that_is_only_there_says_so(world: World) -> None:
    world.with_a_file_there()
    world.desk.replica("far").take(world.far.changes(""))  # no more: the file itself is not fetched yet
    async with console(world, (120, 40)) as (pilot, _):
        await press(pilot, "slash", *"id:106", "enter", "enter")
        assert "app.log" in screen(pilot) and "the keeper fetches it" in screen(pilot)
        await press(pilot, "G", "J", "v", "o")
        assert "app.log is still where the ticket lives" in screen(pilot)


async def test_who_gets_it_is_seen_before_it_leaves(world: World) -> None:
    async with console(world, (120, 40)) as (pilot, desk):
        await press(pilot, "slash", *"id:101", "enter", "r")
        await press(pilot, "ctrl+s", "b", *"audit@acme.test", "enter")
        there = screen(pilot)
        assert "PUBLIC REPLY to al@acme.test" in there and "bcc audit@acme.test" in there and "leaves for Far" in there
        await press(pilot, *"hello", "ctrl+s", "s")
        assert "leaves in 10 s" in screen(pilot)
        message = desk.ticket(world.id(101)).last_message
        assert desk.message(message).bcc == ("audit@acme.test",) and desk.message(message).role is Role.REPLY


async def test_the_header_tells_how_the_connections_stand(world: World) -> None:
    world.all_of_it()
    async with console(world) as (pilot, _):
        assert "offline, 1 waiting, 4 for you" in screen(pilot).splitlines()[0]
    async with console(world, (160, 40)) as (pilot, _):
        assert "offline since" in screen(pilot).splitlines()[0]


async def test_leaving_says_what_has_not_left(world: World) -> None:
    world.reply(101, "One.")
    assert left(world.desk) == "1 reply is still waiting; the keeper sends it now"
    async with console(world, ask=True) as (pilot, _):
        await press(pilot, "ctrl+q")
        assert "1 reply is still waiting" in screen(pilot) and "leave the console?" in screen(pilot)
    world.now = NOW
    world.two_fields_in_conflict()
    world.offline()
    world.reply(101, "Two.")
    assert left(world.desk) == (
        "1 reply is still waiting; the keeper sends it once Far can be reached again. "
        "1 waits for you: `supportterm conflicts`"
    )


async def test_escape_leads_from_the_ticket_of_a_conflict_back_to_it(world: World) -> None:
    world.two_fields_in_conflict()
    async with console(world) as (pilot, _):
        await press(pilot, "g", "s", "enter", "enter")
        assert pilot.app.screen.query_one("#ticket").has_focus
        await press(pilot, "escape")
        assert pilot.app.screen.query_one("#outbox").has_focus and "on-hold" in screen(pilot)
        await press(pilot, "escape", "escape")
        assert pilot.app.screen.query_one("#queue").has_focus
