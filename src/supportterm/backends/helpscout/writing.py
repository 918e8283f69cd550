"""Conversations opened, replies and notes sent, fields set.

Help Scout knows no key for what is sent again, keeps no mark and refuses nothing that goes over another's change. Each
field takes a request of its own: what was set before one is refused is taken back, and what was set before the line
broke is found by looking.
"""

import base64
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from supportterm.backends.afterwards import afterwards
from supportterm.backends.comparing import check, different, holds, refused
from supportterm.backends.errors import CannotDo, Conflict, Invalid, NotAllowed, RemoteError, Uncertain
from supportterm.backends.helpscout.names import Names
from supportterm.backends.helpscout.reading import Reader
from supportterm.backends.helpscout.rest import Rest
from supportterm.backends.helpscout.wire import Conversation, FieldRow
from supportterm.backends.helpscout.words import STATUS_WORDS
from supportterm.backends.multipart import content
from supportterm.core.nouns import Value
from supportterm.core.remote import OpenTicket, OutFile, Receipt, RemoteTicket, Say, SetFields
from supportterm.core.terms import Role, Status
from supportterm.exchange.as_html import as_html

Request = tuple[str, str, Any]
"""Method, what of a conversation (empty: itself), body."""


class Writer:
    def __init__(self, rest: Rest, names: Names, reader: Reader) -> None:
        self._rest = rest
        self._names = names
        self._reader = reader

    def open(self, step: OpenTicket) -> Receipt:
        values = {name: value for name, value in step.values.items() if value is not None}
        inboxes = self._names.lists().inboxes
        inbox = inboxes.number(str(values.pop("team", ""))) or next((row.number for _, row in inboxes), None)
        if inbox is None:
            raise Invalid("there is no inbox that we see", {"team": "no inbox"})
        if values.get("status") == Status.NEW:  # each is, until somebody does something with it
            del values["status"]
        values.pop("priority", None)  # there is none
        first, _, last = step.requester.name.partition(" ")
        customer = {"email": step.requester.email} | {k: v for k, v in (("firstName", first), ("lastName", last)) if v}
        kind = "phone" if step.channel == "call" else "customer"
        thread = {"type": kind, "customer": customer, "text": as_html(step.body or step.subject)}
        sent: dict[str, Any] = {
            "subject": step.subject, "customer": customer, "mailboxId": inbox, "status": "active",
            "type": "phone" if kind == "phone" else "email", "threads": [thread | self._files(step.files)],
        }  # fmt: skip
        for name, value in values.items():
            body = self._request(name, value, inbox)[2]
            if "fields" in body:
                sent["fields"] = [*sent.get("fields", ()), *body["fields"]]
            else:
                sent[body["path"].removeprefix("/")] = body["value"]
        sent |= {"tags": list(step.tags)} if step.tags else {}
        made = self._rest.send("POST", "conversations", sent)
        if not made:
            raise Uncertain(f"{self._rest.host} did not say what it made of the ticket")
        try:
            return self._receipt(self._rest.conversation(made))
        except RemoteError:
            return Receipt(key=made)

    def find_opened(self, step: OpenTicket) -> Receipt | None:
        """Nothing tells: it is for who asks to know it among the news."""
        return None

    def say(self, step: Say) -> Receipt:
        if step.role not in (Role.REPLY, Role.NOTE):
            raise CannotDo("Help Scout takes replies and notes, no forwards")
        row = self._rest.conversation(step.key)
        sent: dict[str, Any] = {"text": as_html(step.body)} | self._files(step.files)
        if step.role is Role.REPLY:
            # Without a status a reply would open what was solved.
            sent |= {"customer": {"id": row.primary_customer.id}, "status": row.status}
            sent |= {name: list(to) for name, to in (("cc", step.cc), ("bcc", step.bcc)) if to}
        what = "reply" if step.role is Role.REPLY else "notes"
        made = self._rest.send("POST", f"conversations/{row.id}/{what}", sent)
        return Receipt(key=made, number=str(row.number))

    def find_said(self, step: Say) -> Receipt | None:
        """Nothing tells; but that the ticket is there. Raises NotThere."""
        self._rest.conversation(step.key)
        return None

    def set(self, step: SetFields) -> Receipt:
        for name, value in step.values.items():  # what can't be is refused, whatever is there
            self._request(name, value, 0)
        row = self._rest.conversation(step.key)
        current = self._reader.ticket(row)
        check(step, current)
        wanted = {name: step.values[name] for name in different(step.values, current)}
        requests = self._requests(wanted, row)
        tags = sorted((set(current.tags) | set(step.add)) - set(step.remove))
        if tags != list(current.tags):
            requests.append(("PUT", "tags", {"tags": tags}))
        if not requests:
            return self._receipt(row)
        self._all(row, requests, lambda done: self._take_back(row, current, wanted, done))
        with afterwards(self._rest.host):
            row = self._rest.conversation(step.key)
            after = self._reader.ticket(row)
            if different(wanted, after):
                raise Conflict(f"a workflow of {self._rest.host} changed it at once", after.values())
        return self._receipt(row)

    def is_set(self, step: SetFields) -> Receipt | None:
        row = self._rest.conversation(step.key)
        return self._receipt(row) if holds(step, self._reader.ticket(row)) else None

    def upload(self, file: Path, name: str, media_type: str) -> str:
        """Files go with the message that they belong to."""
        return ""

    # --- one after the other

    def _all(self, row: Conversation, requests: list[Request], take_back: Callable[[int], None]) -> None:
        for done, (method, what, body) in enumerate(requests):
            try:
                self._rest.send(method, f"conversations/{row.id}/{what}".rstrip("/"), body)
            except (Invalid, NotAllowed):
                take_back(done)
                raise
            except RemoteError as error:
                if not done or isinstance(error, Uncertain):
                    raise
                raise Uncertain(f"some of it was set, then {error}") from None

    def _take_back(self, row: Conversation, was: RemoteTicket, wanted: Mapping[str, Value], done: int) -> None:
        """A step happens whole or not at all."""
        before = {name: was.values().get(name) for name in list(wanted)}
        try:
            for method, what, body in self._requests(before, row)[:done]:
                self._rest.send(method, f"conversations/{row.id}/{what}".rstrip("/"), body)
        except RemoteError:
            return  # what is so now will be seen as anybody's change

    def _requests(self, values: Mapping[str, Value], row: Conversation) -> list[Request]:
        """Those of a conversation itself in the order of *values*, then one for all custom fields."""
        plain = [self._request(name, value, row.mailbox_id) for name, value in values.items() if "." not in name]
        custom = [(name, value) for name, value in values.items() if "." in name]
        if not custom:
            return plain
        # What is left out would be emptied.
        kept = {told.id: told.value for told in row.custom_fields if told.value not in (None, "")}
        for name, value in custom:
            kept |= {one["id"]: one["value"] for one in self._request(name, value, row.mailbox_id)[2]["fields"]}
        fields = [{"id": field, "value": "" if value is None else str(value)} for field, value in kept.items()]
        return [*plain, ("PUT", "fields", {"fields": fields})]

    def _request(self, name: str, value: Value, inbox: int) -> Request:
        """Raises Invalid, naming the field. *inbox* 0: which one is not known yet."""
        lists = self._names.lists()
        match name:
            case "subject" if value:
                return _replace("subject", " ".join(str(value).split()))
            case "status" if value in STATUS_WORDS:
                return _replace("status", STATUS_WORDS[int(str(value))])
            case "status":
                meant = Status(value).word if isinstance(value, int) and value in tuple(Status) else str(value)
                raise refused(name, f"no status there means {meant}")
            case "assignee" if value is None:
                return ("PATCH", "", {"op": "remove", "path": "/assignTo"})
            case "assignee":
                number = lists.agents.number(str(value))
                if number is None:
                    raise refused(name, f"there is no agent {value}")
                return _replace("assignTo", number)
            case "team":
                number = lists.inboxes.number(str(value or ""))
                if number is None:
                    raise refused(name, f"there is no inbox {value}")
                return ("PATCH", "", {"op": "move", "path": "/mailboxId", "value": number})
        if not name.startswith("field."):
            raise CannotDo(f"Help Scout has no {name}")
        rows = [lists.fields[inbox]] if inbox in lists.fields else list(lists.fields.values())
        field = next((row[own] for row in rows if (own := name.removeprefix("field.")) in row), None)
        if field is None:
            raise refused(name, "there is no such field")
        return ("PUT", "fields", {"fields": [{"id": field.id, "value": _chosen(name, value, field)}]})

    def _receipt(self, row: Conversation) -> Receipt:
        ticket = self._reader.ticket(row)
        return Receipt(key=ticket.key, version=ticket.version, number=ticket.number, ticket=ticket)

    def _files(self, files: tuple[OutFile, ...]) -> dict[str, Any]:
        told = [
            {
                "fileName": file.name, "mimeType": file.media_type or "application/octet-stream",
                "data": base64.b64encode(content(file)).decode(),
            }
            for file in files
        ]  # fmt: skip
        return {"attachments": told} if told else {}


def _replace(path: str, value: Any) -> Request:
    return ("PATCH", "", {"op": "replace", "path": f"/{path}", "value": value})


def _chosen(name: str, value: Value, field: FieldRow) -> str:
    """As Help Scout keeps it: of an option its number."""
    if value is None or not field.options:
        return "" if value is None else str(value)
    found = next((option.id for option in field.options if option.label == str(value)), None)
    if found is None:
        raise refused(name, f"{value} is none of {', '.join(option.label for option in field.options[:20])}")
    return str(found)
