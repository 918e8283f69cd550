"""Who may read an article: everybody, customers of some segments, or only who works here. Pure.

`visibility` is `public`, `internal`, or segments with commas between them: `enterprise,paid`. Free of msgspec, so that
a list in the shell does not pay for loading it.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from supportterm.core.terms import SEGMENTS, VISIBILITIES

if TYPE_CHECKING:
    from supportterm.core.nouns import Article, Organization, Ticket

HOW: Final = f"{', '.join(VISIBILITIES)}, or segments: {', '.join(SEGMENTS)}"


class Reader(NamedTuple):
    segment: str = ""
    """Of whose organization they are; empty: nobody knows who they are."""
    inside: bool = False
    """They work here, and look for somebody of that segment."""


ANYBODY: Final = Reader()


def segment_of(organization: int | None, known: "Callable[[int], Organization | None]") -> str:
    """The segment of an organization, which *known* looks up by number; of who belongs to none, `free`."""
    house = known(organization) if organization is not None else None
    return house.segment if house is not None else SEGMENTS[0]


def reader_of(ticket: "Ticket", known: "Callable[[int], Organization | None]") -> Reader:
    """Who reads what is written on *ticket*; *known* looks up an organization by number.

    In a chat anybody may say that they are somebody: what a mail says goes to its address.
    """
    return ANYBODY if ticket.channel == "chat" else Reader(segment_of(ticket.organization, known))


def visibility_of(words: Iterable[str]) -> str:
    """*words* as an article has them. Raises ValueError with a plain phrase."""
    found = sorted({word.strip().lower() for word in words if word.strip()})
    if len(found) == 1 and found[0] in VISIBILITIES:
        return found[0]
    if not found or any(word not in SEGMENTS for word in found):
        raise ValueError(f"an article is for {HOW}; not for {', '.join(found)[:80] or 'nobody'}")
    return ",".join(found)


def is_visibility(text: str) -> bool:
    """Whether an article can have it, as it is."""
    try:
        return visibility_of(text.split(",")) == text
    except ValueError:
        return False


def may_read(article: "Article", reader: Reader) -> bool:
    """Whether it is shown to *reader*, or to whom they look for something."""
    if article.state != "published":
        return False
    return (
        article.visibility == "public"
        or (article.visibility == "internal" and reader.inside)
        or (bool(reader.segment) and reader.segment in article.visibility.split(","))
    )


def visibility_words(visibility: str) -> str:
    """For whom it is, where that is not everybody: `internal`, `for enterprise, paid`."""
    if visibility == "public":
        return ""
    return visibility if visibility in VISIBILITIES else f"for {visibility.replace(',', ', ')}"


def marks(article: "Article") -> str:
    """What an agent is to know of an article before a customer is told of it; empty when there is nothing."""
    state = {"draft": "draft", "in-review": "in review"}.get(article.state, "")
    return ", ".join(filter(None, (state, visibility_words(article.visibility))))
