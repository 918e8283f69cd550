"""Who may read an article, and that the database says the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.nouns import Article
from supportterm.core.readers import ANYBODY, Reader, is_visibility, marks, may_read, visibility_of, visibility_words
from supportterm.core.terms import ARTICLE_STATES, SEGMENTS
from supportterm.store.articles import readable
from supportterm.store.sqlite import sqlite3

VISIBILITIES = st.sampled_from(["public", "internal"]) | st.sets(st.sampled_from(SEGMENTS), min_size=1).map(
    lambda found: ",".join(sorted(found))
)
READERS = st.builds(Reader, st.sampled_from(["", *SEGMENTS, "internal", "public", "x' OR 1=1 --"]), st.booleans())


@given(VISIBILITIES, st.sampled_from(ARTICLE_STATES), READERS)
def test_the_database_lets_read_what_the_rule_does(visibility: str, state: str, reader: Reader) -> None:
    article = Article(1, "a", "A", "", visibility=visibility, state=state)
    raw = sqlite3.connect(":memory:")
    raw.execute("CREATE TABLE article (visibility, state)")
    raw.execute("INSERT INTO article VALUES (?, ?)", (visibility, state))
    found = raw.execute(f"SELECT count(*) FROM article WHERE {readable(reader)}").fetchone()[0]
    raw.close()
    known = reader if reader.segment in SEGMENTS else Reader("", reader.inside)
    assert bool(found) is may_read(article, known)


@given(VISIBILITIES, READERS)
def test_nothing_that_is_not_published_is_read_and_nobody_reads_what_is_for_some(
    visibility: str, reader: Reader
) -> None:
    article = Article(1, "a", "A", "", visibility=visibility)
    for state in ("draft", "in-review"):
        assert not may_read(Article(1, "a", "A", "", visibility=visibility, state=state), reader)
    assert may_read(article, ANYBODY) is (visibility == "public")


@pytest.mark.parametrize(
    ("words", "visibility"),
    [(["Public"], "public"), (["paid", " enterprise", "paid"], "enterprise,paid"), (["internal"], "internal")],
)
def test_what_people_write_is_read(words: list[str], visibility: str) -> None:
    assert visibility_of(words) == visibility and is_visibility(visibility)


@pytest.mark.parametrize("words", [[], [""], ["interal"], ["public", "paid"], ["internal", "paid"], ["vip"]])
def test_what_says_nothing_is_refused(words: list[str]) -> None:
    with pytest.raises(ValueError, match="an article is for"):
        visibility_of(words)
    assert not is_visibility(",".join(words))


def test_what_an_agent_is_to_know_is_said() -> None:
    assert (visibility_words("public"), visibility_words("enterprise,paid")) == ("", "for enterprise, paid")
    assert marks(Article(1, "a", "A", "", visibility="internal", state="in-review")) == "in review, internal"
