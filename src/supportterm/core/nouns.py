"""What a help desk is made of.

Times are whole milliseconds since 1970 in UTC. Agents and teams are named by their handle (a short
slug that never changes), people, organizations, tickets and articles by their integer id in this desk.
Everything here is a value: it is replaced, never changed.
"""

from typing import Final, Literal

import msgspec

from supportterm.core.promised import Promised
from supportterm.core.terms import Priority, Role, Status

Value = str | int | float | bool | None
"""What a custom field holds."""


class HandOff(msgspec.Struct, frozen=True):
    """The card that travels with an escalation, and what the higher tier made of it."""

    team: str
    tier: int
    reason: str
    by: str
    at: int
    tried: str = ""
    question: str = ""
    from_team: str | None = None
    from_tier: int = 1
    from_agent: str | None = None
    """Whose ticket it was."""
    state: Literal["waiting", "accepted", "declined", "returned"] = "waiting"
    answer: str = ""
    """Why it was declined, or with which words it came back."""
    answered_by: str = ""
    answered_at: int | None = None

    @property
    def waiting(self) -> bool:
        """Nobody of the higher tier has taken it yet."""
        return self.state == "waiting"

    @property
    def open(self) -> bool:
        """The ticket is with the higher tier."""
        return self.state in ("waiting", "accepted")


class Link(msgspec.Struct, frozen=True, array_like=True, order=True):
    """Another ticket, and what it is to this one: its problem or an incident of it, its parent or a child, the original
    that this one says again, or a duplicate of it."""

    kind: str
    """A word of `LINKS` in core/terms.py."""
    ticket: int


class Ticket(msgspec.Struct, frozen=True, gc=False):
    """A ticket as its log of operations folds up, and what is promised of it."""

    id: int
    subject: str
    requester: int
    created_at: int
    updated_at: int
    status: Status = Status.NEW
    priority: Priority = Priority.NORMAL
    channel: str = "mail"
    organization: int | None = None
    assignee: str | None = None
    team: str | None = None
    tier: int = 1
    tags: tuple[str, ...] = ()
    followers: tuple[str, ...] = ()
    participants: tuple[int, ...] = ()
    """People beside the requester who wrote, or asked before another became the requester."""
    fields: dict[str, Value] = msgspec.field(default_factory=dict)
    due_set: int | None = None
    """By when it is to be done, as a person said."""
    snoozed_until: int | None = None
    waits_since: int | None = None
    """Since when routing has found nobody free for it; None: it has an agent, is done with or was never routed."""
    solved_at: int | None = None
    customer_at: int | None = None
    """When a customer last wrote."""
    earlier_contacts: tuple[int, ...] = ()
    """When customers wrote before that, oldest first; see `recent_contacts`."""
    replied_at: int | None = None
    """When an agent last replied in public."""
    last_message: int = 0
    """Id of the newest message; 0 before the first. What an agent has seen is compared with it."""
    messages: int = 0
    contacts: int = 0
    """How many of the messages are a customer's."""
    attachments: int = 0
    merged_into: int | None = None
    absorbed: tuple[int, ...] = ()
    """Tickets merged into this one; their messages are shown here."""
    split_from: int | None = None
    """The ticket whose messages it began with."""
    links: tuple[Link, ...] = ()
    """Sorted; the ticket at the other end has its own of the opposite kind."""
    hand_off: HandOff | None = None
    """The one that something happened to last."""
    hand_offs: tuple[HandOff, ...] = ()
    """Those before it: what happened last to one comes last."""
    escalations: int = 0
    articles: tuple[int, ...] = ()
    home: str = ""
    """Name of the connection whose ticket it is; empty: this desk's own."""
    number: str = ""
    """What people call it, where that is not its id: its number at the remote."""
    gone: bool = False
    """It was deleted at its home; what is known of it stays here."""
    suspended: str = ""
    """Why it is held back; empty: it is not."""
    csat: int | None = None
    """How content its customer was, as they answered last; None: they did not."""
    nps: int | None = None
    """Whether they would recommend us, 0 to 10, as they answered last."""
    unknown: int = 0
    """How many operations of the log this version does not know; they are kept and shown as such."""
    promise: Promised | None = None
    """What is promised next; from its clocks, which know more than its log: policies, schedules."""

    @property
    def recent_contacts(self) -> tuple[int, ...]:
        """When customers wrote, oldest first; the newest `RECENT_CONTACTS`."""
        return self.earlier_contacts if self.customer_at is None else (*self.earlier_contacts, self.customer_at)

    @property
    def due_at(self) -> int | None:
        """The next deadline: the due date that was set or that of a promise, whichever comes first."""
        promised = self.promise.due if self.promise is not None else None
        if self.due_set is None or promised is None:
            return promised if self.due_set is None else self.due_set
        return min(self.due_set, promised)

    @property
    def handed_at(self) -> int | None:
        """Since when it waits for somebody of the higher tier to take it; None: it does not."""
        return self.hand_off.at if self.hand_off is not None and self.hand_off.waiting else None


class Person(msgspec.Struct, frozen=True, gc=False):
    id: int
    name: str
    email: str = ""
    phone: str = ""
    organization: int | None = None
    title: str = ""
    notes: str = ""


class Organization(msgspec.Struct, frozen=True):
    id: int
    name: str
    domain: str = ""
    segment: str = "free"
    manager: str | None = None
    """Handle of the account manager."""
    notes: str = ""


