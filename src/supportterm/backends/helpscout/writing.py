"""Conversations opened, replies and notes sent, fields set.

Help Scout knows no key for what is sent again, keeps no mark and refuses nothing that goes over another's change. Each
field takes a request of its own: what was set before one is refused is taken back, and what was set before the line
broke is found by looking.
"""

from collections.abc import Callable, Mapping
from typing import Any

from supportterm.backends import writer as base
from supportterm.backends.afterwards import afterwards
from supportterm.backends.attaching import encoded
from supportterm.backends.comparing import Wanted
from supportterm.backends.errors import CannotDo, Invalid, NotAllowed, RemoteError, Uncertain
from supportterm.backends.helpscout.names import Names
from supportterm.backends.helpscout.reading import Reader
from supportterm.backends.helpscout.rest import Rest
from supportterm.backends.helpscout.wire import Conversation, FieldRow
from supportterm.backends.helpscout.words import STATUS_WORDS
from supportterm.backends.refusing import found, no_status, one_of, refused, subject
from supportterm.core.nouns import Value
from supportterm.core.remote import OpenTicket, OutFile, Receipt, RemoteTicket, Say, SetFields
from supportterm.core.terms import Role, Status
from supportterm.exchange.as_html import as_html

Request = tuple[str, str, Any]
"""Method, what of a conversation (empty: itself), body."""


class Writer(base.Writer[Conversation]):
    def __init__(self, rest: Rest, names: Names, reader: Reader) -> None:
        super().__init__("Help Scout", rest.host, rest.conversation, reader.ticket)
        self._rest = rest
        self._names = names

    def open(self, step: OpenTicket) -> Receipt:
        values = step.given()
        inboxes = self._names.lists().inboxes
        inbox = inboxes.key(str(values.pop("team", ""))) or next((row.key for _, row in inboxes), None)
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
            raise Uncertain(f"{self.host} did not say what it made of the ticket")
        try:
            return self.receipt(self._rest.conversation(made))
        except RemoteError:
            return Receipt(key=made)

    def say(self, step: Say) -> Receipt:
        row = self._rest.conversation(step.key)
        sent: dict[str, Any] = {"text": as_html(step.body)} | self._files(step.files)
        if step.role is Role.REPLY:
            # Without a status a reply would open what was solved.
            sent |= {"customer": {"id": row.primary_customer.id}, "status": row.status}
            sent |= {name: list(to) for name, to in (("cc", step.cc), ("bcc", step.bcc)) if to}
        what = "reply" if step.role is Role.REPLY else "notes"
        made = self._rest.send("POST", f"conversations/{row.id}/{what}", sent)
        return Receipt(key=made, number=str(row.number))

    def set(self, step: SetFields) -> Receipt:
        for name, value in step.values.items():  # what can't be is refused, whatever is there
            self._request(name, value, 0)
        return super().set(step)

    def change(self, step: SetFields, row: Conversation, todo: Wanted) -> Conversation:
        was = self.ticket(row)
        requests = self._requests(todo.values, row)
        requests += [("PUT", "tags", {"tags": todo.tags})] if todo.tagging else []
        self._all(row, requests, lambda done: self._take_back(row, was, todo.values, done))
        with afterwards(self.host):
            return self.row(step.key)

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
            case "subject":
                return _replace("subject", subject(value))
            case "status" if value in STATUS_WORDS:
                return _replace("status", STATUS_WORDS[int(str(value))])
            case "status":
                raise no_status(value)
            case "assignee" if value is None:
                return ("PATCH", "", {"op": "remove", "path": "/assignTo"})
            case "assignee":
                return _replace("assignTo", found(name, "agent", value, lists.agents.key(str(value))))
            case "team":
                number = lists.inboxes.key(str(value or ""))
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

    def _files(self, files: tuple[OutFile, ...]) -> dict[str, Any]:
        told = encoded(files, "fileName", "mimeType", "data")
        return {"attachments": told} if told else {}


def _replace(path: str, value: Any) -> Request:
    return ("PATCH", "", {"op": "replace", "path": f"/{path}", "value": value})


def _chosen(name: str, value: Value, field: FieldRow) -> str:
    """As Help Scout keeps it: of an option its number."""
    if value is None or not field.options:
        return "" if value is None else str(value)
    return str(one_of(name, value, {option.label: option.id for option in field.options}))
