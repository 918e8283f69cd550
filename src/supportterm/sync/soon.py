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


def follows(desk: "Desk", *, now: bool = False) -> bool:
    """Whether a program of the person's own has something to follow, or a webhook is to be told, *now* if so said.

    Cheap where there are none.
    """
    if desk.webhooks.needed(now=now):
        return True
    if not _has_hooks():
        return False
    from supportterm.config.paths import paths
    from supportterm.sync.hooks import due

    return due(desk, paths().hooks)


def hooked(desk: "Desk") -> bool:
    """Whether something may follow what happens: programs of the person's own, or webhooks."""
    return _has_hooks() or bool(desk.webhooks.outgoing())


def _has_hooks() -> bool:
    from supportterm.config.paths import paths

    return paths().hooks.is_dir()
