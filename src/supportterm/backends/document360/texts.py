"""The text of an article, which is Markdown or HTML there, by the editor that its authors chose."""

from supportterm.backends.document360.wire import Article
from supportterm.backends.html_articles import HtmlArticles
from supportterm.core.remote import PutArticle
from supportterm.exchange.html_markdown import Dialect


def read(row: Article) -> str:
    return row.source if row.markdown else _pages(row).read(row.source)


def edited(row: Article, text: str) -> str:
    """What its text becomes with *text* for its Markdown. Raises Invalid when something would be lost."""
    return text if row.markdown else _pages(row).edited(row.source, text)


def says(row: Article, step: PutArticle) -> bool:
    """Whether it is so already."""
    if row.title != step.title:
        return False
    return row.source.strip() == step.body.strip() if row.markdown else _pages(row).says(row.source, step.body)


def same(one: Article, other: Article) -> bool:
    return (one.title, one.source) == (other.title, other.source)


def _pages(row: Article) -> HtmlArticles:
    return HtmlArticles("Document360", Dialect(row.url or ""))
