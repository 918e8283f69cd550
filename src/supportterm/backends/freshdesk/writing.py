"""Tickets opened; replies, notes and forwards sent; fields set.

Freshdesk knows no key for what is sent again and keeps no mark, nor does it refuse what goes over another's change: a
ticket is looked at right before its fields are set, and its answer is held against what was to be.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from supportterm.backends.afterwards import afterwards
from supportterm.backends.comparing import check, different, holds, refused
from supportterm.backends.errors import CannotDo, Conflict
from supportterm.backends.freshdesk.names import KIND, STATUS, Names
from supportterm.backends.freshdesk.reading import Reader
from supportterm.backends.freshdesk.rest import Rest, number
from supportterm.backends.freshdesk.wire import Conversation, FieldRow, TicketRow
from supportterm.backends.freshdesk.words import PORTAL, PRIORITY_NUMBERS, SOURCES, Words
from supportterm.backends.http import parsed
from supportterm.backends.multipart import attached, form
from supportterm.core.nouns import Value
from supportterm.core.remote import OpenTicket, OutFile, Receipt, Say, SetFields
from supportterm.core.terms import Role, Status
from supportterm.exchange.as_html import as_html

T = TypeVar("T")


class Writer:
    def __init__(self, rest: Rest, names: Names, reader: Reader, words: Words) -> None:
        self._rest = rest
        self._names = names
        self._reader = reader
        self._words = words

    def open(self, step: OpenTicket) -> Receipt:
        values = {name: value for name, value in step.values.items() if value is not None}
        if values.get("status") == Status.NEW:  # each is, until somebody does something with it
            del values["status"]
        sent = {"status": 2, "priority": 2} | self._body(values) | {
            "subject": step.subject, "description": as_html(step.body or step.subject), "email": step.requester.email,
            "name": step.requester.name or step.requester.email, "source": SOURCES.get(step.channel, PORTAL),
        }  # fmt: skip
        sent |= {"tags": list(step.tags)} if step.tags else {}
        return self._receipt(self._post("tickets", sent, step.files, TicketRow))

    def find_opened(self, step: OpenTicket) -> Receipt | None:
        """Nothing tells: it is for who asks to know it among the news."""
        return None

    def say(self, step: Say) -> Receipt:
        sent: dict[str, Any] = {"body": as_html(step.body)}
        more: dict[str, Any]
        match step.role:
            case Role.REPLY:
                path, more = "reply", {"cc_emails": list(step.cc), "bcc_emails": list(step.bcc)}
            case Role.NOTE:
                path, more = "notes", {"private": True}
            case Role.FORWARD:
                path = "forward"
                more = {"to_emails": list(step.to), "cc_emails": list(step.cc), "bcc_emails": list(step.bcc)}
            case _:
                raise CannotDo("Freshdesk takes replies, notes and forwards")
        sent |= {name: value for name, value in more.items() if value}
        made = self._post(f"tickets/{number(step.key)}/{path}", sent, step.files, Conversation)
        return Receipt(key=str(made.id), number=step.key)

    def find_said(self, step: Say) -> Receipt | None:
        """Nothing tells; but that the ticket is there. Raises NotThere."""
        self._rest.ticket(step.key)
        return None

    def set(self, step: SetFields) -> Receipt:
        self._body(step.values)  # what can't be is refused, whatever is there
        row = self._rest.ticket(step.key)
        current = self._reader.ticket(row)
        check(step, current)
        values = {name: step.values[name] for name in different(step.values, current)}
        sent = self._body(values)
        tags = sorted((set(current.tags) | set(step.add)) - set(step.remove))
        sent |= {"tags": tags} if tags != list(current.tags) else {}
        if not sent:
            return self._receipt(row)
        answer = self._rest.http.write("PUT", f"tickets/{number(step.key)}", sent)
        row = parsed(answer, TicketRow, self._rest.host, writing=True)
        with afterwards(self._rest.host):
            after = self._reader.ticket(row)
            if different(values, after):
                raise Conflict(f"a rule of {self._rest.host} changed it at once", after.values())
        return self._receipt(row)

    def is_set(self, step: SetFields) -> Receipt | None:
        row = self._rest.ticket(step.key)
        return self._receipt(row) if holds(step, self._reader.ticket(row)) else None

    def upload(self, file: Path, name: str, media_type: str) -> str:
        """Files go with the message that they belong to."""
        return ""

    # --- inside

    def _post(self, path: str, sent: Mapping[str, Any], files: tuple[OutFile, ...], kind: type[T]) -> T:
        """With files it is a form, in which everything is text."""
        if files:
            content, media_type = form(_flat(sent), attached("attachments[]", files))
            answer = self._rest.http.send(path, {}, content, media_type)
        else:
            answer = self._rest.http.write("POST", path, sent)
        return parsed(answer, kind, self._rest.host, writing=True)

    def _receipt(self, row: TicketRow) -> Receipt:
        ticket = self._reader.ticket(row)
        return Receipt(key=ticket.key, version=ticket.version, number=ticket.key, ticket=ticket)

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
            case "subject" if value:
                return {"subject": " ".join(str(value).split())}
            case "status":
                return {"status": self._status(value)}
            case "priority" if value in PRIORITY_NUMBERS:
                return {"priority": PRIORITY_NUMBERS[int(str(value))]}
            case "assignee" | "team":
                roster = self._names.lists().agents if name == "assignee" else self._names.lists().groups
                there = roster.number(str(value)) if value else None
                if value and there is None:
                    raise refused(name, f"there is no {'agent' if name == 'assignee' else 'group'} {value}")
                return {"responder_id" if name == "assignee" else "group_id": there}
            case "due":
                raise CannotDo("Freshdesk sets deadlines by its SLA policies")
        raise refused(name, f"{value} can't be set there")

    def _exact(self, own: str, value: Value) -> dict[str, Any]:
        if own == STATUS:
            named = {name: number for number, name in self._names.lists().statuses.items()}
            if value not in named:
                raise refused(own, f"{value} is none of {', '.join(named)}")
            return {"status": named[str(value)]}
        if own == KIND:
            if value is not None and value not in self._names.lists().kinds:
                raise refused(own, f"{value} is none of {', '.join(self._names.lists().kinds)}")
            return {"type": value}
        raise refused(own, "there is no such field")

    def _status(self, value: Value) -> int:
        """Theirs for ours; the first that means it."""
        for there, name in {2: "", 3: "", 4: "", 5: "", **self._names.lists().statuses}.items():
            if value == self._words.status(there, name):
                return there
        meant = Status(value).word if isinstance(value, int) and value in tuple(Status) else str(value)
        raise refused("status", f"no status there means {meant}; the setting `statuses` can name one")


def _chosen(name: str, value: Value, field: FieldRow) -> Value:
    options = field.options()
    if value is not None and options and str(value) not in options:
        raise refused(name, f"{value} is none of {', '.join(options[:20])}")
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
