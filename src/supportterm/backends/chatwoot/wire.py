"""What Chatwoot's API sends, as it sends it."""

from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec


class Person(msgspec.Struct, frozen=True, gc=False):
    """A contact, an agent, or a bot."""

    id: int
    name: str | None = ""
    email: str | None = ""
    phone_number: str | None = ""
    type: str = ""


class Team(msgspec.Struct, frozen=True, gc=False):
    id: int
    name: str = ""


class Meta(msgspec.Struct, frozen=True):
    """Whom a conversation is with, and whose it is."""

    sender: Person = Person(0)
    assignee: Person | None = None
    team: Team | None = None


class FileRow(msgspec.Struct, frozen=True, gc=False):
    id: int
    data_url: str | None = ""
    """Where it lies."""
    file_size: int | None = 0

    @property
    def name(self) -> str:
        return unquote(urlsplit(self.data_url or "").path.rpartition("/")[2]) or f"file-{self.id}"


class MessageRow(msgspec.Struct, frozen=True):
    id: int
    content: str | None = ""
    message_type: int = 0
    """0: a customer's, 1: an agent's, 2: what happened, 3: sent by itself."""
    private: bool = False
    created_at: float = 0
    content_attributes: dict[str, Any] | None = None
    sender: Person | None = None
    attachments: list[FileRow] = []


class Conversation(msgspec.Struct, frozen=True):
    id: int
    status: str = "open"
    priority: str | None = None
    labels: list[str] = []
    additional_attributes: dict[str, Any] | None = None
    custom_attributes: dict[str, Any] | None = None
    meta: Meta = Meta()
    messages: list[MessageRow] = []
    """The last one alone."""
    created_at: float = 0
    last_activity_at: float = 0
    updated_at: float | str | None = None

    @property
    def active(self) -> int:
        """Milliseconds UTC of the last that was said."""
        return int(self.last_activity_at * 1000)

    @property
    def updated(self) -> int:
        return max(self.active, moment(self.updated_at))


class Count(msgspec.Struct, frozen=True):
    all_count: int = 0


class Data(msgspec.Struct, frozen=True):
    meta: Count = Count()
    payload: list[Conversation] = []


class Listed(msgspec.Struct, frozen=True):
    data: Data = Data()


class Messages(msgspec.Struct, frozen=True):
    payload: list[MessageRow] = []


class Profile(msgspec.Struct, frozen=True):
    id: int
    name: str = ""
    account_id: int | None = None
    accounts: list[Team] = []
    pubsub_token: str = ""
    """With which what happens can be listened to."""


class Inbox(msgspec.Struct, frozen=True):
    id: int
    name: str = ""
    channel_type: str = ""


class Inboxes(msgspec.Struct, frozen=True):
    payload: list[Inbox] = []


class Contacts(msgspec.Struct, frozen=True):
    payload: list[Person] = []


class Made(msgspec.Struct, frozen=True):
    """Something that was made: told as it is, or, as its source and its own description have it, within something."""

    id: int | None = None
    payload: Any = None

    @property
    def number(self) -> int | None:
        """None when it is not told."""
        told = self.payload[0] if isinstance(self.payload, list) and self.payload else self.payload
        told = told.get("contact", told) if isinstance(told, dict) else {}
        number = told.get("id") if isinstance(told, dict) else None
        return number if isinstance(number, int) else self.id


class Canned(msgspec.Struct, frozen=True):
    id: int
    short_code: str = ""
    content: str | None = ""


class FieldRow(msgspec.Struct, frozen=True):
    id: int
    attribute_key: str = ""
    attribute_display_name: str = ""
    attribute_values: list[str] | str | None = None
    attribute_model: str | int = ""

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(self.attribute_values) if isinstance(self.attribute_values, list) else ()


class Version(msgspec.Struct, frozen=True):
    version: str = ""


def moment(told: float | str | None) -> int:
    """Milliseconds UTC of what some versions tell in seconds and others in words; 0 when unset."""
    if isinstance(told, int | float):
        return int(told * 1000)
    try:
        return int(datetime.fromisoformat(told or "").timestamp() * 1000)
    except (ValueError, OverflowError):
        return 0
