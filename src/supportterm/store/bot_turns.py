"""The bot's turns: a customer has written and it may answer; done once, by the process that keeps the desk.

A turn is noted in the transaction in which the message comes, and answered in another: searching never holds up who
writes. What it says goes the way of all automatic answers, past the same loop guard (courtesy.py).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from supportterm.core import bot_words, verbs
from supportterm.core.article_links import page_of
from supportterm.core.bot import Bot
from supportterm.core.bot_phrases import phrases
from supportterm.core.ids import message_time
from supportterm.core.operations import Operation, Planned, Subject, Wrote
from supportterm.core.readers import Reader, reader_of, segment_of
from supportterm.core.terms import Role, Status
from supportterm.store import courtesy, leading, lookups, portal
from supportterm.store.answering import answers_to
from supportterm.store.articles import get as article
from supportterm.store.sqlite import Connection

if TYPE_CHECKING:
    from supportterm.core.answering import Judged
    from supportterm.core.nouns import Ticket
    from supportterm.store.book import Book
    from supportterm.store.stroke import Stroke

ACTOR: Final = "bot"
_NEAR: Final = 4
_AT_WORK: Final = (Status.NEW, Status.OPEN, Status.PENDING)


def note(stroke: "Stroke", book: "Book", number: int, operations: Sequence[Operation]) -> None:
    """It is the bot's turn on a ticket when a customer has written, unless that is not for it or a person answered.

    What an agent writes down for a customer is not for it: a person is there already.
    """
    if stroke.actor in book.scene(stroke.now).rules.agents:
        return
    wrote = [o.payload for o in operations if isinstance(o.payload, Wrote) and o.payload.role == Role.CUSTOMER]
    if wrote and book.bot is not None and _may(stroke, book, book.bot, number):
        stroke.work.connection.execute(
            "INSERT OR REPLACE INTO bot_turn VALUES (?, ?, ?)", (number, wrote[-1].message, stroke.now)
        )


def take(stroke: "Stroke", book: "Book", number: int, at: int) -> None:
    """Answer on a ticket or hand it over, if it still is the bot's turn noted at *at*."""
    connection = stroke.work.connection
    gone = connection.execute("DELETE FROM bot_turn WHERE ticket = ? AND at = ?", (number, at)).rowcount
    ticket = stroke.work.ticket_or_none(number)
    if not gone or ticket is None or book.bot is None or not book.serves(ticket):
        return
    if _may(stroke, book, book.bot, number) and not courtesy.why_not(connection, ticket, stroke.now):
        _Turn(stroke, book, book.bot, ticket).take()


def _may(stroke: "Stroke", book: "Book", bot: Bot, number: int) -> bool:
    """Whether the bot is to speak on a ticket at all now."""
    work = stroke.work
    ticket = work.ticket(number)
    hours = book.hours.get(bot.team or ticket.team or "")
    return (
        bot.active
        and ticket.channel in bot.channels
        and ticket.status in _AT_WORK
        and (not bot.segments or segment_of(ticket.organization, work.organization) in bot.segments)
        and not (bot.closed_only and (hours is None or hours.open_at(stroke.now)))
        and not _answered_by_people(work.connection, number)
        and not _taken_over(work.connection, number)
    )


def _taken_over(connection: Connection, number: int) -> bool:
    """Whether it has said that a person takes over, or one has taken the conversation: it speaks no more."""
    found = connection.execute(
        "SELECT 1 FROM operation WHERE subject_kind = 'ticket' AND subject = ? AND (kind = 'accept' OR (actor = ? "
        "AND kind = 'message' AND json_extract(CAST(payload AS TEXT), '$.role') = ?)) LIMIT 1",
        (number, ACTOR, int(Role.NOTE)),
    ).fetchone()
    return found is not None


def _answered_by_people(connection: Connection, number: int) -> bool:
    found = connection.execute(
        "SELECT 1 FROM message INDEXED BY message_ticket WHERE ticket = ? AND role = ? AND agent IS NOT NULL LIMIT 1",
        (number, int(Role.REPLY)),
    ).fetchone()
    return found is not None


