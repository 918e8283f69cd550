"""The words that people type for values: of a status, a priority, an agent, a change. One reading for all faces."""

from typing import Final

from supportterm.core.safe import cut
from supportterm.core.terms import PRIORITY_BY_WORD, STATUS_BY_WORD, Priority, Status

_STATUS_ALIASES: Final = {"hold": "on-hold", "onhold": "on-hold", "solve": "solved", "close": "closed"}
NOBODY: Final = ("none", "nobody", "")


def status(word: str) -> Status:
    """Raises ValueError with a plain phrase."""
    plain = word.lower().replace("_", "-")
    found = STATUS_BY_WORD.get(_STATUS_ALIASES.get(plain, plain))
    if found is None:
        raise ValueError(f"{cut(word, 80)!r} is none of {', '.join(STATUS_BY_WORD)}")
    return found


def priority(word: str) -> Priority:
    """Raises ValueError with a plain phrase."""
    found = PRIORITY_BY_WORD.get(word.lower())
    if found is None:
        raise ValueError(f"{cut(word, 80)!r} is none of {', '.join(PRIORITY_BY_WORD)}")
    return found


def agent(word: str, me: str) -> str | None:
    """A handle; `me`, and `none` for nobody."""
    handle = word.lstrip("@")
    if handle in NOBODY:
        return None
    return me if handle == "me" else handle


def assignment(word: str) -> tuple[str, str]:
    """`FIELD=VALUE` → its two sides. Raises ValueError with a plain phrase."""
    name, equals, value = word.partition("=")
    if not equals or not name:
        raise ValueError(f"{cut(word, 80)!r} is not FIELD=VALUE, +tag or -tag")
    return name.lower(), value


def tags(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """`+a b -c` → those that come, those that go. Commas part them as well as spaces."""
    words = tuple(part for word in words for part in word.split(",") if part)
    add = tuple(word.removeprefix("+") for word in words if not word.startswith("-"))
    return add, tuple(word[1:] for word in words if word.startswith("-"))
