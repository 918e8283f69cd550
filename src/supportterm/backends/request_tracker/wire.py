"""What Request Tracker's REST 2.0 sends, as it sends it: numbers as text, nulls and empty texts for what is missing."""

from datetime import UTC, datetime
from typing import Any

import msgspec


class Ref(msgspec.Struct, frozen=True):
    """A record named by another. A user's id is the name, a number only where nothing else is told."""

    id: str | int = ""
    Name: str | None = None
    RealName: str | None = None
    EmailAddress: str | None = None

    @property
    def key(self) -> str:
        return str(self.id)


class Link(msgspec.Struct, frozen=True):
    ref: str = ""
    url: str = msgspec.field(default="", name="_url")


class FieldValues(msgspec.Struct, frozen=True):
    """A custom field of a ticket, an article or a transaction, with its values."""

    id: int
    name: str = ""
    values: list[Any] = msgspec.field(default_factory=list)

    def texts(self) -> tuple[str, ...]:
        """Its values that are text; pictures and files are objects, an emptied value is null."""
        return tuple(value for value in self.values if isinstance(value, str) and value)


class TicketRow(msgspec.Struct, frozen=True):
    id: int
    EffectiveId: Ref | int | str | None = None
    Subject: str | None = ""
    Status: str | None = ""
    Priority: float | str | None = 0
    Owner: Ref | str | None = None
    Queue: Ref | str | None = None
    Requestor: list[Ref] | str | None = None
    Cc: list[Ref] | str | None = None
    Creator: Ref | str | None = None
    Created: str | None = ""
    LastUpdated: str | None = ""
    LastUpdatedBy: Ref | str | None = None
    Due: str | None = ""
    CustomFields: list[FieldValues] | str | None = None
    links: list[Link] | str | None = msgspec.field(default=None, name="_hyperlinks")

    @property
    def effective(self) -> int:
        """The ticket that this one goes on in; its own id as long as it was not merged."""
        return whole_number(self.EffectiveId.id if isinstance(self.EffectiveId, Ref) else self.EffectiveId) or self.id


class TransactionRow(msgspec.Struct, frozen=True):
    id: int
    Type: str | None = ""
    ObjectId: int = 0
    Field: str | None = ""
    OldValue: str | None = ""
    NewValue: str | None = ""
    Creator: Ref | str | None = None
    Created: str | None = ""
    CustomFields: list[FieldValues] | str | None = None


class AttachmentRow(msgspec.Struct, frozen=True):
    id: int
    TransactionId: Ref | int | str = 0
    ContentType: str | None = ""
    ContentLength: int | str | None = 0
    Filename: str | None = ""
    Headers: str | None = ""
    MessageId: str | None = ""
    Content: str | None = ""

    @property
    def transaction(self) -> int:
        return whole_number(self.TransactionId.id if isinstance(self.TransactionId, Ref) else self.TransactionId)

    @property
    def size(self) -> int:
        return whole_number(self.ContentLength)


class QueueRow(msgspec.Struct, frozen=True):
    id: int
    Name: str = ""
    Description: str | None = ""
    TicketTransactionCustomFields: list[Ref | str] | str | None = None


class FieldRow(msgspec.Struct, frozen=True):
    """A custom field itself. *MaxValues* 0 means any number of values."""

    id: int
    Name: str = ""
    Type: str = ""
    MaxValues: int = 1
    LookupType: str = ""
    Values: list[Any] | str | None = None

    @property
    def many(self) -> bool:
        return self.MaxValues != 1

    def choices(self) -> tuple[str, ...]:
        """What can be chosen, where it is a choice; newer servers name each by an object."""
        if not isinstance(self.Values, list):
            return ()
        named = (value.get("name") if isinstance(value, dict) else value for value in self.Values)
        return tuple(name for name in named if isinstance(name, str))


class UserRow(msgspec.Struct, frozen=True):
    id: int | str = ""
    """Of others than ourselves it is not told."""
    Name: str = ""
    RealName: str | None = ""
    EmailAddress: str | None = ""
    Privileged: int | str | None = 0
    Timezone: str | None = ""
    Created: str | None = ""


class GroupRow(msgspec.Struct, frozen=True):
    id: int
    Name: str | None = ""
    Members: list[Ref] | str | None = None


class ArticleRow(msgspec.Struct, frozen=True):
    id: int
    Name: str | None = ""
    Summary: str | None = ""
    Class: Ref | str | None = None
    LastUpdated: str | None = ""
    LastUpdatedBy: Ref | str | None = None
    CustomFields: list[FieldValues] | str | None = None


class ListOf(msgspec.Struct, frozen=True):
    """A page of a list. *total* is missing unless we may see everything."""

    items: list[msgspec.Raw]
    total: int | None = None


def name_of(ref: Ref | str | None) -> str:
    """The name of a user or queue that a record names."""
    if isinstance(ref, Ref):
        return ref.Name or ref.key
    return ref or ""


def fields_of(values: list[FieldValues] | str | None) -> list[FieldValues]:
    return values if isinstance(values, list) else []


def moment(text: str | None) -> int | None:
    """Milliseconds UTC of `2026-11-26T12:23:29Z` or, as in a history, `2026-11-26 12:23:29`; None when unset."""
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return int(at.timestamp()) * 1000 or None


def stamp(at: int) -> str:
    """A moment as Request Tracker takes it, UTC. With `T` and `Z` it becomes 1970 on SQLite."""
    return datetime.fromtimestamp(at // 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")


def whole_number(text: int | str | None) -> int:
    """A number that may come as text; 0 for what is none."""
    plain = str(text or "")
    return int(plain) if plain.isdecimal() and len(plain) < 19 else 0
