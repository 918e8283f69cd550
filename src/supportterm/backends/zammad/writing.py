"""Tickets opened, replies and notes sent, fields and tags set.

Zammad keeps the later write and says nothing. So a ticket is looked at before, and its history afterwards: who came in
between is told. Our marks lie in the preferences of what we write, which Zammad keeps as they are given.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from supportterm.backends import writer as base
from supportterm.backends.afterwards import afterwards, partly
from supportterm.backends.attaching import encoded
from supportterm.backends.comparing import Wanted, raced
from supportterm.backends.errors import CannotDo, Invalid
from supportterm.backends.refusing import found, no_status, one_of, refused, subject
from supportterm.backends.stamps import exact_stamp
from supportterm.backends.zammad.names import NOBODY, PRIORITY, STATUS, Names
from supportterm.backends.zammad.reading import MARKER, Reader, since
from supportterm.backends.zammad.rest import Rest, Whole, number
from supportterm.backends.zammad.wire import Merged, StateRow, TicketRow
from supportterm.backends.zammad.words import MERGED, PENDING, Words
from supportterm.core.nouns import Value
from supportterm.core.remote import MergeTickets, OpenTicket, OutFile, Receipt, Say, SetFields
from supportterm.core.terms import Role

_LOOKED_AT = 100
"""Newest tickets with the same subject among which one of ours is looked for."""


class Writer(base.Writer[Whole]):
    def __init__(
        self, rest: Rest, words: Words, names: Names, reader: Reader, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__("Zammad", rest.host, rest.whole, lambda whole: reader.ticket(whole.row, whole))
        self._rest = rest
        self._words = words
        self._names = names
        self._reader = reader
        self._clock = clock

    # --- opening

    def open(self, step: OpenTicket) -> Receipt:
        sent = self._body(step.given() | {"subject": step.subject})
        sent.setdefault("group_id", self._first_group())
        who = step.requester
        sent["customer"] = {"firstname": who.name or who.email, "email": who.email}
        sent["preferences"] = {MARKER: step.marker}
        sent |= {"tags": ",".join(step.tags)} if step.tags else {}
        sent["article"] = {
            "body": step.body or step.subject, "subject": step.subject, "content_type": "text/plain",
            "type": "phone" if step.channel == "phone" else "web", "sender": "Customer", "internal": False,
            "preferences": {MARKER: step.marker}, **_attached(step.files),
        }  # fmt: skip
        answer = self._rest.http.write("POST", "tickets?all=true", sent)
        return self.receipt(self._rest.read(answer, [], writing=True))

    def _first_group(self) -> int:
        group = next((number for number, row in self._names.groups().items() if row.active), None)
        if group is None:
            raise Invalid("there is no group that we see", {"team": "no group"})
        return group

    def find_opened(self, step: OpenTicket) -> Receipt | None:
        conditions = {"ticket.title": {"operator": "contains", "value": " ".join(step.subject.split())}}
        asked = {"condition": conditions, "sort_by": "created_at", "order_by": "desc", "per_page": _LOOKED_AT,
                 "expand": True}  # fmt: skip
        rows = self._rest.ask("tickets/search", list[TicketRow], asked)
        ours = next((row for row in rows if self._reader.marker(row) == step.marker), None)
        return self.receipt(self._rest.whole(str(ours.id))) if ours is not None else None

    # --- saying

    def say(self, step: Say) -> Receipt:
        whole = self.alive(step.key)
        article: dict[str, Any] = {
            "body": step.body, "content_type": "text/plain", "sender": "Agent", "type": "note",
            "internal": step.role is Role.NOTE, "preferences": {MARKER: step.marker}, **_attached(step.files),
        }  # fmt: skip
        customer = whole.users.get(str(whole.row.customer_id))
        if step.role is Role.REPLY and self._words.replies == "email" and customer is not None and customer.email:
            article |= {"type": "email", "to": customer.email, "subject": whole.row.title}
            article |= {"cc": ", ".join(step.cc)} if step.cc else {}
            answered = next((row.message_id for row in reversed(whole.articles) if row.message_id), None)
            article |= {"in_reply_to": answered} if answered else {}
        answer = self._rest.http.write("PUT", f"tickets/{number(step.key)}?all=true", {"article": article})
        made = self._said(step, self._rest.read(answer, [], writing=True))
        return Receipt(key=str(made) if made else "", number=whole.row.number)

    def find_said(self, step: Say) -> Receipt | None:
        whole = self._rest.whole(step.key)
        if (into := self.ticket(whole).merged_into) and (made := self._said(step, whole)) is None:
            whole = self._rest.whole(into)  # its articles went there
        made = self._said(step, whole)
        return Receipt(key=str(made), number=whole.row.number) if made else None

    def _said(self, step: Say, whole: Whole) -> int | None:
        return next((row.id for row in whole.articles if self._reader.marker(row) == step.marker), None)

    # --- setting

    def change(self, step: SetFields, row: Whole, todo: Wanted) -> Whole:
        """Tags each by itself. What fails on the way is unknown, and is done again: a tag that is there stays one."""
        sent = self._body(todo.values)
        if sent:
            self._rest.http.write("PUT", f"tickets/{number(step.key)}", sent)
        tags = [("POST", "tags/add", tag) for tag in todo.add] + [("DELETE", "tags/remove", t) for t in todo.remove]
        for place, (method, path, tag) in enumerate(tags):
            with partly(bool(sent) or place > 0):
                self._rest.http.write(method, path, {"object": "Ticket", "o_id": int(step.key), "item": tag})
        with afterwards(self.host):
            after = self.row(step.key)
            self._look_back(step, row, after)
        return after

    def _look_back(self, step: SetFields, before: Whole, after: Whole) -> None:
        theirs = [row for row in since(before.history, after.history) if row.created_by_id != self._names.me().id]
        others = [(event.actor, event.field) for event in filter(None, map(self._reader.event, theirs))]
        raced(others, step, f"ticket {after.row.number}", self.ticket(after))

    # --- merging

    def merge(self, step: MergeTickets) -> Receipt:
        self.alive(step.key)
        into = self.alive(step.into)
        path = f"ticket_merge/{number(step.key)}/{into.row.number}"
        told = self._rest.write("PUT", path, None, Merged)
        if told.result != "success":
            raise Invalid(f"{self.host} does not merge them: {told.message or 'it does not say why'}")
        with afterwards(self.host):
            return self.receipt(self._rest.whole(step.key))

    # --- inside

    def _body(self, values: Mapping[str, Value]) -> dict[str, Any]:
        """What to send so that *values* are so. Raises Invalid, naming the field."""
        sent: dict[str, Any] = {}
        for name, value in values.items():
            own = name.removeprefix("field.")
            if own == name:
                sent = self._plain(name, value) | sent  # what is said exactly comes before what our words say
            elif own == STATUS:
                sent |= self._state(one_of(name, value, _named(self._names.states())))
            elif own == PRIORITY:
                sent |= {"priority_id": one_of(name, value, _named(self._names.priorities())).id}
            elif (row := self._names.fields().get(own)) is not None:
                parts = [part.strip() for part in str(value or "").split(",") if part.strip()]
                sent[own] = parts if row.data_type.startswith("multi") else value
            else:
                raise refused(name, "there is no such field")
        return sent

    def _plain(self, name: str, value: Value) -> dict[str, Any]:
        match name:
            case "subject":
                return {"title": subject(value)}
            case "status":
                row = self._names.state_of(value) if isinstance(value, int) else None
                if row is None:
                    raise no_status(value, "the setting `statuses` can name one")
                return self._state(row)
            case "priority":
                priority = self._names.priority_of(value) if isinstance(value, int) else None
                if priority is None:
                    raise refused(name, "no priority there means that; the setting `priorities` can name one")
                return {"priority_id": priority}
            case "assignee":
                agents = self._names.tables().agents
                return {"owner_id": found(name, "agent", value, agents.key(str(value))) if value else NOBODY}
            case "team":
                return {"group_id": found(name, "group", value, self._names.tables().groups.key(str(value)))}
            case "due":
                raise CannotDo("Zammad counts deadlines by itself")
        raise refused(name, f"{value or 'nothing'} can't be set there")

    def _state(self, row: StateRow) -> dict[str, Any]:
        """With the moment at which it ends, where it needs one."""
        if row.state_type == MERGED:
            raise refused(STATUS, "a ticket is merged by merging it")
        until = int(self._clock() * 1000) + self._words.pending
        return {"state_id": row.id} | ({"pending_time": exact_stamp(until)} if row.state_type in PENDING else {})


def _named(rows: Mapping[int, Any]) -> dict[str, Any]:
    return {row.name: row for row in rows.values()}


def _attached(files: Sequence[OutFile]) -> dict[str, Any]:
    sent = encoded(files, "filename", "mime-type", "data")
    return {"attachments": sent} if sent else {}
