"""Which article answers a question, and how sure that is. Pure: from what the index found to one of them, or none.

BM25 says which articles are about the same things, not whether one of them answers. Four shares tell that, each of 1:
how much of the question stands in the title, how much in the article at all, how much of the title was asked for, and
how far the next best is behind. `SURE` was set on questions (tests/cases/bot_tuning.jsonl) that are kept apart from
those it is judged by; `bot evaluate` computes it anew.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from supportterm.core.nouns import Article
from supportterm.core.question import Sought, share
from supportterm.core.words import tokens

SURE: Final = 0.6
"""From here on an answer is given; below it is "I don't know"."""
_IN_TITLE, _IN_ALL, _ASKED_FOR, _AHEAD = 1.0, 1.0, 0.5, 0.8
_WHOLE: Final = _IN_TITLE + _IN_ALL + _ASKED_FOR + _AHEAD


class Candidate(NamedTuple):
    """An article that the index found, with its BM25 and what the words of its title weigh."""

    article: Article
    score: float
    title: Mapping[Sought, float]


class Judged(NamedTuple):
    """A candidate with why it may be the answer. All are shares of 1."""

    article: Article
    in_title: float
    """Of the question, in the title."""
    in_all: float
    """Of the question, anywhere in the article."""
    asked_for: float
    """Of the title, in the question."""
    ahead: float
    """How far the next best is behind."""
    confidence: float

    @property
    def sure(self) -> bool:
        return self.confidence >= SURE


def judge(question: str, weights: Mapping[Sought, float], candidates: Sequence[Candidate]) -> tuple[Judged, ...]:
    """The candidates, the likeliest answer first."""
    asked = tokens(question)
    weighed = sorted((_weigh(dict(weights), one, asked) for one in candidates), key=lambda each: -each.value)
    behind = (*(each.value for each in weighed[1:]), 0.0)
    return tuple(_judged(each, next_best) for each, next_best in zip(weighed, behind, strict=False))


class _Weighed(NamedTuple):
    article: Article
    in_title: float
    in_all: float
    asked_for: float
    value: float


def _weigh(weights: dict[Sought, float], one: Candidate, asked: Sequence[str]) -> _Weighed:
    title = tokens(one.article.title)
    in_title = share(weights, title)
    in_all = share(weights, {*title, *tokens(one.article.body)})
    asked_for = share(dict(one.title), asked)
    return _Weighed(
        one.article, in_title, in_all, asked_for, one.score * (0.3 + in_title + 0.5 * in_all + 0.7 * asked_for)
    )


def _judged(each: _Weighed, next_best: float) -> Judged:
    ahead = max(0.0, 1 - next_best / each.value) if each.value > 0 else 0.0
    sum_ = _IN_TITLE * each.in_title + _IN_ALL * each.in_all + _ASKED_FOR * each.asked_for + _AHEAD * ahead
    return Judged(each.article, each.in_title, each.in_all, each.asked_for, ahead, sum_ / _WHOLE)
