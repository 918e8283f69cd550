"""What Zendesk's API sends, as it sends it."""

from typing import Any

import msgspec

from supportterm.backends.stamps import moment


class Rating(msgspec.Struct, frozen=True, gc=False):
    score: str = ""


class FieldValue(msgspec.Struct, frozen=True, gc=False):
    id: int
    value: Any = None

    def text(self) -> str | None:
        if isinstance(self.value, list):
            return ", ".join(str(one) for one in self.value) or None
        return None if self.value in (None, "") else str(self.value)


class TicketRow(msgspec.Struct, frozen=True):
    id: int
    requester_id: int = 0
    subject: str | None = ""
    status: str = "new"
    priority: str | None = None
    type: str | None = None
    assignee_id: int | None = None
    group_id: int | None = None
    custom_status_id: int | None = None
    tags: list[str] = []
    custom_fields: list[FieldValue] = []
    satisfaction_rating: Rating | None = None
    due_at: str | None = None
    created_at: str = ""
    updated_at: str = ""

    @property
    def updated(self) -> int:
        return moment(self.updated_at)


class UserRow(msgspec.Struct, frozen=True):
    id: int
    name: str = ""
    email: str | None = None
    phone: str | None = None
    role: str | None = "end-user"
    created_at: str | None = ""
    suspended: bool | None = False


class AttachmentRow(msgspec.Struct, frozen=True):
    id: int
    file_name: str = ""
    content_type: str | None = ""
    content_url: str = ""
    size: int | None = 0
    deleted: bool | None = False

    @property
    def gone(self) -> bool:
        """It was taken away, and an empty one may stand in its place."""
        return bool(self.deleted) or (self.file_name == "redacted.txt" and not self.size)


class CommentRow(msgspec.Struct, frozen=True):
    id: int
    author_id: int = 0
    body: str | None = ""
    public: bool = True
    created_at: str = ""
    attachments: list[AttachmentRow] = []
    audit_id: int = 0

    @property
    def redacted(self) -> bool:
        """Some of it was taken away: a black block stands for each character."""
        return "▇" in (self.body or "") or any(file.gone for file in self.attachments)


class AuditEvent(msgspec.Struct, frozen=True):
    id: int
    type: str = ""


class AuditRow(msgspec.Struct, frozen=True):
    id: int
    author_id: int = 0
    metadata: dict[str, Any] | None = None
    events: list[AuditEvent] = []

    def marker(self, field: str) -> str:
        """What we gave along, which nobody but who wrote it can set."""
        custom = (self.metadata or {}).get("custom")
        return str(custom.get(field, "")) if isinstance(custom, dict) else ""


class GroupRow(msgspec.Struct, frozen=True):
    id: int
    name: str = ""


class Option(msgspec.Struct, frozen=True):
    name: str = ""
    value: str = ""


class FieldRow(msgspec.Struct, frozen=True):
    id: int
    type: str = ""
    title: str = ""
    active: bool = True
    removable: bool = True
    custom_field_options: list[Option] = []


class CustomStatus(msgspec.Struct, frozen=True):
    id: int
    agent_label: str = ""
    active: bool = True


class Action(msgspec.Struct, frozen=True):
    field: str = ""
    value: Any = None


class MacroRow(msgspec.Struct, frozen=True):
    id: int
    title: str = ""
    active: bool = True
    actions: list[Action] = []


class Condition(msgspec.Struct, frozen=True):
    field: str = ""
    operator: str = ""
    value: Any = None


class Conditions(msgspec.Struct, frozen=True):
    all: list[Condition] = []
    any: list[Condition] = []


class Sorted(msgspec.Struct, frozen=True):
    id: str | int = ""
    order: str = "desc"


class Execution(msgspec.Struct, frozen=True):
    sort: Sorted | None = None
    group: Sorted | None = None


class ViewRow(msgspec.Struct, frozen=True):
    id: int
    title: str = ""
    active: bool = True
    conditions: Conditions = Conditions()
    execution: Execution = Execution()


class Translation(msgspec.Struct, frozen=True):
    """What an article is called and says in one language."""

    locale: str = ""
    title: str | None = ""
    body: str | None = ""
    draft: bool = False
    updated_at: str | None = ""
    updated_by_id: int | None = 0


class ArticleRow(msgspec.Struct, frozen=True):
    id: int
    title: str | None = ""
    body: str | None = ""
    locale: str = ""
    source_locale: str | None = ""
    draft: bool = False
    section_id: int | None = 0
    author_id: int | None = 0
    user_segment_id: int | None = None
    user_segment_ids: list[int] | None = None
    label_names: list[str] | None = None
    updated_at: str = ""
    translations: list[Translation] | None = None
    """None: they were not sent along."""

    @property
    def updated(self) -> int:
        return moment(self.updated_at)

    @property
    def source(self) -> str:
        """The language that it was written in."""
        return self.source_locale or self.locale


class SectionRow(msgspec.Struct, frozen=True):
    id: int
    name: str = ""


class SegmentRow(msgspec.Struct, frozen=True):
    """Whom an article is for."""

    id: int
    user_type: str = "staff"
    tags: list[str] | None = None
    or_tags: list[str] | None = None
    organization_ids: list[int] | None = None
    group_ids: list[int] | None = None
    added_user_ids: list[int] | None = None

    @property
    def everybody(self) -> bool:
        """Whoever is signed in."""
        narrowed = (self.tags, self.or_tags, self.organization_ids, self.group_ids, self.added_user_ids)
        return self.user_type == "signed_in_users" and not any(narrowed)


class Meta(msgspec.Struct, frozen=True):
    has_more: bool = False
    after_cursor: str | None = None


class Listed(msgspec.Struct, frozen=True):
    """Any list: what is in it stands under its name."""

    tickets: list[TicketRow] = []
    results: list[TicketRow] = []
    comments: list[CommentRow] = []
    audits: list[AuditRow] = []
    users: list[UserRow] = []
    groups: list[GroupRow] = []
    ticket_fields: list[FieldRow] = []
    custom_statuses: list[CustomStatus] = []
    macros: list[MacroRow] = []
    views: list[ViewRow] = []
    articles: list[ArticleRow] = []
    translations: list[Translation] = []
    sections: list[SectionRow] = []
    user_segments: list[SegmentRow] = []
    next_page: str | None = None
    meta: Meta | None = None
    after_cursor: str | None = None
    end_time: int | None = None
    end_of_stream: bool = False


class One(msgspec.Struct, frozen=True):
    ticket: TicketRow | None = None
    user: UserRow | None = None
    attachment: AttachmentRow | None = None
    audit: AuditRow | None = None


class Token(msgspec.Struct, frozen=True):
    token: str


class Uploaded(msgspec.Struct, frozen=True):
    upload: Token


class Count(msgspec.Struct, frozen=True):
    count: int = 0
