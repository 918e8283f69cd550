"""All that a backup of the fake help desk holds, and the lines of the observer's book beside it."""

from typing import NamedTuple

from fakes.rules import Rules
from supportterm.core.nouns import Value
from supportterm.core.remote import (
    Item,
    Receipt,
    RemoteArticle,
    RemoteEvent,
    RemoteMessage,
    RemoteTicket,
    TicketSeen,
)


class Logged(NamedTuple):
    """One line of the log of changes, with what the ticket was after it."""

    at: int
    key: str
    item: Item


class Write(NamedTuple):
    """A field was written: what it was, what it is, and what the writer said it was."""

    key: str
    field: str
    actor: str
    before: Value
    value: Value
    marker: str
    at: int = 0


class Arrival(NamedTuple):
    """Something of ours took effect."""

    marker: str
    kind: str
    key: str
    made: str
    """Key of the message, ticket or article that it made."""
    at: int = 0


class Ledger:
    def __init__(self, epoch: str) -> None:
        self.epoch = epoch
        self.tickets: dict[str, RemoteTicket] = {}
        self.messages: dict[str, tuple[RemoteMessage, ...]] = {}
        self.events: dict[str, tuple[RemoteEvent, ...]] = {}
        self.files: dict[str, bytes] = {}
        self.articles: dict[str, RemoteArticle] = {}
        self.edited: list[str] = []
        """Keys of articles in the order in which they were changed."""
        self.log: list[Logged] = []
        self.answers: dict[str, Receipt] = {}
        """What was answered to a key, where keys are known again."""
        self.next = 1

    def copy(self) -> "Ledger":
        other = Ledger(self.epoch)
        for name, value in vars(self).items():
            setattr(other, name, value.copy() if isinstance(value, dict | list) else value)
        return other

    def seen(self, key: str, rules: Rules) -> TicketSeen:
        """A ticket as the feed tells it."""
        return TicketSeen(self.tickets[key], self.messages[key], self.events[key] if rules.history else (), rules.whole)
