"""What may help with a ticket: articles, macros, and how the same was answered before. For a worker thread."""

from typing import TYPE_CHECKING, Final, NamedTuple

from supportterm.core.bot_words import own_words
from supportterm.core.likely_macros import likely
from supportterm.core.nouns import Message
from supportterm.core.question import READ
from supportterm.core.readers import Reader
from supportterm.core.terms import Role

if TYPE_CHECKING:
    from supportterm.core.answering import Judged
    from supportterm.core.nouns import Macro
    from supportterm.desk import Desk
    from supportterm.store.alike import Alike

MOST: Final = 5
"""Of each kind."""
_NEAR: Final = 0.25
"""What an article must share with the question to be worth a look; less than the bot asks for."""
_LOOKED_AT: Final = 30
"""Entries of the timeline among which the customer's last word is sought."""


class Suggested(NamedTuple):
    articles: "tuple[Judged, ...]"
    macros: "tuple[Macro, ...]"
    answers: "tuple[Alike, ...]"


def suggested(desk: "Desk", ticket: int) -> Suggested:
    question = question_on(desk, ticket)
    return Suggested(articles(desk, ticket), likely(desk.macros(), question, MOST), desk.alike(ticket, limit=MOST))


def articles(desk: "Desk", ticket: int) -> "tuple[Judged, ...]":
    """Published articles that may answer what is asked on *ticket*; none that is linked already.

    Those that its customer may read, and internal ones.
    """
    asked = desk.ticket(ticket)
    reader = Reader(desk.segment_of(asked.organization), inside=True)
    judged = desk.answers_to(question_on(desk, ticket), reader=reader, without=asked.articles, limit=MOST)
    return tuple(each for each in judged if each.confidence >= _NEAR)


def question_on(desk: "Desk", ticket: int) -> str:
    """What is asked on a ticket: its subject, and what the customer wrote last."""
    told = desk.timeline(ticket, size=_LOOKED_AT)
    last = next((m for m in reversed(told) if isinstance(m, Message) and m.role is Role.CUSTOMER), None)
    return f"{desk.ticket(ticket).subject}\n{own_words(last.body) if last else ''}"[:READ]
