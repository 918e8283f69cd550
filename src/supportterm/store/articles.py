"""Articles ↔ their rows, with the text of every version and the index that finds them."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from supportterm.core.nouns import Article
from supportterm.core.readers import Reader
from supportterm.core.refusal import Refused
from supportterm.core.terms import SEGMENTS
from supportterm.core.words import index_text, tokens
from supportterm.store.references import check_unnamed
from supportterm.store.sqlite import Connection

_COLUMNS: Final = (
    "id",
    "slug",
    "title",
    "body",
    "section",
    "tags",
    "visibility",
    "state",
    "version",
    "updated_at",
    "author",
    "reviewer",
    "asked_by",
    "remark",
)
_SELECT: Final = f"SELECT {', '.join(_COLUMNS)} FROM article"
_QUALIFIED: Final = ", ".join(f"article.{column}" for column in _COLUMNS)
_tags_from = msgspec.json.Decoder(tuple[str, ...]).decode
_to_json = msgspec.json.Encoder().encode


class ArticleVersion(msgspec.Struct, frozen=True):
    """An article as it once was."""

    version: int
    at: int
    author: str
    title: str
    body: str


def get(connection: Connection, key: int | str) -> Article | None:
    """By number or by slug."""
    column = "id" if isinstance(key, int) else "slug"
    row = connection.execute(f"{_SELECT} WHERE {column} = ?", (key,)).fetchone()
    return _article_from(row) if row else None


def matching(connection: Connection, text: str, limit: int) -> tuple[Article, ...]:
    """Articles with all words of *text*, the last perhaps unfinished, best first; without words all, by title."""
    words = tokens(text)
    if not words:
        found = connection.execute(f"{_SELECT} ORDER BY section, title COLLATE NOCASE LIMIT ?", (limit,))
    else:
        match = " ".join(f'"{w}"' for w in words) + "*"
        found = connection.execute(
            f"""SELECT {_QUALIFIED} FROM article_fts JOIN article ON article.id = article_fts.rowid
            WHERE article_fts MATCH ? ORDER BY bm25(article_fts, 8.0, 1.0) LIMIT ?""",
            (match, limit),
        )
    return tuple(_article_from(row) for row in found)


def homes(connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """The connections that brought articles, by the number of each that one brought."""
    marks = ", ".join("?" * len(numbers))
    found = connection.execute(
        f"SELECT local, min(connection) FROM replica WHERE kind = 'article' AND local IN ({marks}) GROUP BY local",
        numbers,
    )
    return dict(found)


def in_review(connection: Connection, reviewer: str = "") -> tuple[Article, ...]:
    """Those that wait for a review, of *reviewer* if given, longest first."""
    found = connection.execute(
        f"{_SELECT} WHERE state = 'in-review' AND (?1 = '' OR reviewer = ?1) ORDER BY updated_at, id", (reviewer,)
    )
    return tuple(_article_from(row) for row in found)


def reviews(connection: Connection, reviewer: str) -> int:
    """How many articles wait for somebody's review. Cheap."""
    found = connection.execute("SELECT count(*) FROM article WHERE state = 'in-review' AND reviewer = ?", (reviewer,))
    return int(found.fetchone()[0])


def readable(reader: Reader) -> str:
    """The condition of SQL for articles that are shown to *reader*, as `may_read` says."""
    allowed = ["article.visibility = 'public'"]
    if reader.inside:
        allowed.append("article.visibility = 'internal'")
    if reader.segment in SEGMENTS:
        allowed.append(f"instr(',' || article.visibility || ',', ',{reader.segment},') > 0")
    return f"(article.state = 'published' AND ({' OR '.join(allowed)}))"


def after(connection: Connection, number: int, limit: int) -> tuple[Article, ...]:
    """The first articles with a higher number, by number."""
    found = connection.execute(f"{_SELECT} WHERE id > ? ORDER BY id LIMIT ?", (number, limit))
    return tuple(_article_from(row) for row in found)


def versions(connection: Connection, number: int) -> tuple[ArticleVersion, ...]:
    """Newest first."""
    found = connection.execute(
        "SELECT version, at, author, title, body FROM article_version WHERE article = ? ORDER BY version DESC",
        (number,),
    )
    return tuple(ArticleVersion(*row) for row in found)


def are_readers_told(connection: Connection, number: int) -> bool:
    """Whether a remote said last who may read an article, and not a person here."""
    found = connection.execute(
        "SELECT change.kind FROM operation JOIN change ON change.id = operation.change "
        "WHERE subject_kind = 'article' AND subject = ? AND NOT undone "
        "AND json_extract(payload, '$.visibility') IS NOT NULL ORDER BY seq DESC LIMIT 1",
        (number,),
    ).fetchone()
    return found is not None and found[0] == "take"


def save(connection: Connection, history: Sequence[Article], number: int) -> None:
    """Make *history*, the article after each of its operations, what is stored; empty takes the article away.

    Raises Refused when another article has the slug, or what is to be gone is linked.
    """
    old = get(connection, number)
    if old is not None:
        if not history:
            check_unnamed(connection, "article", number, f"the article {old.slug!r}")
        connection.execute(
            "INSERT INTO article_fts (article_fts, rowid, title, body) VALUES ('delete', ?, ?, ?)",
            (number, index_text(old.title), index_text(old.body)),
        )
        connection.execute("DELETE FROM article WHERE id = ?", (number,))
        connection.execute("DELETE FROM article_version WHERE article = ?", (number,))
    if not history:
        return
    new = history[-1]
    other = get(connection, new.slug)
    if other is not None:
        raise Refused(f"there is an article {new.slug!r} already: {other.title}")
    connection.execute(
        f"INSERT INTO article ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})",
        (
            new.id, new.slug, new.title, new.body, new.section, _to_json(new.tags).decode(), new.visibility, new.state,
            new.version, new.updated_at, new.author, new.reviewer, new.asked_by, new.remark,
        ),
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO article_version VALUES (?, ?, ?, ?, ?, ?)",
        [(a.id, a.version, a.updated_at, a.author, a.title, a.body) for a in history],
    )
    connection.execute(
        "INSERT INTO article_fts (rowid, title, body) VALUES (?, ?, ?)",
        (new.id, index_text(new.title), index_text(new.body)),
    )


def _article_from(row: tuple[Any, ...]) -> Article:
    values = dict(zip(_COLUMNS, row, strict=True))
    return Article(**{**values, "tags": _tags_from(values["tags"])})
