"""What is not held here, offered to be looked for at the remotes: a large one is held in part."""

from typing import TYPE_CHECKING, Final

from supportterm.core.query.words import words_of
from supportterm.tui.dialogs.question import Option

if TYPE_CHECKING:
    from supportterm.desk import Desk

THERE: Final = "there"
"""What choosing the offer means."""


def beyond(desk: "Desk") -> str:
    """The titles of the remotes that can be searched; empty when there is none."""
    return ", ".join(c.title for c in desk.connections() if "search" in c.can and not c.paused)


def wanted(text: str) -> str:
    """The words that are looked for there when *text* is looked for here."""
    return " ".join(words_of(text))


def offers(text: str, remotes: str) -> tuple[Option, ...]:
    """The line that looks for *text* at *remotes* too; none where there is nothing to look for, or nowhere."""
    words = wanted(text) if remotes else ""
    return (Option(f"look for {words} at {remotes} too", "what is not held here is fetched", THERE),) if words else ()
