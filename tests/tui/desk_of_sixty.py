"""A console on a desk of sixty tickets, driven by keys, and what is to be seen of it."""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from textual.pilot import Pilot

from copies import copied
from supportterm.config.settings import Settings
from supportterm.core.terms import Priority
from supportterm.core.views import DEFAULT_VIEWS
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm

START = 1_790_000_000_000
MINUTE = 60_000
NAMED = {
    " ": "space", ":": "colon", "-": "minus", "/": "slash", "#": "number_sign", "\n": "enter", "+": "plus",
    "'": "apostrophe", '"': "quotation_mark", "*": "asterisk", ".": "full_stop", ",": "comma", "?": "question_mark",
    "!": "exclamation_mark", "@": "at", "<": "less_than_sign", ">": "greater_than_sign", "=": "equals_sign",
}  # fmt: skip
"""Textual's names of characters."""
PATIENCE = 30
"""Seconds: far more than a busy machine takes."""


def build(file: Path, tickets: int = 60) -> Path:
    """A desk of *tickets* tickets, the newest with the highest number; dana and sam work at it."""
    return copied(file, ("sixty", tickets), lambda path: _build(path, tickets))


def _build(file: Path, tickets: int) -> None:
    moments = iter(range(START, START + 10_000 * MINUTE, MINUTE // 2))
    with Desk.create(file, "Acme", me="dana", clock=moments.__next__) as desk:
        for view in DEFAULT_VIEWS:
            desk.define("view", view.name, msgspec.to_builtins(view))
        for team, tier in (("support", 1), ("backend", 2)):
            desk.define("team", team, {"tier": tier, "name": team.title()})
        for agent in ("dana", "sam"):
            desk.define("agent", agent, {"name": agent.title()})
        for number in range(1, tickets + 1):
            subject = f"Question {number}" if number % 10 else f"Refund for invoice {number}"
            urgency = Priority.URGENT if number % 15 == 0 else Priority.NORMAL
            new = NewTicket(f"customer{number % 7}@mail.test", subject, "Hello", priority=urgency, team="support")
            desk.create_ticket(new)


def clock() -> Callable[[], int]:
    """A day later, a second on at each look."""
    return iter(range(START + 5_000 * MINUTE, START + 50_000 * MINUTE, 1000)).__next__


def opened(file: Path, me: str = "dana") -> Iterator[Desk]:
    with Desk.open(file, me=me, clock=clock()) as desk:
        yield desk


@asynccontextmanager
async def console(desk: Desk, width: int = 80, height: int = 24, **settings: object) -> AsyncIterator[Pilot[None]]:
    app = SupportTerm(desk, settings=Settings(start_view="all", **settings))  # type: ignore[arg-type]
    async with app.run_test(size=(width, height)) as pilot:
        await settle(pilot)
        yield pilot


async def settle(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def typed(pilot: Pilot[None], *keys: str) -> None:
    """Keys by their name, or a text as `"text`."""
    for key in keys:
        await pilot.press(
            *(NAMED.get(c, c) for c in key[1:]) if key[:1] == '"' and len(key) > 1 else (NAMED.get(key, key),)
        )
    await settle(pilot)


def lines(pilot: Pilot[None]) -> list[str]:
    """What stands on the screen."""
    screen = pilot.app.screen
    width, height = screen.size
    strips = screen._compositor.render_strips(screen.size)
    assert len(strips) == height
    assert all(strip.cell_length == width for strip in strips)
    return [strip.text for strip in strips]


def shown(pilot: Pilot[None]) -> str:
    return "\n".join(lines(pilot))


async def until(pilot: Pilot[None], wanted: str | Callable[[], object]) -> None:
    """Wait for words to be seen, or for what is to be true: threads and other processes take their time."""
    end = time.monotonic() + PATIENCE
    while not (wanted in shown(pilot) if isinstance(wanted, str) else wanted()):
        assert time.monotonic() < end, f"{wanted} never came:\n{shown(pilot)}"
        await pilot.pause(0.01)


def says(pilot: Pilot[None]) -> str:
    return pilot.app.frame._screen.footer.words  # type: ignore[attr-defined]


def under_cursor(pilot: Pilot[None]) -> int:
    row = pilot.app.frame._screen.queue.window.current  # type: ignore[attr-defined]
    assert row is not None
    return row.id


def chosen(pilot: Pilot[None]) -> list[int]:
    """The tickets that a command would be about."""
    return sorted(pilot.app.frame.subjects(), reverse=True)  # type: ignore[attr-defined]
