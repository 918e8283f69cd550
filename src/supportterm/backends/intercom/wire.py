"""What Intercom's API sends, as it sends it. Moments are Unix seconds."""

from typing import Any

import msgspec


class Reference(msgspec.Struct, frozen=True, gc=False):
    id: str | None = ""
    type: str = ""


class Author(msgspec.Struct, frozen=True, gc=False):
    """A contact (`user`, `lead`), one of the company (`admin`), or a machine (`bot`, `team`)."""

    id: str | None = ""
    type: str = ""
    name: str | None = ""
    email: str | None = ""


class File(msgspec.Struct, frozen=True, gc=False):
    name: str = ""
    url: str = ""
    content_type: str | None = ""
    filesize: int | None = 0


class Part(msgspec.Struct, frozen=True):
    """What was said or done: a `comment`, a `note`, an `assignment`, `close` and so on, with or without words."""

    id: str
    part_type: str = ""
    body: str | None = None
    created_at: int = 0
    author: Author = Author()
    attachments: list[File] | None = None
    redacted: bool | None = False
    app_package_code: str | None = None
    """Set when it came by the API."""


class Parts(msgspec.Struct, frozen=True):
    conversation_parts: list[Part] = []
    total_count: int = 0


class Source(msgspec.Struct, frozen=True):
    """What began a conversation."""

    id: str | None = ""
    type: str = ""
    subject: str | None = ""
    body: str | None = ""
    author: Author = Author()
    attachments: list[File] | None = None
    redacted: bool | None = False


class Contacts(msgspec.Struct, frozen=True):
    contacts: list[Reference] = []


class Tag(msgspec.Struct, frozen=True, gc=False):
    id: str
    name: str = ""


class Tags(msgspec.Struct, frozen=True):
    tags: list[Tag] = []


class Rating(msgspec.Struct, frozen=True):
    rating: int | None = None


class Conversation(msgspec.Struct, frozen=True):
    id: str
    created_at: int = 0
    updated_at: int = 0
    title: str | None = None
    state: str = "open"
    priority: str | None = None
    admin_assignee_id: int | None = None
    team_assignee_id: int | str | None = None
    source: Source = Source()
    contacts: Contacts | None = None
    tags: Tags | None = None
    custom_attributes: dict[str, Any] | None = None
    conversation_rating: Rating | None = None
    conversation_parts: Parts | None = None

    @property
    def parts(self) -> list[Part]:
        return self.conversation_parts.conversation_parts if self.conversation_parts is not None else []


class Next(msgspec.Struct, frozen=True):
    starting_after: str | None = None


class Pages(msgspec.Struct, frozen=True):
    next: Next | str | None = None

    @property
    def after(self) -> str:
        return (self.next.starting_after or "") if isinstance(self.next, Next) else ""


class Found(msgspec.Struct, frozen=True):
    conversations: list[Conversation] = []
    pages: Pages | None = None
    total_count: int = 0


class Deleted(msgspec.Struct, frozen=True, gc=False):
    id: str
    deleted_at: int = 0


class DeletedList(msgspec.Struct, frozen=True):
    conversations: list[Deleted] = []
    total_count: int = 0


class Admin(msgspec.Struct, frozen=True):
    id: str
    name: str = ""
    email: str | None = ""
    team_ids: list[int] = []
    app: Any = None


class Team(msgspec.Struct, frozen=True):
    id: str
    name: str = ""


class Contact(msgspec.Struct, frozen=True):
    id: str
    name: str | None = ""
    email: str | None = ""
    phone: str | None = ""
    role: str | None = ""


class Option(msgspec.Struct, frozen=True):
    label: str = ""
    value: str = ""


class Attribute(msgspec.Struct, frozen=True):
    name: str
    data_type: str = "string"
    archived: bool | None = False
    options: list[Option] | None = None


class Macro(msgspec.Struct, frozen=True):
    id: str
    name: str = ""
    body_text: str | None = ""


class Listed(msgspec.Struct, frozen=True):
    """Any list: what is in it stands under its name."""

    admins: list[Admin] = []
    teams: list[Team] = []
    data: list[Any] = []
    pages: Pages | None = None


class Made(msgspec.Struct, frozen=True):
    """What a new conversation is answered with."""

    conversation_id: str
