"""What a remote desk tells and is told, as values. No vendor's word is in here.

Agents and teams are handles (`handle_of` their remote names), statuses and priorities the integers of core/terms.py,
times milliseconds UTC, texts as they came. A *key* is the remote's own id as text; a *version* is opaque and changes
whenever the remote's ticket does; a *marker* is the id of an outbox entry (a UUID, 36 characters), which the remote
keeps with what we sent so that it can be found again.
"""

import unicodedata
from functools import lru_cache
from typing import Final

import msgspec

from supportterm.core.nouns import Value
from supportterm.core.terms import Priority, Role, Status

FIELDS: Final = ("subject", "status", "priority", "assignee", "team", "due")
"""Fields of a ticket that a remote may own, beside its tags and its custom ones, `field.NAME`."""


@lru_cache(maxsize=4096)
def handle_of(name: str) -> str:
    """The handle of an agent or team called *name* elsewhere: what people can type, and always the same."""
    folded = unicodedata.normalize("NFKC", name).strip().lower().partition("@")[0]
    word = "".join(c if c.isalnum() or c in "-_." else "-" for c in folded).strip("-.")[:64]
    return f"{word}-" if word in ("me", "none", "nobody") else word


# --- what is told


class RemotePerson(msgspec.Struct, frozen=True, gc=False):
    key: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    organization: str = ""


class RemoteFile(msgspec.Struct, frozen=True, gc=False):
    """A file at the remote; `download(key)` gives its bytes."""

    key: str
    name: str
    media_type: str = "application/octet-stream"
    size: int = 0
    inline_id: str = ""


class RemoteMessage(msgspec.Struct, frozen=True, gc=False):
    """One thing somebody wrote there. A message seen again with another body was edited."""

    key: str
    role: Role
    body: str
    at: int
    author: str = ""
    person: RemotePerson | None = None
    """Who wrote, unless it was an agent."""
    agent: str | None = None
    markdown: bool = False
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    message_id: str = ""
    in_reply_to: str = ""
    files: tuple[RemoteFile, ...] = ()
    marker: str = ""
    """Our marker, when it is one of ours: written by our own account and stored where no customer can put it."""
    redacted: bool = False
    """Some of it was taken away there, and has to go here too: what it said, but for `body`, and files but `files`."""
    ours: bool = False
    """Written by our own account, where no mark is kept: what it says may tell what became of a lost answer."""


class RemoteEvent(msgspec.Struct, frozen=True):
    """A change of the past, where the remote keeps a history: *field* of `FIELDS`, `tags` or `field.NAME`."""

    key: str
    at: int
    actor: str
    field: str
    value: Value = None
    old: Value = None


class RemoteTicket(msgspec.Struct, frozen=True, gc=False):
    """A ticket as it stands there now."""

    key: str
    version: str
    subject: str
    requester: RemotePerson
    created_at: int
    updated_at: int
    number: str = ""
    """What people there call it, without a sign before it; the key when empty."""
    status: int = int(Status.NEW)
    priority: int = int(Priority.NORMAL)
    assignee: str | None = None
    team: str | None = None
    due: int | None = None
    tags: tuple[str, ...] = ()
    fields: dict[str, Value] = msgspec.field(default_factory=dict)
    channel: str = "api"
    merged_into: str = ""
    """Key of the ticket it goes on in."""
    actor: str = ""
    """Who changed it last, where that is told."""

    def values(self) -> dict[str, Value]:
        """Its single-valued fields by name, custom ones as `field.NAME`."""
        named: dict[str, Value] = {name: getattr(self, name) for name in FIELDS}
        return named | {f"field.{name}": value for name, value in self.fields.items()}


class TicketSeen(msgspec.Struct, frozen=True, gc=False, tag="ticket"):
    """A ticket with messages and history; *whole*: these are all messages, so that one missing here is gone there."""

    ticket: RemoteTicket
    messages: tuple[RemoteMessage, ...] = ()
    events: tuple[RemoteEvent, ...] = ()
    whole: bool = False


class TicketGone(msgspec.Struct, frozen=True, tag="gone"):
    """Deleted there, or not to be seen by us any more. *by* and *at* where they are told."""

    key: str
    by: str = ""
    at: int = 0


class MailCame(msgspec.Struct, frozen=True, tag="mail"):
    """A mail as it lay in a mailbox: the bytes say what it is, and which conversation it belongs to."""

    key: str
    raw: bytes
    mailbox: str
    at: int
    """When it was received."""
    team: str = ""
    """Handle of the team that the mailbox is of."""


class RemoteArticle(msgspec.Struct, frozen=True, tag="article"):
    key: str
    version: str
    title: str
    body: str
    updated_at: int
    section: str = ""
    tags: tuple[str, ...] = ()
    visibility: str | None = None
    """None: it does not say for whom it is."""
    state: str = "published"
    author: str = ""
    gone: bool = False


def article_gone(key: str) -> RemoteArticle:
    """Thrown away there, or not to be seen by us any more."""
    return RemoteArticle(key, "", "", "", 0, gone=True)


class RemoteDeal(msgspec.Struct, frozen=True, omit_defaults=True):
    """Business that is not decided yet. Texts as a person of sales would say them."""

    name: str
    amount: str = ""
    """With its currency: `5,000 EUR`."""
    stage: str = ""
    closes: str = ""
    """The day by which it shall be decided, `2026-12-24`."""


