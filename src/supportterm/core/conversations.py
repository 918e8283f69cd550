"""Conversations under way by chat: who waits for an answer, since when, and whose turn that makes it. Pure."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from supportterm.core.terms import Status


class Exchange(NamedTuple):
    """Who spoke when in a chat; milliseconds."""

    status: int
    created_at: int
    customer_at: int | None
    """When its customer wrote last,"""
    replied_at: int | None
    """when an agent did,"""
    handed_at: int | None
    """and since when it waits for somebody of a higher tier to take it."""


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


def answers_owed(chat: Exchange) -> bool:
    """Whether a person has to say something: the customer wrote since one did, and nobody (nor the bot) sees to it."""
    if chat.customer_at is None or chat.status > Status.OPEN:
        return False
    return (chat.replied_at or 0) < chat.customer_at


def waits_since(chat: Exchange, unanswered: int | None) -> int | None:
    """Since when somebody waits; *unanswered*: when they first wrote what nobody has answered, where that is known.

    Who was answered with the word that a colleague of a higher tier will go on waits for that colleague.
    """
    if answers_owed(chat):
        return unanswered if unanswered is not None else chat.created_at
    return chat.handed_at


def is_for(assignee: str | None, team: str | None, me: str, teams: Collection[str]) -> bool:
    """Whether a ticket is for the agent *me* of these *teams*, who without any looks after all."""
    if assignee is not None:
        return assignee == me
    return not teams or team is None or team in teams


def in_line(conversations: Iterable[Conversation]) -> tuple[Conversation, ...]:
    """Who waits for us comes first, those who look at their screens before those who have left, the longest waiting
    before others; then what was answered, the newest first, and what colleagues see to."""

    def place(one: Conversation) -> tuple[bool, bool, bool, int]:
        waits = one.since is not None
        return not one.ours, not waits, waits and one.here is False, one.since or -one.updated_at

    return tuple(sorted(conversations, key=place))
