"""What a list shows of a ticket's promises: the one that is due next, or the one that stands still.

Free of msgspec and of schedules, so that a list in the shell does not pay for loading them.
"""

from typing import Final, NamedTuple


class Promised(NamedTuple):
    """Of one promise; either `due` or `left` is there."""

    metric: str
    """A word of `sla_policy.Metric`."""
    hours: str
    """Key of the schedule it runs in; empty: day and night."""
    due: int | None
    warn: int | None = None
    """From when on it is close; None: it is not said."""
    left: int | None = None
    """While it is paused: how much of it there is, in its hours."""

    def text(self) -> str:
        """One line without spaces in its parts, as the ticket's row keeps it."""
        parts = (self.metric, self.hours, self.due, self.warn, self.left)
        return " ".join("-" if part in (None, "") else str(part) for part in parts)


METRICS: Final = {
    "first-reply": "first reply",
    "next-reply": "next reply",
    "update": "periodic update",
    "wait": "requester wait",
    "resolution": "resolution",
}
"""What can be promised, in words."""


def metric_words(metric: str) -> str:
    return METRICS.get(metric, metric)


def read(text: str) -> Promised | None:
    """What `text` gave; None for an empty text."""
    if not text:
        return None
    metric, hours, *numbers = text.split(" ")
    return Promised(metric, "" if hours == "-" else hours, *(None if n == "-" else int(n) for n in numbers))
