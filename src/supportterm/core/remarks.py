"""What the log tells of a ticket that changes nothing of it."""

from typing import Annotated

import msgspec

from supportterm.core.payload import Moment, Payload, Whole


class Remark(Payload, frozen=True, omit_defaults=True):
    """Base of them all."""


class Surveyed(Remark, frozen=True, omit_defaults=True, tag="surveyed"):
    """The customer was asked a survey, in a message; a `Rated` of the same survey answers it."""

    survey: str
    message: Whole = 0


class Warned(Remark, frozen=True, omit_defaults=True, tag="warned"):
    """People were told that a promise is close to its deadline, or that it passed."""

    metric: str
    """A word of `sla_policy.Metric`."""
    due: Moment | None = None


class Delivered(Remark, frozen=True, omit_defaults=True, tag="delivered"):
    """What became of a message on its way out: a word of `Message.delivery`, and more of it in plain words."""

    message: Whole
    delivery: str
    words: str = ""


class Later(Remark, frozen=True, omit_defaults=True, tag="later"):
    """Somebody wrote what is to be said at a moment; until then it lies in the outbox under *entry*."""

    entry: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    role: Whole
    until: Moment


class Edited(Remark, frozen=True, omit_defaults=True, tag="edited"):
    """A message reads otherwise at the remote now, and so here: the message table has the text that holds."""

    message: Whole
    redacted: bool = False
    """What it said was taken away, there and here, all of it or some."""


class Skipped(Remark, frozen=True, omit_defaults=True, tag="skipped"):
    """A rule did not do something that it is there for, and why, in plain words."""

    rule: str
    why: str


class PassedOver(Remark, frozen=True, omit_defaults=True, tag="passed-over"):
    """Who was given the ticket as the next one of a list went on to another; why: a word of `terms.SKIPS`."""

    reason: str


class Announced(Remark, frozen=True, omit_defaults=True, tag="announced"):
    """A webhook is told of the ticket, as it is then."""

    webhook: str


class Called(Remark, frozen=True, omit_defaults=True, tag="called"):
    """A call about the ticket; what was said stands in a note, *message*."""

    message: Whole
    phone: str = ""
    incoming: bool = False
    outcome: str = "reached"
    """A word of `calls.OUTCOMES`."""
    seconds: Whole = 0
