"""The lines of our own JSONL: everything a desk knows of its tickets, in the order it has to be read in again."""

import msgspec

from supportterm.core.nouns import Value


class DeskLine(msgspec.Struct, frozen=True, tag="desk", tag_field="kind"):
    """The first line."""

    name: str
    version: int = 1


class OrganizationLine(msgspec.Struct, frozen=True, omit_defaults=True, tag="organization", tag_field="kind"):
    id: int
    name: str
    domain: str = ""
    segment: str = "free"
    manager: str | None = None
    notes: str = ""


class PersonLine(msgspec.Struct, frozen=True, omit_defaults=True, tag="person", tag_field="kind"):
    """Comes before the first line that names its id."""

    id: int
    name: str
    email: str = ""
    phone: str = ""
    organization: int | None = None
    title: str = ""
    notes: str = ""


class ArticleLine(msgspec.Struct, frozen=True, omit_defaults=True, tag="article", tag_field="kind"):
    """An article that a ticket is linked with, as it is now; comes before the first line that names its id."""

    id: int
    slug: str
    title: str
    body: str
    section: str = ""
    tags: tuple[str, ...] = ()
    visibility: str = "public"
    state: str = "published"


class TicketLine(msgspec.Struct, frozen=True, tag="ticket", tag_field="kind"):
    """A ticket as it is, for whoever reads the file, and how it began, from which it is made again."""

    number: int
    subject: str
    status: str
    priority: str
    channel: str
    requester: str
    email: str
    organization: str | None
    assignee: str | None
    team: str | None
    tier: int
    tags: tuple[str, ...]
    fields: dict[str, Value]
    created: str
    updated: str
    began: msgspec.Raw
    """The `create` payload."""
    at: str
    actor: str


class FileLine(msgspec.Struct, frozen=True, omit_defaults=True):
    name: str
    media_type: str
    sha256: str
    content: bytes | None
    """None: the file was missing when this was written."""
    inline_id: str = ""


class MessageLine(msgspec.Struct, frozen=True, omit_defaults=True, tag="message", tag_field="kind"):
    ticket: int
    id: int
    role: str
    at: str
    body: str
    author: str = ""
    address: str = ""
    person: int | None = None
    agent: str | None = None
    markdown: bool = False
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    message_id: str = ""
    in_reply_to: str = ""
    delivery: str = "received"
    notice: str = ""
    attachments: tuple[FileLine, ...] = ()
    original: bytes | None = None
    """The mail as it came."""


class ChangeLine(msgspec.Struct, frozen=True, tag="change", tag_field="kind"):
    """Anything else that happened to a ticket, in order."""

    ticket: int
    at: str
    actor: str
    what: msgspec.Raw
    """A payload of core/operations.py."""


Line = DeskLine | OrganizationLine | PersonLine | ArticleLine | TicketLine | MessageLine | ChangeLine
