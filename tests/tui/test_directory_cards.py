"""The customer pane shows what directories (CRM) know of who asks as soon as it is said; nobody waits for it."""

import asyncio
import threading
from typing import Any

from supportterm.core.remote import RemoteCard, RemoteDeal
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm

KNOWN = RemoteCard(
    "Dana", company="Acme GmbH", plan="Enterprise", owner="Kim Lee",
    deals=(RemoteDeal("Renewal 2027", "5,000 EUR", "Offer sent", "2026-12-24"), RemoteDeal("Seats")),
)  # fmt: skip


def connected(desk: Desk) -> None:
    desk.define("connection", "hub", {"title": "HubSpot", "backend": "hubspot", "can": ["people"]})


def shown(app: SupportTerm) -> str:
    pane: Any = app.screen.query_one("#customer")
    return "\n".join(row.text.rstrip() for row in pane._rows)


async def until(pilot: Any, so: Any) -> None:
    for _ in range(200):
        if so():
            return
        await pilot.pause(0.02)
    raise AssertionError("it never was so")


async def opened(pilot: Any) -> str:
    """The newest ticket is open, beside who asks in it; their address."""
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen.query("#customer"))
    pane: Any = pilot.app.screen.query_one("#customer")
    await until(pilot, lambda: pane._ticket is not None)
    desk = pilot.app.desk
    return str(desk.person(desk.ticket(pane._ticket).requester).email)


async def test_it_is_asked_for_shown_and_gets_older(desk: Desk) -> None:
    connected(desk)
    app = SupportTerm(desk)
    async with app.run_test(size=(200, 40)) as pilot:
        email = await opened(pilot)
        await until(pilot, lambda: "HubSpot" in shown(app))
        assert "being asked" in shown(app)
        replica = desk.replica("hub")
        await until(pilot, lambda: replica.wanted_card() == email)
        replica.card(email, KNOWN)
        await until(pilot, lambda: "Acme GmbH" in shown(app))
        said = shown(app)
        assert "plan Enterprise" in said and "owner Kim Lee" in said and "just now" in said
        assert "open deals (2)" in said and "5,000 EUR" in said and "Offer sent, closes 2026-12-24" in said
        replica.no_card(email, "HubSpot does not allow it")
        await until(pilot, lambda: "does not allow it" in shown(app))
        assert "Acme GmbH" in shown(app), "what it said before stays"
        replica.card(email, None)
        await until(pilot, lambda: "does not know this address" in shown(app))


async def test_keys_do_not_wait_for_it(desk: Desk, monkeypatch: Any) -> None:
    connected(desk)
    held, asked = threading.Event(), threading.Event()
    real = type(desk.directories).look_up

    def slow(self: Any, email: str, **how: bool) -> bool:
        asked.set()
        held.wait(10)
        return bool(real(self, email, **how))

    monkeypatch.setattr(type(desk.directories), "look_up", slow)
    app = SupportTerm(desk)
    async with app.run_test(size=(200, 40)) as pilot:
        await opened(pilot)
        await asyncio.to_thread(asked.wait, 5)
        before = app.focused
        await pilot.press("tab")
        assert app.focused is not before and not held.is_set()
        held.set()


async def test_a_desk_without_directories_asks_nobody(desk: Desk) -> None:
    app = SupportTerm(desk)
    async with app.run_test(size=(200, 40)) as pilot:
        await opened(pilot)
        assert "being asked" not in shown(app)
