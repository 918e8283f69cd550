"""The states of what is to leave, and which may follow which. Pure; the store allows no other edge.

`sending` is committed before the first byte leaves. From there only proof leads back to `queued`; whatever may have
been done is `uncertain` until it was looked up, and what can't be looked up is for a person to say.
"""

from enum import StrEnum
from typing import Final


class State(StrEnum):
    QUEUED = "queued"
    """Waits: for its moment, for those before it on its ticket, for the network."""
    SENDING = "sending"
    """Being sent by the keeper of this incarnation."""
    ACKED = "acked"
    """It is there."""
    UNCERTAIN = "uncertain"
    """Sent, and nobody knows; to be looked up after the settle window."""
    CONFLICT = "conflict"
    """Somebody changed the same; a person chooses."""
    REJECTED = "rejected"
    """The remote does not take it; a person edits, sends again or discards."""
    ASKING = "asking"
    """It can't be known whether it was sent; a person looks, sends again or discards."""
    CANCELLED = "cancelled"
    """Taken back before it left, or discarded by a person."""

    @property
    def open(self) -> bool:
        """Something is still to happen with it."""
        return self not in (State.ACKED, State.CANCELLED)

    @property
    def for_people(self) -> bool:
        """Nothing goes on without a person."""
        return self in (State.CONFLICT, State.REJECTED, State.ASKING)


EDGES: Final = {
    State.QUEUED: {State.SENDING, State.CANCELLED, State.CONFLICT, State.ASKING, State.ACKED, State.REJECTED},
    State.SENDING: {State.ACKED, State.QUEUED, State.UNCERTAIN, State.CONFLICT, State.REJECTED},
    State.UNCERTAIN: {State.ACKED, State.QUEUED, State.ASKING, State.CONFLICT},
    State.CONFLICT: {State.QUEUED, State.CANCELLED, State.ACKED},
    State.REJECTED: {State.QUEUED, State.CANCELLED},
    State.ASKING: {State.QUEUED, State.CANCELLED, State.ACKED},
    State.ACKED: set(),
    State.CANCELLED: set(),
}
"""`queued → asking`: the desk is a copy, and its original may have sent it. `queued → acked`: the remote has the same
already. `queued → rejected`: what it needs there will never be there. `conflict → acked`: theirs was taken, or is the
same by now. `asking → acked`: a person saw it there."""


class IllegalEdge(AssertionError):
    """A defect: a state was about to follow one that it can't follow."""


def check_edge(before: State, after: State) -> None:
    """Raise IllegalEdge unless *after* may follow *before*."""
    if after not in EDGES[before]:
        raise IllegalEdge(f"{before} → {after}")
