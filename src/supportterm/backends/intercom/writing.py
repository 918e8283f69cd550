"""Conversations opened, replies and notes sent, fields set.

Intercom keeps no mark of ours and checks nothing: a conversation is read before and after, and who else did the same
in between is seen in its parts. Fields take several requests; when one of them fails, those before it are as they
were wanted and are not sent again.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from supportterm.backends import writer as base
from supportterm.backends.afterwards import afterwards, partly
from supportterm.backends.attaching import encoded
from supportterm.backends.comparing import Wanted, raced
from supportterm.backends.errors import CannotDo, RemoteError, Unavailable, Uncertain
from supportterm.backends.intercom.fieldsets import Call, calls
from supportterm.backends.intercom.names import Names
from supportterm.backends.intercom.reading import Reader
from supportterm.backends.intercom.rest import Rest, number
from supportterm.backends.intercom.wire import Contact, Conversation, Listed, Made, Part
from supportterm.backends.refusing import refused
from supportterm.core.remote import OpenTicket, OutFile, Receipt, Say, SetFields
from supportterm.core.terms import Role
from supportterm.exchange.as_html import as_html

_MOST_FILES: Final = 10
_DONE_BY: Final = {
    "assignment": ("assignee", "team"), "assign_and_reopen": ("assignee", "team", "status"), "open": ("status",),
    "close": ("status",), "snoozed": ("status",), "unsnoozed": ("status",),
}  # fmt: skip
"""Which fields a kind of part tells a change of."""


class Writer(base.Writer[Conversation]):
    def __init__(
        self, rest: Rest, names: Names, reader: Reader, snooze: int, clock: Callable[[], float] = time.time
    ) -> None:
        """*snooze*: milliseconds that a conversation sleeps which is put on hold."""
        super().__init__("Intercom", rest.host, rest.conversation, reader.ticket)
        self._rest = rest
        self._names = names
        self._reader = reader
        self._snooze = snooze
        self._clock = clock

    # --- opening

    def open(self, step: OpenTicket) -> Receipt:
        if step.files:
            raise CannotDo("Intercom takes files with a reply, not with a new conversation")
        if not step.requester.email:
            raise refused("requester", "Intercom knows its customers by their address")
        values = {name: value for name, value in step.given().items() if name != "priority"}
        following = self._calls("0", values | {"subject": step.subject}, step.tags, ())
        asked = {"from": {"type": "contact", "id": self._contact(step)}, "body": step.body or step.subject}
        key = self._rest.write("POST", "conversations", asked, Made).conversation_id
        for method, path, body in following:
            try:
                self._rest.http.write(method, path.replace("conversations/0", f"conversations/{number(key)}", 1), body)
            except RemoteError:
                continue  # it is there, and is told as it is; to say it anew would open a second one
        return Receipt(key=key, number=key)

    def _contact(self, step: OpenTicket) -> str:
        who = step.requester
        asked = {"query": {"field": "email", "operator": "=", "value": who.email}}
        found = self._rest.ask("contacts/search", Listed, asked).data
        if found and isinstance(found[0], dict) and found[0].get("id"):
            return str(found[0]["id"])
        sent = {"role": "user", "email": who.email} | ({"name": who.name} if who.name else {})
        try:
            return self._rest.write("POST", "contacts", sent, Contact).id
        except Uncertain as error:  # the conversation itself was not sent; next time a person who is there is found
            raise Unavailable(f"{who.email} could not be made known there: {error}") from None

    # --- saying

    def say(self, step: Say) -> Receipt:
        if step.cc or step.bcc:
            raise CannotDo("Intercom sends no copies")
        note = step.role is Role.NOTE
        by = self._names.agents().key(step.agent) or self._names.me().id
        sent: dict[str, Any] = {
            "message_type": "note" if note else "comment", "type": "admin", "admin_id": by,
            "body": as_html(step.body) if note else step.body,
        } | _attached(step.files)  # fmt: skip
        told = self._rest.write("POST", f"conversations/{number(step.key)}/reply", sent, Conversation)
        if not told.parts:
            with afterwards(self.host):
                told = self._rest.conversation(step.key)
        made = next((part.id for part in reversed(told.parts) if _says(part, by, note=note)), "")
        return Receipt(key=made, number=step.key)

    # --- setting

    def change(self, step: SetFields, row: Conversation, todo: Wanted) -> Conversation:
        remove = tuple(tag.id for tag in row.tags.tags if tag.name in todo.remove) if row.tags else ()
        for place, (method, path, body) in enumerate(self._calls(step.key, todo.values, todo.add, remove)):
            with partly(place > 0):
                self._rest.http.write(method, path, body)
        with afterwards(self.host):
            after = self.row(step.key)
            self._look_back(step, row, after)
        return after

    # --- inside

    def _calls(self, key: str, values: dict[str, Any], add: Sequence[str], remove: Sequence[str]) -> list[Call]:
        """*add*: names of tags; *remove*: their numbers."""
        until = int(self._clock()) + self._snooze // 1000
        return calls(key, values, self._names, until, tuple(map(self._names.tag_number, add)), remove)

    def _look_back(self, step: SetFields, before: Conversation, after: Conversation) -> None:
        met, me = {part.id for part in before.parts}, self._names.me().id
        theirs = [part for part in after.parts if part.id not in met and part.author.id != me]
        others = [(p.author.name or "somebody", field) for p in theirs for field in _DONE_BY.get(p.part_type, ())]
        raced(others, step, f"conversation {step.key}", self._reader.ticket(after))


def _says(part: Part, by: str, *, note: bool) -> bool:
    return part.author.id == by and (part.part_type == "note") is note and bool(part.body or part.attachments)


def _attached(files: Sequence[OutFile]) -> dict[str, Any]:
    if len(files) > _MOST_FILES:
        raise CannotDo(f"Intercom takes at most {_MOST_FILES} files with a message")
    told = encoded(files, "name", "content_type", "data")
    return {"attachment_files": told} if told else {}
