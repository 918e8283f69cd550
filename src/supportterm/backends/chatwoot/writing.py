"""Conversations opened, replies and notes sent, fields and labels set.

Each field has a request of its own, and nothing there checks who came before. So all is looked up before the first is
sent; what fails on the way is unknown, and is done again from where it stopped.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from supportterm.backends import writer as base
from supportterm.backends.afterwards import afterwards, partly
from supportterm.backends.chatwoot.names import PRIORITY, STATUS, Names
from supportterm.backends.chatwoot.reading import MARKER, SUBJECT, Reader
from supportterm.backends.chatwoot.rest import Rest, number
from supportterm.backends.chatwoot.wire import Contacts, Conversation, Made, MessageRow
from supportterm.backends.chatwoot.words import PRIORITIES, PRIORITY_WORDS, STATUS_WORDS, STATUSES
from supportterm.backends.comparing import Wanted, different
from supportterm.backends.errors import CannotDo, NotThere, Unavailable, Uncertain
from supportterm.backends.http import parsed
from supportterm.backends.multipart import attached, form
from supportterm.backends.refusing import among, found, no_status, refused
from supportterm.core.nouns import Value
from supportterm.core.remote import OpenTicket, Receipt, RemotePerson, Say, SetFields
from supportterm.core.terms import Role, Status

_NOBODY = 0
_LOOKED_AT = 4
"""Pages of the newest conversations in which one of ours is looked for."""

Send = Callable[[], object]


class Writer(base.Writer[Conversation]):
    def __init__(self, rest: Rest, names: Names, reader: Reader) -> None:
        super().__init__("Chatwoot", rest.host, rest.conversation, reader.ticket)
        self._rest = rest
        self._names = names
        self._reader = reader

    # --- opening

    def open(self, step: OpenTicket) -> Receipt:
        inbox = self._names.inbox()
        if inbox is None:
            raise CannotDo("no inbox is named in which conversations are opened: the setting `inbox` can name one")
        values = step.given()
        self._sends("0", values, Conversation(0), step.tags, ())  # what can't be is refused before anything is sent
        try:
            contact = self._contact(step.requester, inbox.id)
        except Uncertain as error:  # a contact alone is nothing yet
            raise Unavailable(f"the customer could not be made known there: {error}") from None
        sent = {
            "source_id": step.marker, "inbox_id": inbox.id, "contact_id": contact, "status": "open",
            "additional_attributes": {SUBJECT: step.subject, MARKER: step.marker},
            "message": {"content": step.body or step.subject, "message_type": "incoming"},
        }  # fmt: skip
        made = parsed(self._rest.post("conversations", sent), Made, self.host, writing=True)
        if made.id is None:
            raise Uncertain(f"{self.host} did not say what it made of the conversation")
        with afterwards(self.host):
            row = self._rest.conversation(str(made.id))
            rest = {name: values[name] for name in different(values, self._reader.ticket(row))}
            if self._send(self._sends(str(made.id), rest, row, step.tags, ()), begun=True):
                row = self._rest.conversation(str(made.id))
        return self.receipt(row)

    def _contact(self, who: RemotePerson, inbox: int) -> int:
        """Who it is there; of one without address and number nobody knows whether they are there already."""
        wanted = who.email or who.phone
        known = self._rest.get("contacts/search", Contacts, {"q": wanted}).payload if wanted else []
        for row in known:
            if wanted.lower() == ((row.email if who.email else row.phone_number) or "").lower():
                return row.id
        sent = {"inbox_id": inbox, "name": who.name or wanted}
        sent |= {"email": who.email} if who.email else {}
        sent |= {"phone_number": who.phone} if who.phone.startswith("+") else {}
        made = parsed(self._rest.post("contacts", sent), Made, self.host, writing=True)
        if made.number is None:
            raise Unavailable(f"{self.host} did not say whom it made known")
        return made.number

    def find_opened(self, step: OpenTicket) -> Receipt | None:
        for page in range(1, _LOOKED_AT + 1):
            for row in self._rest.listed(page).data.payload:
                if (row.additional_attributes or {}).get(MARKER) == step.marker:
                    return self.receipt(row)
        return None

    # --- saying

    def say(self, step: Say) -> Receipt:
        sent: dict[str, Any] = {
            "content": step.body, "message_type": "outgoing", "private": step.role is Role.NOTE,
            "content_attributes": {MARKER: step.marker},
        }  # fmt: skip
        sent |= {"cc_emails": ",".join(step.cc)} if step.cc else {}
        path = f"conversations/{number(step.key)}/messages"
        if step.files:
            told = [(name, value if isinstance(value, str) else json.dumps(value)) for name, value in sent.items()]
            content, kind = form(told, attached("attachments[]", step.files))
            answer = self._rest.http.send(self._rest.at(path), {}, content, kind)
        else:
            answer = self._rest.post(path, sent)
        made = parsed(answer, MessageRow, self.host, writing=True)
        return Receipt(key=str(made.id), number=step.key)

    def find_said(self, step: Say) -> Receipt | None:
        """Raises NotThere where no marks are kept, so that a person is asked."""
        told = self._rest.messages(step.key)
        if not self._rest.keeps_marks():
            raise NotThere(f"{self.host} keeps no marks, so that it can't be looked up")
        made = next((row.id for row in told if self._reader.marker(row) == step.marker), None)
        return Receipt(key=str(made), number=step.key) if made is not None else None

    # --- setting

    def change(self, step: SetFields, row: Conversation, todo: Wanted) -> Conversation:
        self._send(self._sends(step.key, todo.values, row, todo.add, todo.remove), begun=False)
        with afterwards(self.host):
            return self.row(step.key)

    def _sends(
        self, key: str, values: Mapping[str, Value], row: Conversation, add: tuple[str, ...], remove: tuple[str, ...]
    ) -> list[Send]:
        """One request for each. Raises Invalid, naming the field, before any is sent."""
        at = f"conversations/{number(key)}"
        sends: list[Send] = []
        custom: dict[str, Value] = {}
        for name in sorted(values, key=_order):
            own, value = name.removeprefix("field."), values[name]
            if own != name and own not in (STATUS, PRIORITY):
                if own not in self._names.fields():
                    raise refused(name, "there is no such field")
                custom[own] = value
            elif (sent := self._plain(own, name, value, row)) is not None:
                sends.append(lambda sent=sent: self._rest.post(f"{at}/{sent[0]}", sent[1]))  # type: ignore[misc]
        opens = any(values.get(name) in (int(Status.OPEN), "open") for name in ("status", f"field.{STATUS}"))
        if opens and "assignee" not in values:  # who opens it again becomes its assignee there
            whose = row.meta.assignee.id if row.meta.assignee is not None else _NOBODY
            sends.append(lambda: self._rest.post(f"{at}/assignments", {"assignee_id": whose}))
        if custom:  # they are taken as a whole
            told = (row.custom_attributes or {}) | custom
            sends.append(lambda: self._rest.post(f"{at}/custom_attributes", {"custom_attributes": told}))
        labels = sorted((set(row.labels) | set(add)) - set(remove))
        if labels != sorted(row.labels):
            sends.append(lambda: self._rest.post(f"{at}/labels", {"labels": labels}))
        return sends

    def _plain(self, own: str, name: str, value: Value, row: Conversation) -> tuple[str, dict[str, Any]] | None:
        """Where a field is sent to, and as what."""
        if own in ("status", STATUS):
            word = STATUS_WORDS.get(int(str(value))) if own == "status" and value in STATUS_WORDS else value
            if word not in STATUSES:
                raise no_status(value)
            return "toggle_status", {"status": word}
        if own in ("priority", PRIORITY):
            word = PRIORITY_WORDS.get(int(str(value))) if own == "priority" and value in PRIORITY_WORDS else value
            among(name, () if word is None else (word,), PRIORITIES)
            return "toggle_priority", {"priority": word or "none"}
        if own in ("assignee", "team"):
            kind, there = ("agent", self._names.agents()) if own == "assignee" else ("team", self._names.teams())
            key = found(name, kind, value, there.key(str(value))) if value else _NOBODY
            return "assignments", {f"{own}_id": key}
        raise CannotDo(f"Chatwoot lets nobody set {own}")

    def _send(self, sends: list[Send], *, begun: bool) -> bool:
        """All of them, in order; whether there were any. Raises Uncertain when only a part was done."""
        for send in sends:
            with partly(begun):
                send()
            begun = True
        return bool(sends)


def _order(name: str) -> int:
    """A status first, since it may bring another assignee along."""
    return 0 if name in ("status", f"field.{STATUS}") else 1
