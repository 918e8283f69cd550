"""Document360: versions of their own, drafts of others, what breaks off half way, and how much it lets through."""

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from typing import Any

import pytest

from fakes.books import Book
from fakes.document360_face import EMAIL, Document360Face, key_of, limits
from fakes.knowledge_kinds import KINDS
from fakes.minutes import Minutes
from fakes.plugged import Clock, plugged
from fakes.server import TOKEN
from fakes.vendor import Asked, Told, Vendor
from supportterm.backends import errors
from supportterm.backends.document360.backend import Document360
from supportterm.backends.protocol import Extent
from supportterm.backends.words import extent
from supportterm.core.remote import PutArticle, RemoteArticle
from whole_feed import all_articles, marker

KIND = KINDS["document360"]
TOO_FAST = Told(429, None, (("X-RateLimit-Reset", "7"),))


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with KIND.served() as vendor:
        yield vendor


@pytest.fixture
def face(vendor: Vendor) -> Document360Face:
    assert isinstance(vendor.face, Document360Face)
    return vendor.face


@pytest.fixture
def base(vendor: Vendor) -> Iterator[Document360]:
    with closing(KIND.connect(vendor)) as backend:
        yield backend


def articles(base: Document360) -> dict[str, RemoteArticle]:
    return {article.title: article for article in all_articles(base)[0]}


def put(article: RemoteArticle, body: str, **more: Any) -> PutArticle:
    return PutArticle(marker(), article.key, article.title, body, version=article.version, **more)


def new(title: str, body: str, **more: Any) -> PutArticle:
    return PutArticle(marker(), "", title, body, **more)


def written(vendor: Vendor) -> list[str]:
    return [f"{a.method} {a.path.rpartition('/')[2]}" for a in vendor.asked if a.method != "GET"]


# --- versions


def test_what_is_published_is_forked_written_and_published(base: Document360, vendor: Vendor, face: Any) -> None:
    book = face.books.write("One", "<p>old</p>")
    base.write(put(articles(base)["One"], "new"))
    assert written(vendor) == ["PUT fork", "PUT en", "POST publish"]
    assert (book.page, book.version, face.forks) == ("<p>new</p>", 2, {1: {}})
    (published,) = (a.body for a in vendor.asked if a.path.endswith("/publish"))
    assert published["publish_message"] == "Edited with supportterm"


def test_another_that_is_being_written_there_is_left_alone(base: Document360, vendor: Vendor, face: Any) -> None:
    book = face.books.write("One", "<p>old</p>")
    article = articles(base)["One"]
    theirs = face.fork(book, "Kim Lee", 1)
    with pytest.raises(errors.Invalid, match="somebody has begun another version"):
        base.write(put(article, "mine"))  # though nothing in it is otherwise yet
    theirs.page = "<p>theirs</p>"
    with pytest.raises(errors.Invalid, match="somebody has begun another version"):
        base.write(put(article, "mine"))
    theirs.by = "Ro Bot"  # our own account, from elsewhere
    with pytest.raises(errors.Invalid, match="somebody has begun another version"):
        base.write(put(article, "mine"))
    assert written(vendor) == [] and (book.page, theirs.page) == ("<p>old</p>", "<p>theirs</p>")


@pytest.mark.parametrize("theirs", ["published", "begun"])
def test_one_that_comes_after_ours_was_begun_keeps_ours_from_readers(
    base: Document360, vendor: Vendor, face: Any, theirs: str
) -> None:
    book = face.books.write("One", "<p>old</p>")
    article = articles(base)["One"]

    def meanwhile(asked: Asked, told: Told) -> Told:
        if asked.method == "PUT" and not asked.path.endswith("/fork"):
            if theirs == "published":
                face.books.change(book, page="<p>theirs</p>")
            else:
                face.fork(book, "Kim Lee", 1)
        return told

    vendor.fault = meanwhile
    with pytest.raises(errors.Conflict):
        base.write(put(article, "mine"))
    assert book.page == ("<p>theirs</p>" if theirs == "published" else "<p>old</p>")
    assert [fork.by for fork in face.forks[book.key].values()] == ([] if theirs == "published" else ["Kim Lee"])


