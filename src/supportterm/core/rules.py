"""What a desk does by itself: triggers, which follow a change, and automations, which follow time."""

from typing import Final

import msgspec

EVENTS: Final = {
    "created": "it came into being",
    "customer": "a customer wrote",
    "reply": "an agent wrote to the customer",
    "note": "an agent wrote to colleagues",
    "status": "its status changed",
    "priority": "its priority changed",
    "assignee": "it went to another agent, or to none",
    "team": "it went to another team, or to none",
    "tier": "it went to another tier",
    "tags": "a tag came or went",
    "subject": "its subject changed",
    "requester": "another person asks",
    "organization": "it went to another organization, or to none",
    "due": "its deadline was set or changed by hand",
    "snoozed": "it was snoozed, or woke",
    "escalated": "it was handed to a higher tier",
    "accepted": "somebody of the higher tier took it",
    "handed-back": "it came back from a higher tier, declined or done with",
    "merged": "another ticket was merged into it",
    "rated": "its customer answered a survey",
    "warned": "a promise to its customer is close to its deadline",
}
"""What can happen to a ticket; besides, `field.NAME`: a custom field changed."""


class Rule(msgspec.Struct, frozen=True):
    """When something happens to a ticket, or has been so for a while, command lines are carried out on it.

    With *on* it is a trigger, with *after* an automation. Rules are asked in the order in which they were defined.
    """

    name: str
    title: str = ""
    on: tuple[str, ...] = ()
    """Any of these events."""
    after: str = ""
    """How long *when* has held: `3d`, or in the hours of the ticket's team `4 business hours`, `2 business days`."""
    when: str = ""
    """A query; empty: every ticket."""
    do: tuple[str, ...] = ()
    """Command lines without the ticket number, as typed after `:`."""
    stop: bool = False
    """Once it has fired, the rules after it are not asked about this change of the ticket."""
    off: bool = False
