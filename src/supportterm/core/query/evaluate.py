"""A query asked of one ticket in memory. The store's SQL gives the same answers; a test holds them together.

A query that is asked again and again (a rule's) is made into a predicate once: what is cheap to look at comes first.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from supportterm.core.nouns import Organization, Person
from supportterm.core.nouns import Value as FieldValue
from supportterm.core.query.context import Context
from supportterm.core.query.fields import CUSTOM_PREFIX
from supportterm.core.query.parser import Query
from supportterm.core.query.phrases import text_holds
from supportterm.core.query.record import Asked, Facts
from supportterm.core.query.times import bounds_of
from supportterm.core.query.tree import All, Any, Either, Every, Expression, Node, Not, Term, Test, Text, Value
from supportterm.core.query.values import NONE, decimal, number_bounds, within
from supportterm.core.terms import LINKS, PRIORITY_BY_WORD, STATUS_BY_WORD, SUSPENDED, Status
from supportterm.core.words import lower_ascii

Predicate = Callable[[Asked], bool]

_CHEAP: Final = 1
_OTHERS: Final = 10
"""What a look at another row costs: the requester's, the organization's."""
_TEXTS: Final = 100


class _Part(NamedTuple):
    holds: Predicate
    cost: int


def evaluate(query: Query, facts: Facts, context: Context) -> bool:
    """Whether the ticket of *facts* is one that *query* asks for."""
    return predicate(query.tree)(Asked(facts, context))


@lru_cache(maxsize=4096)
def predicate(node: Node) -> Predicate:
    """*node* made ready to be asked of many tickets."""
    return _made(node).holds


def predicates(parts: Iterable[Node]) -> tuple[Predicate, ...]:
    """Each of *parts* made ready, the cheapest first; all must hold."""
    return tuple(predicate(part) for part in sorted(parts, key=lambda part: _made(part).cost))


def _made(node: Node) -> _Part:
    match node:
        case All(parts):
            each = sorted(map(_made, parts), key=lambda part: part.cost)
            return _Part(_all_of([part.holds for part in each]), sum(part.cost for part in each))
        case Any(parts):
            each = sorted(map(_made, parts), key=lambda part: part.cost)
            return _Part(_any_of([part.holds for part in each]), sum(part.cost for part in each))
        case Not(part):
            holds, cost = _made(part)
            return _Part(lambda asked: not holds(asked), cost)
        case Text(expression, subject):
            return _Part(_text(expression, subject), _TEXTS)
        case Test(field, values) if field.startswith(CUSTOM_PREFIX):
            return _Part(_custom(field.removeprefix(CUSTOM_PREFIX), values), _CHEAP)
        case Test(field, values):
            return _Part(TESTS[field](values), _cost(field, values))


def _cost(field: str, values: Iterable[Value]) -> int:
    if field in ("segment", "org", "from", "is", "for"):
        return _OTHERS
    return _TEXTS if field == "has" and any(value.text == "note" for value in values) else _CHEAP


def _all_of(parts: list[Predicate]) -> Predicate:
    match parts:
        case []:
            return lambda asked: True
        case [one, other]:
            return lambda asked: one(asked) and other(asked)

    def holds(asked: Asked) -> bool:
        for part in parts:  # noqa: SIM110 - a loop takes half the time
            if not part(asked):
                return False
        return True

    return holds


def _any_of(parts: list[Predicate]) -> Predicate:
    def holds(asked: Asked) -> bool:
        for part in parts:  # noqa: SIM110
            if part(asked):
                return True
        return False

    return parts[0] if len(parts) == 1 else holds


@lru_cache(maxsize=4096)
def _text(expression: Expression, subject: bool) -> Predicate:
    needed = _needed(expression)

    def holds(asked: Asked) -> bool:
        texts = asked.texts
        if not needed <= texts.vocabulary:
            return False
        known = texts.told.get(holds)
        if known is None:
            known = any(text_holds(expression, text[:1] if subject else text) for text in texts.folded)
            texts.told[holds] = known
        return known

    return holds


def _needed(expression: Expression) -> frozenset[str]:
    """Words without which *expression* can't hold."""
    match expression:
        case Term(tokens, prefix):
            return frozenset(tokens[:-1] if prefix else tokens)
        case Every(parts):
            return frozenset[str]().union(*map(_needed, parts))
        case Either(parts):
            return frozenset.intersection(*map(_needed, parts))


