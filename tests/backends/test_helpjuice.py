"""Helpjuice: what its answers may look like, and that nothing is written there."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from fakes.knowledge_kinds import KINDS
from fakes.vendor import Told, Vendor
from supportterm.backends import errors
from supportterm.core.remote import PutArticle

KIND = KINDS["helpjuice"]


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with KIND.served() as vendor:
        yield vendor


@pytest.mark.parametrize("in_lists", [True, False])
def test_a_text_may_come_by_itself_or_in_a_list(vendor: Vendor, in_lists: bool) -> None:
    vendor.face.in_lists = in_lists
    vendor.face.books.write("One", '<p>see <a href="/two">two</a></p>')
    with closing(KIND.connect(vendor)) as base:
        (article,) = base.articles("").items
    assert article.body == f"see [two]({vendor.url}/two)"


@pytest.mark.parametrize(
    ("readers", "private", "seen"),
    [("public", 2, "internal"), ("public", 0, "public"), ("internal", 1, "internal"), ("", 0, "internal")],
)
def test_for_whom_it_is_was_said_but_what_is_private_is_for_nobody_else(
    vendor: Vendor, readers: str, private: int, seen: str
) -> None:
    vendor.face.private = private
    vendor.face.books.write("One", "<p>x</p>", internal=True)
    with closing(KIND.connect(vendor, readers=readers)) as base:
        assert [a.visibility for a in base.articles("").items] == [seen]


def test_it_wants_a_minute_and_says_so_in_words_alone(vendor: Vendor) -> None:
    words = {"message": "You have fired too many requests, please wait one minute."}
    vendor.fault = lambda asked, told: Told(429, words)
    with closing(KIND.connect(vendor)) as base, pytest.raises(errors.RateLimited) as limited:
        base.articles("")
    assert limited.value.retry_after == 60


def test_nothing_is_written_there(vendor: Vendor) -> None:
    vendor.face.books.write("One", "<p>x</p>")
    with closing(KIND.connect(vendor)) as base:
        assert base.capabilities.articles == "read"
        with pytest.raises(errors.CannotDo, match="only read here"):
            base.write(PutArticle("m", "1", "One", "new"))
        assert base.find(PutArticle("m", "1", "One", "x")) is None
    assert vendor.asked == []


def test_a_key_that_may_not_see_the_account_reads_articles(vendor: Vendor) -> None:
    def hidden(asked: Any, told: Told) -> Told:
        return Told(403, {"message": "no"}) if asked.path.endswith("/account") else told

    with closing(KIND.connect(vendor)) as base:
        assert base.probe().account == "Acme"
        vendor.fault = hidden
        assert base.probe().account == "127.0.0.1"
