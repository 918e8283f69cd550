"""The field's fixed words: status, priority, role, channel, segment.

Free of msgspec, so that a list in the shell does not pay for loading it.
"""

from enum import IntEnum
from typing import Final


class Status(IntEnum):
    """Where a ticket stands. The order is that of its life, so `status < SOLVED` means work is left."""

    NEW = 0
    OPEN = 1
    PENDING = 2
    ON_HOLD = 3
    SOLVED = 4
    CLOSED = 5

    @property
    def word(self) -> str:
        return _STATUS_WORDS[self]


class Priority(IntEnum):
    """How urgent; a higher number comes first in a queue."""

    LOW = 0
    NORMAL = 1
    HIGH = 2
    URGENT = 3

    @property
    def word(self) -> str:
        return self.name.lower()


_STATUS_WORDS = {s: s.name.lower().replace("_", "-") for s in Status}
STATUS_BY_WORD: Final = {s.word: s for s in Status}
PRIORITY_BY_WORD: Final = {p.word: p for p in Priority}

SUSPENDED: Final = "suspended"
"""The tag of tickets that are held back until somebody has looked: spam, most likely."""

RECENT_CONTACTS: Final = 10
"""So many times that a customer wrote on a ticket are kept with it, the newest."""

CHANNELS: Final = ("mail", "chat", "phone", "web", "api")
SEGMENTS: Final = ("free", "paid", "enterprise")
ROLES: Final = ("agent", "lead", "admin", "light")
"""What an agent may do; `permissions` says which is which."""
LINKS: Final = {
    "incident": "problem",
    "problem": "incident",
    "child": "parent",
    "parent": "child",
    "duplicate": "original",
    "original": "duplicate",
}
"""What a linked ticket is to another, and what that is to it."""
SKIPS: Final = {
    "time": "takes longer than there is time now",
    "skill": "somebody with other skills should take it",
    "waits": "waits for somebody or something else",
    "handled": "a colleague is at it already",
    "other": "another reason",
}
"""Why a ticket is skipped by who is given it. Each begins with another letter, which is its key; reports count each."""
VISIBILITIES: Final = ("public", "internal")
"""Of articles; or segments, see core/readers.py."""
ARTICLE_STATES: Final = ("draft", "in-review", "published")


class Role(IntEnum):
    """Who a message is from and for."""

    CUSTOMER = 0
    """From the requester or a participant; public."""
    REPLY = 1
    """From an agent to the customer; public."""
    NOTE = 2
    """From an agent to colleagues; never leaves the house."""
    FORWARD = 3
    """From an agent to a third party; not shown to the customer."""

    @property
    def word(self) -> str:
        return self.name.lower()

    @property
    def public(self) -> bool:
        return self in (Role.CUSTOMER, Role.REPLY)