def test_a_draft_is_written_in_its_place_and_published_when_that_is_wanted(base: Document360, face: Any) -> None:
    book = face.books.write("One", "<p>old</p>", draft=True)
    article = articles(base)["One"]
    receipt = base.write(put(article, "newer", state="draft"))
    assert (book.page, book.draft) == ("<p>newer</p>", True) and receipt.version != article.version
    with pytest.raises(errors.Conflict):
        base.write(put(article, "mine", state="draft"))
    base.write(put(articles(base)["One"], "newest"))
    assert (book.page, book.draft, face.forks) == ("<p>newest</p>", False, {})
    with pytest.raises(errors.CannotDo):
        base.write(put(articles(base)["One"], "newest", state="draft"))


def test_markdown_there_is_the_same_text_here(base: Document360, face: Any) -> None:
    face.kind = 0
    book = face.books.write("One", "::: info\n*a*  {{snippet.x}}\n:::\n\n<b>b</b>")
    article = articles(base)["One"]
    assert article.body == book.page
    base.write(put(article, article.body.replace("*a*", "__a__")))
    assert book.page == "::: info\n__a__  {{snippet.x}}\n:::\n\n<b>b</b>"


@pytest.mark.parametrize(
    ("fault", "done"), [(Told(502), True), (Told(503), False), (TOO_FAST, False), (Told(400), False)]
)
@pytest.mark.parametrize("nth", range(1, 8))
def test_what_breaks_off_anywhere_is_gone_on_with(
    base: Document360, vendor: Vendor, face: Any, fault: Told, done: bool, nth: int
) -> None:
    book = face.books.write("One", "<p>old</p>")
    step = put(articles(base)["One"], "new")
    base.probe()
    answer, asked = vendor._judged, count(1)
    vendor.limits = lambda one, right: (  # type: ignore[assignment]
        (done and answer(one) and fault) or fault if next(asked) == nth else answer(one)
    )
    for _ in range(4):
        try:
            base.write(step)
        except errors.RemoteError as error:
            uncertain = isinstance(error, errors.Uncertain)
            assert uncertain or book.page == "<p>old</p>", "it was said that nothing was done"
            if uncertain and base.find(step) is not None:
                break
        else:
            break
    else:
        raise AssertionError("it is never done")
    assert (book.page, book.version) == ("<p>new</p>", 2)
    assert not face.forks.get(book.key)


# --- new ones


def test_a_new_article_is_begun_where_its_section_is_or_where_was_said(vendor: Vendor, face: Any) -> None:
    face.books.write("Old", "<p>x</p>", "FAQ")
    face.books.write("Older", "<p>x</p>", "Guides")
    with closing(KIND.connect(vendor, category="guides")) as base:
        receipt = base.write(new("New", "# Head\n\ntext", section="FAQ"))
        assert base.find(new("New", "# Head\n\ntext")) == receipt
        base.write(new("Newer", "text", section="Elsewhere", state="draft"))
        found = articles(base)
        assert [(a.section, a.state, a.body) for a in (found["New"], found["Newer"])] == [
            ("FAQ", "published", "# Head\n\ntext"), ("Guides", "draft", "text")
        ]  # fmt: skip
    with closing(KIND.connect(vendor)) as base, pytest.raises(errors.Invalid, match="category=NAME"):
        base.write(new("Newest", "text", section="Elsewhere"))


@pytest.mark.parametrize("lost", [1, 2])
def test_a_new_article_whose_answer_was_lost_is_there_once(
    base: Document360, vendor: Vendor, face: Any, lost: int
) -> None:
    face.books.write("Old", "<p>x</p>", "FAQ")
    step, posts = new("New", "text", section="FAQ"), count(1)
    vendor.fault = lambda asked, told: Told(502) if asked.method == "POST" and next(posts) == lost else told
    with pytest.raises(errors.Uncertain):
        base.write(step)
    if base.find(step) is None:
        base.write(step)
    assert [(b.title, b.draft) for b in face.books.current] == [("Old", False), ("New", False)]


# --- connecting


def test_without_an_account_it_is_read_as_readers_see_it(vendor: Vendor, face: Any) -> None:
    face.books.write("One", "<p>x</p>")
    with closing(KIND.connect(vendor, email="")) as base:
        assert base.capabilities.articles == "read"
        article = articles(base)["One"]
        with pytest.raises(errors.CannotDo):
            base.write(put(article, "new"))
    assert {a.query["isForDisplay"] for a in vendor.asked if "isForDisplay" in a.query} == {"true"}
    with closing(KIND.connect(vendor)) as base:
        articles(base)
    assert vendor.asked[-1].path.endswith("/articles") and vendor.asked[-4].query["isForDisplay"] == "false"


