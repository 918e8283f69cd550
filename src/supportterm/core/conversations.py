"""Conversations under way by chat: who waits for an answer, since when, and whose turn that makes it. Pure."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from supportterm.core.terms import Status


class Conversation(NamedTuple):
    """A chat that is not solved."""

    ticket: int
    name: str
    """Of who asked, as it came."""
    subject: str
    updated_at: int
    since: int | None
    """Since when they wait for an answer, milliseconds; None: they do not."""
    taken: bool
    """Whether an agent has it."""
    ours: bool
    """Whether it is for who looks to answer: it is theirs, or nobody's yet and of a team of theirs."""
    agent: str
    """The name of who has it, where that is somebody else; empty: nobody else has."""
    here: bool | None = None
    """Whether who asked is at their chat; None: they are none that one can see."""


def waits_since(status: int, unanswered: int | None, handed_at: int | None) -> int | None:
    """Since when somebody waits for a person, milliseconds; None: they do not.

    *unanswered*: when they first wrote what no person has answered; *handed_at*: since when it waits for somebody of a
    higher tier, whose word they wait for when they were told that they would have it. What is pending waits for them:
    the bot answers, say.
    """
    return unanswered if unanswered is not None and status <= Status.OPEN else handed_at


def is_for(assignee: str | None, team: str | None, me: str, teams: Collection[str]) -> bool:
    """Whether a ticket is for the agent *me* of these *teams*, who without any looks after all."""
    if assignee is not None:
        return assignee == me
    return not teams or team is None or team in teams


def before_each(waiting: Iterable[tuple[int, str, int]]) -> dict[int, int]:
    """How many wait before each, by ticket. *waiting*: ticket, whose line it is, and since when they wait."""
    lines: dict[str, list[tuple[int, int]]] = {}
    for ticket, line, since in waiting:
        lines.setdefault(line, []).append((since, ticket))
    return {ticket: before for line in lines.values() for before, (_, ticket) in enumerate(sorted(line))}


def in_line(conversations: Iterable[Conversation]) -> tuple[Conversation, ...]:
    """Who waits for us comes first, those who look at their screens before those who have left, the longest waiting
    before others; then what was answered, the newest first, and what colleagues see to."""

    def place(one: Conversation) -> tuple[bool, bool, bool, int]:
        waits = one.since is not None
        return not one.ours, not waits, waits and one.here is False, one.since or -one.updated_at

    return tuple(sorted(conversations, key=place))