class RemoteCard(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a directory (CRM) knows of somebody."""

    name: str = ""
    title: str = ""
    company: str = ""
    plan: str = ""
    """What the company pays for."""
    owner: str = ""
    """Who of ours looks after it."""
    stage: str = ""
    """How far the relation is: lead, customer."""
    deals: tuple[RemoteDeal, ...] = ()
    """Open ones, the first to close first."""
    url: str = ""
    """Where it is shown there."""


Item = TicketSeen | TicketGone | MailCame | RemoteArticle


class Page(msgspec.Struct, frozen=True):
    """What changed since a cursor. The cursor is the backend's own text: kept with the page, never read by others."""

    items: tuple[Item, ...]
    cursor: str
    more: bool = False
    """There is more to be had at once."""
    total: int | None = None
    """How many items there are in all, as far as is known, for a progress bar."""
    pause: float = 0.0
    """Seconds before the next page should be asked for, so that the remote's limits are kept. Nothing else waits."""


class Identity(msgspec.Struct, frozen=True):
    """Who we are there, and which store it is."""

    account: str
    """Name of the account, for people."""
    epoch: str = ""
    """Changes when the remote is another store or was put back from a backup: keys may then mean other things."""
    server_time: int | None = None
    remarks: tuple[str, ...] = ()
    """What a person should know: rights that are missing, a marker field that is not there."""


class RemoteAgent(msgspec.Struct, frozen=True):
    handle: str
    key: str
    name: str
    email: str = ""
    teams: tuple[str, ...] = ()


class RemoteTeam(msgspec.Struct, frozen=True):
    handle: str
    key: str
    name: str
    tier: int = 1


class RemoteField(msgspec.Struct, frozen=True):
    name: str
    title: str
    kind: str = "text"
    choices: tuple[str, ...] = ()


class RemoteMacro(msgspec.Struct, frozen=True):
    name: str
    title: str
    reply: str = ""
    note: str = ""
    commands: tuple[str, ...] = ()


class RemoteView(msgspec.Struct, frozen=True):
    """A list of tickets that people there have saved."""

    name: str
    title: str
    query: str
    """In our language; of whatever lives elsewhere, too."""
    order: str = "-updated"
    group: str = ""


class Catalog(msgspec.Struct, frozen=True):
    """What tickets there may hold."""

    agents: tuple[RemoteAgent, ...] = ()
    teams: tuple[RemoteTeam, ...] = ()
    fields: tuple[RemoteField, ...] = ()
    macros: tuple[RemoteMacro, ...] = ()
    views: tuple[RemoteView, ...] = ()
    statuses: tuple[int, ...] = tuple(map(int, Status))
    """Those of core/terms.py that can be set there."""


# --- what is asked


class OutFile(msgspec.Struct, frozen=True):
    """A file to go with a message: where its bytes lie here, or the *token* of an upload."""

    name: str
    media_type: str
    size: int
    path: str = ""
    inline_id: str = ""
    token: str = ""


class Step(msgspec.Struct, frozen=True):
    """Base of what is sent. One step is one thing that happens there whole or not at all."""

    marker: str


class OpenTicket(Step, frozen=True, tag="open"):
    subject: str
    requester: RemotePerson
    body: str = ""
    values: dict[str, Value] = msgspec.field(default_factory=dict)
    tags: tuple[str, ...] = ()
    files: tuple[OutFile, ...] = ()
    channel: str = "api"

    def given(self) -> dict[str, Value]:
        """Its values, without those that say nothing."""
        return {name: value for name, value in self.values.items() if value is not None}


class Say(Step, frozen=True, tag="say"):
    """A public reply, an internal note or a forward; Markdown."""

    key: str
    """The ticket's; empty where tickets are ours and only the message leaves (mail)."""
    role: Role
    body: str
    agent: str = ""
    """Handle of who wrote it."""
    author: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    files: tuple[OutFile, ...] = ()
    at: int = 0
    subject: str = ""
    number: int = 0
    """Our number of the ticket."""
    team: str | None = None
    references: tuple[str, ...] = ()
    """Message-IDs of the public conversation so far, oldest first."""
    automatic: bool = False
    """A machine wrote it: no machine may answer."""
    bcc: tuple[str, ...] = ()
    """Who gets it without the others knowing: in the envelope of a mail, never in a header."""


class SetFields(Step, frozen=True, tag="set"):
    """Single-valued fields, each with the value that was seen there (*base*), and tags to add and to take away."""

    key: str
    values: dict[str, Value] = msgspec.field(default_factory=dict)
    base: dict[str, Value] = msgspec.field(default_factory=dict)
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    version: str = ""
    """The version all this was decided on; a backend that can, lets the remote refuse when it is another."""


class MergeTickets(Step, frozen=True, tag="merge"):
    key: str
    into: str


class PutArticle(Step, frozen=True, tag="article"):
    key: str
    """Empty: a new one."""
    title: str
    body: str
    section: str = ""
    tags: tuple[str, ...] = ()
    visibility: str = "public"
    state: str = "published"
    version: str = ""


AnyStep = OpenTicket | Say | SetFields | MergeTickets | PutArticle


class Receipt(msgspec.Struct, frozen=True):
    """It is there. Key of the message (Say), ticket (OpenTicket) or article; the ticket as it stands, where told."""

    key: str = ""
    version: str = ""
    number: str = ""
    ticket: RemoteTicket | None = None
    message_id: str = ""
    """RFC 5322 Message-ID under which it left, where it is a mail."""
