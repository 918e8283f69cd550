"""What every operation has: whom it is about, and a payload that says what happened."""

from typing import Annotated, Literal

import msgspec

from supportterm.core.ids import LAST_MOMENT

SubjectKind = Literal["ticket", "person", "organization", "article", "desk"]

Whole = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
"""A number that a database can hold; a payload with a larger one is not read."""
Moment = Annotated[int, msgspec.Meta(ge=0, le=LAST_MOMENT)]
"""Milliseconds, of a time that calendars can show."""


class Subject(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What an operation is about. The desk itself has id 0."""

    kind: SubjectKind
    id: int


class Payload(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, tag_field="kind"):
    """Base of everything that can happen."""