class Agent(msgspec.Struct, frozen=True):
    handle: str
    name: str
    email: str = ""
    teams: tuple[str, ...] = ()
    signature: str = ""
    unix_user: str = ""
    role: str = "agent"
    """One of `ROLES` in core/terms.py."""
    skills: tuple[str, ...] = ()
    capacity: int = 0
    """How many open tickets routing gives them; 0: any number."""
    away: str = ""
    """Why they take nothing; empty: they are here."""
    away_until: int | None = None
    """When they are here again by themselves."""
    phone: str = ""
    """Their number or extension, by which a telephone system names them."""


class Team(msgspec.Struct, frozen=True):
    handle: str
    name: str
    tier: int = 1
    signature: str = ""
    auto_reply: str = ""
    """Sent once to who opens a ticket by mail; `{{ number }}`, `{{ subject }}` and `{{ name }}` are filled in."""
    schedule: str = ""
    """Name of the schedule it works by, without a version; empty: day and night."""


DESK: Final = "desk"
MAX_NAME: Final = 80
"""Characters of a desk's name."""


class DeskName(msgspec.Struct, frozen=True):
    """What the desk is called by its customers: above the help centre, under automatic answers."""

    handle: str
    """`DESK`; there is one."""
    name: str


class Field(msgspec.Struct, frozen=True):
    """A custom field: kind is text, number, date or choice."""

    name: str
    title: str
    kind: str = "text"
    choices: tuple[str, ...] = ()


class Macro(msgspec.Struct, frozen=True):
    """A prepared answer and the commands that go with it. `reply` and `note` are Liquid templates."""

    name: str
    title: str
    reply: str = ""
    note: str = ""
    commands: tuple[str, ...] = ()
    """Command lines without the ticket number, as typed after `:`."""
    then: str = "stay"
    """What the console does afterwards: stay, next or close (the ticket's pane)."""
    when: str = ""
    """A query that a ticket must match for the macro to be used on it; empty: any."""


class View(msgspec.Struct, frozen=True):
    """A saved query with its order."""

    name: str
    title: str
    query: str
    order: str = "-updated"
    """One of `ORDERS` in core/orders.py; a leading minus turns it round."""
    key: str = ""
    """The key after `g` that opens it."""
    columns: tuple[str, ...] = ()
    """What is told of each ticket, names of core/views.py `COLUMNS`; none: what there is room for."""
    group: str = ""
    """What tickets are put together by, one of core/views.py `GROUPS`; empty: nothing."""
    owner: str = ""
    """Handle of the agent whose own it is; empty: everybody's."""


class Connected(msgspec.Struct, frozen=True):
    """A connection to a remote system. Its secret is kept elsewhere, by each person."""

    name: str
    title: str
    backend: str
    """Name of its driver."""
    settings: dict[str, str] = msgspec.field(default_factory=dict)
    can: tuple[str, ...] = ()
    """What can be done there, as it was when last looked at: `tickets` (they live there, else they are ours), `open`,
    `reply`, `note`, `forward`, `merge`, `files`, `note-files`, `search`, `articles`, `inner-articles` (internal
    ones stay so), `drafts` (articles that are not published stay so), `titles` (articles keep theirs to the letter),
    `tags`, `custom`, `history` (it tells what happened before), and names of fields."""
    paused: bool = False
    served: bool = False
    """Rules, routing and promises of this desk are for its tickets too, beside those of the remote itself."""


class Attachment(msgspec.Struct, frozen=True):
    """A file on a message. Its bytes lie beside the desk under the digest of their content."""

    id: int
    message: int
    name: str
    media_type: str
    size: int
    digest: str
    """SHA-256, hexadecimal."""
    inline_id: str = ""
    """Content-ID without brackets when a body refers to it."""
    remote: str = ""
    """Its key at the ticket's home; while `digest` is empty its content is only there."""


class Message(msgspec.Struct, frozen=True, gc=False):
    """One thing somebody wrote. Its id is its time shifted left with a tie-break: id order is time order."""

    id: int
    ticket: int
    role: Role
    author: str
    """Display name of who wrote it, as it came."""
    address: str
    """Mail address of who wrote it, as it came; empty for an agent at this console."""
    at: int
    body: str
    """Readable text as it came: Markdown when `markdown`, else plain."""
    markdown: bool = False
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    message_id: str = ""
    """RFC 5322 Message-ID without angle brackets."""
    in_reply_to: str = ""
    """Message-ID of what it answers."""
    agent: str | None = None
    person: int | None = None
    attachments: int = 0
    has_original: bool = False
    delivery: str = "received"
    """received; kept (written here, and nothing can carry it); waiting, sent, or what else became of it on its way
    out: uncertain, refused, discarded, bounced."""
    edited: bool = False
    """It reads otherwise than it first did: changed at the remote."""
    notice: str = ""
    """What was wrong with the original, for people: cut, damaged, unknown character set."""
    hidden: bool = False
    """True when the change that brought it was undone."""
    bcc: tuple[str, ...] = ()
    """Who got it without the others knowing; never in a header of what leaves."""


class Article(msgspec.Struct, frozen=True):
    id: int
    slug: str
    title: str
    body: str
    """Markdown."""
    section: str = ""
    tags: tuple[str, ...] = ()
    visibility: str = "public"
    """public, internal, or segments: `enterprise,paid`."""
    state: str = "published"
    """draft, in-review or published."""
    version: int = 1
    updated_at: int = 0
    author: str = ""
    reviewer: str = ""
    """Handle of who was asked to review it; empty while nobody is."""
    asked_by: str = ""
    """Who asked them."""
    remark: str = ""
    """What was said when it was given to review, or back."""
