"""What happened, as values. A ticket is the fold of these; nothing else changes a desk.

A payload's class is its kind. A kind that this version does not know decodes to `Unknown` and encodes to
the very bytes it came from, so that an older program never loses what a newer one wrote.
"""

from typing import Annotated, Any, Final, Literal

import msgspec

from supportterm.core.nouns import Value
from supportterm.core.payload import Moment as Moment
from supportterm.core.payload import Payload as Payload
from supportterm.core.payload import Subject as Subject
from supportterm.core.payload import SubjectKind as SubjectKind
from supportterm.core.payload import Whole as Whole
from supportterm.core.remarks import Announced as Announced
from supportterm.core.remarks import Called as Called
from supportterm.core.remarks import Delivered as Delivered
from supportterm.core.remarks import Edited as Edited
from supportterm.core.remarks import Later as Later
from supportterm.core.remarks import PassedOver as PassedOver
from supportterm.core.remarks import Remark as Remark
from supportterm.core.remarks import Skipped as Skipped
from supportterm.core.remarks import Surveyed as Surveyed
from supportterm.core.remarks import Warned as Warned

What = Literal[
    "team", "agent", "macro", "view", "field", "connection", "rule", "route", "schedule", "policy", "survey", "setting",
    "incoming", "webhook", "desk",
]  # fmt: skip
"""What a desk defines."""


# --- tickets


class Create(Payload, frozen=True, omit_defaults=True, tag="create"):
    subject: str
    requester: Whole
    channel: str = "mail"
    organization: Whole | None = None
    team: str | None = None
    tier: Whole = 1
    priority: Whole = 1
    status: Whole = 0
    tags: tuple[str, ...] = ()
    fields: dict[str, Value] = msgspec.field(default_factory=dict)
    home: str = ""
    """The connection whose ticket it is; empty: this desk's own."""
    number: str = ""
    """What people at the remote call it, where that is not its number here."""


class Wrote(Payload, frozen=True, omit_defaults=True, tag="message"):
    """Somebody wrote. The body lies in the message table under *message*."""

    message: Whole
    role: Whole
    author: str = ""
    person: Whole | None = None
    agent: str | None = None
    attachments: Whole = 0
    machine: bool = False
    """Nobody sat down to write it: an automatic mail about something that was being talked about already."""


class Set(Payload, frozen=True, omit_defaults=True, tag="set"):
    """A single-valued field gets a value.

    *field* is subject, status, priority, assignee, team, tier, requester, organization, due or
    `field.NAME` for a custom one.
    """

    field: str
    value: str | Whole | float | bool | None = None


class Tag(Payload, frozen=True, omit_defaults=True, tag="tag"):
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


class Follow(Payload, frozen=True, omit_defaults=True, tag="follow"):
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


class Escalate(Payload, frozen=True, omit_defaults=True, tag="escalate"):
    """To a team of another tier: team and tier change, the assignee goes, the card is kept."""

    team: str
    tier: Whole
    reason: str
    tried: str = ""
    question: str = ""


class Accept(Payload, frozen=True, omit_defaults=True, tag="accept"):
    """Somebody of the higher tier takes what was handed to it, or an agent a conversation."""


class HandBack(Payload, frozen=True, omit_defaults=True, tag="hand-back"):
    """Back to the team and tier it was handed over by: declined, or done with."""

    team: str | None
    tier: Whole
    reason: str
    declined: bool = False
    agent: str | None = None
    """Who has it from now on."""


class Snooze(Payload, frozen=True, omit_defaults=True, tag="snooze"):
    """Out of sight until *until*; None wakes it."""

    until: Moment | None = None


class MergeInto(Payload, frozen=True, omit_defaults=True, tag="merge"):
    """This ticket goes on in *target*; it is closed."""

    target: Whole


class Absorb(Payload, frozen=True, omit_defaults=True, tag="absorb"):
    """The other side of a merge: *source*'s messages are shown here from now on."""

    source: Whole


class Suspend(Payload, frozen=True, omit_defaults=True, tag="suspend"):
    """Held back for a reason, closed and tagged `suspended`; an empty *reason* lets it in, as new."""

    reason: str = ""


class SplitOff(Payload, frozen=True, omit_defaults=True, tag="split"):
    """Messages of this ticket go on in another, *into*, which begins with them; here they stay as they are."""

    into: Whole
    messages: tuple[Whole, ...] = ()


class SplitFrom(Payload, frozen=True, omit_defaults=True, tag="split-from"):
    """The other side of a split: this ticket began with messages of *ticket*."""

    ticket: Whole


class LinkTicket(Payload, frozen=True, omit_defaults=True, tag="link"):
    """*ticket* is linked to this one, as what it is to it (`terms.LINKS`), or no longer; there the opposite is said."""

    ticket: Whole
    relation: str
    link: bool = True


class LinkArticle(Payload, frozen=True, omit_defaults=True, tag="article"):
    article: Whole
    link: bool = True


class Rated(Payload, frozen=True, omit_defaults=True, tag="rated"):
    """A customer answered a survey. A later answer to the same survey takes the place of this one."""

    survey: str
    score: Whole
    scale: Whole = 5
    """The best score there is. Satisfaction is asked from 1 up."""
    recommends: bool = False
    """It was asked whether they would recommend us, from 0 to 10; else how satisfied they are."""
    comment: str = ""


