"""A survey answered by a click in its mail; programs that follow links answer nothing."""

import re

import pytest
from browser import Browser
from questions import asked, ratings

from clocks import Clock
from supportterm.core import verbs
from supportterm.core.operations import Rated
from supportterm.core.rating import rate
from supportterm.core.refusal import Refused
from supportterm.core.terms import Status
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk
from supportterm.gateway.context import Gateway
from supportterm.gateway.rates import Rates
from supportterm.gateway.site import Site


def filled(page: str, **fields: str) -> dict[str, str]:
    """What the form on *page* sends as it stands, but for *fields*."""
    chosen = re.search(r'value="(\d+)" required checked', page)
    held = re.search(r'name="pass" value="([^"]+)"', page)
    assert held is not None
    return {"pass": held[1], "score": chosen[1] if chosen else "", "comment": "", **fields}


async def test_a_click_shows_the_score_and_a_person_confirms_it(
    browser: Browser, gateway: Gateway, desk: Desk, clock: Clock
) -> None:
    links = asked(desk, clock)
    assert len(links) == 5
    for link in links:  # as a program does that looks through mails
        page = await browser.get(link)
        assert page.status_code == 200 and "All &lt;well&gt;?" in page.text
        await browser.head(link)
    assert ratings(desk) == []
    page = await browser.get(links[3])
    said = await browser.post("/survey", data=filled(page.text))
    assert "Thank you" in said.text and ratings(desk) == [(4, "")]
    await browser.post("/survey", data=filled(page.text))
    await browser.post("/survey", data=filled(page.text, comment="quick <b>"))
    assert ratings(desk) == [(4, ""), (4, "quick <b>")]  # the same said again is not; the last one counts
    assert {e.operation.actor for e in desk.log(1) if isinstance(e.operation.payload, Rated)} == {"customer"}


async def test_rules_follow_a_bad_answer(browser: Browser, gateway: Gateway, desk: Desk, clock: Clock) -> None:
    desk.define("rule", "sad", {"name": "sad", "on": ["rated"], "when": "csat:<3", "do": ["reopen", "tag +sad"]})
    links = asked(desk, clock)
    await browser.post("/survey", data=filled((await browser.get(links[0])).text))
    assert desk.ticket(1).status is Status.OPEN and desk.ticket(1).tags == ("sad",)


async def test_on_a_desk_with_roles_who_is_no_agent_answers_and_what_follows_from_it_follows(
    desk: Desk, clock: Clock
) -> None:
    desk.define("agent", "dana", {"name": "Dana", "teams": ["support"], "role": "admin"})
    desk.define("agent", "lin", {"name": "Lin", "role": "light"})
    desk.define("rule", "sad", {"name": "sad", "on": ["rated"], "when": "csat:<3", "do": ["reopen", "tag +sad"]})
    with Desk.open(desk.path, me="www-data", clock=clock) as served:  # its Unix user is nobody's
        browser = Browser(Gateway(served, Site("https://help.acme.example"), Rates(lambda: clock() / 1000)))
        links = asked(desk, clock)
        said = await browser.post("/survey", data=filled((await browser.get(links[1])).text, comment="too slow"))
        assert said.status_code == 200
    assert ratings(desk) == [(2, "too slow")]
    assert (desk.ticket(1).status, desk.ticket(1).tags) == (Status.OPEN, ("sad",))
    with Desk.open(desk.path, me="lin", clock=clock) as lin, pytest.raises(Refused, match="not for a light agent"):
        lin.change(1, rate, survey=lin.surveys()[0], score=5)  # for a customer only who works tickets says so
    assert ratings(desk) == [(2, "too slow")]


async def test_whether_they_would_recommend_us_is_asked_from_0_to_10(
    browser: Browser, gateway: Gateway, desk: Desk, clock: Clock
) -> None:
    links = asked(desk, clock, kind="nps")
    assert len(links) == 11
    await browser.post("/survey", data=filled((await browser.get(links[0])).text))
    assert ratings(desk) == [(0, "")]


@pytest.mark.parametrize("score", ["", "0", "6", "-1", "5.0", "٣", "9" * 99])
async def test_no_other_number_is_taken(
    browser: Browser, gateway: Gateway, desk: Desk, clock: Clock, score: str
) -> None:
    links = asked(desk, clock)
    answer = await browser.post("/survey", data=filled((await browser.get(links[0])).text, score=score))
    assert answer.status_code == 422 and ratings(desk) == []


async def test_nobody_rates_what_they_were_not_asked_about(
    browser: Browser, gateway: Gateway, desk: Desk, clock: Clock
) -> None:
    links = asked(desk, clock)
    given = filled((await browser.get(links[0])).text)
    for held in ("", given["pass"][:-3] + "AAA"):
        assert (await browser.post("/survey", data={**given, "pass": held})).status_code == 410
    clock.forward(61 * 86_400)
    assert (await browser.post("/survey", data=given)).status_code == 410
    assert (await browser.get(links[0])).status_code == 410 and ratings(desk) == []


async def test_what_was_merged_meanwhile_is_rated_where_it_goes_on(
    browser: Browser, gateway: Gateway, desk: Desk, clock: Clock
) -> None:
    links = asked(desk, clock)
    into = desk.create_ticket(NewTicket("al@example.org", "More", "please")).tickets[0]
    desk.change(1, verbs.merge, into=desk.ticket(into))
    await browser.post("/survey", data=filled((await browser.get(links[4])).text))
    assert ratings(desk, into) == [(5, "")]
