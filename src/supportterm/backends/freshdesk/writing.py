"""Tickets opened; replies, notes and forwards sent; fields set.

Freshdesk knows no key for what is sent again and keeps no mark, nor does it refuse what goes over another's change: a
ticket is looked at right before its fields are set, and its answer is held against what was to be.
"""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from supportterm.backends import writer as base
from supportterm.backends.comparing import Wanted
from supportterm.backends.errors import CannotDo
from supportterm.backends.freshdesk.names import KIND, STATUS, Names
from supportterm.backends.freshdesk.reading import Reader
from supportterm.backends.freshdesk.rest import Rest, number
from supportterm.backends.freshdesk.wire import Conversation, FieldRow, TicketRow
from supportterm.backends.freshdesk.words import PORTAL, PRIORITY_NUMBERS, SOURCES, Words
from supportterm.backends.http import parsed
from supportterm.backends.multipart import attached, form
from supportterm.backends.refusing import among, found, no_status, one_of, refused, subject
from supportterm.core.nouns import Value
from supportterm.core.remote import OpenTicket, OutFile, Receipt, Say, SetFields
from supportterm.core.terms import Role, Status
from supportterm.exchange.as_html import as_html

T = TypeVar("T")


class Writer(base.Writer[TicketRow]):
    def __init__(self, rest: Rest, names: Names, reader: Reader, words: Words) -> None:
        super().__init__("Freshdesk", rest.host, rest.ticket, reader.ticket)
        self._rest = rest
        self._names = names
        self._words = words

    def open(self, step: OpenTicket) -> Receipt:
        values = step.given()
        if values.get("status") == Status.NEW:  # each is, until somebody does something with it
            del values["status"]
        sent = {"status": 2, "priority": 2} | self._body(values) | {
            "subject": step.subject, "description": as_html(step.body or step.subject), "email": step.requester.email,
            "name": step.requester.name or step.requester.email, "source": SOURCES.get(step.channel, PORTAL),
        }  # fmt: skip
        sent |= {"tags": list(step.tags)} if step.tags else {}
        return self.receipt(self._post("tickets", sent, step.files, TicketRow))

    def say(self, step: Say) -> Receipt:
        sent: dict[str, Any] = {"body": as_html(step.body)}
        more: dict[str, Any]
        match step.role:
            case Role.REPLY:
                path, more = "reply", {"cc_emails": list(step.cc), "bcc_emails": list(step.bcc)}
            case Role.NOTE:
                path, more = "notes", {"private": True}
            case _:
                path = "forward"
                more = {"to_emails": list(step.to), "cc_emails": list(step.cc), "bcc_emails": list(step.bcc)}
        sent |= {name: value for name, value in more.items() if value}
        made = self._post(f"tickets/{number(step.key)}/{path}", sent, step.files, Conversation)
        return Receipt(key=str(made.id), number=step.key)

    def set(self, step: SetFields) -> Receipt:
        self._body(step.values)  # what can't be is refused, whatever is there
        return super().set(step)

    def change(self, step: SetFields, row: TicketRow, todo: Wanted) -> TicketRow:
        sent = self._body(todo.values) | ({"tags": todo.tags} if todo.tagging else {})
        return self._rest.write("PUT", f"tickets/{number(step.key)}", sent, TicketRow)

    # --- inside

    def _post(self, path: str, sent: Mapping[str, Any], files: tuple[OutFile, ...], kind: type[T]) -> T:
        """With files it is a form, in which everything is text."""
        if files:
            content, media_type = form(_flat(sent), attached("attachments[]", files))
            return parsed(self._rest.http.send(path, {}, content, media_type), kind, self.host, writing=True)
        return self._rest.write("POST", path, sent, kind)

    def _body(self, values: Mapping[str, Value]) -> dict[str, Any]:
        """What to send so that *values* are so. Raises Invalid, naming the field."""
        sent: dict[str, Any] = {}
        custom: dict[str, Any] = {}
        for name, value in values.items():
            own = name.removeprefix("field.")
            field = self._names.lists().fields.get(own) if own != name else None
            if field is not None:
                custom[field.name] = _chosen(name, value, field)
            else:
                sent = self._plain(name, value) | sent if own == name else sent | self._exact(own, value)
        return sent | ({"custom_fields": custom} if custom else {})

    def _plain(self, name: str, value: Value) -> dict[str, Any]:
        match name:
            case "subject":
                return {"subject": subject(value)}
            case "status":
                return {"status": self._status(value)}
            case "priority" if value in PRIORITY_NUMBERS:
                return {"priority": PRIORITY_NUMBERS[int(str(value))]}
            case "assignee":
                agents = self._names.lists().agents
                return {"responder_id": found(name, "agent", value, agents.key(str(value))) if value else None}
            case "team":
                groups = self._names.lists().groups
                return {"group_id": found(name, "group", value, groups.key(str(value))) if value else None}
            case "due":
                raise CannotDo("Freshdesk sets deadlines by its SLA policies")
        raise refused(name, f"{value} can't be set there")

    def _exact(self, own: str, value: Value) -> dict[str, Any]:
        if own == STATUS:
            named = {name: number for number, name in self._names.lists().statuses.items()}
            return {"status": one_of(own, value, named)}
        if own == KIND:
            among(own, () if value is None else (value,), self._names.lists().kinds)
            return {"type": value}
        raise refused(own, "there is no such field")

    def _status(self, value: Value) -> int:
        """Theirs for ours; the first that means it."""
        for there, name in {2: "", 3: "", 4: "", 5: "", **self._names.lists().statuses}.items():
            if value == self._words.status(there, name):
                return there
        raise no_status(value, "the setting `statuses` can name one")


def _chosen(name: str, value: Value, field: FieldRow) -> Value:
    if value is not None and (options := field.options()):
        among(name, [str(value)], options)
    return value


def _flat(sent: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Fields of a form, as Freshdesk reads lists and mappings in one."""
    fields: list[tuple[str, str]] = []
    for name, value in sent.items():
        if isinstance(value, list):
            fields += [(f"{name}[]", _text(one)) for one in value]
        elif isinstance(value, dict):
            fields += [(f"{name}[{inner}]", _text(one)) for inner, one in value.items()]
        else:
            fields.append((name, _text(value)))
    return fields


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
