"""The lines of our own JSONL: everything a desk knows of its tickets, in the order it has to be read in again."""

from typing import Final, Literal

import msgspec

from supportterm.core.nouns import Value

Carried = Literal["team", "agent", "field", "macro", "view"]
VERSION: Final = 2
"""Of what is written; all before it are read too."""


class DeskLine(msgspec.Struct, frozen=True, tag="desk", tag_field="kind"):
    """The first line."""

    name: str
    version: int = VERSION


class DefinitionLine(msgspec.Struct, frozen=True, tag="definition", tag_field="kind"):
    """What tickets are made of on that desk: a team, an agent, a field, a macro or a view."""

    what: Carried
    name: str
    spec: dict[str, object]


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


class VersionLine(msgspec.Struct, frozen=True):
    at: str
    author: str
    title: str
    body: str


class ArticleLine(msgspec.Struct, frozen=True, omit_defaults=True, tag="article", tag_field="kind"):
    """An article as it is now; comes before the first line that names its id."""

    id: int
    slug: str
    title: str
    body: str
    section: str = ""
    tags: tuple[str, ...] = ()
    visibility: str = "public"
    state: str = "published"
    at: str = ""
    author: str = ""
    before: tuple[VersionLine, ...] = ()
    """What it said before, oldest first."""


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
    person: int | None = None
    """Who asks, as it is."""
    due: str | None = None
    """By when it is to be done, as a person said."""


class ContentLine(msgspec.Struct, frozen=True, omit_defaults=True, tag="content", tag_field="kind"):
    """A piece of a file's content. Its pieces come one after another, before the first message with the file."""

    sha256: str
    """Of the whole content."""
    piece: bytes
    more: bool = False


class FileLine(msgspec.Struct, frozen=True, omit_defaults=True):
    name: str
    media_type: str
    sha256: str
    """Empty, or of no content that came before: the file was missing when this was written."""
    content: bytes | None = None
    """Where version 1 has it."""
    inline_id: str = ""
    size: int = 0


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
    actor: str = ""
    """Who put it on the ticket; empty: who wrote it."""
    put: str = ""
    """When; empty: as it was written."""


class ChangeLine(msgspec.Struct, frozen=True, tag="change", tag_field="kind"):
    """Anything else that happened to a ticket, in order."""

    ticket: int
    at: str
    actor: str
    what: msgspec.Raw
    """A payload of core/operations.py."""


Line = (
    DeskLine
    | DefinitionLine
    | OrganizationLine
    | PersonLine
    | ArticleLine
    | TicketLine
    | ContentLine
    | MessageLine
    | ChangeLine
)
