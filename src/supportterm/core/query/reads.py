"""What of a ticket a query looks at: where none of it changes, neither does the answer, but for time."""

from collections.abc import Iterator
from itertools import compress
from operator import attrgetter, ne
from typing import Final

from supportterm.core.nouns import Ticket
from supportterm.core.query.fields import CUSTOM_PREFIX
from supportterm.core.query.tree import All, Any, Node, Not, Test, Text
from supportterm.core.terms import LINKS

ELSEWHERE: Final = "elsewhere"
"""It looks at what is no part of the ticket."""

_DUE: Final = ("due_set", "promise")
_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "status": ("status",), "priority": ("priority",), "assignee": ("assignee",), "team": ("team",), "tier": ("tier",),
    "tag": ("tags",), "segment": ("organization",), "org": ("organization",), "from": ("requester",),
    "channel": ("channel",), "created": ("created_at",), "updated": ("updated_at",), "solved": ("solved_at",),
    "due": _DUE, "home": ("home",), "id": ("id", "number"), "customer": ("customer_at",), "replied": ("replied_at",),
    "contacts": ("contacts", "customer_at", "earlier_contacts"), "csat": ("csat",), "nps": ("nps",),
    "linked": ("links",),
}  # fmt: skip
_WORDS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("is", "active"): ("status",), ("is", "mine"): ("assignee",), ("is", "unassigned"): ("assignee",),
    ("is", "snoozed"): ("snoozed_until",), ("is", "overdue"): ("status", *_DUE), ("is", "escalated"): ("escalations",),
    ("is", "suspended"): ("tags",), ("is", "remote"): ("home",), ("is", "merged"): ("merged_into",),
    ("is", "handed-off"): ("hand_off",), ("is", "waiting"): ("waits_since",),
    **{("is", word): ("links",) for word in LINKS},
    ("has", "attachment"): ("attachments",), ("has", "note"): ("messages",), ("has", "reply"): ("replied_at",),
    ("has", "due"): _DUE,
}  # fmt: skip
_TEXT: Final = ("messages", "last_message", "subject")


def reads(node: Node) -> frozenset[str]:
    """Names of the attributes of `Ticket` that *node* looks at, and perhaps `ELSEWHERE`."""
    return frozenset(_reads(node))


def changed(before: Ticket, after: Ticket) -> frozenset[str]:
    """Names of the attributes in which two states of a ticket differ."""
    return frozenset(compress(Ticket.__struct_fields__, map(ne, _all_of(before), _all_of(after))))


_all_of: Final = attrgetter(*Ticket.__struct_fields__)


def _reads(node: Node) -> Iterator[str]:
    match node:
        case Text():
            yield from _TEXT
        case Test(field, _) if field.startswith(CUSTOM_PREFIX):
            yield "fields"
        case Test(field, _) if field in _FIELDS:
            yield from _FIELDS[field]
        case Test(field, values):
            for value in values:
                yield from _WORDS.get((field, value.text), (ELSEWHERE,))
        case Not(part):
            yield from _reads(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from _reads(part)