def _given(connection: Connection, number: int) -> tuple[int, ...]:
    """Articles that the bot has answered with on a ticket, in order."""
    found = connection.execute(
        "SELECT json_extract(payload, '$.article') FROM operation WHERE subject_kind = 'ticket' AND subject = ? "
        "AND kind = 'article' AND actor = ? AND payload IS NOT NULL ORDER BY seq",
        (number, ACTOR),
    )
    return tuple(dict.fromkeys(row[0] for row in found))


class _Turn:
    """One turn on one ticket."""

    def __init__(self, stroke: "Stroke", book: "Book", bot: Bot, ticket: "Ticket") -> None:
        self._stroke = stroke
        self._rules = book.scene(stroke.now).rules
        self._bot = bot
        self._number = ticket.id
        self._connection = stroke.work.connection
        said = self._connection.execute(
            "SELECT body FROM message WHERE ticket = ? AND role = ? AND NOT hidden ORDER BY id",
            (ticket.id, int(Role.CUSTOMER)),
        )
        self._said = [row[0] for row in said]
        own = (bot_words.own_words(text) for text in self._said)
        self._phrases = phrases(bot, "\n".join((ticket.subject, *own)))
        self._question = bot_words.question_of(self._said, ticket.subject)
        self._given = _given(self._connection, ticket.id)

    def take(self) -> None:
        person = self._stroke.work.person(self._ticket.requester)
        names = (person.name if person else "", self._author)
        if self._given and bot_words.is_settled(self._said[-1], names, self._phrases.yes):
            self._say(self._phrases.solved)
            self._do(verbs.set_status(self._ticket, self._rules, Status.SOLVED))
            return
        near = answers_to(self._connection, self._question, _NEAR, self._reader, self._given)
        if len(self._given) < self._bot.tries and near and near[0].sure:
            self._answer(near[0])
        else:
            self._hand_over(near)

    @property
    def _reader(self) -> Reader:
        """Who will read it."""
        return reader_of(self._ticket, self._stroke.work.organization)

    def _answer(self, best: "Judged") -> None:
        where = portal.address(self._connection)
        link = page_of(where, best.article.slug) if where else ""
        self._say(bot_words.answer(self._phrases, best, self._question, link=link, first=not self._given))
        self._do(verbs.link_article(self._ticket, self._rules, best.article.id))
        self._do(verbs.set_status(self._ticket, self._rules, Status.PENDING))

    def _hand_over(self, near: "Sequence[Judged]") -> None:
        if self._given:
            self._say(self._phrases.hands_over)
        told = (article(self._connection, number) for number in self._given)
        given = [one.slug for one in told if one is not None]
        self._say(bot_words.understood(self._question, near, given), Role.NOTE)
        if self._bot.team and self._ticket.team != self._bot.team:
            self._do(verbs.set_team(self._ticket, self._rules, self._bot.team))
        if self._ticket.status is Status.PENDING:
            self._do(verbs.set_status(self._ticket, self._rules, Status.OPEN))

    @property
    def _ticket(self) -> "Ticket":
        return self._stroke.work.ticket(self._number)

    @property
    def _author(self) -> str:
        """Customers hear from the team."""
        team = self._rules.teams.get(self._ticket.team or self._bot.team)
        return team.name if team else lookups.name(self._connection)

    def _do(self, planned: list[Planned]) -> None:
        self._stroke.do(planned)

    def _say(self, text: str, role: Role = Role.REPLY) -> None:
        text = leading.as_read(self._stroke.work, self._number, role, text)
        wrote = self._stroke.work.arrive(
            self._number, role, text, at=max(self._stroke.now, message_time(self._ticket.last_message)),
            author=self._author if role is Role.REPLY else "the bot", address="", agent=None, markdown=True,
            delivery="kept",
        )  # fmt: skip
        self._stroke.record(Subject("ticket", self._number), wrote)
