"""What a query may ask of a ticket, at hand in memory."""

from collections.abc import Callable, Collection, Iterable
from functools import cached_property
from typing import Protocol

import msgspec

from supportterm.core.nouns import Message, Organization, Person, Ticket
from supportterm.core.query.context import Context
from supportterm.core.terms import Role
from supportterm.core.words import folded


class Document(msgspec.Struct, frozen=True):
    """What words are looked for in: a message, and the ticket's subject with its first one."""

    body: str
    subject: str = ""
    role: Role = Role.CUSTOMER


class Texts:
    """The documents of a ticket, folded when they are first looked into."""

    def __init__(self, documents: tuple[Document, ...]) -> None:
        self.documents = documents
        self.told: dict[object, bool] = {}
        """What was asked of them before, and whether it holds: many queries ask for the same words."""

    @cached_property
    def folded(self) -> list[tuple[str, str]]:
        """(subject, body) of each document."""
        return [(folded(d.subject), folded(d.body)) for d in self.documents]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of them: one that is not among these need not be looked for."""
        return frozenset[str]().union(*[part.split() for text in self.folded for part in text])

    @cached_property
    def has_note(self) -> bool:
        return any(document.role is Role.NOTE for document in self.documents)

    def followed_by(self, documents: tuple[Document, ...]) -> "Texts":
        """These and later ones; what was folded is not folded again."""
        more, texts = Texts(documents), Texts((*self.documents, *documents))
        texts.folded = [*self.folded, *more.folded]
        texts.vocabulary = self.vocabulary | more.vocabulary
        return texts


class Facts(Protocol):
    """A ticket and what a query may ask of it; what is not asked for need not be read."""

    @property
    def ticket(self) -> Ticket: ...
    @property
    def requester(self) -> Person | None: ...
    @property
    def organization(self) -> Organization | None: ...
    @property
    def texts(self) -> Texts: ...
    @property
    def unread(self) -> bool: ...
    @property
    def concerned(self) -> Collection[str]:
        """Agents whom something on it concerns that they have not looked at."""

    @property
    def unsent(self) -> bool | None:
        """Something of it waits to leave; True: for a person. None: nothing waits."""


class Record(msgspec.Struct, frozen=True):
    """Facts that are all there."""

    ticket: Ticket
    requester: Person | None = None
    organization: Organization | None = None
    documents: tuple[Document, ...] = ()
    unread: bool = False
    unsent: bool | None = None
    concerned: tuple[str, ...] = ()

    @property
    def texts(self) -> Texts:
        return Texts(self.documents)


def documents(ticket: Ticket, messages: Iterable[Message]) -> tuple[Document, ...]:
    """The documents of *ticket*: its visible messages in the order of time, the subject with the first."""
    visible = sorted((m for m in messages if not m.hidden and m.ticket == ticket.id), key=lambda m: m.id)
    return tuple(Document(m.body, "" if at else ticket.subject, m.role) for at, m in enumerate(visible))


class Asked:
    """Facts, who asks and when. What was looked up for one query is there for the next."""

    def __init__(self, facts: Facts, context: Context) -> None:
        self.facts = facts
        self.ticket = facts.ticket
        self.context = context
        self.told: dict[object, bool] = {}
        """What was asked before, and whether it holds."""

    def holds(self, tests: "Iterable[Callable[[Asked], bool]]") -> bool:
        """Whether all of *tests* do, each asked once."""
        told = self.told
        for test in tests:
            known = told.get(test)
            if known is None:
                known = told[test] = test(self)
            if not known:
                return False
        return True

    @cached_property
    def texts(self) -> Texts:
        return self.facts.texts

    @cached_property
    def requester(self) -> Person | None:
        return self.facts.requester

    @cached_property
    def organization(self) -> Organization | None:
        return self.facts.organization

    @cached_property
    def concerned(self) -> Collection[str]:
        return self.facts.concerned

    @cached_property
    def unsent(self) -> bool | None:
        return self.facts.unsent
