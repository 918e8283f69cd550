"""The knowledge base as customers read it: published articles that are for them and nothing else; and what they make
of it.

Votes and missed searches are no operations: they are counted, not undone.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from supportterm.core.excerpt import Excerpt, excerpt
from supportterm.core.nouns import Article
from supportterm.core.plain_markdown import plain
from supportterm.core.query.tree import Either, Term
from supportterm.core.readers import Reader, may_read
from supportterm.core.words import folded, stands_alone, tokens
from supportterm.store import articles
from supportterm.store.sqlite import Connection

WORDS: Final = 12
"""Words of a search that are asked for; the rest narrows nothing that a person would miss."""
MISSED: Final = 2_000
"""Searches without an answer that are remembered; the oldest make room."""
_LONGEST: Final = 100
_SHOWN: Final = 8_000
"""Characters of a text that are looked through for the piece that is shown."""
_TITLE: Final = 8.0
"""How much more a word in the title counts than one in the text."""


class Entry(NamedTuple):
    """An article in a list."""

    id: int
    slug: str
    title: str
    section: str


class Found(NamedTuple):
    """An article that was searched for, with the piece of its text around the first hit."""

    entry: Entry
    excerpt: Excerpt


class Section(NamedTuple):
    name: str
    articles: int


class Missed(NamedTuple):
    """Words that somebody searched for and found nothing."""

    words: str
    times: int
    at: int


class Votes(NamedTuple):
    """How many readers said that an article helped, and that it did not."""

    entry: Entry
    helped: int
    failed: int


def article(connection: Connection, slug: str, reader: Reader) -> Article | None:
    """None also when there is one that is not for them."""
    found = articles.get(connection, slug)
    return found if found is not None and may_read(found, reader) else None


def search(connection: Connection, text: str, limit: int, reader: Reader) -> tuple[Found, ...]:
    """Articles with all words of *text*, the last perhaps unfinished, best first; when there are none, with any."""
    words = list(dict.fromkeys(tokens(text)))[:WORDS]
    if not words:
        return ()
    # One letter begins words of nearly every text: it is looked for in titles.
    where = "title : " if len(words) == 1 and len(words[0]) == 1 and words[0].isascii() else ""
    found = _matching(connection, where + " ".join(_asked(words)), limit, reader)
    if not found and len(words) > 1:
        found = _matching(connection, " OR ".join(_asked(words)), limit, reader)
    wanted = Either(tuple(Term((word,), prefix=word == words[-1]) for word in words))
    return tuple(Found(Entry(*row[:4]), excerpt(plain(_after_title(row[4])), wanted)) for row in found)


def _after_title(body: str) -> str:
    """An article often begins with its title, which is shown already."""
    first, _, rest = body.lstrip().partition("\n")
    return rest if first.startswith("# ") else body


def _asked(words: Sequence[str]) -> list[str]:
    *first, last = words
    return [*(f'"{word}"' for word in first), f'"{last}"' if stands_alone(last) else f'"{last}"*']


def _matching(
    connection: Connection, match: str, limit: int, reader: Reader
) -> list[tuple[int, str, str, str, str]]:
    # The best are found by number first: a text is read for those that are shown, not for all that match.
    return connection.execute(
        f"""SELECT id, slug, title, section, substr(body, 1, {_SHOWN}) FROM (
            SELECT article.id AS chosen, rank AS place FROM article_fts JOIN article ON article.id = article_fts.rowid
            WHERE article_fts MATCH ? AND rank MATCH 'bm25({_TITLE}, 1.0)' AND {articles.readable(reader)}
            ORDER BY rank LIMIT ?)
        JOIN article ON article.id = chosen ORDER BY place""",
        (match, limit),
    ).fetchall()


def sections(connection: Connection, reader: Reader) -> tuple[Section, ...]:
    """In alphabetical order; articles without one are in that of no name, which comes last."""
    found = connection.execute(
        f"SELECT section, count(*) FROM article WHERE {articles.readable(reader)} GROUP BY section "
        "ORDER BY section = '', section COLLATE NOCASE"
    )
    return tuple(Section(*row) for row in found)


def entries(
    connection: Connection,
    reader: Reader,
    *,
    section: str | None = None,
    tag: str | None = None,
    after: tuple[str, int] = ("", 0),
    limit: int,
) -> tuple[Entry, ...]:
    """Articles of a section, with a tag, or all, by title; those after the title and number *after*."""
    conditions = [articles.readable(reader), "(title COLLATE NOCASE, id) > (:title, :id)"]
    if section is not None:
        conditions.append("section = :section")
    if tag is not None:
        conditions.append("EXISTS (SELECT 1 FROM json_each(article.tags) WHERE value = :tag)")
    found = connection.execute(
        f"SELECT id, slug, title, section FROM article WHERE {' AND '.join(conditions)} "
        "ORDER BY title COLLATE NOCASE, id LIMIT :limit",
        {"title": after[0], "id": after[1], "section": section, "tag": tag, "limit": limit},
    )
    return tuple(Entry(*row) for row in found)


def newest(connection: Connection, limit: int, reader: Reader) -> tuple[Entry, ...]:
    """Those that were written or changed last."""
    found = connection.execute(
        f"SELECT id, slug, title, section FROM article WHERE {articles.readable(reader)} "
        "ORDER BY updated_at DESC, id DESC LIMIT ?",
        (limit,),
    )
    return tuple(Entry(*row) for row in found)


# --- what readers make of it


def vote(connection: Connection, number: int, reader: bytes, helped: bool, at: int) -> None:
    """A reader says whether an article helped; who says it again means the last."""
    connection.execute("INSERT OR REPLACE INTO article_vote VALUES (?, ?, ?, ?)", (number, reader, int(helped), at))


def votes(connection: Connection, limit: int) -> tuple[Votes, ...]:
    """The articles that failed most readers first."""
    found = connection.execute(
        "SELECT article.id, slug, title, section, sum(helped), sum(NOT helped) FROM article_vote "
        "JOIN article ON article.id = article_vote.article GROUP BY article.id "
        "ORDER BY sum(NOT helped) DESC, sum(helped), article.id LIMIT ?",
        (limit,),
    )
    return tuple(Votes(Entry(*row[:4]), row[4], row[5]) for row in found)


def miss(connection: Connection, text: str, at: int) -> None:
    """Somebody searched for *text* and found nothing."""
    words = folded(text).strip()[:_LONGEST]
    if not words:
        return
    connection.execute(
        "INSERT INTO missed_search VALUES (?1, 1, ?2) ON CONFLICT (words) DO UPDATE SET times = times + 1, at = ?2",
        (words, at),
    )
    connection.execute(
        "DELETE FROM missed_search WHERE words IN (SELECT words FROM missed_search ORDER BY at DESC LIMIT -1 OFFSET ?)",
        (MISSED,),
    )


def missed(connection: Connection, limit: int, since: int = 0) -> tuple[Missed, ...]:
    """What was searched for in vain most often first, as far as it was again *since* a moment, milliseconds."""
    found = connection.execute(
        "SELECT words, times, at FROM missed_search WHERE at >= ? ORDER BY times DESC, at DESC LIMIT ?", (since, limit)
    )
    return tuple(Missed(*row) for row in found)