def test_who_and_where_are_looked_up(vendor: Vendor) -> None:
    with closing(KIND.connect(vendor)) as base:
        assert (base.probe().account, base.probe().remarks) == ("Manual", ())
    with closing(KIND.connect(vendor, workspace="old", email="no@desk.test")) as base:
        who = base.probe()
        assert who.account == "Old" and who.epoch.endswith(" w0")
        assert who.remarks == ("there is no team account no@desk.test: nothing can be written there",)
        assert base.capabilities.articles == "read"
    for wanted in ("Interfaces", "None"):  # the reference of an API has no articles
        with closing(KIND.connect(vendor, workspace=wanted)) as base, pytest.raises(errors.Invalid, match=wanted):
            base.probe()


def test_a_refusal_may_have_a_status_that_says_yes(base: Document360, vendor: Vendor, face: Any) -> None:
    face.books.write("One", "<p>old</p>")
    article = articles(base)["One"]
    said = {"success": False, "errors": [{"description": "the licence is over"}], "data": None}
    vendor.fault = lambda asked, told: Told(200, said) if asked.path.endswith("/publish") else told
    with pytest.raises(errors.Invalid, match="the licence is over"):
        base.write(put(article, "new"))


def test_a_key_is_no_path(base: Document360, vendor: Vendor) -> None:
    for key in ("../Teams", "a/b", "", "x" * 65, "é"):
        with pytest.raises(errors.NotThere):
            base.write(PutArticle("m", key, "x", "y")) if key else base._rest.article(key)
    assert not [a for a in vendor.asked if "Articles" in a.path]


# --- how much there is


def test_many_are_read_within_what_it_lets_through_and_as_foreseen() -> None:
    clock, vendor = Clock(), KIND.vendor()
    face = vendor.face
    face.listed = 100
    for n in range(250):
        face.books.write(f"Article {n}", f"<p>{n}</p>")
    vendor.limits = limits(clock.milliseconds)
    settings = {"url": "http://127.0.0.1:9", "email": EMAIL}
    with plugged(vendor, clock), closing(Document360(settings, lambda: TOKEN, clock)) as base:
        foreseen = base.extent()
        clock.now += 60
        began, told, cursor, more = clock.now, 0, "", True
        while more:
            page = base.articles(cursor)
            told, cursor, more = told + len(page.items), page.cursor, page.more
            clock.now += page.pause
    limit = vendor.limits
    assert isinstance(limit, Minutes) and limit.refused == 0
    assert told == foreseen.tickets == 250
    assert clock.now - began == pytest.approx(foreseen.seconds, rel=0.25)
    assert len([a for a in vendor.asked if a.path.endswith("/articles")]) == 2 * 4, "a page of them is asked for once"
    assert extent(Extent(250, foreseen.seconds, "article"), "Document360").startswith("250 articles to read, which")


def test_what_came_before_a_pause_is_not_asked_for_again(base: Document360, vendor: Vendor, face: Any) -> None:
    for n in range(3):
        face.books.write(f"Article {n}", "<p>x</p>")
    base.probe()
    asked = count(1)
    vendor.fault = lambda one, told: (
        TOO_FAST if one.path.endswith("/en") and next(asked) == 2 else told
    )
    first = base.articles("")
    assert [a.title for a in first.items] == ["Article 0"] and (first.more, first.pause) == (True, 7)
    assert [a.title for a in base.articles(first.cursor).items] == ["Article 1", "Article 2"]


def test_a_server_that_knows_no_pages_is_read_to_its_end(base: Document360, vendor: Vendor, face: Any) -> None:
    books: list[Book] = [face.books.write(f"Article {n}", "<p>x</p>") for n in range(5)]
    face.listed = 100
    vendor.fault = lambda asked, told: (
        Told(200, {"data": [face._row(b) for b in books]}) if asked.path.endswith("/articles") else told
    )
    assert [a.key for a in articles(base).values()] == [key_of(b) for b in books]
    assert len([a for a in vendor.asked if a.path.endswith("/articles")]) == 2


