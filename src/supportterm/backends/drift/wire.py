"""What Drift's API sends, as it sends it. Moments are Unix milliseconds."""

from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Conversation(msgspec.Struct, frozen=True, gc=False):
    id: int
    status: str = "open"
    contactId: int | None = None
    createdAt: int = 0
    updatedAt: int = 0


class Author(msgspec.Struct, frozen=True, gc=False):
    id: int = 0
    type: str = ""
    bot: bool | None = False


class Attachment(msgspec.Struct, frozen=True, gc=False):
    id: int
    fileName: str = ""


class Message(msgspec.Struct, frozen=True):
    id: int | str
    type: str = "chat"
    body: str | None = ""
    createdAt: int = 0
    author: Author = Author()
    attachments: list[Attachment] = []


class Messages(msgspec.Struct, frozen=True):
    messages: list[Message] = []


class User(msgspec.Struct, frozen=True):
    id: int
    name: str | None = ""
    email: str | None = ""
    orgId: int | None = 0
    bot: bool | None = False


class Attributes(msgspec.Struct, frozen=True):
    name: str | None = ""
    email: str | None = ""
    phone: str | None = ""


class Contact(msgspec.Struct, frozen=True):
    id: int
    attributes: Attributes = Attributes()


class Links(msgspec.Struct, frozen=True):
    next: str | None = None


class Pagination(msgspec.Struct, frozen=True):
    more: bool = False
    next: str | int | None = None


class Data(msgspec.Struct, Generic[T], frozen=True):
    """Any answer: what it is about stands under `data`."""

    data: T
    links: Links | None = None
    pagination: Pagination | None = None
