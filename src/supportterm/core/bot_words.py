"""What the bot says: an answer with its source; that a person takes over, and to that one what it understood. Pure."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from supportterm.core.answering import Judged
from supportterm.core.article_links import plain_title
from supportterm.core.bot_phrases import Phrases
from supportterm.core.passage import passage
from supportterm.core.question import sought, telling
from supportterm.core.thanks import is_thanks
from supportterm.core.words import tokens

_YES: Final = frozenset({"yes", "yep", "yeah", "ja", "oui", "si", "sim"})
_NO: Final = frozenset({"no", "nope", "nein", "non", "not", "nicht", "nao"})
_QUOTED: Final = re.compile(r"^>.*$", re.MULTILINE)
_QUOTES: Final = re.compile(r"^[^\n]*:[ \t]*\n(?:[ \t]*\n)*(?=>)", re.MULTILINE)
"""The line above what is quoted, that says who wrote it."""


def question_of(said: Sequence[str], subject: str) -> str:
    """What a customer asks: the last of what they *said* if it says something, else the first with the subject."""
    last = own_words(said[-1]) if said else ""
    if len(said) > 1 and len(sought(last, 3)) >= 3:
        return last
    return f"{subject}\n{own_words(said[0]) if said else ''}"


def own_words(text: str) -> str:
    """*text* without the lines that it quotes."""
    return _QUOTED.sub("", _QUOTES.sub("", text)).strip()


def is_settled(text: str, names: Iterable[str], yes: str = "") -> bool:
    """Whether a customer says that an answer helped: a yes, a bare thanks, or both.

    *yes*: other words for it, with commas between.
    """
    words = own_words(text)
    said = tokens(words)
    if not said or not _NO.isdisjoint(said):
        return False
    if said[0] in _YES.union(tokens(yes)):
        rest = re.sub(r"^\W*\w+\W*", "", words, count=1)
        return not rest or is_thanks(rest, names)
    return is_thanks(words, names)


def answer(say: Phrases, best: Judged, question: str, *, link: str, first: bool) -> str:
    """Markdown. *link*: where the article stands for customers, empty where nowhere."""
    article = best.article
    source = f"[{plain_title(article.title)}](<{link}>)" if link else f"*{plain_title(article.title)}*"
    head = [say.greeting] if say.greeting and first else []
    return "\n\n".join([*head, passage(article.body, question), f"{say.source} {source}", say.asks])


def understood(question: str, near: Sequence[Judged], given: Sequence[str]) -> str:
    """A note to who takes over: what it sought, what it said, what came near."""
    words = ", ".join(dict.fromkeys(telling(question)[:12])) or "nothing"
    lines = [f"The bot knows no answer. It sought: {words}."]
    if given:
        lines.append(f"It had answered with: {', '.join(given)}.")
    lines += [f"- near: {one.article.slug} ({one.confidence:.0%} sure) — {one.article.title}" for one in near[:3]]
    return "\n".join(lines)
