"""Fields of a site's own, which a ticket has beside those that every site has."""

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


def with_fields(row: type[T], names: Iterable[str], prefix: str = "") -> tuple[type[T], dict[str, str]]:
    """A ticket as *row* that has these too, and under which attribute each is; *prefix* stands before them there."""
    fields = {f"own_{at}": name for at, name in enumerate(names)}  # theirs need be no names in a program
    told = {place: f"{prefix}{name}" for place, name in fields.items()}
    own = [(place, Any, None) for place in fields]
    return msgspec.defstruct("SiteTicket", own, bases=(row,), rename=told, frozen=True), fields  # type: ignore[return-value]
