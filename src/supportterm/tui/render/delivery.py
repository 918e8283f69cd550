"""What becomes of a message that was written here: the word beside it, and the colour of that word."""

from typing import TYPE_CHECKING, Final, NamedTuple

from supportterm.commands.departures import BECAME, state_words
from supportterm.core.nouns import Message
from supportterm.core.outbox import State
from supportterm.core.safe import safe_line
from supportterm.core.terms import Role

if TYPE_CHECKING:
    from supportterm.store.outbox import Entry


class Delivery(NamedTuple):
    words: str = ""
    """Empty: nothing is to be said of it."""
    tone: str = "dim"
    """A role of the look."""


KEPT: Final = "kept here, not mailed"
NOTHING: Final = Delivery()
_UNDER_WAY: Final = frozenset(["waiting", "uncertain", "refused"])
"""Words of `Message.delivery` whose entry in the outbox says more."""


def under_way(message: Message) -> bool:
    """Whether the outbox knows more of *message* than it says itself."""
    return message.delivery in _UNDER_WAY


def delivery(message: Message, entry: "Entry | None", now: int, undo: str = "undo") -> Delivery:
    """*entry*: of the outbox, for a message that is under way; *undo*: what is pressed to take it back."""
    if message.role is Role.CUSTOMER:
        return NOTHING
    if entry is not None and entry.state.open:
        return Delivery(safe_line(_open(entry, now, undo), 120), _tone(entry.state))
    match message.delivery:
        case "kept" if message.role in (Role.REPLY, Role.FORWARD):
            return Delivery(KEPT, "warn")
        case "sent":
            return Delivery("sent")
        case "waiting":
            return Delivery("waiting")
        case "discarded" | "uncertain" as became:
            return Delivery(BECAME[became], "warn")
        case "refused" | "bounced" as became:
            return Delivery(BECAME[became], "error")
    return NOTHING


def _open(entry: "Entry", now: int, undo: str) -> str:
    match entry.state:
        case State.QUEUED if entry.attempts == 0 and entry.not_before > now:
            return state_words(entry, now, undo)
        case State.UNCERTAIN:
            return "no answer came; being looked up"
        case State.ASKING if entry.unsent:
            return "held: the outbox asks"
        case State.ASKING:
            return "sent? nobody can tell: the outbox asks"
        case State.CONFLICT:
            return "held: the ticket went on, the outbox asks"
    return state_words(entry, now)


def _tone(state: State) -> str:
    return "error" if state is State.REJECTED else "warn" if state.for_people or state is State.UNCERTAIN else "accent"