# --- what remotes tell


class Observed(Payload, frozen=True, omit_defaults=True, tag="observed"):
    """The remote has the ticket so: what of it differs from what was shown here, less what still waits to go there."""

    connection: str
    version: str = ""
    values: dict[str, Value] = msgspec.field(default_factory=dict)
    """Fields as `Set` names them."""
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    number: str | None = None
    gone: bool | None = None
    """It was deleted there, or is there again."""


class Routed(Payload, frozen=True, omit_defaults=True, tag="routed"):
    """Why a route gives a ticket a team, an agent or both, which it is given beside this; or why there is nobody."""

    route: str
    team: str = ""
    agent: str = ""
    by: str = ""
    """How the agent was found: one of `routing.WAYS`."""
    of: str = ""
    """The team among whose agents; empty: among all."""
    since: Moment | None = None
    """Longest idle: when a ticket went to them last."""
    load: Whole = 0
    """Least loaded: how many tickets they had,"""
    capacity: Whole = 0
    """and of how many; 0: of any number."""
    nobody: str = ""
    """Why no agent was found, in plain words."""
    waited: Moment | None = None
    """Since when the ticket waited until somebody was free."""


class Undo(Payload, frozen=True, omit_defaults=True, tag="undo"):
    """The subjects of *change* are folded again without it. Undoing an undo brings it back."""

    change: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    """Change id, hexadecimal."""


# --- people, organizations, articles, the desk


class PersonIs(Payload, frozen=True, omit_defaults=True, tag="person"):
    """Fields given replace those known; None leaves them."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    organization: Whole | None = None
    title: str | None = None
    notes: str | None = None


class OrganizationIs(Payload, frozen=True, omit_defaults=True, tag="organization"):
    name: str | None = None
    domain: str | None = None
    segment: str | None = None
    manager: str | None = None
    notes: str | None = None


class ArticleIs(Payload, frozen=True, omit_defaults=True, tag="article-is"):
    """A version of an article; the text of each version is kept."""

    slug: str | None = None
    title: str | None = None
    body: str | None = None
    section: str | None = None
    tags: tuple[str, ...] | None = None
    visibility: str | None = None
    state: str | None = None
    reviewer: str | None = None
    """Who is asked to review it; it is in review then."""
    remark: str | None = None


class Define(Payload, frozen=True, omit_defaults=True, tag="define"):
    """The desk has a definition of this kind and name; spec None takes it away."""

    what: What
    name: str
    spec: dict[str, object] | None = None


class Unknown(msgspec.Struct, frozen=True):
    """A payload of a newer version, byte for byte."""

    kind: str
    raw: bytes


Known = (
    Create
    | Wrote
    | Set
    | Tag
    | Follow
    | Escalate
    | Accept
    | HandBack
    | Snooze
    | MergeInto
    | Absorb
    | LinkArticle
    | LinkTicket
    | SplitOff
    | SplitFrom
    | Suspend
    | Rated
    | Surveyed
    | Warned
    | Observed
    | Delivered
    | Later
    | Edited
    | Skipped
    | PassedOver
    | Routed
    | Announced
    | Called
    | Undo
    | PersonIs
    | OrganizationIs
    | ArticleIs
    | Define
)
AnyPayload = Known | Unknown


class Operation(msgspec.Struct, frozen=True, gc=False):
    """One entry of the log."""

    id: bytes
    """UUIDv7, 16 bytes."""
    change: bytes
    """Shared by all that one stroke did; 16 bytes."""
    subject: Subject
    payload: AnyPayload
    actor: str
    """Agent handle; `import`, `customer`, `rule:NAME` for others."""
    at: int
    device: str = ""
    device_seq: int = 0
    cause: bytes | None = None
    """The operation that led to this one."""
    base: dict[str, Value] = msgspec.field(default_factory=dict)
    """The values of the fields it changes as its author saw them."""


class Planned(msgspec.Struct, frozen=True):
    """What a verb asks for: a payload and whom it is about. The desk makes an operation of it."""

    subject: Subject
    payload: Known
    base: dict[str, Value] = msgspec.field(default_factory=dict)


def tag_of(payload: Any) -> str:
    """The kind of a payload, or of all of a class."""
    return str(payload.__struct_config__.tag)


KINDS: Final[frozenset[str]] = frozenset(map(tag_of, Known.__args__))

_decode = msgspec.json.Decoder(Known).decode
_encode = msgspec.json.Encoder().encode


def encode(payload: AnyPayload) -> bytes:
    """JSON bytes of a payload; an unknown one gives the bytes it came from."""
    return payload.raw if isinstance(payload, Unknown) else _encode(payload)


def decode(raw: bytes, kind: str) -> AnyPayload:
    """The payload in *raw*. Never raises: what this version can't read is kept as it is."""
    if kind not in KINDS:
        return Unknown(kind, raw)
    try:
        known: Known = _decode(raw)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return Unknown(kind, raw)
    return known


def kind_of(payload: AnyPayload) -> str:
    return payload.kind if isinstance(payload, Unknown) else tag_of(payload)
