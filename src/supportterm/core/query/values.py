"""What stands behind a field's colon → values, checked and spelled in one way."""

import re
from typing import Final

from supportterm.core.query.errors import QueryError, did_you_mean
from supportterm.core.query.fields import QueryField
from supportterm.core.query.lexer import Raw
from supportterm.core.query.tree import Value
from supportterm.core.terms import PRIORITY_BY_WORD, RECENT_CONTACTS, STATUS_BY_WORD
from supportterm.core.words import lower_ascii

NONE: Final = "none"
_NUMBER = re.compile(r"#?\d{1,18}")
_ORDER: Final = {"status": tuple(STATUS_BY_WORD), "priority": tuple(PRIORITY_BY_WORD)}


def read(field: QueryField, raws: tuple[Raw, ...]) -> tuple[Value, ...]:
    """The values of a test, in the order written, each once. Raises QueryError at the value that can't be."""
    found: dict[Value, None] = {}
    for raw in raws:
        if not raw.text:
            raise QueryError(f"{field.name}: needs a value", raw.start + 1, f"for example {field.examples[0]}")
        if field.none and lower_ascii(raw.text) == NONE and not raw.op:
            found[Value(NONE)] = None
        else:
            found.update(dict.fromkeys(_READERS[field.kind](field, raw)))
    if field.kind == "ordered":
        order = _ORDER[field.name]
        return tuple(sorted(found, key=lambda value: order.index(value.text)))
    return tuple(found)


def starting_with(field: QueryField, text: str) -> tuple[Value, ...]:
    """The choices of *field* that an unfinished word may become."""
    return tuple(Value(choice) for choice in field.choices if text and choice.startswith(lower_ascii(text)))


def number_bounds(value: Value) -> tuple[int | None, int | None]:
    """Least and greatest number that *value* (of a number field) allows; None is unbounded."""
    if value.op == "..":
        first, _, last = value.text.partition("..")
        return int(first) if first else None, int(last) if last else None
    number = int(value.text)
    return {"<": (None, number - 1), "<=": (None, number), ">": (number + 1, None), ">=": (number, None)}.get(
        value.op, (number, number)
    )


def within(value: Value) -> tuple[Value, int | None]:
    """How often, and within how long, in milliseconds; None: ever."""
    number, slash, age = value.text.partition("/")
    if not slash:
        return value, None
    from supportterm.core.query import times

    return Value(number, value.op), times.age(age)


def decimal(text: str) -> float | None:
    """*text* as a number that a custom field can be compared with; None when it is none."""
    return float(text) if re.fullmatch(r"-?\d{1,15}(\.\d{1,10})?", text) else None


def _ordered(field: QueryField, raw: Raw) -> list[Value]:
    order = _ORDER[field.name]

    def place(word: str) -> int:
        if word not in order:
            raise _unknown(field, raw, word)
        return order.index(word)

    text = lower_ascii(raw.text)
    if ".." in text:
        first, _, last = text.partition("..")
        low, high = (place(first) if first else 0), (place(last) if last else len(order) - 1)
        chosen = order[min(low, high) : max(low, high) + 1]
    else:
        at = place(text)
        spans = {"<": order[:at], "<=": order[: at + 1], ">": order[at + 1 :], ">=": order[at:]}
        chosen = spans.get(raw.op, order[at : at + 1])
    if not chosen:
        raise QueryError(f"there is no {field.name} {raw.op} {text}", raw.start + 1, f"the order is {', '.join(order)}")
    return [Value(word) for word in chosen]


def _choice(field: QueryField, raw: Raw) -> list[Value]:
    text = _plain(field, raw)
    if text not in field.choices:
        raise _unknown(field, raw, text)
    return [Value(text)]


def _handle(field: QueryField, raw: Raw) -> list[Value]:
    _no_comparison(field, raw)
    return [Value("me" if lower_ascii(raw.text) == "me" else raw.text)]


def _folded(field: QueryField, raw: Raw) -> list[Value]:
    return [Value(_plain(field, raw))]


def _tag(field: QueryField, raw: Raw) -> list[Value]:
    _no_comparison(field, raw)
    return [Value(raw.text.lower())]


def _number(field: QueryField, raw: Raw) -> list[Value]:
    first, dots, last = raw.text.partition("..")
    sides = [side for side in (first, last) if side]
    if not sides or (dots and raw.op) or not all(_NUMBER.fullmatch(side) for side in sides):
        raise QueryError(f"{raw.text!r} is not a number", raw.start + 1, f"for example {' or '.join(field.examples)}")
    plain = [str(int(side.removeprefix("#"))) if side else "" for side in (first, last)]
    return [Value("..".join(plain), "..") if dots else Value(plain[0], raw.op)]


def _contacts(field: QueryField, raw: Raw) -> list[Value]:
    """`>=3`, `>=3/7d`."""
    number, slash, age = raw.text.partition("/")
    values = _number(field, raw._replace(text=number))
    if not slash:
        return values
    from supportterm.core.query import times

    text, at = lower_ascii(age), raw.start + 1
    if times.age(text) is None:
        raise QueryError(f"{age!r} is no length of time", at, f"for example {field.examples[-1]}")
    most = max((bound for bound in number_bounds(values[0]) if bound is not None), default=0)
    if most > RECENT_CONTACTS:
        raise QueryError(f"within a time no more than {RECENT_CONTACTS} are counted", at, "ask for fewer")
    return [Value(f"{value.text}/{text}", value.op) for value in values]


def _time(field: QueryField, raw: Raw) -> list[Value]:
    from supportterm.core.query import times

    text = lower_ascii(raw.text)
    value = Value(text, ".." if ".." in text and not raw.op else raw.op)
    try:
        times.check(value)
    except ValueError as error:
        raise QueryError(str(error), raw.start + 1, f"for example {' or '.join(field.examples)}") from None
    return [value]


def _custom(_field: QueryField, raw: Raw) -> list[Value]:
    return [Value(lower_ascii(raw.text), raw.op)]


def _plain(field: QueryField, raw: Raw) -> str:
    _no_comparison(field, raw)
    return lower_ascii(raw.text)


def _no_comparison(field: QueryField, raw: Raw) -> None:
    if raw.op:
        message = f"{field.name} has no order, so {raw.op} says nothing"
        raise QueryError(message, raw.start + 1, f"write {field.examples[0]}")


def _unknown(field: QueryField, raw: Raw, word: str) -> QueryError:
    return QueryError(
        f"there is no {field.name} {word!r}",
        raw.start + len(raw.op) + 1,
        did_you_mean(word, field.choices, f"it is one of {', '.join(field.choices)}"),
    )


_READERS: Final = {
    "ordered": _ordered, "choice": _choice, "handle": _handle, "tag": _tag, "number": _number, "time": _time,
    "ahead": _time, "organization": _folded, "person": _folded, "custom": _custom, "contacts": _contacts,
}  # fmt: skip
