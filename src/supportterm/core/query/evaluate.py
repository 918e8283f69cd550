"""A query asked of one ticket in memory. The store's SQL gives the same answers; a test holds them together."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from supportterm.core.nouns import Message, Organization, Person, Ticket
from supportterm.core.nouns import Value as FieldValue
from supportterm.core.query.context import Context
from supportterm.core.query.fields import CUSTOM_PREFIX
from supportterm.core.query.parser import Query
from supportterm.core.query.times import bounds
from supportterm.core.query.tree import All, Any, Either, Every, Expression, Node, Not, Term, Test, Text, Value
from supportterm.core.query.values import NONE, decimal, number_bounds
from supportterm.core.terms import PRIORITY_BY_WORD, STATUS_BY_WORD, SUSPENDED, Role, Status
from supportterm.core.words import folded, lower_ascii


class Document(msgspec.Struct, frozen=True):
    """What words are looked for in: a message, and the ticket's subject with its first one."""

    body: str
    subject: str = ""
    role: Role = Role.CUSTOMER


class Record(msgspec.Struct, frozen=True):
    """A ticket and what a query may ask of it."""

    ticket: Ticket
    requester: Person | None = None
    organization: Organization | None = None
    documents: tuple[Document, ...] = ()
    unread: bool = False
    unsent: bool | None = None
    """Something of it waits to leave; True: for a person. None: nothing waits."""


def documents(ticket: Ticket, messages: Iterable[Message]) -> tuple[Document, ...]:
    """The documents of *ticket*: its visible messages in the order of time, the subject with the first."""
    visible = sorted((m for m in messages if not m.hidden and m.ticket == ticket.id), key=lambda m: m.id)
    return tuple(Document(m.body, "" if at else ticket.subject, m.role) for at, m in enumerate(visible))


def evaluate(query: Query, record: Record, context: Context) -> bool:
    """Whether the ticket of *record* is one that *query* asks for."""
    return _holds(query.tree, record, context, _Texts(record.documents))


def text_holds(expression: Expression, texts: Sequence[str]) -> bool:
    """Whether one document satisfies *expression*; *texts* are its parts (subject, body), each `words.folded`."""
    match expression:
        case Term(tokens, prefix):
            phrase = " " + " ".join(tokens) + ("" if prefix else " ")
            return any(phrase in text for text in texts)
        case Every(parts):
            return all(text_holds(part, texts) for part in parts)
        case Either(parts):
            return any(text_holds(part, texts) for part in parts)


def text_found(expression: Expression, texts: Sequence[str]) -> bool:
    """`text_holds` of texts as they are. Most that lack a word are told without folding them."""
    lowered = [text.lower() for text in texts if text.isascii()]
    if len(lowered) == len(texts) and not _may_hold(expression, lowered):
        return False
    return text_holds(expression, [folded(text) for text in texts])


def _may_hold(expression: Expression, lowered: Sequence[str]) -> bool:
    """False only when *expression* can't hold: in ASCII text a token stands as it is, but for its case."""
    match expression:
        case Term(tokens, _):
            return any(all(token in text for token in tokens) for text in lowered)
        case Every(parts):
            return all(_may_hold(part, lowered) for part in parts)
        case Either(parts):
            return any(_may_hold(part, lowered) for part in parts)


class _Texts:
    """Documents folded when first looked into, so that a query without words costs no reading."""

    def __init__(self, found: tuple[Document, ...]) -> None:
        self._documents = found
        self._folded: list[tuple[str, str]] | None = None

    def all(self) -> list[tuple[str, str]]:
        if self._folded is None:
            self._folded = [(folded(d.subject), folded(d.body)) for d in self._documents]
        return self._folded


def _holds(node: Node, record: Record, context: Context, texts: _Texts) -> bool:
    match node:
        case All(parts):
            return all(_holds(part, record, context, texts) for part in parts)
        case Any(parts):
            return any(_holds(part, record, context, texts) for part in parts)
        case Not(part):
            return not _holds(part, record, context, texts)
        case Text(expression, subject):
            return any(text_holds(expression, text[:1] if subject else text) for text in texts.all())
        case Test(field, values) if field.startswith(CUSTOM_PREFIX):
            held = record.ticket.fields.get(field.removeprefix(CUSTOM_PREFIX))
            return any(_custom(held, value) for value in values)
        case Test(field, values):
            test = TESTS[field]
            return any(test(value, record, context) for value in values)


