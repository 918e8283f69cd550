"""Articles that may answer a question: BM25 over their index picks some, core/answering.py judges these."""

from collections.abc import Sequence
from math import log
from typing import Final

from supportterm.core.answering import Candidate, Judged, judge
from supportterm.core.question import Sought, sought
from supportterm.core.readers import Reader
from supportterm.store.articles import get, readable
from supportterm.store.sqlite import Connection

_TITLE: Final = 6.0
"""How much a word counts in a title, beside one in a text."""
_WORDS: Final = 40
"""Words of a question that are looked up; of a longer one those that stand in the fewest articles are sought."""
_SOUGHT: Final = 16


def answers_to(
    connection: Connection, question: str, limit: int, reader: Reader, without: Sequence[int]
) -> tuple[Judged, ...]:
    """Articles that are shown to *reader* with words of *question*, the likeliest answer first."""
    rare = _rarest(_weights(connection, sought(question, _WORDS)))
    known = [word for word, (_, having) in rare.items() if having]
    found = [
        (article, score, sought(article.title, _WORDS))
        for number, score in _ranked(connection, known, limit, reader, without)
        if (article := get(connection, number)) is not None
    ]
    weights = _plain(_weights(connection, [word for _, _, title in found for word in title]))
    candidates = [Candidate(a, score, {word: weights[word] for word in title}) for a, score, title in found]
    return judge(question, _plain(rare), candidates)


_Weights = dict[Sought, tuple[float, int]]
"""What each word weighs - the fewer articles have it the more it says, most of all when none has -, and how many do."""


def _weights(connection: Connection, words: Sequence[Sought]) -> _Weights:
    (articles,) = connection.execute("SELECT count(*) FROM article").fetchone()
    having = {word: _having(connection, word) for word in dict.fromkeys(words)}
    return {word: (log((articles - n + 0.5) / (n + 0.5) + 1), n) for word, n in having.items()}


def _rarest(weights: _Weights) -> _Weights:
    return dict(sorted(weights.items(), key=lambda each: -each[1][0])[:_SOUGHT])


def _plain(weights: _Weights) -> dict[Sought, float]:
    return {word: weight for word, (weight, _) in weights.items()}


def _ranked(
    connection: Connection, words: Sequence[Sought], limit: int, reader: Reader, without: Sequence[int]
) -> list[tuple[int, float]]:
    """Numbers of articles with any of *words* and their BM25, the more the better."""
    if not words:
        return []
    return connection.execute(
        f"""SELECT article.id, -bm25(article_fts, {_TITLE}, 1.0) AS score
        FROM article_fts CROSS JOIN article ON article.id = article_fts.rowid
        WHERE article_fts MATCH ? AND {readable(reader)}
        AND article.id NOT IN (SELECT value FROM json_each(?)) ORDER BY score DESC, article.id LIMIT ?""",
        (" OR ".join(map(_phrase, words)), f"[{','.join(map(str, without))}]", limit),
    ).fetchall()


def _having(connection: Connection, word: Sought) -> int:
    found = connection.execute("SELECT count(*) FROM article_fts WHERE article_fts MATCH ?", (_phrase(word),))
    return int(found.fetchone()[0])


def _phrase(word: Sought) -> str:
    """As FTS5 asks for it. A token has no quotation mark in it."""
    return f'"{word.text}"*' if word.begins else f'"{word.text}"'
