"""Surveys on tickets: asking once a ticket has been solved for so long, and hearing the answer in what customers write.

A survey waits as an automation does (core/surveys.rule_of), so that each ticket is asked about once in each spell in
which it is solved; nobody is asked the same again too soon.
"""

from typing import TYPE_CHECKING, Final

from supportterm.core import passes, rating
from supportterm.core.fold import undone_changes
from supportterm.core.greeting import first_name
from supportterm.core.ids import message_time
from supportterm.core.moments import DAY
from supportterm.core.nouns import Ticket
from supportterm.core.operations import Operation, Rated, Skipped, Subject, Surveyed
from supportterm.core.rating import Answer
from supportterm.core.survey_mail import Link, survey_text
from supportterm.core.surveys import Survey
from supportterm.core.terms import Role
from supportterm.core.verbs import Rules
from supportterm.store import courtesy, lookups, portal
from supportterm.store.append import ENVELOPE, operation_from
from supportterm.store.book import Book
from supportterm.store.sqlite import Connection

if TYPE_CHECKING:
    from supportterm.store.stroke import Stroke


ANSWER: Final = "survey"
"""What the pass in a link is for; it claims the ticket and the survey."""
LASTS: Final = 60 * DAY
"""How long a link takes an answer."""


def link_of(connection: Connection, now: int) -> Link | None:
    """Where a click on a score leads, for all mails of surveys; None where the customers' side was never served.

    Signed, so that nobody rates what they were not asked about. The click shows the score and counts for nothing yet:
    programs that look through mails follow links, too.
    """
    key, address = portal.key(connection), portal.address(connection)
    if key is None or not address:
        return None

    def link(ticket: int, survey: str, score: int) -> str:
        return f"{address}/survey/{score}?pass={passes.signed(key, ANSWER, (ticket, survey), now + LASTS)}"

    return link


def answer(stroke: "Stroke", rules: Rules, number: int, survey: Survey, score: int, comment: str) -> None:
    """A customer answers by a link. What was said already is not said again. Raises Refused for what can't be said."""
    ticket = stroke.work.ticket(number)
    planned = rating.rate(ticket, rules, survey, score, comment)
    told = [o.payload for o in _said_of(stroke.work.connection, number) if isinstance(o.payload, Rated)]
    last = next((one for one in reversed(told) if one.survey == survey.name), None)
    stroke.do(plan for plan in planned if plan.payload != last)


def ask(stroke: "Stroke", book: Book, number: int, survey: Survey) -> None:
    """Write to who asked on the ticket *number*; what speaks against it is put on record."""
    ticket, connection = stroke.work.ticket(number), stroke.work.connection
    about = Subject("ticket", number)
    why_not = courtesy.why_not(connection, ticket, stroke.now, asks=True)
    if asked_lately(connection, ticket.requester, survey.name, stroke.now - survey.again):
        why_not = "they were asked not long ago"
    if why_not:
        stroke.record(about, Skipped(f"survey {survey.name}", f"nobody was asked: {why_not}"))
        return
    person = stroke.work.person(ticket.requester)
    team = book.scene(stroke.now).rules.teams.get(ticket.team or "")
    greeting = first_name(person.name) if person is not None else ""
    wrote = stroke.work.arrive(
        number,
        Role.REPLY,
        survey_text(survey, number, greeting, link_of(connection, stroke.now)),
        at=max(stroke.now, message_time(ticket.last_message)),
        author=team.name if team else lookups.name(connection),
        address="",
        agent=None,
        markdown=True,
        delivery="kept",
    )
    stroke.record(about, wrote)
    stroke.record(about, Surveyed(survey.name, wrote.message))


def asked_lately(connection: Connection, person: int, survey: str, since: int) -> bool:
    """Whether somebody was asked *survey* after the moment *since*, on any ticket of theirs."""
    tickets = connection.execute("SELECT id FROM ticket WHERE requester = ? AND updated_at > ?", (person, since))
    return any(
        isinstance(o.payload, Surveyed) and o.payload.survey == survey and o.at > since
        for (number,) in tickets.fetchall()
        for o in _said_of(connection, number)
    )


def open_question(connection: Connection, book: Book, ticket: Ticket) -> Survey | None:
    """The survey that was asked last on *ticket* and is not answered."""
    asked: dict[str, None] = {}
    for operation in _said_of(connection, ticket.id):
        payload = operation.payload
        assert isinstance(payload, Surveyed | Rated)
        asked.pop(payload.survey, None)
        if isinstance(payload, Surveyed):
            asked[payload.survey] = None
    return next((book.surveys[name] for name in reversed(asked) if name in book.surveys), None)


def questions(connection: Connection, number: int) -> dict[int, tuple[str, int | None]]:
    """By message the survey that it asks on a ticket, and the score that was given by now."""
    asked: dict[int, tuple[str, int | None]] = {}
    for operation in _said_of(connection, number):
        match operation.payload:
            case Surveyed(survey, message):
                asked[message] = survey, None
            case Rated(survey=survey, score=score):
                asked |= {message: (name, score) for message, (name, _) in asked.items() if name == survey}
    return asked


def answer_in(connection: Connection, book: Book, ticket: Ticket, text: str) -> tuple[Survey, Answer] | None:
    """What a customer's *text*, without what it quotes, answers to the survey that is open on *ticket*."""
    if not book.surveys or not text.lstrip()[:1].isdigit():
        return None
    survey = open_question(connection, book, ticket)
    answer = rating.read_answer(text, survey) if survey is not None else None
    return (survey, answer) if survey is not None and answer is not None else None


def _said_of(connection: Connection, number: int) -> list[Operation]:
    """What was asked and answered on a ticket, oldest first, without what was taken back."""
    found = connection.execute(
        f"SELECT {ENVELOPE}, payload FROM operation WHERE subject_kind = 'ticket' AND subject = ? "
        "AND kind IN ('surveyed', 'rated', 'undo') ORDER BY seq",
        (number,),
    )
    log = [operation_from(row) for row in found]
    undone = undone_changes(log)
    return [one for one in log if isinstance(one.payload, Surveyed | Rated) and one.change not in undone]
