"""What is soon enough to keep a desk for, and what is too late to do without asking."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from supportterm.desk import Desk

SOON: Final = 300_000
"""Milliseconds ahead for which a desk is kept that somebody is at: for what is due later it is kept then."""
TOO_LATE: Final = 3_600_000
"""What customers would see later than this, in milliseconds, because nobody was awake, asks first."""


def wanted(desk: "Desk") -> bool:
    """Whether something is due soon by time alone. Cheap."""
    due = desk.timers().next()
    return due is not None and due.at <= desk.clock() + SOON
