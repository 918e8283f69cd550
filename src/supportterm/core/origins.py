"""Where articles come from, said where a list would else show two that look alike. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from supportterm.core.nouns import Article

HERE: Final = "here"
"""Where an article lives that no connection brought."""


def origins(articles: Sequence[Article], homes: Mapping[int, str]) -> dict[int, str]:
    """By number, where those of *articles* come from of which a list must say it; *homes*: connections, by number.

    Of all where several knowledge bases are in it, else of those that share their title.
    """
    several = len({homes[article.id] for article in articles if article.id in homes}) > 1
    titles = Counter(_plain(article.title) for article in articles)
    return {
        article.id: f"at {homes[article.id]}" if article.id in homes else HERE
        for article in articles
        if several or titles[_plain(article.title)] > 1
    }


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())
