"""Articles of a real Request Tracker."""

from contextlib import closing

import pytest
from rt import connect
from rt import desk as desk

from servers.request_tracker import Tracker
from supportterm.backends import errors
from supportterm.backends.request_tracker.backend import RequestTracker
from supportterm.core.remote import PutArticle
from whole_feed import marker, newest_articles

pytest_plugins = ["servers.rt_fixtures"]


def test_articles_are_told_with_their_texts(desk: RequestTracker) -> None:
    found = {article.title: article for article in newest_articles(desk)[0].values()}
    article = found["Known issue: näppäimistö"]
    assert article.body.startswith("# Known issue: näppäimistö\n\n1. Ask — then do.")
    assert article.section == "KB" and article.updated_at > 0 and article.version
    assert len(found) >= 4


def test_what_was_changed_is_told_and_nothing_else(desk: RequestTracker, request_tracker: Tracker) -> None:
    _, cursor = newest_articles(desk)
    assert newest_articles(desk, cursor)[0] == {}
    request_tracker.call("PUT", "/article/2", {"CustomFields": {"Body": "changed by alice"}})
    found, cursor = newest_articles(desk, cursor)
    assert {key: article.body for key, article in found.items()} == {"2": "changed by alice"}
    request_tracker.call("PUT", "/article/2", {"CustomFields": {"Body": "changed again, within the same second"}})
    found, _ = newest_articles(desk, cursor)
    assert [article.body for article in found.values()] == ["changed again, within the same second"]


def test_an_article_is_written_and_found_again(desk: RequestTracker) -> None:
    step = PutArticle(marker(), key="", title="It's new 印", body="# Head\n\nText 'quoted'", section="KB")
    assert desk.find(step) is None
    receipt = desk.write(step)
    article = newest_articles(desk)[0][receipt.key]
    assert (article.title, article.body, article.section) == (step.title, step.body, "KB")
    assert article.version == receipt.version
    found = desk.find(step)
    assert found is not None and found.key == receipt.key


def test_an_article_is_changed_only_as_it_was_read(desk: RequestTracker, request_tracker: Tracker) -> None:
    key = desk.write(PutArticle(marker(), key="", title="Guarded", body="first", section="KB")).key
    version = newest_articles(desk)[0][key].version
    receipt = desk.write(PutArticle(marker(), key=key, title="Guarded", body="second", version=version))
    assert newest_articles(desk)[0][key].body == "second" and receipt.version != version
    request_tracker.call("PUT", f"/article/{key}", {"CustomFields": {"Body": "by alice"}})
    with pytest.raises(errors.Conflict):
        desk.write(PutArticle(marker(), key=key, title="Guarded", body="third", version=receipt.version))
    assert newest_articles(desk)[0][key].body == "by alice"


def test_only_the_class_that_was_asked_for(request_tracker: Tracker) -> None:
    with closing(connect(request_tracker, articles="General")) as backend:
        assert newest_articles(backend)[0] == {}
        key = backend.write(PutArticle(marker(), key="", title="In General", body="text")).key
        assert set(newest_articles(backend)[0]) == {key}


def test_where_others_may_read_them_now_all_are_told_again(request_tracker: Tracker) -> None:
    with closing(connect(request_tracker)) as backend:
        before, cursor = newest_articles(backend)
    with closing(connect(request_tracker, readers="public")) as backend:
        after, cursor = newest_articles(backend, cursor)
        assert {(a.key, a.version) for a in after.values()} == {(a.key, a.version) for a in before.values()}
        assert {article.visibility for article in after.values()} == {"public"}
        assert newest_articles(backend, cursor)[0] == {}


def test_who_reads_its_articles_is_said_by_who_connects_it(request_tracker: Tracker) -> None:
    step = PutArticle(marker(), "", f"Secret {marker()[:8]}", "ours alone", section="KB", visibility="internal")
    with closing(connect(request_tracker)) as backend:
        assert backend.capabilities.inner_articles
        assert {article.visibility for article in newest_articles(backend)[0].values()} == {"internal"}
        backend.write(step)
    with closing(connect(request_tracker, readers="public")) as backend:
        assert not backend.capabilities.inner_articles
        assert {article.visibility for article in newest_articles(backend)[0].values()} == {"public"}
        with pytest.raises(errors.Invalid, match="for everybody"):
            backend.write(step)
