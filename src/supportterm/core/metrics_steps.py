"""What of an operation a ticket's story needs, and in which order it is told."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from supportterm.core.ids import message_time
from supportterm.core.operations import AnyPayload, Wrote


class Step(NamedTuple):
    """An operation, as far as a story needs it."""

    seq: int
    at: int
    """The moment it tells of."""
    written: int
    """When it was written down."""
    change: bytes
    actor: str
    payload: AnyPayload


def in_their_moments(log: Sequence[Step]) -> Iterator[tuple[int, Step]]:
    """What was written down as it happened comes after what was so before, though a clock has gone back meanwhile."""
    latest = 0
    for step in log:
        at = message_time(step.payload.message) if type(step.payload) is Wrote else step.at
        if at >= step.written:
            at = latest = max(at, latest)
        yield at, step
