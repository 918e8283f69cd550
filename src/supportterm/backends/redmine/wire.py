"""What Redmine's REST API sends, as it sends it."""

from datetime import UTC, datetime
from typing import Any, Final

import msgspec

LATEST: Final = 253_402_300_000_000  # the year 10000


class Ref(msgspec.Struct, frozen=True, gc=False):
    """A record named by another."""

    id: int
    name: str = ""


class Project(Ref, frozen=True, gc=False):
    is_public: bool = False


class StatusRow(msgspec.Struct, frozen=True, gc=False):
    id: int
    name: str = ""
    is_closed: bool = False
    active: bool = True


class FieldValue(msgspec.Struct, frozen=True, gc=False):
    """A custom field of an issue; of many values where it may have many."""

    id: int
    name: str = ""
    value: Any = None

    def text(self) -> str:
        if isinstance(self.value, list):
            return ", ".join(str(one) for one in self.value)
        return "" if self.value is None else str(self.value)


class Detail(msgspec.Struct, frozen=True, gc=False):
    """One change in a journal: of an `attr`, a custom field (`cf`, by its number) or an `attachment`."""

    property: str = ""
    name: str = ""
    old_value: Any = None
    new_value: Any = None


class Journal(msgspec.Struct, frozen=True):
    id: int
    user: Ref | None = None
    notes: str | None = None
    created_on: str = ""
    private_notes: bool = False
    details: list[Detail] = []


class AttachmentRow(msgspec.Struct, frozen=True, gc=False):
    id: int
    filename: str = ""
    filesize: int = 0
    content_type: str | None = None


class OneAttachment(msgspec.Struct, frozen=True):
    attachment: AttachmentRow


class Issue(msgspec.Struct, frozen=True):
    id: int
    project: Ref
    tracker: Ref
    status: StatusRow
    priority: Ref
    author: Ref
    assigned_to: Ref | None = None
    subject: str = ""
    description: str | None = None
    due_date: str | None = None
    custom_fields: list[FieldValue] = []
    created_on: str = ""
    updated_on: str = ""
    attachments: list[AttachmentRow] = []
    journals: list[Journal] = []
    allowed_statuses: list[StatusRow] = []

    @property
    def updated(self) -> int:
        return moment(self.updated_on) or 0


class OneIssue(msgspec.Struct, frozen=True):
    issue: Issue


class Issues(msgspec.Struct, frozen=True):
    issues: list[Issue]
    total_count: int = 0


class UserRow(msgspec.Struct, frozen=True):
    id: int
    login: str = ""
    firstname: str = ""
    lastname: str = ""
    mail: str | None = None
    created_on: str = ""


class OneUser(msgspec.Struct, frozen=True):
    user: UserRow


class Role(msgspec.Struct, frozen=True):
    id: int
    name: str = ""
    permissions: list[str] = []


class Membership(msgspec.Struct, frozen=True):
    roles: list[Ref]
    user: Ref | None = None


class FieldRow(msgspec.Struct, frozen=True):
    """A custom field, as administrators are told of it."""

    id: int
    name: str = ""
    customized_type: str = ""
    field_format: str = ""
    multiple: bool = False
    possible_values: list[dict[str, Any]] = []


class ListOf(msgspec.Struct, frozen=True):
    """Any list: what is in it stands under the name of the list."""

    total_count: int = 0
    projects: list[Project] = []
    issue_statuses: list[StatusRow] = []
    issue_priorities: list[StatusRow] = []
    trackers: list[Ref] = []
    roles: list[Ref] = []
    memberships: list[Membership] = []
    custom_fields: list[FieldRow] = []
    results: list[Ref] = []


class PageRow(msgspec.Struct, frozen=True, gc=False):
    """A page of a wiki in the list of all."""

    title: str
    version: int = 0


class Pages(msgspec.Struct, frozen=True):
    wiki_pages: list[PageRow] = []


class WikiPage(msgspec.Struct, frozen=True):
    title: str
    text: str = ""
    version: int = 0
    author: Ref | None = None
    updated_on: str = ""


class OnePage(msgspec.Struct, frozen=True):
    wiki_page: WikiPage


class OneRole(msgspec.Struct, frozen=True):
    role: Role


class Token(msgspec.Struct, frozen=True):
    token: str


class Upload(msgspec.Struct, frozen=True):
    upload: Token


def moment(text: str | None) -> int | None:
    """Milliseconds UTC of `2026-11-26T12:23:29Z`; None when unset or never to be."""
    try:
        at = int(datetime.fromisoformat(text or "").timestamp()) * 1000
    except (ValueError, OverflowError):
        return None
    return at if 0 < at < LATEST else None


def stamp(at: int) -> str:
    return datetime.fromtimestamp(at // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def due_of(day: str | None) -> int | None:
    """A day there lasts until its last second, UTC."""
    return moment(f"{day}T23:59:59+00:00") if day else None


def day_of(due: int) -> str:
    return datetime.fromtimestamp(due // 1000, UTC).strftime("%Y-%m-%d")
