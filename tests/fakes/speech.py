"""What goes over a line to the fake help desk: calls and answers, as bytes, so that the two ends share nothing."""

import msgspec

from supportterm.backends import errors
from supportterm.core.nouns import Value
from supportterm.core.remote import AnyStep, Catalog, Identity, Item, Page, Receipt, RemoteTicket


class Call(msgspec.Struct, frozen=True, omit_defaults=True):
    """A request: `probe`, `catalog`, `changes` and `articles` since a cursor, `fetch` and `download` of a key, `search`
    for a text, `find` or `write` of a step."""

    name: str
    text: str = ""
    step: AnyStep | None = None
    limit: int = 0
    tags: tuple[str, ...] | None = None
    """All tags that the ticket of a written step has from now on, where tags are replaced."""
    contents: tuple[bytes, ...] = ()
    """What is in the step's files."""


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """An answer, or in *error* the name of the error and its words, and what else that error tells."""

    identity: Identity | None = None
    catalog: Catalog | None = None
    page: Page | None = None
    item: Item | None = None
    tickets: tuple[RemoteTicket, ...] = ()
    receipt: Receipt | None = None
    content: bytes = b""
    error: tuple[str, str] = ("", "")
    moved_to: str = ""
    current: dict[str, Value] = {}
    fields: dict[str, str] = {}
    retry_after: float | None = None


def failed(error: errors.RemoteError) -> Said:
    """An error as an answer."""
    return Said(
        error=(type(error).__name__, str(error)),
        moved_to=getattr(error, "moved_to", ""),
        current=getattr(error, "current", {}),
        fields=getattr(error, "fields", {}),
        retry_after=getattr(error, "retry_after", None),
    )


def error_of(said: Said) -> errors.RemoteError | None:
    """The error that an answer is; None when it is none."""
    name, words = said.error
    match name:
        case "":
            return None
        case "NotThere":
            return errors.NotThere(words, said.moved_to)
        case "Conflict":
            return errors.Conflict(words, said.current)
        case "Invalid":
            return errors.Invalid(words, said.fields)
        case "RateLimited":
            return errors.RateLimited(words, said.retry_after)
    kind: type[errors.RemoteError] = getattr(errors, name)
    return kind(words)
