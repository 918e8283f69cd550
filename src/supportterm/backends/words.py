"""How safely things are done at a remote, in plain words: what a backend's `Capabilities` mean to a person."""

from typing import Final

from supportterm.backends.protocol import Capabilities, Extent, Proof
from supportterm.core.moments import length_words


def talks(capabilities: Capabilities) -> bool:
    """Whether tickets or messages come and go; else it is a knowledge base or a directory."""
    return capabilities.tickets or capabilities.feed != "none"


def is_mail(capabilities: Capabilities) -> bool:
    """Whether messages come and the tickets are ours."""
    return not capabilities.tickets and capabilities.feed != "none"


def sends(capabilities: Capabilities) -> bool:
    """Whether anything is ever written there."""
    return talks(capabilities) or capabilities.articles == "write"

_LONG: Final = 90.0
"""Seconds from which on somebody wonders why it takes so long."""


def lost_answer(capabilities: Capabilities) -> str:
    """What happens when the answer to a send is lost."""
    match capabilities.marker:
        case "key":
            return "it is sent again under the same key, which the other side knows: nothing arrives twice"
        case "stored":
            return (
                f"our mark is looked for there; when it has not come after {span(capabilities.settle)} it never will, "
                "and only then it is sent again: nothing arrives twice"
            )
    if not capabilities.tickets:
        return "you are asked whether it arrived, for it can't be looked up there: nothing is sent twice by itself"
    return (
        "no mark of ours is kept there: what is there is known by what it says, and when nothing is, you are asked: "
        "nothing is sent twice by itself"
    )


def once(capabilities: Capabilities, proof: Proof) -> str:
    """In a few words what keeps things from being sent twice, and how we know."""
    how = {
        "key": "what is sent again has a key that is known there",
        "stored": "our mark is looked for there first",
        "none": "it is looked for by what it says, and you are asked before anything is sent again",
    }[capabilities.marker]
    return f"nothing is sent twice: {how} ({evidence(proof)})"


def overwriting(capabilities: Capabilities) -> str:
    """What happens when somebody else set the same field meanwhile."""
    match capabilities.guard:
        case "atomic":
            return "the other side refuses ours, and you choose between the two"
        case "checked":
            both = "its history tells of, and you choose" if capabilities.history else "may pass"
            return f"the other side looks before it writes, and you choose; two at the very same moment {both}"
        case "looked":
            return "it is looked at right before ours is written, and you choose; what comes in that instant is lost"
        case "reread":
            return "ours is written, then its history is looked at: you are told, and choose"
    return "the later one stays" if capabilities.fields else "nothing is set there"


def hearing(capabilities: Capabilities) -> str:
    """How, and how soon, changes there become known here."""
    how = {
        "cursor": "changes are told from an exact place on",
        "since": "changes since a moment are asked for, with an overlap",
        "walk": "everything is walked through",
        "none": "changes are not told",
    }[capabilities.feed]
    when = "at once" if capabilities.push else f"every {span(capabilities.poll)}"
    walks = f"every {span(capabilities.sweep)}" if capabilities.sweep else ""
    if walks and capabilities.feed == "walk":
        how, when = f"new messages are heard {when}, and {how}", walks
    if not capabilities.tickets:
        return f"{how}, {when}"
    gone = {
        "feed": "a ticket that is gone is told with them",
        "scan": f"a ticket that is gone is found by looking through all{walks and f', {walks}'}",
        "none": "that a ticket is gone is not told",
    }[capabilities.deletes]
    return f"{how}, {when}; {gone}"


def extent(found: Extent, title: str) -> str:
    """What there is to be read for the first time, and how long that takes."""
    much = f"{found.tickets:,} {found.of}{'s' * (found.tickets != 1)} to read"
    if found.tickets == 0 or found.seconds < 1:
        return much
    why = f": {title} lets no more requests through" if found.seconds >= _LONG else ""
    return f"{much}, which takes {length_words(int(found.seconds * 1000))}{why}"


def evidence(proof: Proof) -> str:
    return {
        "real server": "tried against a real server",
        "specification": "tried against the vendor's specification",
        "read": "only read in its documents",
    }[proof]


def span(seconds: float) -> str:
    return f"{seconds / 60:g} minutes" if seconds >= 120 and seconds % 60 == 0 else f"{seconds:g} seconds"
