"""Tickets opened, replies and notes sent, fields set.

Each is one request that happens whole or not at all. Fields go with the moment that they were decided on: Zendesk
refuses them when the ticket was changed since. Our marks are metadata of the audit that a request makes.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from supportterm.backends import writer as base
from supportterm.backends.attaching import OCTETS, ahead, read
from supportterm.backends.comparing import Wanted
from supportterm.backends.errors import CannotDo, Conflict, Uncertain
from supportterm.backends.http import parsed
from supportterm.backends.refusing import among, found, one_of, refused, subject
from supportterm.backends.zendesk.names import KIND, STATUS, Names
from supportterm.backends.zendesk.reading import MARKER, Reader, marked
from supportterm.backends.zendesk.rest import Rest, number
from supportterm.backends.zendesk.wire import FieldRow, Listed, One, TicketRow, Uploaded
from supportterm.backends.zendesk.words import KINDS, PRIORITY_WORDS, STATUS_WORDS
from supportterm.core.nouns import Value
from supportterm.core.remote import OpenTicket, OutFile, Receipt, Say, SetFields
from supportterm.core.terms import Role


class _Moved(Conflict):
    """Refused, since the ticket was changed since it was looked at."""


_TRIES: Final = 3
"""How often fields are sent again when something else of the ticket was changed."""


class Writer(base.Writer[TicketRow]):
    def __init__(self, rest: Rest, names: Names, reader: Reader) -> None:
        super().__init__("Zendesk", rest.host, rest.ticket, reader.ticket)
        self._rest = rest
        self._names = names
        self._reader = reader

    # --- opening

    def open(self, step: OpenTicket) -> Receipt:
        requester = {"name": step.requester.name or step.requester.email, "email": step.requester.email}
        comment = {"body": step.body, "public": True} | self._uploads(step.files)
        sent = _body(step.given(), self._names) | {
            "subject": step.subject, "comment": comment, "requester": requester, "external_id": step.marker,
            "metadata": {MARKER: step.marker},
        }  # fmt: skip
        sent |= {"tags": list(step.tags)} if step.tags else {}
        answer = self._rest.http.write("POST", "tickets", {"ticket": sent}, {"Idempotency-Key": step.marker})
        made = parsed(answer, One, self.host, writing=True).ticket
        if made is None:
            raise Uncertain(f"{self.host} did not say what it made of the ticket")
        return self.receipt(made)

    def find_opened(self, step: OpenTicket) -> Receipt | None:
        """By our mark, under which Zendesk keeps tickets of others' systems."""
        rows = self._rest.get("tickets", Listed, {"external_id": step.marker}).tickets
        return self.receipt(rows[0]) if rows else None

    # --- saying

    def say(self, step: Say) -> Receipt:
        comment: dict[str, Any] = {"body": step.body, "public": step.role is Role.REPLY} | self._uploads(step.files)
        sent: dict[str, Any] = {"comment": comment, "metadata": {MARKER: step.marker}}
        if step.cc:
            sent["email_ccs"] = [{"user_email": address, "action": "put"} for address in step.cc]
        told = self._put(step.key, sent)
        audit = told.audit
        made = next((event.id for event in audit.events if event.type == "Comment"), 0) if audit is not None else 0
        return Receipt(key=str(made) if made else "", number=step.key)

    def find_said(self, step: Say) -> Receipt | None:
        self._rest.ticket(step.key)
        audit = marked(self._reader.markers(step.key), step.marker)
        if audit is None:
            return None
        made = next((row.id for row in self._reader.comments(int(step.key)) if row.audit_id == audit), 0)
        return Receipt(key=str(made) if made else "", number=step.key)

    # --- setting

    def set(self, step: SetFields) -> Receipt:
        for _ in range(_TRIES):
            try:
                return super().set(step)
            except _Moved:  # something was changed; whether it was this is seen in the ticket
                continue
        current = self.ticket(self.row(step.key))
        raise Conflict(f"ticket {step.key} is being changed all the time", current.values())

    def change(self, step: SetFields, row: TicketRow, todo: Wanted) -> TicketRow:
        sent = _body(todo.values, self._names) | ({"tags": todo.tags} if todo.tagging else {})
        try:
            told = self._put(step.key, sent | {"safe_update": True, "updated_stamp": row.updated_at})
        except Conflict as error:
            raise _Moved(str(error)) from None
        if told.ticket is None:
            raise Uncertain(f"{self.host} did not say what became of the ticket")
        return told.ticket

    # --- inside

    def _put(self, key: str, sent: Mapping[str, Any]) -> One:
        answer = self._rest.http.write("PUT", f"tickets/{number(key)}", {"ticket": sent})
        return parsed(answer, One, self.host, writing=True)

    def _uploads(self, files: Sequence[OutFile]) -> dict[str, Any]:
        tokens = [token for _, token in ahead(files, self.upload)]
        return {"uploads": tokens} if tokens else {}

    def upload(self, file: Path, name: str, media_type: str) -> str:
        answer = self._rest.http.send("uploads", {"filename": name}, read(file, name), media_type or OCTETS)
        return parsed(answer, Uploaded, self.host, writing=True).upload.token


def _body(values: Mapping[str, Value], names: Names) -> dict[str, Any]:
    """What to send so that *values* are so. Raises Invalid, naming the field."""
    sent: dict[str, Any] = {}
    custom: list[dict[str, Any]] = []
    for name, value in values.items():
        own = name.removeprefix("field.")
        if own == name or own in (STATUS, KIND):
            sent |= _plain(own, value, names)
        elif (row := names.fields().get(own)) is not None:
            custom.append({"id": row.id, "value": _chosen(name, value, row)})
        else:
            raise refused(name, "there is no such field")
    return sent | ({"custom_fields": custom} if custom else {})


def _plain(name: str, value: Value, names: Names) -> dict[str, Any]:
    match name:
        case "subject":
            return {"subject": subject(value)}
        case "status" if value in STATUS_WORDS:
            return {"status": STATUS_WORDS[int(str(value))]}
        case "priority" if value in PRIORITY_WORDS:
            return {"priority": PRIORITY_WORDS[int(str(value))]}
        case "assignee":
            return {"assignee_id": found(name, "agent", value, names.roster().key(str(value))) if value else None}
        case "team":
            return {"group_id": found(name, "group", value, names.groups().key(str(value)))}
        case "type" if value is None or value in KINDS:
            return {"type": value}
        case "exact-status":
            labels = {row.agent_label: row.id for row in names.statuses().values()}
            return {"custom_status_id": one_of(name, value, labels)}
    if name not in ("status", "priority", "type"):
        raise CannotDo(f"Zendesk lets nobody set {name} by itself")
    raise refused(name, f"{value} can't be set there")


def _chosen(name: str, value: Value, row: FieldRow) -> Value | list[str]:
    known = {option.value for option in row.custom_field_options}
    parts = [part.strip() for part in str(value or "").split(",") if part.strip()]
    if known:
        among(name, parts, sorted(known))
    return parts if row.type == "multiselect" else (parts[0] if known and parts else value)
