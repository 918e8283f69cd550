"""What a person is about to say: messages and tickets before the desk has taken them."""

from typing import NamedTuple

import msgspec

from supportterm.core.nouns import Value
from supportterm.core.terms import Priority, Role, Status


class NewFile(msgspec.Struct, frozen=True):
    """A file for a message, stored already under the digest of its content."""

    name: str
    digest: str
    size: int
    media_type: str = "application/octet-stream"
    inline_id: str = ""
    remote: str = ""
    """Its key at the remote that has its content; the digest is empty until that was fetched."""


class NewMessage(msgspec.Struct, frozen=True):
    """What is written on a ticket. An agent's text is Markdown, a customer's is plain."""

    role: Role
    body: str
    markdown: bool = True
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    files: tuple[NewFile, ...] = ()
    then: Status | None = None
    """The status asked for in the same stroke."""
    person: int | None = None
    """Who wrote, when it was a customer."""
    bcc: tuple[str, ...] = ()
    seen_upto: int | None = None
    """Newest message its author had seen. When a newer public one is there the desk refuses with `MovedOn`."""


class After(NamedTuple):
    """What happens once a message is sent."""

    status: Status | None = None
    """The ticket gets this status, in the same stroke."""
    next: bool = False
    """The person goes on to the next ticket."""
    at: int | None = None
    """It is not sent before this moment (milliseconds), and what comes after is done then too."""


class NewTicket(msgspec.Struct, frozen=True):
    """A ticket on somebody's behalf, with its first message."""

    email: str
    subject: str
    body: str = ""
    name: str = ""
    channel: str = "phone"
    priority: Priority = Priority.NORMAL
    team: str | None = None
    assignee: str | None = None
    tags: tuple[str, ...] = ()
    fields: dict[str, Value] = msgspec.field(default_factory=dict)
    files: tuple[NewFile, ...] = ()
    home: str | None = None
    """The connection whose ticket it shall be, `""` for this desk's own; None: the one connection that takes them."""


class Draft(msgspec.Struct, frozen=True):
    """What is being written, kept at every pause. Ticket 0 holds the draft of a new ticket."""

    ticket: int
    kind: str
    """reply, note, forward or new."""
    body: str
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    subject: str = ""
    files: tuple[NewFile, ...] = ()
    channel: str = ""
    """By which a new ticket came; empty: not said yet."""
    updated_at: int = 0
    bcc: tuple[str, ...] = ()
