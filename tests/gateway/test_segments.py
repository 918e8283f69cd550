"""Articles for customers of a segment: those whom we know read them, and nobody else learns that they are there."""

from collections.abc import Callable

import pytest
from browser import Browser

from clocks import Clock
from supportterm.core import passes
from supportterm.core.moments import DAY
from supportterm.desk import Desk
from supportterm.gateway import session
from supportterm.gateway.context import Gateway

Write = Callable[..., int]


@pytest.fixture
def articles(write: Write, desk: Desk) -> None:
    write("all", "Reset for all", "Press the button.", section="Help")
    write("secret", "Reset for enterprise", "Call the red telephone.", section="Red", visibility="enterprise")
    write("some", "Reset for payers", "Use the coupon.", section="Help", tags=("money",), visibility="enterprise,paid")
    write("inside", "Reset inside", "The vault code.", section="Help", visibility="internal")
    write("later", "Reset later", "Not yet.", section="Help", visibility="enterprise", state="in-review")
    for name, segment in (("Big", "enterprise"), ("Mid", "paid"), ("Small", "free")):
        house = desk.put_organization(name=name, segment=segment)
        desk.put_person(email=f"al@{name.lower()}.test", name=f"Al of {name}", organization=house)
    desk.put_person(email="al@nowhere.test", name="Al")


@pytest.fixture
def known(gateway: Gateway, articles: None, clock: Clock) -> Callable[[str], Browser]:
    """The browser of somebody who came by the link that was mailed to their address; of nobody, without one."""

    def known(email: str) -> Browser:
        browser = Browser(gateway, f"192.0.2.{len(email)}")
        if email:
            person = gateway.desk.person_by_email(email)
            assert person is not None
            held = passes.signed(gateway.key, "session", (person.id, email), clock() + DAY)
            browser.cookies.set(session.COOKIE, held)
        return browser

    return known


READ = {
    "": {"all"}, "al@nowhere.test": {"all"}, "al@small.test": {"all"}, "al@mid.test": {"all", "some"},
    "al@big.test": {"all", "some", "secret"},
}  # fmt: skip


@pytest.mark.parametrize("email", READ)
async def test_each_reads_what_is_for_them_and_finds_no_other(known: Callable[[str], Browser], email: str) -> None:
    browser, mine = known(email), READ[email]
    for slug in ("all", "secret", "some", "inside", "later"):
        answer = await browser.get(f"/articles/{slug}")
        assert answer.status_code == (200 if slug in mine else 404), slug
        if slug not in mine:
            assert answer.text == (await browser.get("/articles/there-is-none")).text
    for path in ("/search?q=reset", "/search?q=reset&typing=1", "/", "/browse?section=Help", "/browse?section=Red"):
        page = (await browser.get(path)).text
        there = {slug for slug in ("all", "secret", "some", "inside", "later") if f"/articles/{slug}" in page}
        assert there <= mine, path
    assert ("Red" in (await browser.get("/")).text) is ("secret" in mine)
    assert (await browser.get("/browse?tag=money")).status_code == (200 if "some" in mine else 404)


async def test_who_left_their_segment_reads_no_more(known: Callable[[str], Browser], desk: Desk) -> None:
    browser = known("al@big.test")
    assert (await browser.get("/articles/secret")).status_code == 200
    desk.put_organization(name="Big", segment="free")
    assert (await browser.get("/articles/secret")).status_code == 404


async def test_only_who_may_read_it_says_whether_it_helped(known: Callable[[str], Browser], desk: Desk) -> None:
    browser = known("al@big.test")
    await browser.submit("/articles/secret", "/articles/secret/vote", helped="no")
    assert [one.failed for one in desk.portal.votes(5)] == [1]
    stranger = known("")
    answer = await stranger.submit("/articles/all", "/articles/secret/vote", helped="no")
    assert answer.status_code == 404 and [one.failed for one in desk.portal.votes(5)] == [1]