def _custom(held: FieldValue, value: Value) -> bool:
    if value.text == NONE and not value.op:
        return held is None
    if isinstance(held, str):
        return _compare(lower_ascii(held), value.op, value.text)
    wanted = {"true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0}.get(value.text, decimal(value.text))
    return held is not None and wanted is not None and _compare(held, value.op, wanted)


def _compare(held: str | float, op: str, wanted: str | float) -> bool:
    left, right = (held, wanted) if isinstance(held, str) and isinstance(wanted, str) else (float(held), float(wanted))
    match op:
        case "<":
            return left < right  # type: ignore[operator]  # both are text or both are numbers
        case "<=":
            return left <= right  # type: ignore[operator]
        case ">":
            return left > right  # type: ignore[operator]
        case ">=":
            return left >= right  # type: ignore[operator]
        case _:
            return left == right


def _handle(held: str | None, value: Value, context: Context) -> bool:
    if value.text == NONE:
        return held is None
    return held == (context.me if value.text == "me" else value.text)


def _number(held: int, value: Value) -> bool:
    low, high = number_bounds(value)
    return (low is None or held >= low) and (high is None or held <= high)


def _called(ticket: Ticket, value: Value) -> bool:
    if value.op:
        return _number(ticket.id, value)
    return ticket.number == value.text if ticket.number else ticket.id == int(value.text)


def _time(held: int | None, value: Value, context: Context, *, ahead: bool = False) -> bool:
    if value.text == NONE:
        return held is None
    return bounds(value, context.now, context.zone, ahead=ahead).hold(held)


def _organization(value: Value, record: Record, _context: Context) -> bool:
    if value.text == NONE:
        return record.ticket.organization is None
    held = record.organization
    return held is not None and any(lower_ascii(t).startswith(value.text) for t in (held.name, held.domain))


def _segment(value: Value, record: Record, _context: Context) -> bool:
    held = record.organization
    return held is None if value.text == NONE else held is not None and held.segment == value.text


def _from(value: Value, record: Record, _context: Context) -> bool:
    person = record.requester
    if person is None:
        return False
    email, wanted = lower_ascii(person.email), value.text
    if wanted.startswith("@"):
        return email.endswith(wanted)
    if "@" in wanted:
        return email == wanted
    return email.startswith(wanted) or f" {wanted}" in f" {lower_ascii(person.name)}"


def _is(value: Value, record: Record, context: Context) -> bool:
    ticket = record.ticket
    match value.text:
        case "active":
            return ticket.status < Status.SOLVED
        case "mine":
            return ticket.assignee == context.me
        case "unassigned":
            return ticket.assignee is None
        case "unread":
            return record.unread
        case "snoozed":
            return ticket.snoozed_until is not None and ticket.snoozed_until > context.now
        case "overdue":
            return ticket.status < Status.SOLVED and ticket.due_at is not None and ticket.due_at < context.now
        case "escalated":
            return ticket.escalations > 0
        case "suspended":
            return SUSPENDED in ticket.tags
        case "remote":
            return ticket.home != ""
        case "unsent":
            return record.unsent is not None
        case "conflict":
            return record.unsent is True
        case _:
            return ticket.merged_into is not None


def _has(value: Value, record: Record, _context: Context) -> bool:
    match value.text:
        case "attachment":
            return record.ticket.attachments > 0
        case "note":
            return any(document.role is Role.NOTE for document in record.documents)
        case "reply":
            return record.ticket.replied_at is not None
        case _:
            return record.ticket.due_at is not None


TESTS: Final[dict[str, Callable[[Value, Record, Context], bool]]] = {
    "status": lambda value, record, _: record.ticket.status == STATUS_BY_WORD[value.text],
    "priority": lambda value, record, _: record.ticket.priority == PRIORITY_BY_WORD[value.text],
    "assignee": lambda value, record, context: _handle(record.ticket.assignee, value, context),
    "team": lambda value, record, _: _handle(record.ticket.team, value, _),
    "tier": lambda value, record, _: _number(record.ticket.tier, value),
    "tag": lambda value, record, _: value.text in record.ticket.tags or (value.text == NONE and not record.ticket.tags),
    "segment": _segment,
    "org": _organization,
    "from": _from,
    "channel": lambda value, record, _: record.ticket.channel == value.text,
    "created": lambda value, record, context: _time(record.ticket.created_at, value, context),
    "updated": lambda value, record, context: _time(record.ticket.updated_at, value, context),
    "solved": lambda value, record, context: _time(record.ticket.solved_at, value, context),
    "due": lambda value, record, context: _time(record.ticket.due_at, value, context, ahead=True),
    "has": _has,
    "is": _is,
    "home": lambda value, record, _: record.ticket.home == ("" if value.text == NONE else value.text),
    "id": lambda value, record, _: _called(record.ticket, value),
}
"""What each field of `FIELDS` asks; `subject` is text and has no entry."""
