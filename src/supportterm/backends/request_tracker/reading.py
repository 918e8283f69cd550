"""A ticket as Request Tracker tells it → a ticket as we keep it."""

from typing import Final

from supportterm.backends.request_tracker.names import Names, person
from supportterm.backends.request_tracker.wire import FieldRow, FieldValues, TicketRow, fields_of, moment, name_of
from supportterm.backends.request_tracker.words import DELETED, Words
from supportterm.core.nouns import Value
from supportterm.core.remote import RemotePerson, RemoteTicket, handle_of

TICKET_FIELDS: Final = ",".join(
    (
        "Subject", "Status", "Priority", "Owner", "Queue", "Requestor", "Creator", "Created",
        "LastUpdated", "LastUpdatedBy", "Due", "CustomFields", "EffectiveId",
    )
)  # fmt: skip
EXPANDED: Final = {"fields[Queue]": "Name", "fields[Requestor]": "Name,RealName,EmailAddress"}


def remote_ticket(row: TicketRow, version: str, names: Names, words: Words) -> RemoteTicket:
    """*row* as it stands; *version* is the newest transaction that it is known to hold."""
    values = {field.id: field for field in fields_of(row.CustomFields)}
    tags = names.tags()
    requestors = row.Requestor if isinstance(row.Requestor, list) else []
    return RemoteTicket(
        key=str(row.id),
        version=version,
        subject=row.Subject or "",
        requester=_known(person(requestors[0]), names) if requestors else person(row.Creator),
        created_at=moment(row.Created) or 0,
        updated_at=moment(row.LastUpdated) or moment(row.Created) or 0,
        status=int(words.status(row.Status or "")),
        priority=int(words.priority(number(row.Priority))),
        assignee=names.agent_handle(row.Owner),
        team=_team(row, names),
        due=moment(row.Due),
        tags=tuple(sorted(set(values[tags.id].texts()))) if tags is not None and tags.id in values else (),
        fields={name: joined(values.get(field.id)) for name, field in names.fields().items() if field.id in values},
        merged_into=str(row.effective) if row.effective != row.id else "",
        actor=handle_of(name_of(row.LastUpdatedBy)),
    )


def gone(row: TicketRow) -> bool:
    return (row.Status or "").lower() == DELETED


def number(text: float | str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def joined(field: FieldValues | None) -> Value:
    """A field's value; of several, all of them on one line."""
    texts = field.texts() if field is not None else ()
    return ", ".join(texts) if texts else None


def split(field: FieldRow, value: Value) -> list[str]:
    """The values that a text stands for in *field*."""
    text = "" if value is None else str(value)
    parts = [part.strip() for part in text.split(",")] if field.many else [text.strip()]
    return [part for part in parts if part]


def _team(row: TicketRow, names: Names) -> str | None:
    name = name_of(row.Queue)
    return names.queue_handle(name) if name.isdecimal() else handle_of(name) or None


def _known(found: RemotePerson, names: Names) -> RemotePerson:
    """A requester of whom a single ticket tells no more than the name."""
    if found.email or not found.key:
        return found
    user = names.user(found.key)
    if user is None:
        return found
    return RemotePerson(key=found.key, name=user.RealName or "", email=user.EmailAddress or "")
