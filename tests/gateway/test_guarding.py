"""What holds for every answer of the customers' side, and what no request may do."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from browser import Browser
from hypothesis import given
from hypothesis import strategies as st

from clocks import Clock
from supportterm.core import passes
from supportterm.core.refusal import Refused
from supportterm.desk import Desk
from supportterm.gateway.rates import READ, Rate, Rates, network_of
from supportterm.gateway.site import Site, base_url

KEY = b"k" * 32


@pytest.mark.parametrize("path", ["/", "/search?q=x", "/articles/none", "/healthz", "/nowhere", "/static/site.css"])
async def test_every_answer_allows_nothing_inline_and_no_frame(browser: Browser, path: str) -> None:
    answer = await browser.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["strict-transport-security"]
    assert "<style" not in answer.text and " style=" not in answer.text and " onclick" not in answer.text


async def test_style_and_scripts_may_be_kept_for_ever_and_change_their_name(browser: Browser) -> None:
    page = (await browser.get("/")).text
    name = page.split('href="/static/site.')[1].split('"')[0]
    style = await browser.get(f"/static/site.{name}")
    assert style.status_code == 200 and "immutable" in style.headers["cache-control"]
    assert (await browser.get("/static/..%2fapp.py")).status_code == 404


async def test_who_asks_too_often_waits_and_others_do_not(
    browser: Browser, browsers: Callable[[str], Browser], clock: Clock
) -> None:
    answers = [(await browser.get("/")).status_code for _ in range(READ.burst + 1)]
    assert answers == [200] * READ.burst + [429]
    assert (await browsers("198.51.100.1").get("/")).status_code == 200
    clock.forward(10)
    assert (await browser.get("/")).status_code == 200


async def test_more_than_fits_is_not_taken_however_it_comes(browser: Browser) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(1_000):
            yield b"x" * 65_536

    assert (await browser.post("/articles/a/vote", content=b"x" * 300_000)).status_code == 413
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert (await browser.post("/articles/a/vote", content=endless(), headers=headers)).status_code == 413


def test_the_secret_is_made_once_and_lies_in_the_desk(tmp_path: Path) -> None:
    with Desk.create(tmp_path / "a.desk", "A") as one, Desk.open(tmp_path / "a.desk") as two:
        assert one.portal.key() == two.portal.key() and len(one.portal.key()) == 32
    assert (tmp_path / "a.desk").stat().st_mode & 0o077 == 0
    with Desk.create(tmp_path / "b.desk", "B") as other, Desk.open(tmp_path / "a.desk") as again:
        assert again.portal.key() != other.portal.key()


def test_a_pass_opens_what_it_was_made_for_until_it_expires() -> None:
    made = passes.signed(KEY, "requests", (7, "a@b.example"), 1_000)
    assert passes.opened(KEY, "requests", made, 999) == (7, "a@b.example")
    assert passes.opened(KEY, "requests", made, 1_000) is None
    assert passes.opened(KEY, "form", made, 0) is None
    assert passes.opened(b"other" * 8, "requests", made, 0) is None


@given(st.data())
def test_no_other_text_is_a_pass(data: st.DataObject) -> None:
    made = passes.signed(KEY, "requests", (7,), 1_000)
    place = data.draw(st.integers(0, len(made) - 2))  # the last letter holds bits that mean nothing
    letter = data.draw(st.characters(codec="utf-8").filter(lambda c: c != made[place]))
    assert passes.opened(KEY, "requests", made[:place] + letter + made[place + 1 :], 0) is None
    assert passes.opened(KEY, "requests", data.draw(st.text()), 0) is None


def test_one_person_has_one_bucket_however_many_addresses_of_theirs() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1") != network_of("2001:db8:0:1::1")
    assert network_of("::ffff:192.0.2.1") == "192.0.2.1"
    rates = Rates(iter(range(1_000)).__next__)
    assert [bool(rates.take(Rate(2, 10), "a")) for _ in range(3)] == [False, False, True]


@pytest.mark.parametrize(
    "text", ["help.example.org", "javascript:alert(1)", "https://a b", "https://u:p@h.example", ""]
)
def test_an_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        base_url(text)


def test_links_are_made_below_the_folder_that_a_proxy_serves() -> None:
    site = Site(base_url("https://acme.example/help/"))
    assert site.path("articles", "a/b ?") == "/help/articles/a%2Fb%20%3F"
    assert site.url("search", q="x&y") == "https://acme.example/help/search?q=x%26y"
