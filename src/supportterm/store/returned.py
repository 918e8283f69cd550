"""A text that did not leave is a draft again, so that whoever mends it need not write it anew."""

from typing import TYPE_CHECKING, Final

from supportterm.core.terms import Role
from supportterm.core.writing import Draft
from supportterm.store import drafts, messages
from supportterm.store.outbox import Entry

if TYPE_CHECKING:
    from supportterm.core.nouns import Message
    from supportterm.store.stroke import Stroke


_KINDS: Final = {Role.NOTE: "note", Role.FORWARD: "forward"}
"""What drafts call what is no reply."""


def give_back(stroke: "Stroke", entry: Entry) -> None:
    """The text of *entry* lies before its author again; beside one that is being written it is an earlier version."""
    if (draft := _text(stroke, entry)) is not None:
        drafts.give_back(stroke.work.connection, entry.actor, draft, stroke.now)


def take_again(stroke: "Stroke", entry: Entry) -> None:
    """It leaves after all: what was given back of it, and is as it was, is no draft any more."""
    if (given := _text(stroke, entry)) is not None:
        kept = drafts.get(stroke.work.connection, entry.actor, given.ticket, given.kind)
        if kept is not None and kept.body == given.body:
            drafts.take(stroke.work.connection, entry.actor, given.ticket, given.kind, stroke.now)


def _text(stroke: "Stroke", entry: Entry) -> Draft | None:
    """What of *entry* is a text of somebody, as a draft."""
    if (new := entry.message_for_later) is not None:
        kind = _KINDS.get(new.role, "reply")
        return Draft(entry.ticket, kind, new.body, new.to, new.cc, files=new.files, bcc=new.bcc)
    if entry.kind == "say" and entry.message is not None:
        return _draft(messages.get(stroke.work.connection, entry.message))
    return None


def _draft(message: "Message") -> Draft:
    kind = _KINDS.get(message.role, "reply")
    return Draft(message.ticket, kind, message.body, message.to, message.cc, bcc=message.bcc)