def test_one_that_is_hidden_is_internal_and_that_it_was_hidden_is_news(vendor: Vendor, face: Any) -> None:
    hidden, shown = (face.books.write(title, "<p>old</p>") for title in ("Hidden", "Shown"))
    with closing(KIND.connect(vendor)) as base:
        before, cursor = all_articles(base)
        face.books.change(hidden, internal=True)
        (after,) = all_articles(base, cursor)[0]
        was = next(article for article in before if article.title == "Hidden")
        assert (was.visibility, after.visibility) == ("public", "internal") and was.version != after.version
        base.write(put(after, "ours alone", visibility="internal"))
        one = next(article for article in before if article.title == "Shown")
        with pytest.raises(errors.Invalid, match="for everybody"):
            base.write(put(one, "ours alone", visibility="internal"))
    assert (hidden.page, shown.page) == ("<p>ours alone</p>", "<p>old</p>")


# --- tags


def test_tags_go_along_and_what_else_was_set_stays(base: Document360, vendor: Vendor, face: Any) -> None:
    book = face.books.write("One", "<p>old</p>", tags=("old", "both"))
    article = articles(base)["One"]
    assert article.tags == ("both", "old")
    receipt = base.write(put(article, "new", tags=("both", "new")))
    assert written(vendor) == ["PUT fork", "PUT en", "POST publish", "PUT settings"]
    assert (book.page, set(book.tags)) == ("<p>new</p>", {"both", "new"})
    assert face.others[1]["related_articles"] == [{"id": "other", "title": "Other"}]
    assert (face.others[1]["slug"], face.others[1]["allow_comments"]) == ("one", False)
    assert articles(base)["One"].version == receipt.version != article.version
    vendor.asked.clear()
    same = PutArticle(marker(), article.key, "One", "new", tags=("both", "new"), version=receipt.version)
    assert base.write(same) == receipt and written(vendor) == []
    base.write(PutArticle(marker(), article.key, "One", "new", tags=(), version=receipt.version))
    assert written(vendor) == ["PUT settings"] and book.tags == ()


def test_tags_that_others_set_meanwhile_stay(base: Document360, face: Any) -> None:
    book = face.books.write("One", "<p>old</p>", tags=("a",))
    article = articles(base)["One"]
    book.tags = ("theirs",)
    base.write(put(article, "new", tags=("a",)))  # nobody touched them here
    assert (book.page, book.tags) == ("<p>new</p>", ("theirs",))
    article = articles(base)["One"]
    book.tags = ("once more",)
    with pytest.raises(errors.Invalid, match="changed there too, to once more"):
        base.write(put(article, "newer", tags=("ours",)))
    assert (book.page, book.tags) == ("<p>new</p>", ("once more",))


def test_tags_that_never_came_here_are_left_alone(base: Document360, face: Any) -> None:
    """An article that was read by a version of ours that knew of no tags."""
    book = face.books.write("One", "<p>old</p>", tags=("a",))
    article = articles(base)["One"]
    step = PutArticle(marker(), article.key, "One", "new", version=article.version.partition(" ")[0])
    receipt = base.write(step)
    assert (book.page, book.tags) == ("<p>new</p>", ("a",)) and " " not in receipt.version
    assert base.find(step) == receipt


def test_a_lost_answer_to_tags_is_found_by_them(base: Document360, vendor: Vendor, face: Any) -> None:
    book = face.books.write("One", "<p>old</p>")
    step = put(articles(base)["One"], "new", tags=("a",))
    reaches = iter([False, True])

    def lost(asked: Asked, answer: Callable[[], Told]) -> Told:
        if asked.method != "PUT" or not asked.path.endswith("/settings"):
            return answer()
        if next(reaches):
            answer()
        return Told(502)

    vendor.limits = lost
    for found in (False, True):
        with pytest.raises(errors.Uncertain):
            base.write(step)
        assert book.page == "<p>new</p>" and (base.find(step) is not None) is found
    assert book.tags == ("a",)


def test_a_new_article_has_its_tags(base: Document360, face: Any) -> None:
    face.books.write("Old", "<p>x</p>", "Guides")
    step = new("New", "text", section="Guides", tags=("b", "a"))
    receipt = base.write(step)
    assert face.books.there[2].tags == ("a", "b") and base.find(step) == receipt
    assert articles(base)["New"].version == receipt.version
