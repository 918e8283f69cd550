"""Whom what happened to a ticket concerns, and why: what an agent is told of without having to look for it. Pure."""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Final, NamedTuple

from supportterm.core.nouns import Ticket
from supportterm.core.operations import Accept, HandBack, Observed, Operation, Set, Wrote
from supportterm.core.terms import Role

WORDS: Final = {
    "assigned": "given to you by {}",
    "mentioned": "{} mentions you",
    "answered": "{} wrote",
    "noted": "{} noted",
    "replied": "{} replied",
    "accepted": "{} accepted your hand-off",
    "handed-back": "{} gave it back",
}
"""Why a ticket is for somebody, as they read it, with who did it. Each of these is over once they have looked."""
_HANDLE: Final = re.compile(r"(?<![\w@./-])@([\w][\w.-]*)")


class Concern(NamedTuple):
    """Somebody is to know of *why*; `who` did it, as people say it."""

    agent: str
    why: str
    who: str


def mentions(text: str, agents: Collection[str]) -> tuple[str, ...]:
    """The handles of *agents* that stand behind an `@` in *text*, each once."""
    found = (match[1].rstrip(".-").lower() for match in _HANDLE.finditer(text))
    return tuple(dict.fromkeys(handle for handle in found if handle in agents))


def concerns(
    ticket: Ticket,
    operation: Operation,
    message: Callable[[int], tuple[str, str]],
    agents: Callable[[], Collection[str]],
) -> Iterator[Concern]:
    """Whom *operation* on *ticket*, as it is by now, concerns beside who did it.

    *message* answers author and text of a message, *agents* the handles there are; neither is asked without need.
    """
    actor = operation.actor
    match operation.payload:
        case Set("assignee", str(handle)):
            found = [Concern(handle, "assigned", actor)]
        case Observed(values={"assignee": str(given)}):
            found = [Concern(given, "assigned", actor)]
        case Accept() if ticket.hand_off is not None and ticket.hand_off.answered_at == operation.at:
            found = [Concern(ticket.hand_off.by, "accepted", actor)]
        case HandBack(agent=str(agent)):
            found = [Concern(agent, "handed-back", actor)]
        case Wrote():
            found = list(_written(ticket, operation.payload, message, agents))
        case _:
            return
    yield from (concern for concern in found if concern.agent != actor)


def _written(
    ticket: Ticket,
    wrote: Wrote,
    message: Callable[[int], tuple[str, str]],
    agents: Callable[[], Collection[str]],
) -> Iterator[Concern]:
    """Who has the ticket or follows it is told what is written on it; whom a note names, that it does."""
    concerned = [handle for handle in dict.fromkeys((ticket.assignee, *ticket.followers)) if handle]
    is_note = wrote.role == Role.NOTE
    if not concerned and not is_note:
        return
    author, text = message(wrote.message)
    who = author or wrote.agent or ""
    named = mentions(text, agents()) if is_note and "@" in text else ()
    yield from (Concern(handle, "mentioned", who) for handle in named if handle != wrote.agent)
    why = {Role.CUSTOMER: "answered", Role.NOTE: "noted"}.get(Role(wrote.role), "replied")
    yield from (Concern(handle, why, who) for handle in concerned if handle not in (*named, wrote.agent))


def words(why: str, who: str) -> str:
    """`given to you by sam`; a reason of somebody else's making as it is."""
    return WORDS[why].format(who or "somebody") if why in WORDS else f"{why} {who}".strip()
