"""Who else is at a ticket, in words."""

from collections.abc import Iterable

from supportterm.core.safe import safe_line
from supportterm.sync.presence import Present

_DOES = {"": "reading", "reply": "writing a reply", "note": "writing a note", "forward": "writing a forward"}
"""In words, by `Present.writing`."""


def words_of(others: Iterable[Present], me: str) -> str:
    """What *others* do at a ticket, those who write first: `also here: lee, writing a reply; kim, reading`."""
    told = []
    for present in sorted(others, key=lambda other: (not other.writing, other.agent)):
        who = "you at another console" if present.agent == me else safe_line(present.agent, 40) or "somebody"
        told.append(f"{who}, {_DOES.get(present.writing, 'writing')}")
    return f"also here: {'; '.join(dict.fromkeys(told))}" if told else ""
