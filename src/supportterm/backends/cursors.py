"""A backend's own cursor out of the text that the engine keeps of it."""

from collections.abc import Callable
from typing import TypeVar

import msgspec

from supportterm.backends.errors import Invalid

T = TypeVar("T")


def read(text: str, kind: type[T], whose: str, begin: Callable[[], T]) -> T:
    """Where *text* says that a feed goes on; without one, where *begin* begins. Raises Invalid for another's text."""
    if not text:
        return begin()
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.DecodeError:
        raise Invalid(f"that cursor is none of {whose}") from None


def text(cursor: msgspec.Struct) -> str:
    """What the engine keeps of *cursor*."""
    return msgspec.json.encode(cursor).decode()
