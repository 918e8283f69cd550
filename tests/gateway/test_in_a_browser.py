"""The customers' side in a real Chromium; skipped, with a word, where there is none."""

from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from browser import MAIL, link_in, sent_letters
from questions import asked, ratings
from visitor import on_a_port

from clocks import Clock
from supportterm.core import passes
from supportterm.core.orders import parse_order
from supportterm.core.query import parse
from supportterm.core.terms import Role
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.gateway.context import Gateway
from supportterm.gateway.site import Site
from supportterm.store.letters import ENTER

pytestmark = pytest.mark.slow
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
WIDE = "```\n" + "long " * 60 + "\n```\n\n| a | b |\n|---|---|\n| 1 | " + "wide " * 30 + "|\n"
HOUR = 3_600_000
PAGES = ("", "/search?q=title", "/search?q=zz", "/browse?tag=t", "/articles/a", "/contact", "/requests")


@pytest.fixture
def base(desk: Desk, clock: Clock) -> Iterator[str]:
    gateway = Gateway(desk, Site(""))
    with on_a_port(gateway) as place:
        gateway.site = Site(f"http://{place}")
        desk.portal.keep_address(gateway.site.base)
        yield gateway.site.base


@pytest.fixture
def shop(base: str, tmp_path: Path) -> Iterator[str]:
    """A page of another site, with the chat's script in it."""
    script = f'<script src="{base}/widget.js" async></script>'
    (tmp_path / "index.html").write_text(f'<!doctype html><title>Shop</title><link rel=icon href="data:,">{script}')
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path))) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_results_come_while_one_types_and_are_walked_by_keys(base: str, tab: Any, write: Callable[..., int]) -> None:
    write("refunds", "How refunds work", "Money comes back within **five** days.")
    write("refund-card", "A refund to another card", "Ask us.")
    tab.goto(base)
    tab.get_by_label("Search the articles").type("refu")
    tab.locator("#found a").nth(1).wait_for()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.get_by_role("button", name="Yes").click()
    assert "Thank you" in tab.locator("#helped").inner_text()


def test_al_asks_comes_in_by_the_mail_and_answers(base: str, tab: Any, desk: Desk) -> None:
    desk.define("connection", "mail", MAIL)
    tab.goto(f"{base}/contact")
    tab.get_by_label("Your mail address").fill("al@example.org")
    tab.get_by_label("What is it about?").fill("Charged twice")
    tab.get_by_label("What happened?").fill("Twice.\nIn March.")
    tab.get_by_label("Files").set_input_files({"name": "bill.txt", "mimeType": "text/plain", "buffer": b"2 x 9.90"})
    tab.get_by_role("button", name="Send").click()
    assert "#1" in tab.locator("main").inner_text()
    tab.get_by_role("link", name="Your requests").first.click()
    tab.get_by_label("Your mail address").fill("al@example.org")
    tab.get_by_role("button", name="Mail me the link").click()
    tab.get_by_text("a mail with a link is on its way").wait_for()
    while not desk.outbox():  # it is asked for after the answer, so that its time tells nothing
        tab.wait_for_timeout(20)
    (letter,) = sent_letters(desk)
    tab.goto(link_in(letter))
    tab.get_by_role("link", name="Charged twice").click()
    with tab.expect_download() as got:
        tab.get_by_role("link", name="bill.txt").click()
    assert got.value.path().read_bytes() == b"2 x 9.90"
    tab.get_by_label("Your answer").fill("It was the 3rd of March")
    tab.get_by_role("button", name="Send").click()
    tab.get_by_text("It was the 3rd of March").wait_for()
    assert desk.ticket(1).contacts == 2


def test_the_chat_sits_in_a_page_of_another_site_and_survives_a_reload(shop: str, tab: Any, desk: Desk) -> None:
    tab.goto(shop)
    chat = tab.frame_locator("iframe")
    chat.get_by_role("button", name="Chat with us").click()
    chat.get_by_label("Your message").fill("Is this still to be had?")
    chat.get_by_label("Your message").press("Enter")
    chat.get_by_text("Delivered").wait_for()
    desk.write(1, NewMessage(Role.REPLY, "It is, in **blue**"))
    chat.locator(".ours strong", has_text="blue").wait_for()
    desk.mark_seen(1)
    chat.get_by_text("Read", exact=True).wait_for()
    tab.keyboard.press("Escape")
    closed = chat.get_by_role("button", name="Chat with us").bounding_box()
    desk.write(1, NewMessage(Role.REPLY, "and in green"))
    chat.locator("#count", has_text="1").wait_for()
    told = chat.get_by_role("button", name="Chat with us").bounding_box()
    assert closed and told and told["height"] <= closed["height"] + 2, "what is unread is counted on the same line"
    tab.reload()
    chat.get_by_role("button", name="Chat with us").press("Enter")
    chat.locator(".ours strong", has_text="blue").wait_for()
    assert chat.locator("#talk li").count() == 3 and desk.ticket(1).messages == 3


def test_every_page_can_be_used_by_everybody(
    base: str, chromium: Any, desk: Desk, clock: Clock, write: Callable[..., int]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    write("a", LONG, f"كيف؟\n\n{WIDE}\n\n{LONG}", section=f"S {LONG}", tags=("t",))
    survey = asked(desk, clock, base)[3].removeprefix(base)
    number = desk.create_ticket(NewTicket("kim@example.org", f"كيف {LONG}", LONG, "Kim")).tickets[0]
    desk.write(number, NewMessage(Role.REPLY, WIDE))
    held = passes.signed(desk.portal.key(), ENTER, (desk.ticket(number).requester, "kim@example.org"), clock() + HOUR)
    own = (f"/requests/enter?pass={held}", f"/requests/{number}")
    wrong = []
    for scheme in ("light", "dark"):
        for width in (390, 1100):
            context = chromium.new_context(
                color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True
            )
            page = context.new_page()
            for path in (*PAGES, survey, *own):
                page.goto(base + path)
                if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                    wrong.append((path, scheme, width, "wider than the screen"))
                found = axe.Axe().run(page).response["violations"]
                wrong += [(path, scheme, width, one["id"]) for one in found]
            page.goto(f"{base}/chat")
            page.get_by_label("Your message").fill("hello")
            page.get_by_role("button", name="Send").click()
            page.get_by_text("Delivered").wait_for()
            chat = max(row.id for row in desk.window(parse("channel:chat"), parse_order("-updated"), size=9).rows)
            desk.write(chat, NewMessage(Role.REPLY, f"{WIDE}\n\n{LONG}"))
            page.locator(".ours table").wait_for()
            if page.evaluate("document.body.scrollWidth > document.documentElement.clientWidth"):
                wrong.append(("/chat", scheme, width, "wider than the screen"))
            wrong += [("/chat", scheme, width, one["id"]) for one in axe.Axe().run(page).response["violations"]]
            context.close()
    assert wrong == []


def test_a_survey_counts_by_one_click_and_the_first_move(base: str, tab: Any, desk: Desk, clock: Clock) -> None:
    links = asked(desk, clock, base)
    tab.goto(links[3])
    tab.get_by_role("button", name="Send").wait_for()
    tab.wait_for_timeout(300)
    assert ratings(desk) == []
    tab.mouse.move(200, 200)
    tab.get_by_text("We have it").wait_for()
    assert ratings(desk) == [(4, "")]
    tab.get_by_label("A word about why").fill("quick")
    tab.get_by_role("button", name="Send").click()
    tab.get_by_text("Thank you").wait_for()
    assert ratings(desk) == [(4, ""), (4, "quick")]
