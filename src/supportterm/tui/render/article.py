"""An article as its readers see it."""

from collections.abc import Iterator

from supportterm.core.article_links import below
from supportterm.core.moments import moment_words
from supportterm.core.nouns import Article
from supportterm.core.readers import visibility_words
from supportterm.core.safe import safe_line
from supportterm.tui.render.card import Setting
from supportterm.tui.render.line import BLANK, Line, Span, fit, line
from supportterm.tui.render.markdown import markdown

_WIDEST = 100
"""Cells beyond which lines of running text are hard to read."""


def article_rows(article: Article, setting: Setting, home: str = "") -> Iterator[Line]:
    """Title, what is known about it, and its Markdown. Lazy. *home*: where it lives, if that is not here."""
    inner = min(setting.width - 2, _WIDEST)
    for row in _rows(article, inner, setting, home):
        yield Line((Span(" "), *row.spans), row.act)


def _rows(article: Article, width: int, setting: Setting, home: str) -> Iterator[Line]:
    yield fit(line(safe_line(article.title, 300), "title"), width)
    facts = [article.section, visibility_words(article.visibility) or "public", article.state.replace("-", " ")]
    facts += [f"at {home}" if home else "", f"version {article.version}"]
    if article.updated_at:
        facts.append(moment_words(article.updated_at, setting.now, setting.zone))
    facts.extend(f"#{tag}" for tag in article.tags)
    said = setting.glyphs.between.join(safe_line(fact, 80) for fact in facts if fact)
    yield fit(line(said, "dim"), width)
    if article.reviewer:
        asked = f"{safe_line(article.asked_by, 40)} asks {safe_line(article.reviewer, 40)} to review it"
        yield fit(line(asked, "note"), width)
    if article.remark:
        yield fit(line(safe_line(article.remark, 300), "note"), width)
    yield BLANK
    yield from markdown(below(article.title, article.body), width, setting.glyphs)
