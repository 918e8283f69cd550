"""What django-helpdesk's API sends, as it sends it."""

from datetime import datetime
from typing import Any, Final

import msgspec

LATEST: Final = 253_402_300_000_000  # the year 10000


class FileRow(msgspec.Struct, frozen=True, gc=False):
    id: int
    filename: str | None = ""
    mime_type: str | None = ""
    size: int | None = 0
    file: str = ""
    """Where it lies."""


class FollowUp(msgspec.Struct, frozen=True):
    id: int
    ticket: int = 0
    user: int | None = None
    """Who works there; nobody for customers, and for what the help desk writes itself."""
    comment: str | None = ""
    public: bool = False
    new_status: int | None = None
    date: str = ""
    message_id: str | None = None
    email_recipients: list[str] | msgspec.UnsetType | None = msgspec.UNSET
    followupattachment_set: list[FileRow] = []


class Numbered(msgspec.Struct, frozen=True, gc=False):
    """A ticket of which no more is needed."""

    id: int


class TicketRow(msgspec.Struct, frozen=True):
    """Without the fields of the site, whose names begin with CUSTOM."""

    id: int
    queue: int = 0
    title: str = ""
    description: str | None = ""
    submitter_email: str | None = ""
    assigned_to: int | None = None
    status: int = 1
    on_hold: bool = False
    priority: int = 3
    due_date: str | None = None
    merged_to: int | None = None
    followup_set: list[FollowUp] = []


CUSTOM: Final = "custom_"


class Tickets(msgspec.Struct, frozen=True):
    """A page. Each ticket as it came: what has not changed need not be read."""

    count: int = 0
    next: str | None = None
    results: list[msgspec.Raw] = []


class FollowUps(msgspec.Struct, frozen=True):
    count: int = 0
    results: list[FollowUp] = []


class Choice(msgspec.Struct, frozen=True, gc=False):
    value: Any = None
    display_name: str = ""


class FieldRow(msgspec.Struct, frozen=True):
    """A field that can be written, as the API describes itself."""

    type: str = ""
    label: str = ""
    choices: list[Choice] = []


class Actions(msgspec.Struct, frozen=True):
    POST: dict[str, FieldRow] = {}


class Options(msgspec.Struct, frozen=True):
    actions: Actions | None = None


def moment(text: str | None) -> int | None:
    """Milliseconds UTC of a moment in any zone; None when unset or never to be."""
    if not text:
        return None
    try:
        at = int(datetime.fromisoformat(text).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None
    return at if 0 < at < LATEST else None
