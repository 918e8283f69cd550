"""Transactions that changed a ticket → events of its history."""

from collections.abc import Iterable, Iterator
from typing import Final

from supportterm.backends.request_tracker.names import TAGS, Names
from supportterm.backends.request_tracker.reading import number
from supportterm.backends.request_tracker.wire import TransactionRow, moment, name_of, whole_number
from supportterm.backends.request_tracker.words import DELETED, Words
from supportterm.core.nouns import Value
from supportterm.core.remote import RemoteEvent, handle_of

NOISE: Final = ("EmailRecord", "CommentEmailRecord", "SetWatcher", "SystemError")
"""Transactions that change nothing of a ticket: records of mails sent, and an owner told a second time."""
MERGED: Final = "MergedInto"


def events(rows: Iterable[TransactionRow], names: Names, words: Words) -> tuple[RemoteEvent, ...]:
    return tuple(event for row in rows for event in _event(row, names, words))


def _event(row: TransactionRow, names: Names, words: Words) -> Iterator[RemoteEvent]:
    found = _change(row, names, words)
    if found is not None and found[1] != found[2]:
        field, value, old = found
        yield RemoteEvent(
            key=str(row.id), at=moment(row.Created) or 0, actor=actor(row, names), field=field, value=value, old=old
        )


def _change(row: TransactionRow, names: Names, words: Words) -> tuple[str, Value, Value] | None:
    """The field, its new and its old value."""
    new, old = row.NewValue or "", row.OldValue or ""
    match row.Type, row.Field:
        case "Status" | "Set", "Status":
            return None if new == DELETED else ("status", int(words.status(new)), int(words.status(old)))
        case "Set" | "Give" | "Take" | "Steal" | "Untake" | "Force", "Owner":
            return "assignee", names.handle_by_number(new), names.handle_by_number(old)
        case "Set", "Priority":
            return "priority", int(words.priority(number(new))), int(words.priority(number(old)))
        case "Set", "Queue":
            return "team", names.queue_handle(new), names.queue_handle(old)
        case "Set", "Subject":
            return "subject", new, old
        case "Set", "Due":
            return "due", moment(new), moment(old)
        case "CustomField", field:
            name = names.field_name(whole_number(field))
            if name == TAGS:
                return TAGS, new or None, old or None
            return None if name is None else (f"field.{name}", new or None, old or None)
        case _:
            return None


def actor(row: TransactionRow, names: Names) -> str:
    """Who did it: a handle, or a customer's name."""
    name = name_of(row.Creator)
    return handle_of(name) if names.is_agent(name) else name


def merged(row: TransactionRow) -> bool:
    """Whether *row* tells that its ticket goes on in another; the other has such a row too, which names itself."""
    return row.Type == "AddLink" and row.Field == MERGED and not (row.NewValue or "").endswith(f"/{row.ObjectId}")


def deleted(row: TransactionRow) -> bool:
    return row.Type in ("Status", "Set") and row.Field == "Status" and row.NewValue == DELETED
