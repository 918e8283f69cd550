"""What Freshdesk's API sends, as it sends it."""

from typing import Any

import msgspec

from supportterm.backends.stamps import moment


class Person(msgspec.Struct, frozen=True, gc=False):
    """A customer; also what is told of an agent beside their number."""

    id: int = 0
    name: str | None = ""
    email: str | None = None
    phone: str | None = None
    mobile: str | None = None


class AgentRow(msgspec.Struct, frozen=True):
    id: int
    contact: Person = Person()
    created_at: str = ""


class GroupRow(msgspec.Struct, frozen=True, gc=False):
    id: int
    name: str = ""


class FieldRow(msgspec.Struct, frozen=True):
    name: str
    label: str = ""
    type: str = ""
    default: bool = False
    choices: Any = None
    """Names of a list, or a mapping: of statuses their numbers to their names."""

    def options(self) -> tuple[str, ...]:
        return tuple(map(str, self.choices)) if isinstance(self.choices, list | dict) else ()


class AttachmentRow(msgspec.Struct, frozen=True, gc=False):
    id: int
    name: str = ""
    content_type: str | None = ""
    size: int | None = 0
    attachment_url: str = ""


class Conversation(msgspec.Struct, frozen=True, gc=False):
    id: int
    body: str | None = ""
    incoming: bool = False
    private: bool = False
    user_id: int | None = None
    source: int = 0
    to_emails: list[str] | None = None
    cc_emails: list[str] | None = None
    created_at: str = ""
    attachments: list[AttachmentRow] = []


class TicketRow(msgspec.Struct, frozen=True, gc=False):
    id: int
    subject: str | None = ""
    description: str | None = ""
    status: int = 2
    priority: int = 2
    source: int = 2
    type: str | None = None
    requester_id: int | None = None
    responder_id: int | None = None
    group_id: int | None = None
    tags: list[str] = []
    custom_fields: dict[str, Any] = {}
    due_by: str | None = None
    created_at: str = ""
    updated_at: str = ""
    spam: bool | None = False
    deleted: bool | None = False
    requester: Person | None = None
    attachments: list[AttachmentRow] = []
    conversations: list[Conversation] = []

    @property
    def key(self) -> str:
        return str(self.id)

    @property
    def updated(self) -> int:
        return moment(self.updated_at)


class Found(msgspec.Struct, frozen=True):
    total: int = 0


class Folder(msgspec.Struct, frozen=True):
    id: int
    name: str = ""


class Canned(msgspec.Struct, frozen=True):
    """An answer that is prepared there."""

    id: int
    title: str = ""
    content: str | None = ""
    content_html: str | None = ""


class Wrong(msgspec.Struct, frozen=True):
    field: str = ""
    message: str = ""


class Refusal(msgspec.Struct, frozen=True):
    description: str = ""
    errors: list[Wrong] = []
