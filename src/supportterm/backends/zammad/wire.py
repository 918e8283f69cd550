"""What Zammad's API sends, as it sends it."""

from typing import Any

import msgspec

from supportterm.backends.stamps import exact


class TicketRow(msgspec.Struct, frozen=True):
    """Without the site's own fields."""

    id: int
    number: str = ""
    title: str = ""
    group_id: int = 0
    state_id: int = 0
    priority_id: int = 0
    owner_id: int = 1
    """1: nobody."""
    customer_id: int = 0
    organization_id: int | None = None
    escalation_at: str | None = None
    preferences: dict[str, Any] | None = None
    created_by_id: int = 0
    created_at: str = ""
    updated_at: str = ""

    @property
    def updated(self) -> int:
        return exact(self.updated_at)


class FileRow(msgspec.Struct, frozen=True):
    id: int
    filename: str = ""
    size: int | None = 0
    preferences: dict[str, Any] | None = None

    @property
    def media_type(self) -> str:
        told = self.preferences or {}
        return str(told.get("Content-Type") or told.get("Mime-Type") or "")


class ArticleRow(msgspec.Struct, frozen=True):
    id: int
    ticket_id: int = 0
    sender_id: int = 0
    body: str | None = ""
    content_type: str | None = "text/plain"
    internal: bool = False
    to: str | None = ""
    cc: str | None = ""
    message_id: str | None = ""
    in_reply_to: str | None = ""
    preferences: dict[str, Any] | None = None
    created_by_id: int = 0
    origin_by_id: int | None = None
    created_at: str = ""
    attachments: list[FileRow] = []


class UserRow(msgspec.Struct, frozen=True):
    id: int
    login: str = ""
    firstname: str | None = ""
    lastname: str | None = ""
    email: str | None = ""
    phone: str | None = ""
    organization_id: int | None = None
    active: bool = True
    created_at: str = ""

    @property
    def name(self) -> str:
        return f"{self.firstname or ''} {self.lastname or ''}".strip() or self.login


class Row(msgspec.Struct, frozen=True, gc=False):
    """A group, an organization or a priority."""

    id: int
    name: str = ""
    active: bool = True


class Count(msgspec.Struct, frozen=True):
    total_count: int


class StateRow(msgspec.Struct, frozen=True, gc=False):
    id: int
    name: str = ""
    state_type: str = ""
    active: bool = True


class Assets(msgspec.Struct, frozen=True):
    """What an answer refers to, each by its number."""

    Ticket: dict[str, msgspec.Raw] = {}
    TicketArticle: dict[str, ArticleRow] = {}
    User: dict[str, UserRow] = {}
    Organization: dict[str, Row] = {}


class All(msgspec.Struct, frozen=True):
    """A ticket with all that belongs to it."""

    ticket_id: int
    ticket_article_ids: list[int] = []
    tags: list[str] = []
    assets: Assets = Assets()


class HistoryRow(msgspec.Struct, frozen=True):
    """One change: of an *attribute* of an *object*, by its value and, where it names something, by its number."""

    id: int
    object: str = ""
    type: str = ""
    attribute: str = ""
    value_from: Any = None
    value_to: Any = None
    id_from: int | None = None
    id_to: int | None = None
    created_at: str = ""
    created_by_id: int = 0


class History(msgspec.Struct, frozen=True):
    history: list[HistoryRow] = []


class FieldRow(msgspec.Struct, frozen=True):
    """A field of the object manager; its choices are told as a mapping, or as a list of nodes."""

    name: str
    object: str = ""
    display: str = ""
    data_type: str = ""
    data_option: dict[str, Any] | None = None
    active: bool = True

    @property
    def choices(self) -> tuple[str, ...]:
        options = (self.data_option or {}).get("options")
        return tuple(map(str, options)) if isinstance(options, dict) and self.data_type == "select" else ()


class MacroRow(msgspec.Struct, frozen=True):
    id: int
    name: str = ""
    active: bool = True
    perform: dict[str, dict[str, Any]] = {}


class TextModule(msgspec.Struct, frozen=True):
    id: int
    name: str = ""
    content: str | None = ""
    active: bool = True


class Merged(msgspec.Struct, frozen=True):
    result: str = ""
    message: str = ""
