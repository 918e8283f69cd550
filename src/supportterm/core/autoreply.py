"""A team's automatic answer with the ticket's own words in it, and how many one person gets. Pure."""

import re
from typing import Final

import msgspec

AN_HOUR: Final = 4
"""Automatic answers that one sender gets within an hour, at most."""
A_DAY: Final = 12
_PLACE: Final = re.compile(r"\{\{\s*(number|subject|name)\s*\}\}")


class Recent(msgspec.Struct, frozen=True):
    """Automatic answers that one sender got from this desk within the last hour and day."""

    hour: int = 0
    day: int = 0


def too_many(recent: Recent) -> str:
    """Empty when one more may be given, else why not, as a sentence."""
    if recent.hour >= AN_HOUR or recent.day >= A_DAY:
        return "its sender has had many answers already"
    return ""


def render(template: str, *, number: str, subject: str, name: str) -> str:
    """*template* with `{{ number }}`, `{{ subject }}` and `{{ name }}` filled in; what else stands there stays.

    What is filled in is not read again: a subject that looks like a place is text.
    """
    values = {"number": number, "subject": subject, "name": name}
    return _PLACE.sub(lambda found: values[found[1]], template)