def _each(test: Callable[[Value], Predicate]) -> Callable[[tuple[Value, ...]], Predicate]:
    """What holds of a field when it holds of one of the values."""
    return lambda values: _any_of([test(value) for value in values])


def _custom(name: str, values: tuple[Value, ...]) -> Predicate:
    def test(value: Value) -> Predicate:
        if value.text == NONE and not value.op:
            return lambda asked: asked.ticket.fields.get(name) is None
        number = {"true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0}.get(value.text, decimal(value.text))
        return lambda asked: _custom_holds(asked.ticket.fields.get(name), value, number)

    return _any_of([test(value) for value in values])


def _custom_holds(held: FieldValue, value: Value, number: float | None) -> bool:
    if isinstance(held, str):
        return _compare(lower_ascii(held), value.op, value.text)
    return held is not None and number is not None and _compare(held, value.op, number)


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


def _status(values: tuple[Value, ...]) -> Predicate:
    wanted = frozenset(STATUS_BY_WORD[value.text] for value in values)
    return lambda asked: asked.ticket.status in wanted


def _priority(values: tuple[Value, ...]) -> Predicate:
    wanted = frozenset(PRIORITY_BY_WORD[value.text] for value in values)
    return lambda asked: asked.ticket.priority in wanted


def _assignee(values: tuple[Value, ...]) -> Predicate:
    wanted, me = _handles(values)
    return lambda asked: (held := asked.ticket.assignee) in wanted or (me and held == asked.context.me)


def _team(values: tuple[Value, ...]) -> Predicate:
    wanted, me = _handles(values)
    return lambda asked: (held := asked.ticket.team) in wanted or (me and held in asked.context.teams)


def _handles(values: tuple[Value, ...]) -> tuple[frozenset[str | None], bool]:
    """Of agents and teams: those named, `none` being nobody; and whether `me` is among them, who is whoever asks."""
    named = frozenset(None if value.text == NONE else value.text for value in values if value.text != "me")
    return named, any(value.text == "me" for value in values)


def _for(values: tuple[Value, ...]) -> Predicate:
    wanted = frozenset(value.text for value in values)
    others, me = wanted - {"me"}, "me" in wanted

    def holds(asked: Asked) -> bool:
        concerned = asked.concerned
        return not others.isdisjoint(concerned) or (me and asked.context.me in concerned)

    return holds


def _tag(values: tuple[Value, ...]) -> Predicate:
    wanted = frozenset(value.text for value in values)
    none = NONE in wanted
    return lambda asked: not wanted.isdisjoint(asked.ticket.tags) or (none and not asked.ticket.tags)


def _channel(values: tuple[Value, ...]) -> Predicate:
    wanted = frozenset(value.text for value in values)
    return lambda asked: asked.ticket.channel in wanted


def _home(values: tuple[Value, ...]) -> Predicate:
    wanted = frozenset("" if value.text == NONE else value.text for value in values)
    return lambda asked: asked.ticket.home in wanted


def _number(value: Value, attribute: str) -> Predicate:
    low, high = number_bounds(value)

    def holds(asked: Asked) -> bool:
        held: int | None = getattr(asked.ticket, attribute)
        return held is not None and (low is None or held >= low) and (high is None or held <= high)

    return holds


def _contacts(value: Value) -> Predicate:
    often, length = within(value)
    if length is None:
        return _number(often, "contacts")
    low, high = number_bounds(often)

    def holds(asked: Asked) -> bool:
        ticket, since = asked.ticket, asked.context.now - length
        held = sum(at >= since for at in ticket.recent_contacts)
        return (low is None or held >= low) and (high is None or held <= high)

    return holds


def _called(value: Value) -> Predicate:
    if value.op:
        return _number(value, "id")
    text, number = value.text, int(value.text)
    return lambda asked: asked.ticket.number == text if asked.ticket.number else asked.ticket.id == number


def _time(attribute: str, *, ahead: bool = False) -> Callable[[Value], Predicate]:
    def test(value: Value) -> Predicate:
        if value.text == NONE:
            return lambda asked: getattr(asked.ticket, attribute) is None
        bounds = bounds_of(value, ahead=ahead)

        def holds(asked: Asked) -> bool:
            held = getattr(asked.ticket, attribute)
            return held is not None and bounds(asked.context.now, asked.context.zone).hold(held)

        return holds

    return test


def _organization(value: Value) -> Predicate:
    if value.text == NONE:
        return lambda asked: asked.ticket.organization is None

    def called(held: Organization) -> bool:
        return any(lower_ascii(text).startswith(value.text) for text in (held.name, held.domain))

    return lambda asked: (held := asked.organization) is not None and called(held)


def _segment(value: Value) -> Predicate:
    if value.text == NONE:
        return lambda asked: asked.organization is None
    return lambda asked: (held := asked.organization) is not None and held.segment == value.text


def _from(value: Value) -> Predicate:
    wanted = value.text

    def is_so(person: Person) -> bool:
        email = lower_ascii(person.email)
        if wanted.startswith("@"):
            return email.endswith(wanted)
        if "@" in wanted:
            return email == wanted
        return email.startswith(wanted) or f" {wanted}" in f" {lower_ascii(person.name)}"

    return lambda asked: (person := asked.requester) is not None and is_so(person)


def _linked_as(kind: str) -> Predicate:
    return lambda asked: any(link.kind == kind for link in asked.ticket.links)


def _linked(value: Value) -> Predicate:
    low, high = number_bounds(value)
    return lambda asked: any(
        (low is None or link.ticket >= low) and (high is None or link.ticket <= high) for link in asked.ticket.links
    )


_IS: Final[dict[str, Predicate]] = {
    "active": lambda asked: asked.ticket.status < Status.SOLVED,
    "mine": lambda asked: asked.ticket.assignee == asked.context.me,
    "unassigned": lambda asked: asked.ticket.assignee is None,
    "unread": lambda asked: asked.facts.unread,
    "snoozed": lambda asked: (until := asked.ticket.snoozed_until) is not None and until > asked.context.now,
    "overdue": lambda asked: (
        asked.ticket.status < Status.SOLVED and (due := asked.ticket.due_at) is not None and due < asked.context.now
    ),
    "escalated": lambda asked: asked.ticket.escalations > 0,
    "handed-off": lambda asked: asked.ticket.handed_at is not None,
    "waiting": lambda asked: asked.ticket.waits_since is not None,
    "suspended": lambda asked: SUSPENDED in asked.ticket.tags,
    "remote": lambda asked: asked.ticket.home != "",
    "unsent": lambda asked: asked.unsent is not None,
    "conflict": lambda asked: asked.unsent is True,
    "merged": lambda asked: asked.ticket.merged_into is not None,
    **{word: _linked_as(kind) for word, kind in LINKS.items()},
}
_HAS: Final[dict[str, Predicate]] = {
    "attachment": lambda asked: asked.ticket.attachments > 0,
    "note": lambda asked: asked.texts.has_note,
    "reply": lambda asked: asked.ticket.replied_at is not None,
    "due": lambda asked: asked.ticket.due_at is not None,
}

TESTS: Final[dict[str, Callable[[tuple[Value, ...]], Predicate]]] = {
    "status": _status,
    "priority": _priority,
    "assignee": _assignee,
    "for": _for,
    "team": _team,
    "tier": _each(lambda value: _number(value, "tier")),
    "tag": _tag,
    "segment": _each(_segment),
    "org": _each(_organization),
    "from": _each(_from),
    "channel": _channel,
    "created": _each(_time("created_at")),
    "updated": _each(_time("updated_at")),
    "solved": _each(_time("solved_at")),
    "due": _each(_time("due_at", ahead=True)),
    "customer": _each(_time("customer_at")),
    "replied": _each(_time("replied_at")),
    "linked": _each(_linked),
    "contacts": _each(_contacts),
    "csat": _each(lambda value: _number(value, "csat")),
    "nps": _each(lambda value: _number(value, "nps")),
    "has": _each(lambda value: _HAS[value.text]),
    "is": _each(lambda value: _IS[value.text]),
    "home": _home,
    "id": _each(_called),
}
"""What each field of `FIELDS` asks; `subject` is text and has no entry."""
