"""What waits to leave, in words: the same in the shell, in the status line and beside a message."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from supportterm.core.moments import moment_words
from supportterm.core.outbox import State
from supportterm.core.terms import Role

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.store.outbox import Entry

KEPT: Final = "kept here and not mailed: this desk has no mail connection"
"""What is said when something was written to somebody who can't get it yet."""
BECAME: Final[Mapping[str, str]] = {
    "discarded": "discarded, never sent",
    "refused": "not taken",
    "uncertain": "sent? nobody can tell",
    "bounced": "came back: it could not be delivered",
}
"""What became of a message that is not where it should be, by its delivery."""
_KINDS: Final[Mapping[str, str]] = {
    "open": "a new ticket",
    "say": "a reply",
    "set": "fields",
    "merge": "a merge",
    "article": "an article",
    "letter": "a link for a customer",
    "transcript": "a transcript",
}


def titles(desk: "Desk") -> dict[str, str]:
    """Connections by name, as people call them."""
    return {c.name: c.title or c.name for c in desk.connections()}


def kind_words(entry: "Entry", role: Role | None = None) -> str:
    """What it is that leaves: `a reply`, `a note`, `fields`."""
    if entry.kind in ("say", "later") and role is not None:
        return {Role.NOTE: "a note", Role.FORWARD: "a forward"}.get(role, "a reply")
    return _KINDS.get(entry.kind, entry.kind)


def state_words(entry: "Entry", now: int, key: str = "undo") -> str:
    """How it stands; *key* is what a person presses or types to take it back."""
    match entry.state:
        case State.QUEUED if entry.kind == "later":
            return f"leaves {moment_words(entry.not_before, now)}; {key} takes it back"
        case State.QUEUED if entry.attempts == 0 and entry.not_before > now:
            return f"leaves in {-(-(entry.not_before - now) // 1000)} s; {key} takes it back"
        case State.QUEUED:
            return f"waiting: {entry.words}" if entry.words else "waiting to leave"
        case State.SENDING:
            return "being sent"
        case State.UNCERTAIN:
            return "sent, but no answer came: it is being looked up"
        case State.ASKING if entry.unsent:
            return f"not sent: {entry.words}" if entry.words else "not sent: you decide"
        case State.ASKING:
            return "nobody can tell whether it was sent"
        case State.CONFLICT if entry.kind == "later":
            return "somebody wrote there meanwhile: you decide"
        case State.CONFLICT:
            return "answered or changed there meanwhile: you decide"
        case State.REJECTED:
            return f"not taken: {entry.words}" if entry.words else "not taken"
        case State.ACKED:
            return "sent"
        case State.CANCELLED:
            return entry.words or "taken back"


def after_writing(desk: "Desk", ticket: int, change: bytes, role: Role, key: str = "undo") -> str:
    """What becomes of a message that *change* wrote on *ticket*; empty for a note that stays in the house."""
    entry = next((e for e in desk.outbox(ticket) if e.change == change and e.kind == "say"), None)
    if entry is not None:
        by = titles(desk).get(entry.connection, entry.connection)
        return f"for {by}: {state_words(entry, desk.clock(), key)}"
    if role not in (Role.REPLY, Role.FORWARD):
        return ""
    mailed = any("tickets" not in c.can and role.word in c.can and not c.paused for c in desk.connections())
    return f"kept here: {desk.label(ticket)}'s requester has no mail address" if mailed else KEPT
