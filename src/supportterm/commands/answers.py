"""`answers`: how others who asked the same were answered."""

from typing import TYPE_CHECKING, Final, NamedTuple

from supportterm.commands.call import Bold, Call, Dim, Outcome
from supportterm.commands.kinds import OneTicket
from supportterm.commands.records import moment, number_of
from supportterm.commands.registry import command
from supportterm.core.refusal import Refused
from supportterm.core.reuse import readdressed

if TYPE_CHECKING:
    from supportterm.desk import Desk

MOST: Final = 12
"""Answers offered."""


class Answer(NamedTuple):
    """An answer to a question like this one, made to fit who asks now."""

    ticket: int
    called: str
    subject: str
    by: str
    at: int
    share: float
    """How much of the question it shares, of 1."""
    body: str


@command(
    "answers",
    contexts=("queue", "ticket", "chat", "compose", "prompt"),
    examples=("answers 12", "answers 12 --json | jq -r .body"),
)
def answers(call: Call, ticket: OneTicket) -> Outcome:
    """Show how the same question was answered before.

    Questions are the same when they share the rare words. In the console one is put into what you write, with the name
    of who asks now; read it before you send it.
    """
    if call.console_or_none is not None:
        call.console.writing.answers(ticket)
        return Outcome()
    found = earlier_answers(call.desk, ticket)
    if not found:
        raise Refused(f"nobody has answered a question like {call.desk.label(ticket)} yet")
    return Outcome(
        records=[
            {
                "number": number_of(each.called),
                "subject": each.subject,
                "agent": each.by,
                "at": moment(each.at),
                "share": round(each.share, 2),
                "body": each.body,
            }
            for each in found
        ],
        lines=[line for each in found for line in _lines(each)],
    )


def earlier_answers(desk: "Desk", ticket: int) -> tuple[Answer, ...]:
    """Answers to questions like *ticket*'s, those that share most first. For a worker thread."""
    from supportterm.exchange.quoting import visible

    found = []
    now = desk.ticket(ticket)
    for alike in desk.alike(ticket, limit=MOST):
        was, message = desk.ticket(alike.ticket), desk.message(alike.message)
        said = message.body if message.markdown else visible(message.body)
        body = readdressed(said.strip(), (was, desk.person(was.requester)), (now, desk.person(now.requester)))
        by = message.agent or message.author
        if body:
            found.append(Answer(was.id, desk.label(was.id), was.subject, by, message.at, alike.share, body))
    return tuple(found)


def _lines(answer: Answer) -> list[str]:
    head = f"{answer.called}  {answer.subject}  ({answer.by}, shares {answer.share:.0%})"
    return [Bold(head), *(f"  {line}" for line in answer.body.splitlines()), Dim("")]
