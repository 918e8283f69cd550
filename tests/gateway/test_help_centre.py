"""The help centre, as a reader's browser sees it."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from browser import Browser

from supportterm.desk import Desk
from supportterm.gateway.markdown import message_html

Write = Callable[..., int]


async def test_an_article_is_found_by_its_words_and_read(browser: Browser, write: Write) -> None:
    write("reset-password", "Reset your password", "# Reset your password\n\nOpen **Settings**.", section="Account")
    found = await browser.get("/search", params={"q": "how passw"})
    assert "/articles/reset-password" in found.text and "<mark>passw" not in found.text
    page = await browser.get("/articles/reset-password")
    assert page.status_code == 200 and "<strong>Settings</strong>" in page.text
    assert page.text.count("<h1>") == 1 and "<h2>Reset" not in page.text  # the title is not said twice
    assert 'href="/browse?section=Account"' in page.text


async def test_search_as_one_types_is_the_same_list_without_its_page(browser: Browser, write: Write) -> None:
    write("invoices", "Find your invoices", "They lie under Billing.")
    typed = await browser.get("/search", params={"q": "invo", "typing": "1"})
    assert "/articles/invoices" in typed.text and "<html" not in typed.text


@pytest.mark.parametrize("given", [{"visibility": "internal"}, {"state": "draft"}])
async def test_what_is_not_for_everybody_is_not_there(browser: Browser, write: Write, given: dict[str, str]) -> None:
    write("secret-plan", "The secret plan", "Zanzibar", section="Hidden", tags=("plan",), **given)
    there = await browser.get("/articles/secret-plan")
    nowhere = await browser.get("/articles/never-was")
    assert (there.status_code, there.content) == (404, nowhere.content)
    assert "secret-plan" not in (await browser.get("/search", params={"q": "zanzibar"})).text
    assert "Hidden" not in (await browser.get("/")).text
    for where in ("section=Hidden", "tag=plan"):
        assert (await browser.get(f"/browse?{where}")).status_code == 404


async def test_articles_lead_to_each_other_and_to_their_headings(browser: Browser, write: Write) -> None:
    links = "[next](kb:second#Step-two) [also](second.md) [down](#the-end)"
    write("first", "First", f"{links}\n\n# The end\n\n<h2 id=q>x</h2>")
    page = (await browser.get("/articles/first")).text
    assert 'href="/articles/second#at-step-two"' in page and 'href="/articles/second"' in page
    assert 'href="#at-the-end"' in page and '<h2 id="at-the-end">The end</h2>' in page
    assert '<h2 id="q">' not in page  # no name of the page's own is taken


HOSTILE = """
<script>alert(1)</script><img src=x onerror=alert(2)> <a href="javascript:alert(3)">a</a>
[b](javascript:alert(4)) ![c](data:text/html;base64,AAAA) <iframe src=//evil.example></iframe>
<svg><style><img src=x onerror=alert(5)></style></svg> <form action=//evil.example><button>go</button></form>
<p style="position:fixed" class="top" id="main">d</p> <base href=//evil.example> [e](vbscript:x) <b>bold</b>
"""


class Inside(HTMLParser):
    """All tags of a page with their attributes, as a browser would find them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


async def test_nothing_hostile_in_an_article_reaches_the_reader(browser: Browser, write: Write) -> None:
    write("plain", "Title", "Text [link](https://acme.example)", section="x", tags=("y",))
    write("hostile", "<script>title</script>\u202e", HOSTILE, section="<i>x</i>", tags=('"><script>',))
    plain, page = await browser.get("/articles/plain"), await browser.get("/articles/hostile")
    there = Inside(page.text)
    assert set(there.tags) - set(Inside(plain.text).tags) <= {"img", "b"} and there.tags.count("script") == 1
    assert not [name for name, _ in there.attributes if name.startswith("on") or name == "style"]
    assert there.attributes.count(("id", "main")) == 1
    links = [value for name, value in there.attributes if name in ("href", "src", "action")]
    assert all(re.match("/(?!/)|https?://|data:,$|x$|#main", link) for link in links), links
    assert "evil.example" not in "".join(links) and "\u202e" not in page.text
    listed = (await browser.get("/")).text + (await browser.get("/search", params={"q": "bold <i>"})).text
    assert "i" not in Inside(listed).tags and Inside(listed).tags.count("script") == 2


def test_an_address_that_is_written_out_can_be_followed_and_nothing_else_that_looks_like_one() -> None:
    html = message_html("Look at https://a.example/b?x=1&y=2. Or [here](https://c.example), or `https://d.example`.")
    assert re.findall(r'href="([^"]+)"', html) == ["https://a.example/b?x=1&amp;y=2", "https://c.example"]
    plain = "readme.py www.a.example //a.example al@a.example ftp://a.example mailto:al@a.example javascript:alert(1)"
    assert "<a" not in message_html(plain)
    assert "href" not in message_html("https://exa\u202emple.org")
    broken = message_html("https://a.example/\"onclick=alert(1)//<script>")
    assert "onclick" not in re.sub(r'"[^"]*"|>[^<]*<', "", broken) and "<script" not in broken


async def test_a_reader_says_once_whether_it_helped(browser: Browser, write: Write, desk: Desk) -> None:
    write("refunds", "Refunds", "Ask us.")
    for answer in ("yes", "no"):
        said = await browser.submit("/articles/refunds", "/articles/refunds/vote", helped=answer)
        assert said.status_code == 200 and "hank you" in said.text
    found = desk.portal.votes(10)
    assert [(v.entry.slug, v.helped, v.failed) for v in found] == [("refunds", 0, 1)]


async def test_a_vote_from_another_site_does_not_count(browser: Browser, write: Write, desk: Desk) -> None:
    write("refunds", "Refunds", "Ask us.")
    await browser.get("/articles/refunds")
    for data in ({"helped": "no"}, {"helped": "no", "pass": "AAAA"}):
        assert (await browser.post("/articles/refunds/vote", data=data)).status_code == 400
    assert desk.portal.votes(10) == ()


async def test_what_is_searched_for_in_vain_is_kept(browser: Browser, write: Write, desk: Desk) -> None:
    write("refunds", "Refunds", "Ask us.")
    for words in ("Zeppelin!", "zeppelin", "refunds", "zep"):
        page = await browser.get("/search", params={"q": words, **({"typing": "1"} if words == "zep" else {})})
        assert ('class="button" href="/contact"' in page.text) is (words.lower().strip("!") == "zeppelin"), words
    assert [(m.words, m.times) for m in desk.portal.missed(10)] == [("zeppelin", 2)]


async def test_a_long_section_is_read_page_by_page(browser: Browser, write: Write) -> None:
    for number in range(130):
        write(f"a-{number}", f"Same title {number % 3}", "…", section="Änderungen & mehr")
    address, seen = "/browse?section=%C3%84nderungen+%26+mehr", []
    while address:
        page = (await browser.get(address)).text
        seen += [part.split('"')[0] for part in page.split('href="/articles/')[1:]]
        address = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&") if 'rel="next"' in page else ""
    assert len(seen) == len(set(seen)) == 130
