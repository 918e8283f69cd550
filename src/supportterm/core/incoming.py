"""Webhooks in: what a program elsewhere tells, and what that is here. Pure.

Each part of a ticket is a Liquid template over the JSON that was sent: `{{ order.id }}`. A template names what it likes
and finds nothing where there is nothing; what is filled in is text and never read as a template, a query or a command.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple, TypeVar

import msgspec

from supportterm.core import templates
from supportterm.core.mail_address import is_address
from supportterm.core.query.errors import did_you_mean
from supportterm.core.refusal import Misdefined, Refused
from supportterm.core.spoken import priority, status
from supportterm.core.terms import Priority, Status
from supportterm.core.verbs import Rules, tag_word

W = TypeVar("W", Priority, Status)

_LINE: Final = 200
_BODY: Final = 20_000
ACTOR: Final = "webhook:"
"""Before the name of a webhook, where it is said who acts."""


class Incoming(msgspec.Struct, frozen=True):
    """A webhook in. Beside `name`, `title`, `team`, `tags` and `off` all are templates over what is sent."""

    name: str
    title: str = ""
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
    off: bool = False


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


_TEMPLATES: Final = ("subject", "body", "email", "phone", "person", "key", "when", "priority", "status")


def mistakes(incoming: Incoming, rules: Rules) -> Iterator[Misdefined]:
    what = f"incoming {incoming.name}"
    if not incoming.subject.strip():
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
    """What *sent*, decoded JSON, means; None: nothing. Raises Refused, which says which part can't be.

    Names of its outermost object are at hand as they are, and all of it as `sent`.
    """
    facts = {**sent, "sent": sent} if isinstance(sent, dict) else {"sent": sent}

    def filled(part: str, most: int = _LINE) -> str:
        text = _filled(part, getattr(incoming, part), facts)
        return text[:most] if most > _LINE else " ".join(text.split())[:most]

    if incoming.when and filled("when") in ("", "false"):
        return None
    subject, email = filled("subject"), filled("email")
    if not subject:
        raise Refused("the subject is empty")
    if email and not is_address(email):
        raise Refused("`email` is not an address")
    return Told(
        filled("key"), subject, filled("body", _BODY), email, filled("phone"), filled("person"),
        _word(priority, "priority", filled("priority")), _word(status, "status", filled("status")),
        {name: _filled(f"fields.{name}", text, facts)[:_LINE] for name, text in incoming.fields.items()},
    )  # fmt: skip


def _filled(part: str, template: str, facts: Mapping[str, object]) -> str:
    try:
        return templates.render(template, facts, {})
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
