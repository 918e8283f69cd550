"""Zendesk's Help Center beyond the contract of knowledge bases: languages, readers, what is gone, what is not there.

Every request and answer is held to what the vendor's pages say.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from fakes.there import There
from fakes.vendor import Asked, Told
from fakes.zendesk_face import ZendeskFace
from fakes.zendesk_help_center import FIRST, SIGNED_IN, STAFF, VIPS, HelpCenterFace, Other
from supportterm.backends import errors
from supportterm.backends.abilities import abilities
from supportterm.backends.zendesk.backend import Zendesk
from supportterm.core.refusal import Refused
from supportterm.core.remote import PutArticle, RemoteArticle
from supportterm.desk import Desk
from supportterm.sync.engine import Engine
from whole_feed import marker, newest_articles

Here = There[ZendeskFace, Zendesk]
HELP_CENTER = "help_center/"


@pytest.fixture
def there() -> Iterator[Here]:
    with There("zendesk", ZendeskFace, Zendesk).serving() as there:
        yield there


@pytest.fixture
def center(there: Here) -> HelpCenterFace:
    return there.face.help_center


@pytest.fixture
def desk(there: Here) -> Iterator[Zendesk]:
    with closing(there.connect(sweep="0")) as backend:
        yield backend


def test_an_article_is_there_in_each_of_its_languages(desk: Zendesk, center: HelpCenterFace) -> None:
    book = center.books.write("Reset a password", "<p>Press <b>Reset</b></p>", "Accounts", tags=("login",))
    center.others[book.key] = {"de": Other("Passwort zurücksetzen", "<p>Auf <b>Zurücksetzen</b></p>", draft=True)}
    articles, cursor = newest_articles(desk)
    english, german = articles[str(FIRST + book.key)], articles[f"{FIRST + book.key}/de"]
    assert (english.title, english.body, english.tags) == ("Reset a password", "Press **Reset**", ("login",))
    assert (german.title, german.body) == ("Passwort zurücksetzen", "Auf **Zurücksetzen**")
    assert (german.tags, german.section, german.state) == (("de", "login"), "Accounts", "draft")
    center.books.change(book)
    center.others[book.key] = {"fr": Other("Réinitialiser", "<p>Cliquez</p>")}
    articles, cursor = newest_articles(desk, cursor)
    assert articles[f"{FIRST + book.key}/de"].gone and not articles[f"{FIRST + book.key}/fr"].gone
    center.books.drop(book)
    assert all(article.gone for article in newest_articles(desk, cursor)[0].values())
    assert newest_articles(desk, cursor)[0].keys() == {str(FIRST + book.key), f"{FIRST + book.key}/fr"}


def test_a_language_that_changed_without_its_article_is_found_by_the_walk(
    desk: Zendesk, center: HelpCenterFace
) -> None:
    book = center.books.write("Reset", "<p>x</p>")
    center.others[book.key] = {"de": Other("Zurücksetzen", "<p>alt</p>")}
    _, cursor = newest_articles(desk)
    center.others[book.key] = {"de": Other("Zurücksetzen", "<p>neu</p>")}
    assert newest_articles(desk, cursor)[0][f"{FIRST + book.key}/de"].body == "neu"


def test_where_languages_do_not_come_along_they_are_asked_for_few_at_a_time(
    there: Here, desk: Zendesk, center: HelpCenterFace
) -> None:
    center.sideloads = False
    books = [center.books.write(f"Article {n}", "<p>x</p>") for n in range(12)]
    center.others[books[3].key] = {"de": Other("Artikel 3", "<p>y</p>")}
    articles, cursor = newest_articles(desk)
    assert len(articles) == 13 and articles[f"{FIRST + books[3].key}/de"].title == "Artikel 3"
    there.vendor.asked.clear()
    assert newest_articles(desk, cursor)[0] == {} and not there.asked("GET", "/translations")


def test_a_page_that_is_told_in_parts_goes_on_in_another_process_and_leaves_nothing_out(
    there: Here, center: HelpCenterFace
) -> None:
    center.sideloads = False
    books = [center.books.write(f"Article {n}", "<p>x</p>") for n in range(4)]
    met, cursor = set(), ""
    few = (("ratelimit-limit", "25"), ("ratelimit-remaining", "20"))
    there.vendor.fault = lambda asked, answer: answer._replace(headers=(*answer.headers, *few))
    for turn in range(6):
        with closing(there.connect()) as desk:
            desk.probe()
            page = desk.articles(cursor)
        met |= {article.title for article in page.items if isinstance(article, RemoteArticle)}
        cursor = page.cursor
        if turn == 1:
            center.books.change(books[0])  # which moves to the end of the page
    assert met == {f"Article {n}" for n in range(4)}


def test_for_whom_an_article_is(desk: Zendesk, center: HelpCenterFace) -> None:
    for title, segment in (("All", 0), ("Staff", STAFF), ("Signed in", SIGNED_IN), ("VIPs", VIPS)):
        book = center.books.write(title, "<p>x</p>")
        center.segments |= {book.key: segment} if segment else {}
    readers = {article.title: article.visibility for article in newest_articles(desk)[0].values()}
    assert readers == {
        "All": "public", "Staff": "internal", "Signed in": "enterprise,free,paid", "VIPs": "internal",
    }  # fmt: skip


def test_where_segments_are_not_told_nothing_restricted_is_for_customers(
    there: Here, desk: Zendesk, center: HelpCenterFace
) -> None:
    center.segments[center.books.write("Signed in", "<p>x</p>").key] = SIGNED_IN
    there.vendor.fault = lambda asked, answer: (
        Told(403, {"error": "Forbidden"}) if asked.path.endswith("user_segments") else answer
    )
    (article,) = newest_articles(desk)[0].values()
    assert article.visibility == "internal"


def test_more_of_one_second_than_a_page_holds_come_all(desk: Zendesk, center: HelpCenterFace) -> None:
    books = [center.books.write(f"Article {n}", "<p>x</p>") for n in range(11)]
    for book in books:
        book.at = books[0].at
    assert len(newest_articles(desk)[0]) == 11


def test_what_only_the_list_does_not_show_is_not_gone(there: Here, desk: Zendesk, center: HelpCenterFace) -> None:
    for n in range(5):
        center.books.write(f"Article {n}", "<p>x</p>")
    _, cursor = newest_articles(desk)

    def hiding(asked: Asked, answer: Told) -> Told:
        if not asked.path.endswith("help_center/articles"):
            return answer
        return Told(200, answer.body | {"articles": answer.body["articles"][1:]})

    there.vendor.fault = hiding
    articles, _ = newest_articles(desk, cursor)
    assert not [article for article in articles.values() if article.gone]


def test_without_a_help_center_that_is_said_and_nothing_is_asked_of_it(there: Here, center: HelpCenterFace) -> None:
    center.open = False
    with closing(there.connect()) as desk:
        assert "no Help Center" in " ".join(desk.probe().remarks)
        assert desk.capabilities.articles == "none"
    with closing(there.connect(articles="no")) as desk:
        there.vendor.asked.clear()
        assert desk.probe().remarks == () and desk.capabilities.articles == "none"
        assert not [asked for asked in there.vendor.asked if HELP_CENTER in asked.path]


def test_what_it_lets_through_is_counted_by_itself(there: Here, desk: Zendesk, center: HelpCenterFace) -> None:
    for n in range(10):
        center.books.write(f"Article {n}", "<p>x</p>")
    few = (("ratelimit-limit", "400"), ("ratelimit-remaining", "30"), ("ratelimit-reset", "33"))
    there.vendor.fault = lambda asked, answer: (
        answer._replace(headers=(*answer.headers, *few)) if HELP_CENTER in asked.path else answer
    )
    assert desk.articles("").pause == pytest.approx(33.0, abs=1.0)
    there.open("Not waiting")
    assert desk.changes("").pause < 5.0


def test_articles_are_only_read_and_who_edits_one_hears_it(there: Here, center: HelpCenterFace, tmp_path: Path) -> None:
    center.books.write("Reset a password", '<p>Press <a href="/hc/en-us/articles/5">the zebra</a> button.</p>')
    now = [1_790_000_100_000]
    with (
        closing(there.connect()) as backend,
        Desk.create(tmp_path / "d.desk", "d", me="kim", clock=lambda: now[0]) as desk,
    ):
        assert backend.capabilities.articles == "read"
        with pytest.raises(errors.CannotDo):
            backend.write(PutArticle(marker(), "", "Mine", "text"))
        spec = {"title": "Zendesk", "backend": "zendesk", "can": abilities(backend.capabilities)}
        desk.define("connection", "zd", spec)
        engine = Engine(desk.replica("zd"), backend, clock=lambda: now[0], random=Random(1), fence="one")
        while now[0] < 1_790_000_200_000:
            now[0] += max(engine.step(), 1_000)
        (article,) = desk.articles("zebra")
        assert article.body == f"Press [the zebra]({there.vendor.url}/hc/en-us/articles/5) button."
        with pytest.raises(Refused, match="articles of Zendesk can't be changed from here"):
            desk.put_article(id=article.id, body="mine")
        assert desk.article(article.id).body == article.body and desk.outbox() == ()
