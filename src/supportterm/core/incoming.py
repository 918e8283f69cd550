"""Webhooks in: what a program elsewhere tells, and what that is here. Pure.

Each part of a ticket is a Liquid template over the JSON that was sent: `{{ order.id }}`. A template names what it likes
and finds nothing where there is nothing; what is filled in is text and never read as a template, a query or a command.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple, TypeVar

import msgspec

from supportterm.core import templates
from supportterm.core.calls import State, is_incoming, state_of
from supportterm.core.mail_address import is_address
from supportterm.core.query.errors import did_you_mean
from supportterm.core.refusal import Misdefined, Refused
from supportterm.core.spoken import priority, status
from supportterm.core.terms import Priority, Status
from supportterm.core.verbs import Rules, tag_word

W = TypeVar("W")

_LINE: Final = 200
_BODY: Final = 20_000
ACTOR: Final = "webhook:"
"""Before the name of a webhook, where it is said who acts."""


KINDS: Final = ("ticket", "call")


class Incoming(msgspec.Struct, frozen=True):
    """A webhook in. Beside `name`, `title`, `kind`, `team`, `tags` and `off` all are templates over what is sent.

    Of a call, `subject` is that of the ticket that opens when it was missed; none does where it is empty.
    """

    name: str
    title: str = ""
    kind: str = "ticket"
    subject: str = ""
    body: str = ""
    email: str = ""
    """Who asks, by their address,"""
    phone: str = ""
    """by their number,"""
    person: str = ""
    """or by name alone; else it is the webhook itself."""
    key: str = ""
    """What has the same belongs to one ticket; empty: each delivery opens one."""
    when: str = ""
    """Empty or `false` once it is filled in: nothing comes of the delivery. Not given: all count."""
    priority: str = ""
    status: str = ""
    fields: dict[str, str] = msgspec.field(default_factory=dict)
    team: str = ""
    tags: tuple[str, ...] = ()
    state: str = ""
    direction: str = ""
    agent: str = ""
    off: bool = False


class Rung(NamedTuple):
    """What a telephone system says of a call."""

    key: str
    phone: str
    name: str
    state: State
    incoming: bool
    agent: str
    """As it names them."""
    subject: str
    body: str


class Told(NamedTuple):
    """A delivery, as its webhook says what it means. Texts from outside as they came."""

    key: str
    subject: str
    body: str
    email: str
    phone: str
    person: str
    priority: Priority | None
    status: Status | None
    fields: Mapping[str, str]


_TEMPLATES: Final = (
    "subject", "body", "email", "phone", "person", "key", "when", "priority", "status", "state", "direction", "agent",
)  # fmt: skip


def mistakes(incoming: Incoming, rules: Rules) -> Iterator[Misdefined]:
    what = f"incoming {incoming.name}"
    if incoming.kind not in KINDS:
        yield Misdefined(what, f"there is no kind {incoming.kind!r}; there are {', '.join(KINDS)}", ("kind",))
    needed = {"phone": "a number", "state": "what it is: ringing, talking, ended"}
    for part, words in needed.items() if incoming.kind == "call" else ():
        if not getattr(incoming, part).strip():
            yield Misdefined(what, f"a call needs {words}", (part,))
    if incoming.kind == "ticket" and not incoming.subject.strip():
        yield Misdefined(what, "a ticket needs a subject", ("subject",))
    for part in _TEMPLATES:
        yield from _unreadable(what, getattr(incoming, part), (part,))
    for name, template in incoming.fields.items():
        if name not in rules.fields:
            hint = did_you_mean(name, rules.fields, f"there are: {', '.join(rules.fields) or 'none yet'}")
            yield Misdefined(what, f"there is no field {name!r}; {hint}", ("fields", name))
        yield from _unreadable(what, template, ("fields", name))
    if incoming.team and incoming.team not in rules.teams:
        hint = did_you_mean(incoming.team, rules.teams, f"there are {', '.join(rules.teams) or 'none yet'}")
        yield Misdefined(what, f"there is no team {incoming.team!r}; {hint}", ("team",))
    for number, tag in enumerate(incoming.tags, 1):
        try:
            tag_word(tag)
        except Refused as refused:
            yield Misdefined(what, str(refused), ("tags", number))


def fill(incoming: Incoming, sent: object) -> Told | None:
    """What *sent*, decoded JSON, means; None: nothing. Raises Refused, which says which part can't be."""
    filled = _Filling(incoming, sent)
    if not filled.counts:
        return None
    subject, email = filled("subject"), filled("email")
    if not subject:
        raise Refused("the subject is empty")
    if email and not is_address(email):
        raise Refused("`email` is not an address")
    return Told(
        filled("key"), subject, filled("body", _BODY), email, filled("phone"), filled("person"),
        _word(priority, "priority", filled("priority")), _word(status, "status", filled("status")),
        {name: filled.text(f"fields.{name}", text)[:_LINE] for name, text in incoming.fields.items()},
    )  # fmt: skip


def hear(incoming: Incoming, sent: object) -> Rung | None:
    """What *sent* says of a call; None: nothing. Raises as `fill` does."""
    filled = _Filling(incoming, sent)
    if not filled.counts:
        return None
    state = _word(state_of, "state", filled("state"))
    if state is None:
        raise Refused("`state` is empty: is it ringing, talking, ended or missed?")
    return Rung(
        filled("key"), filled("phone"), filled("person"), state, is_incoming(filled("direction")), filled("agent"),
        filled("subject"), filled("body", _BODY),
    )  # fmt: skip


class _Filling:
    """The templates of a webhook, filled in with what was sent.

    Names of its outermost object are at hand as they are, and all of it as `sent`.
    """

    def __init__(self, incoming: Incoming, sent: object) -> None:
        self._incoming = incoming
        self._facts: Mapping[str, object] = {**sent, "sent": sent} if isinstance(sent, dict) else {"sent": sent}

    def __call__(self, part: str, most: int = _LINE) -> str:
        text = self.text(part, getattr(self._incoming, part))
        return text[:most] if most > _LINE else " ".join(text.split())[:most]

    @property
    def counts(self) -> bool:
        return not self._incoming.when or self("when") not in ("", "false")

    def text(self, part: str, template: str) -> str:
        try:
            return templates.render(template, self._facts, {})
        except Refused as refused:
            raise Refused(f"`{part}`: {refused}") from None


def _word(read: Callable[[str], W], part: str, text: str) -> W | None:
    if not text:
        return None
    try:
        return read(text.lower())
    except ValueError as error:
        raise Refused(f"`{part}`: {error}") from None


def _unreadable(what: str, template: str, part: tuple[str | int, ...]) -> Iterator[Misdefined]:
    try:
        templates.check_alone(template)
    except ValueError as error:
        yield Misdefined(what, str(error), part)
