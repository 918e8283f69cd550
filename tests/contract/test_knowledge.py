"""What every knowledge base promises, each against a fake that speaks its API."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import msgspec
import pytest

from fakes.books import Books
from fakes.knowledge_kinds import KINDS, WRITERS, Kind
from fakes.vendor import Asked, Told, Vendor
from supportterm.backends import errors
from supportterm.core.remote import PutArticle, RemoteArticle
from whole_feed import all_articles, marker


@pytest.fixture(params=sorted(KINDS))
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture
def vendor(kind: Kind) -> Iterator[Vendor]:
    with kind.served() as vendor:
        yield vendor


@pytest.fixture
def books(vendor: Vendor) -> Books:
    found: Books = vendor.face.books
    return found


@pytest.fixture
def base(kind: Kind, vendor: Vendor) -> Iterator[Any]:
    with closing(kind.connect(vendor)) as backend:
        yield backend


def now(base: Any) -> dict[str, RemoteArticle]:
    return {article.title: article for article in all_articles(base)[0] if not article.gone}


def test_every_article_is_told_once_with_what_people_read(base: Any, books: Books) -> None:
    for n in range(10):
        books.write(
            f"Article {n}", f"<h2>Part</h2><p>It is <strong>{n}</strong> &amp; more.</p>", "FAQ" if n else "All"
        )
    articles, cursor = all_articles(base)
    assert sorted(a.title for a in articles) == [f"Article {n}" for n in range(10)]
    one = next(a for a in articles if a.title == "Article 3")
    assert one.body == "## Part\n\nIt is **3** & more." and one.section == "FAQ"
    assert (one.author, one.state, one.gone) == ("kim-lee", "published", False)
    assert one.updated_at == books.there[4].at
    assert all_articles(base, cursor)[0] == [] or {(a.key, a.version) for a in all_articles(base, cursor)[0]} <= {
        (a.key, a.version) for a in articles
    }


def test_what_was_changed_written_and_thrown_away_is_told_from_where_one_was(base: Any, books: Books) -> None:
    first, *rest = [books.write(f"Article {n}", "<p>old</p>") for n in range(8)]
    before, cursor = all_articles(base)
    versions = {a.key: a.version for a in before}
    for _ in range(120):
        books.clock()  # time goes by
    books.change(rest[2], page="<p>new</p>", title="Renamed")
    books.write("Fresh", "<p>fresh</p>")
    books.drop(first)
    after, cursor = all_articles(base, cursor)
    fresh = {a.title: a.body for a in after if not a.gone and versions.get(a.key) != a.version}
    assert fresh == {"Renamed": "new", "Fresh": "fresh"}
    assert [a.key for a in after if a.gone] == [a.key for a in before if a.title == "Article 0"]
    again = all_articles(base, cursor)[0]
    assert not [a for a in again if a.gone]


def test_where_others_may_read_them_now_all_are_told_again(kind: Kind, vendor: Vendor, books: Books) -> None:
    if not any(setting.name == "readers" for setting in kind.driver.settings):
        pytest.skip(f"{kind.driver.title} says itself who reads an article")
    gone, *_ = [books.write(f"Article {n}", "<p>old</p>") for n in range(6)]
    cursor, versions = "", set()
    for readers in ("internal", "public", "internal"):
        with closing(kind.connect(vendor, readers=readers)) as base:
            told, cursor = all_articles(base, cursor)
            assert {a.title for a in told} >= {f"Article {n}" for n in range(1, 6)}
            assert {a.visibility for a in told} == {readers}
            versions |= {(a.key, a.version) for a in told}
    assert len(versions) == 6
    before = msgspec.json.decode(cursor)
    del before["readers"]  # as an earlier version kept it
    with closing(kind.connect(vendor, readers="internal")) as base:
        assert len(all_articles(base, msgspec.json.encode(before).decode())[0]) >= 5
    books.drop(gone)
    with closing(kind.connect(vendor, readers="public")) as base:
        told, cursor = all_articles(base, cursor)
        assert len([a for a in told if a.gone]) == 1


def test_a_walk_that_breaks_off_goes_on_and_misses_nothing(kind: Kind, vendor: Vendor, books: Books) -> None:
    written = [books.write(f"Article {n}", "<p>old</p>") for n in range(9)]
    met: dict[str, str] = {}
    cursor, turn = "", 0
    while turn < 200:
        with closing(kind.connect(vendor)) as base:  # each time another process
            page = base.articles(cursor)
        met |= {article.title: article.body for article in page.items}
        cursor, turn = page.cursor, turn + 1
        if turn == 2:
            books.change(written[0], page="<p>meanwhile</p>")
        if not page.more and turn > 4:
            break
    with closing(kind.connect(vendor)) as base:
        met |= {article.title: article.body for article in all_articles(base, cursor)[0]}
    assert met == {f"Article {n}": "old" if n else "meanwhile" for n in range(9)}


def test_what_slips_to_another_page_while_they_are_read_is_not_taken_for_gone(
    base: Any, vendor: Vendor, books: Books
) -> None:
    written = [books.write(f"Article {n}", "<p>x</p>") for n in range(8)]
    keys = {a.title: a.key for a in all_articles(base)[0]}
    _, cursor = all_articles(base)
    listed: list[str] = []

    def slipping(asked: Asked, right: Told) -> Told:
        if asked.path.endswith(("/articles", "/pages")) and asked.query.get("status") != "trashed":
            listed.append(asked.path)
            if len(listed) == 1:  # what is on later pages moves up, over the edge of the one that was just read
                books.drop(written[0])
        return right

    vendor.fault = slipping
    again, cursor = all_articles(base, cursor)
    again += all_articles(base, cursor)[0]
    assert {a.key for a in again if a.gone} == {keys["Article 0"]}


def test_drafts_and_what_is_internal_are_told_as_such(base: Any, books: Books, kind: Kind) -> None:
    books.write("Public", "<p>x</p>", tags=("b", "a"))
    books.write("Draft", "<p>x</p>", draft=True)
    books.write("Internal", "<p>x</p>", internal=True)
    found = now(base)
    if "draft" in kind.shows:
        assert (found["Public"].state, found["Draft"].state) == ("published", "draft")
    if "internal" in kind.shows:
        assert (found["Public"].visibility, found["Internal"].visibility) == ("public", "internal")
    if "tags" in kind.shows:
        assert found["Public"].tags == ("a", "b")


def test_hostile_text_is_text(base: Any, books: Books) -> None:
    books.write(
        "\x1b]52;c;x\x07 [@click=app.quit]x[/]", "<p><a href='javascript:alert(1)'>x</a>\x1b[2J</p><script>y</script>"
    )
    (article,) = now(base).values()
    assert "javascript" not in article.body and "y" not in article.body


def test_nothing_is_changed_there_by_reading(base: Any, vendor: Vendor, kind: Kind, books: Books) -> None:
    books.write("One", "<p>x</p>")
    base.probe()
    all_articles(base)
    assert {a.path for a in vendor.asked if a.method != "GET"} <= set(kind.looks)


def test_a_wrong_secret_is_said(kind: Kind, vendor: Vendor) -> None:
    with closing(kind.connect(vendor, "wrong-secret")) as stranger, pytest.raises(errors.AuthFailed) as refused:
        stranger.probe()
    assert "wrong-secret" not in str(refused.value)


def test_who_asks_too_fast_hears_when_to_come_back(base: Any, vendor: Vendor, kind: Kind) -> None:
    base.probe()
    vendor.fault = lambda asked, told: Told(429, {"message": "too fast"}, kind.pause)
    with pytest.raises(errors.RateLimited) as limited:
        base.articles("")
    assert limited.value.retry_after == 7


@pytest.mark.parametrize("answer", [Told(200, raw=b"<html>Log in</html>"), Told(200, raw=b'{"half'), Told(503)])
def test_what_is_no_answer_tells_no_articles(base: Any, vendor: Vendor, books: Books, answer: Told) -> None:
    books.write("One", "<p>x</p>")
    base.probe()

    def spoilt(asked: Asked, right: Told) -> Told:
        return answer

    vendor.fault = spoilt
    with pytest.raises((errors.Unreadable, errors.Unavailable)):
        base.articles("")


def test_a_cursor_of_another_is_refused(base: Any) -> None:
    with pytest.raises(errors.Invalid):
        base.articles("[odd")


# --- written


def put(article: RemoteArticle | None, title: str, body: str) -> PutArticle:
    key, version = (article.key, article.version) if article is not None else ("", "")
    return PutArticle(marker(), key, title, body, version=version)


@pytest.mark.parametrize("kind", [KINDS[name] for name in WRITERS], ids=WRITERS)
class TestWriters:
    def test_a_change_arrives_and_what_was_not_touched_stays(self, base: Any, books: Books) -> None:
        page = '<h2 id="x">Part</h2><p style="color: red">red</p><p>old</p>'
        book = books.write("One", page)
        article = now(base)["One"]
        receipt = base.write(put(article, "One more", article.body.replace("old", "new *word*")))
        assert book.page == page.replace("<p>old</p>", "<p>new <em>word</em></p>") and book.title == "One more"
        assert receipt.key == article.key and receipt.version != article.version
        assert now(base)["One more"].version == receipt.version

    def test_a_stale_version_is_refused_and_nothing_is_changed(self, base: Any, books: Books) -> None:
        book = books.write("One", "<p>old</p>")
        article = now(base)["One"]
        books.change(book, page="<p>theirs</p>")
        with pytest.raises(errors.Conflict):
            base.write(put(article, "One", "mine"))
        assert book.page == "<p>theirs</p>"

    def test_one_that_comes_between_look_and_write_is_refused_there(
        self, base: Any, vendor: Vendor, books: Books
    ) -> None:
        book = books.write("One", "<p>old</p>")
        article = now(base)["One"]

        def meanwhile(asked: Asked, right: Told) -> Told:
            if asked.method == "GET" and book.page == "<p>old</p>":
                books.change(book, page="<p>theirs</p>")
            return right

        vendor.fault = meanwhile
        with pytest.raises(errors.Conflict):
            base.write(put(article, "One", "mine"))
        assert book.page == "<p>theirs</p>"

    def test_what_would_be_lost_is_refused_and_named(self, base: Any, books: Books) -> None:
        book = books.write("One", '<p style="color: red">red</p><p>x</p>')
        article = now(base)["One"]
        with pytest.raises(errors.Invalid, match="colours"):
            base.write(put(article, "One", article.body.replace("red", "green")))
        assert book.version == 1

    def test_a_lost_answer_is_unknown_and_what_was_done_is_found(
        self, base: Any, vendor: Vendor, books: Books, kind: Kind
    ) -> None:
        books.write("One", "<p>old</p>")
        step = put(now(base)["One"], "One", "- a\n* b\n\n```\ncode\n```")
        assert base.find(step) is None
        method, ending = kind.commits
        lost = lambda asked: asked.method == method and asked.path.endswith(ending)  # noqa: E731
        vendor.fault = lambda asked, told: Told(502) if lost(asked) else told
        with pytest.raises(errors.Uncertain):
            base.write(step)
        found = base.find(step)
        assert found is not None and found.version == now(base)["One"].version != step.version

    def test_one_that_is_gone_is_said(self, base: Any, books: Books) -> None:
        book = books.write("One", "<p>old</p>")
        article = now(base)["One"]
        books.drop(book)
        with pytest.raises(errors.NotThere):
            base.write(put(article, "One", "mine"))

    def test_html_in_a_text_is_text_there(self, base: Any, books: Books) -> None:
        book = books.write("One", "<p>old</p>")
        base.write(put(now(base)["One"], "One", "<script>alert(1)</script> & ]]>"))
        assert "<script>" not in book.page and "&lt;script&gt;" in book.page


def test_a_new_article_goes_into_the_space_that_is_named_and_is_found_again() -> None:
    kind = KINDS["confluence"]
    vendor = kind.vendor()
    vendor.face.books.write("Old", "<p>x</p>", "Space")
    step = put(None, "New", "# Head\n\ntext")
    with vendor.serving(), closing(kind.connect(vendor, spaces="S1")) as base:
        assert base.find(step) is None
        receipt = base.write(step)
        assert base.find(step) == receipt and now(base)["New"].body == "# Head\n\ntext"
        with pytest.raises(errors.Invalid, match="already exists"):
            base.write(put(None, "New", "other"))
    with vendor.serving(), closing(kind.connect(vendor)) as base, pytest.raises(errors.Invalid, match="spaces="):
        base.write(put(None, "Newer", "text"))
    with vendor.serving(), closing(kind.connect(vendor, spaces="NO")) as base:
        assert base.probe().remarks == ("there is no space NO that we see",)
        assert all_articles(base)[0] == []
    assert not vendor.wrong


@pytest.mark.parametrize("kind", [KINDS[name] for name in WRITERS], ids=WRITERS)
def test_what_only_some_may_read_is_not_written_where_everybody_reads(kind: Kind, vendor: Vendor, books: Books) -> None:
    book = books.write("One", "<p>old</p>")
    for readers, refused in (("public", True), ("internal", False)):
        with closing(kind.connect(vendor, readers=readers)) as base:
            step = msgspec.structs.replace(put(now(base)["One"], "One", "secret"), visibility="internal")
            if refused:
                with pytest.raises(errors.Invalid, match="for everybody"):
                    base.write(step)
                assert book.page == "<p>old</p>"
            else:
                base.write(step)
    assert book.page == "<p>secret</p>"
