"""A team's automatic answer with the ticket's own words in it, and how much one person gets from machines. Pure."""

import re
from typing import Final, NamedTuple

import msgspec

from supportterm.core.greeting import NAMELESS, called, without_names


class Most(NamedTuple):
    """How much of a kind one sender gets from machines within an hour, and within a day."""

    hour: int
    day: int


ANSWERS: Final = Most(4, 12)
"""Answers: the team's, the bot's, a rule's."""
SURVEYS: Final = Most(2, 4)
"""Of questions whether they were helped: counted apart, so that who was answered much is asked all the same."""
_PLACE: Final = re.compile(r"\{\{\s*(number|subject|name)\s*\}\}")


class Recent(msgspec.Struct, frozen=True):
    """What one sender got from this desk's machines within the last hour and day, of one kind."""

    hour: int = 0
    day: int = 0


def too_many(recent: Recent, most: Most = ANSWERS) -> str:
    """Empty when one more may be given, else why not, as a sentence."""
    if recent.hour < most.hour and recent.day < most.day:
        return ""
    return "its sender was asked much already" if most is SURVEYS else "its sender has had many answers already"


def render(template: str, *, number: str, subject: str, name: str) -> str:
    """*template* with `{{ number }}`, `{{ subject }}` and `{{ name }}` filled in; what else stands there stays.

    Who has no *name* is greeted without one. What is filled in is not read again: a subject that looks like a place is
    text.
    """
    values = {"number": number, "subject": subject, "name": called(name) or NAMELESS}
    return without_names(_PLACE.sub(lambda found: values[found[1]], template))
