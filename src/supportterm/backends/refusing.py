"""What can't be set, in words that name the field and what could be."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from supportterm.backends.errors import Invalid
from supportterm.core.nouns import Value
from supportterm.core.safe import safe_line
from supportterm.core.terms import Status

T = TypeVar("T")


def refused(name: str, why: str) -> Invalid:
    """*name* can't be set so."""
    return Invalid(f"{name.removeprefix('field.')}: {why}", {name: why})


def by_field(told: Iterable[tuple[str, str]], otherwise: str) -> Invalid:
    """A remote does not take it, and says why of each field. *otherwise*: what is said where it names none."""
    fields = {name: safe_line(why, 200) for name, why in told}
    return Invalid("; ".join(f"{name}: {why}" for name, why in fields.items()) or safe_line(otherwise, 200), fields)


def no_status(value: Value, hint: str = "") -> Invalid:
    """None of theirs stands for ours. *hint*: what can be done about it."""
    meant = Status(value).word if isinstance(value, int) and value in tuple(Status) else str(value)
    return refused("status", f"no status there means {meant}{hint and f'; {hint}'}")


def one_of(name: str, value: Value, known: Mapping[str, T]) -> T:
    """What *known* has under *value*. Raises Invalid, with what could be chosen."""
    among(name, [value], known)
    return known[str(value)]


def among(name: str, values: Iterable[Value], known: Iterable[str]) -> None:
    """Raise Invalid for the first of *values* that is none of *known*."""
    there = tuple(known)
    wrong = next((value for value in values if value not in there), None)
    if wrong is not None:
        raise refused(name, f"{wrong} is none of {', '.join(there[:20])}")


def found(name: str, kind: str, value: Value, there: T | None) -> T:
    """Whom or what *value* names *there*; *kind*: `agent`. Raises Invalid when that is nobody."""
    if there is None:
        raise refused(name, f"there is no {kind} {value}")
    return there


def subject(value: Value, longest: int = 0) -> str:
    """*value* as one line. Raises Invalid when it is empty, or longer than *longest*, where that is not 0."""
    text = " ".join(str(value or "").split())
    if not text or len(text) > (longest or len(text)):
        why = f"a subject has between 1 and {longest} characters" if longest else "it can't be empty"
        raise refused("subject", why)
    return text
