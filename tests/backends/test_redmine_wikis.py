"""Pages of Redmine's wikis as articles, against a fake that speaks as a real one was seen to."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from fakes.doors import as_agent
from fakes.vendor import Asked, Told, Vendor
from fakes.vendor_kinds import KINDS
from supportterm.backends import errors
from supportterm.backends.redmine.backend import Redmine
from supportterm.backends.redmine.knowledge import AGE, Wikis
from supportterm.backends.redmine.names import Names
from supportterm.backends.redmine.rest import Rest
from supportterm.backends.redmine.words import read
from supportterm.core.remote import PutArticle, RemoteArticle
from whole_feed import marker

KIND = KINDS["redmine"]


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    vendor = KIND.vendor()
    with vendor.serving():
        yield vendor


@pytest.fixture
def desk(vendor: Vendor) -> Iterator[Redmine]:
    with closing(connect(vendor)) as backend:
        yield backend


def connect(vendor: Vendor, **settings: str) -> Redmine:
    backend = KIND.connect(vendor, **settings)
    assert isinstance(backend, Redmine)
    return backend


def told(wikis: Redmine | Wikis, cursor: str = "") -> tuple[list[RemoteArticle], str]:
    found: list[RemoteArticle] = []
    for _ in range(100):
        page = wikis.articles(cursor) if isinstance(wikis, Redmine) else wikis.changes(cursor)
        found += [item for item in page.items if isinstance(item, RemoteArticle)]
        cursor = page.cursor
        if not page.more:
            return found, cursor
    raise AssertionError("the feed has no end")


def test_many_pages_are_told_once_and_what_is_gone_says_so(vendor: Vendor) -> None:
    remote = vendor.face.remote
    keys = [as_agent(remote, "bob").publish(f"Page {n}", f"text {n}") for n in range(45)]
    words, clock = read({"url": vendor.url}), [1_790_000_000.0]
    rest = Rest(words.url, lambda: "0123456789abcdef", "")
    with closing(rest.http):
        wikis = Wikis(rest, Names(rest, words), lambda: clock[0])
        pages, cursor = told(wikis)
        assert sorted(page.body for page in pages) == sorted(f"text {n}" for n in range(45))
        as_agent(remote, "bob").improve(keys[7], "better")
        del remote.ledger.articles[keys[9]]
        vendor.asked.clear()
        assert told(wikis, cursor) == ([], cursor) and vendor.asked == []  # not so soon again
        clock[0] += AGE / 1000
        pages, cursor = told(wikis, cursor)
        changed = {(page.title, page.body, page.gone) for page in pages}
        assert changed == {("Page 7", "better", False), ("Page 9", "", True)}
        clock[0] += AGE / 1000
        assert told(wikis, cursor)[0] == []


def test_a_page_says_where_it_is_and_who_wrote_it(vendor: Vendor, desk: Redmine) -> None:
    as_agent(vendor.face.remote, "bob").publish("Reset a password", "h1. Reset")
    ((page,), _) = told(desk)
    said = (page.title, page.section, page.visibility, page.author)
    assert said == ("Reset a password", "support", "internal", "bob")


def test_what_was_written_over_meanwhile_is_kept(vendor: Vendor, desk: Redmine) -> None:
    key = as_agent(vendor.face.remote, "bob").publish("Belts", "left")
    ((page,), _) = told(desk)
    once = iter([True])

    def between(asked: Asked, answer: Told) -> Told:
        if asked.method == "GET" and asked.path.endswith("Belts.json") and next(once, False):
            as_agent(vendor.face.remote, "bob").improve(key, "theirs")
        return answer

    vendor.fault = between
    with pytest.raises(errors.Conflict):
        desk.write(PutArticle(marker(), page.key, "Belts", "ours", version=page.version))
    assert vendor.face.remote.ledger.articles[key].body == "theirs"


def test_a_new_page_is_made_once_and_over_none_that_is_there(vendor: Vendor, desk: Redmine) -> None:
    step = PutArticle(marker(), "", "oil: how much?", "one drop")
    assert desk.find(step) is None
    made = desk.write(step)
    found = desk.find(step)
    assert found is not None and (found.key, made.key) == ("1:Oil_how_much", "1:Oil_how_much")
    with pytest.raises(errors.Conflict):
        desk.write(PutArticle(marker(), "", "Oil how much", "two drops"))
    with pytest.raises(errors.Invalid, match="another title"):
        desk.write(PutArticle(marker(), made.key, "Oil", "one drop"))


@pytest.mark.parametrize("key", ["1:..", "1:", "x:Belts", "../issues/1"])
def test_a_key_that_is_none_leads_nowhere(vendor: Vendor, desk: Redmine, key: str) -> None:
    with pytest.raises(errors.NotThere):
        desk.write(PutArticle(marker(), key, "Belts", "x"))
    assert vendor.asked == []


def test_wikis_are_left_alone_where_that_is_said(vendor: Vendor) -> None:
    with closing(connect(vendor, wikis="no")) as desk:
        assert desk.capabilities.articles == "none"
        with pytest.raises(errors.CannotDo):
            desk.write(PutArticle(marker(), "", "Oil", "one drop"))


def test_what_only_some_may_read_goes_into_no_wiki_that_everybody_reads(vendor: Vendor, desk: Redmine) -> None:
    key = as_agent(vendor.face.remote, "bob").publish("Belts", "left")
    vendor.face.public = True
    ((page,), _) = told(desk)
    assert page.visibility == "public"
    for reader in ("internal", "enterprise"):
        step = PutArticle(marker(), page.key, "Belts", "secret", visibility=reader, version=page.version)
        for one in (step, PutArticle(marker(), "", "Oil", "secret", visibility=reader)):
            with pytest.raises(errors.Invalid, match="for everybody at Redmine"):
                desk.write(one)
    assert vendor.face.remote.ledger.articles[key].body == "left" and len(vendor.face.remote.ledger.articles) == 1


def test_a_project_that_others_may_read_now_is_news_of_all_its_pages(vendor: Vendor) -> None:
    as_agent(vendor.face.remote, "bob").publish("Belts", "left")
    words, clock = read({"url": vendor.url}), [1_790_000_000.0]
    rest = Rest(words.url, lambda: "0123456789abcdef", "")
    with closing(rest.http):
        names = Names(rest, words)
        wikis, cursor, versions = Wikis(rest, names, lambda: clock[0]), "", set()
        for vendor.face.public, seen in ((True, "public"), (False, "internal"), (True, "public")):
            clock[0] += AGE / 1000
            names.forget()
            (page,), cursor = told(wikis, cursor)
            assert page.visibility == seen
            versions.add(page.version)
            receipt = wikis.write(PutArticle(marker(), page.key, "Belts", page.body, version=page.version))
            assert receipt.version not in versions  # written over what was read, whoever reads it
            clock[0] += AGE / 1000
            (page,), cursor = told(wikis, cursor)
            assert page.version == receipt.version
