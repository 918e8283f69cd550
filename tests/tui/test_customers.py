"""On a demo desk the customers go on chatting while the console is open; on another desk nobody does."""

import asyncio

import pytest

from supportterm.core.orders import parse_order
from supportterm.core.query import parse
from supportterm.demo import HERO
from supportterm.demo.build import build_demo
from supportterm.desk import Desk
from supportterm.tui.app import SupportTerm

NOW = 1_800_000_000_000


def said(desk):
    return {r.id: r.messages for r in desk.window(parse("channel:chat"), parse_order("number"), size=100).rows}


async def until(true):
    for _ in range(600):
        if true():
            return
        await asyncio.sleep(0.05)
    pytest.fail("it never came")


async def test_customers_go_on_while_the_console_is_open_and_it_shows(tmp_path):
    now = [NOW]
    path = build_demo(tmp_path / "demo.desk", now_ms=NOW)
    with Desk.open(path, me=HERO, clock=lambda: now[0]) as desk:
        before = said(desk)
        app = SupportTerm(desk)
        async with app.run_test(size=(120, 40)):
            await until(lambda: app._customers is not None and app._customers._chats is not None)
            now[0] += 60_000
            await until(lambda: set(said(desk)) > set(before))  # somebody new came into the chat
            await until(lambda: sum(said(desk).values()) >= sum(before.values()) + 2)


async def test_nobody_speaks_on_a_desk_that_is_no_demo(tmp_path):
    with Desk.create(tmp_path / "real.desk", "Our desk", me="sam") as desk:
        app = SupportTerm(desk)
        async with app.run_test(size=(80, 24)):
            await until(lambda: app._customers is not None)
            await asyncio.sleep(1.2)
            assert app._customers._speaking is None
