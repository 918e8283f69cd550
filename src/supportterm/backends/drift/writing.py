"""Replies and notes sent to Drift. Nothing else can be done there."""

from typing import Any

from supportterm.backends import writer as base
from supportterm.backends.drift.reading import Reader
from supportterm.backends.drift.rest import Rest, number
from supportterm.backends.drift.wire import Conversation, Data, Message
from supportterm.backends.errors import CannotDo
from supportterm.core.remote import Receipt, Say
from supportterm.core.terms import Role


class Writer(base.Writer[Conversation]):
    def __init__(self, rest: Rest, reader: Reader) -> None:
        super().__init__("Drift", rest.host, rest.conversation, lambda row: reader.seen(row).ticket)
        self._rest = rest

    def say(self, step: Say) -> Receipt:
        if step.files or step.cc or step.bcc:
            raise CannotDo("Drift takes replies and notes: no copies and no files")
        sent: dict[str, Any] = {"type": "private_note" if step.role is Role.NOTE else "chat", "body": step.body}
        made = self._rest.write("POST", f"conversations/{number(step.key)}/messages", sent, Data[Message]).data
        return Receipt(key=str(made.id), number=step.key)
