"""Tickets opened, replies and notes sent, fields set.

Each is one request that happens whole or not at all. Fields go with the moment that they were decided on: Zendesk
refuses them when the ticket was changed since. Our marks are metadata of the audit that a request makes.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from supportterm.backends.afterwards import afterwards
from supportterm.backends.comparing import check, different, holds, refused
from supportterm.backends.errors import CannotDo, Conflict, Invalid, Unavailable, Uncertain
from supportterm.backends.http import parsed
from supportterm.backends.zendesk.names import KIND, STATUS, Names
from supportterm.backends.zendesk.reading import MARKER, Reader, marked
from supportterm.backends.zendesk.rest import Rest, number
from supportterm.backends.zendesk.wire import FieldRow, Listed, One, TicketRow, Uploaded
from supportterm.backends.zendesk.words import KINDS, PRIORITY_WORDS, STATUS_WORDS
from supportterm.core.nouns import Value
from supportterm.core.remote import OpenTicket, OutFile, Receipt, RemoteTicket, Say, SetFields
from supportterm.core.terms import Role

_TRIES: Final = 3
"""How often fields are sent again when something else of the ticket was changed."""


class Writer:
    def __init__(self, rest: Rest, names: Names, reader: Reader) -> None:
        self._rest = rest
        self._names = names
        self._reader = reader

    # --- opening

    def open(self, step: OpenTicket) -> Receipt:
        requester = {"name": step.requester.name or step.requester.email, "email": step.requester.email}
        values = {name: value for name, value in step.values.items() if value is not None}
        comment = {"body": step.body, "public": True} | self._uploads(step.files)
        sent = _body(values, self._names) | {
            "subject": step.subject, "comment": comment, "requester": requester, "external_id": step.marker,
            "metadata": {MARKER: step.marker},
        }  # fmt: skip
        sent |= {"tags": list(step.tags)} if step.tags else {}
        answer = self._rest.http.write("POST", "tickets", {"ticket": sent}, {"Idempotency-Key": step.marker})
        made = parsed(answer, One, self._rest.host, writing=True).ticket
        if made is None:
            raise Uncertain(f"{self._rest.host} did not say what it made of the ticket")
        return self._receipt(made)

    def find_opened(self, step: OpenTicket) -> Receipt | None:
        """By our mark, under which Zendesk keeps tickets of others' systems."""
        rows = self._rest.get("tickets", Listed, {"external_id": step.marker}).tickets
        return self._receipt(rows[0]) if rows else None

    # --- saying

    def say(self, step: Say) -> Receipt:
        if step.role not in (Role.REPLY, Role.NOTE):
            raise CannotDo("Zendesk takes replies and notes, no forwards")
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
        row = self._rest.ticket(step.key)
        for _ in range(_TRIES):
            current = self._reader.ticket(row)
            check(step, current)
            values = {name: step.values[name] for name in different(step.values, current)}
            sent = _body(values, self._names)
            tags = sorted((set(current.tags) | set(step.add)) - set(step.remove))
            sent |= {"tags": tags} if tags != list(current.tags) else {}
            if not sent:
                return self._receipt(row)
            try:
                told = self._put(step.key, sent | {"safe_update": True, "updated_stamp": row.updated_at})
            except Conflict:  # something was changed; whether it was this is seen in the ticket
                row = self._rest.ticket(step.key)
                continue
            if told.ticket is None:
                raise Uncertain(f"{self._rest.host} did not say what became of the ticket")
            self._taken(values, self._reader.ticket(told.ticket))
            return self._receipt(told.ticket)
        raise Conflict(f"ticket {step.key} is being changed all the time", self._reader.ticket(row).values())

    def _taken(self, values: Mapping[str, Value], after: RemoteTicket) -> None:
        """Rules of the account may have set another value at once: that is theirs, and is told."""
        with afterwards(self._rest.host):
            if different(values, after):
                raise Conflict(f"a rule of {self._rest.host} changed it at once", after.values())

    def is_set(self, step: SetFields) -> Receipt | None:
        row = self._rest.ticket(step.key)
        return self._receipt(row) if holds(step, self._reader.ticket(row)) else None

    # --- inside

    def _put(self, key: str, sent: Mapping[str, Any]) -> One:
        answer = self._rest.http.write("PUT", f"tickets/{number(key)}", {"ticket": sent})
        return parsed(answer, One, self._rest.host, writing=True)

    def _receipt(self, row: TicketRow) -> Receipt:
        ticket = self._reader.ticket(row)
        return Receipt(key=ticket.key, version=ticket.version, number=ticket.key, ticket=ticket)

    def _uploads(self, files: Sequence[OutFile]) -> dict[str, Any]:
        """Those that were not sent ahead are now: when that fails, the step itself was not sent."""
        tokens = []
        for file in files:
            try:
                tokens.append(file.token or self.upload(Path(file.path), file.name, file.media_type))
            except Uncertain as error:
                raise Unavailable(f"{file.name} could not be sent ahead: {error}") from None
        return {"uploads": tokens} if tokens else {}

    def upload(self, file: Path, name: str, media_type: str) -> str:
        try:
            content = file.read_bytes()
        except OSError:
            raise Invalid(f"the file {name} can't be read here any more") from None
        kind = media_type or "application/octet-stream"
        answer = self._rest.http.send("uploads", {"filename": name}, content, kind)
        return parsed(answer, Uploaded, self._rest.host, writing=True).upload.token


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
        case "subject" if value:
            return {"subject": " ".join(str(value).split())}
        case "status" if value in STATUS_WORDS:
            return {"status": STATUS_WORDS[int(str(value))]}
        case "priority" if value in PRIORITY_WORDS:
            return {"priority": PRIORITY_WORDS[int(str(value))]}
        case "assignee":
            agent = names.agent_number(str(value)) if value else None
            if value and agent is None:
                raise refused(name, f"there is no agent {value}")
            return {"assignee_id": agent}
        case "team":
            group = names.group_number(str(value or ""))
            if group is None:
                raise refused(name, f"there is no group {value}")
            return {"group_id": group}
        case "type" if value is None or value in KINDS:
            return {"type": value}
        case "exact-status":
            labels = {row.agent_label: row.id for row in names.statuses().values()}
            if value in labels:
                return {"custom_status_id": labels[str(value)]}
    if name not in ("subject", "status", "priority", "type", "exact-status"):
        raise CannotDo(f"Zendesk lets nobody set {name} by itself")
    raise refused(name, f"{value} can't be set there")


def _chosen(name: str, value: Value, row: FieldRow) -> Value | list[str]:
    known = {option.value for option in row.custom_field_options}
    parts = [part.strip() for part in str(value or "").split(",") if part.strip()]
    wrong = next((part for part in parts if known and part not in known), None)
    if wrong is not None:
        raise refused(name, f"{wrong} is none of {', '.join(sorted(known)[:20])}")
    return parts if row.type == "multiselect" else (parts[0] if known and parts else value)
