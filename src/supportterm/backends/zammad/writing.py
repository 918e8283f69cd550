"""Tickets opened, replies and notes sent, fields and tags set.

Zammad keeps the later write and says nothing. So a ticket is looked at before, and its history afterwards: who came in
between is told. Our marks lie in the preferences of what we write, which Zammad keeps as they are given.
"""

import base64
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from supportterm.backends.afterwards import afterwards, partly
from supportterm.backends.comparing import check, different, holds, refused
from supportterm.backends.errors import CannotDo, Conflict, Invalid, NotThere
from supportterm.backends.http import parsed
from supportterm.backends.multipart import content
from supportterm.backends.zammad.names import NOBODY, PRIORITY, STATUS, Names
from supportterm.backends.zammad.reading import MARKER, Reader, since
from supportterm.backends.zammad.rest import Rest, Whole, number
from supportterm.backends.zammad.wire import Merged, StateRow, TicketRow, stamp
from supportterm.backends.zammad.words import MERGED, PENDING, Words
from supportterm.core.nouns import Value
from supportterm.core.remote import MergeTickets, OpenTicket, OutFile, Receipt, Say, SetFields
from supportterm.core.terms import Role, Status

_LOOKED_AT = 100
"""Newest tickets with the same subject among which one of ours is looked for."""


class Writer:
    def __init__(
        self, rest: Rest, words: Words, names: Names, reader: Reader, clock: Callable[[], float] = time.time
    ) -> None:
        self._rest = rest
        self._words = words
        self._names = names
        self._reader = reader
        self._clock = clock

    # --- opening

    def open(self, step: OpenTicket) -> Receipt:
        values = {name: value for name, value in step.values.items() if value is not None}
        sent = self._body(values | {"subject": step.subject})
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
        return self._receipt(self._rest.read(answer, [], writing=True))

    def _first_group(self) -> int:
        found = next((number for number, row in self._names.groups().items() if row.active), None)
        if found is None:
            raise Invalid("there is no group that we see", {"team": "no group"})
        return found

    def find_opened(self, step: OpenTicket) -> Receipt | None:
        conditions = {"ticket.title": {"operator": "contains", "value": " ".join(step.subject.split())}}
        asked = {"condition": conditions, "sort_by": "created_at", "order_by": "desc", "per_page": _LOOKED_AT,
                 "expand": True}  # fmt: skip
        rows = parsed(self._rest.http.query("tickets/search", {}, asked), list[TicketRow], self._rest.host)
        found = next((row for row in rows if self._reader.marker(row) == step.marker), None)
        return self._receipt(self._rest.whole(str(found.id))) if found is not None else None

    # --- saying

    def say(self, step: Say) -> Receipt:
        if step.role not in (Role.REPLY, Role.NOTE):
            raise CannotDo("Zammad takes replies and notes, no forwards")
        whole = self._alive(step.key)
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
        if (into := self._reader.ticket(whole.row, whole).merged_into) and (made := self._said(step, whole)) is None:
            whole = self._rest.whole(into)  # its articles went there
        made = self._said(step, whole)
        return Receipt(key=str(made), number=whole.row.number) if made else None

    def _said(self, step: Say, whole: Whole) -> int | None:
        return next((row.id for row in whole.articles if self._reader.marker(row) == step.marker), None)

    # --- setting

    def set(self, step: SetFields) -> Receipt:
        before = self._alive(step.key)
        was = self._reader.ticket(before.row, before)
        check(step, was)
        values = {name: step.values[name] for name in different(step.values, was)}
        sent = self._body(values)
        if sent:
            self._rest.http.write("PUT", f"tickets/{number(step.key)}", sent)
        self._tag(step, was.tags, begun=bool(sent))
        if not sent and not step.add and not step.remove:
            return self._receipt(before)
        with afterwards(self._rest.host):
            after = self._rest.whole(step.key)
            self._look_back(step, before, after)
            told = self._reader.ticket(after.row, after)
            if different(values, told):
                raise Conflict(f"a rule of {self._rest.host} changed it at once", told.values())
        return self._receipt(after)

    def _tag(self, step: SetFields, tags: Sequence[str], *, begun: bool) -> None:
        """Each by itself. What fails on the way is unknown, and is done again: a tag that is there stays one."""
        wanted = [("POST", "tags/add", tag) for tag in step.add if tag not in tags]
        wanted += [("DELETE", "tags/remove", tag) for tag in step.remove if tag in tags]
        for method, path, tag in wanted:
            with partly(begun):
                self._rest.http.write(method, path, {"object": "Ticket", "o_id": int(step.key), "item": tag})
            begun = True

    def _look_back(self, step: SetFields, before: Whole, after: Whole) -> None:
        """Raise Conflict when somebody else came between our look and our write, and changed the same."""
        theirs = [row for row in since(before.history, after.history) if row.created_by_id != self._names.me().id]
        for event in filter(None, map(self._reader.event, theirs)):
            if event.field in step.values:
                told = self._reader.ticket(after.row, after).values()
                raise Conflict(f"{event.actor} changed ticket {after.row.number} at the same moment", told)

    def is_set(self, step: SetFields) -> Receipt | None:
        whole = self._rest.whole(step.key)
        return self._receipt(whole) if holds(step, self._reader.ticket(whole.row, whole)) else None

    # --- merging

    def merge(self, step: MergeTickets) -> Receipt:
        self._alive(step.key)
        into = self._alive(step.into)
        path = f"ticket_merge/{number(step.key)}/{into.row.number}"
        told = parsed(self._rest.http.write("PUT", path), Merged, self._rest.host, writing=True)
        if told.result != "success":
            raise Invalid(f"{self._rest.host} does not merge them: {told.message or 'it does not say why'}")
        with afterwards(self._rest.host):
            return self._receipt(self._rest.whole(step.key))

    def is_merged(self, step: MergeTickets) -> Receipt | None:
        receipt = self._receipt(self._rest.whole(step.key))
        return receipt if receipt.ticket is not None and receipt.ticket.merged_into == step.into else None

    # --- inside

    def upload(self, file: Path, name: str, media_type: str) -> str:
        """Files go with their message."""
        return ""

    def _alive(self, key: str) -> Whole:
        """The ticket as it is. Raises NotThere, and says where it goes on when it was merged."""
        whole = self._rest.whole(key)
        if into := self._reader.ticket(whole.row, whole).merged_into:
            raise NotThere(f"ticket {whole.row.number} was merged", into)
        return whole

    def _receipt(self, whole: Whole) -> Receipt:
        ticket = self._reader.ticket(whole.row, whole)
        return Receipt(key=ticket.key, version=ticket.version, number=ticket.number, ticket=ticket)

    def _body(self, values: Mapping[str, Value]) -> dict[str, Any]:
        """What to send so that *values* are so. Raises Invalid, naming the field."""
        sent: dict[str, Any] = {}
        for name, value in values.items():
            own = name.removeprefix("field.")
            if own == name:
                sent = self._plain(name, value) | sent  # what is said exactly comes before what our words say
            elif own == STATUS:
                sent |= self._state(_named(name, value, self._names.states()))
            elif own == PRIORITY:
                sent |= {"priority_id": _named(name, value, self._names.priorities()).id}
            elif (row := self._names.fields().get(own)) is not None:
                parts = [part.strip() for part in str(value or "").split(",") if part.strip()]
                sent[own] = parts if row.data_type.startswith("multi") else value
            else:
                raise refused(name, "there is no such field")
        return sent

    def _plain(self, name: str, value: Value) -> dict[str, Any]:
        match name:
            case "subject" if value:
                return {"title": " ".join(str(value).split())}
            case "status":
                row = self._names.state_of(value) if isinstance(value, int) else None
                if row is None:
                    meant = Status(value).word if isinstance(value, int) and value in tuple(Status) else str(value)
                    words = f"no state there means {meant} and no more; the setting `statuses` can name one"
                    raise refused(name, words)
                return self._state(row)
            case "priority":
                priority = self._names.priority_of(value) if isinstance(value, int) else None
                if priority is None:
                    raise refused(name, "no priority there means that; the setting `priorities` can name one")
                return {"priority_id": priority}
            case "assignee":
                agent = self._names.agent_number(str(value)) if value else NOBODY
                if agent is None:
                    raise refused(name, f"there is no agent {value}")
                return {"owner_id": agent}
            case "team":
                group = self._names.group_number(str(value or ""))
                if group is None:
                    raise refused(name, f"there is no group {value}")
                return {"group_id": group}
            case "due":
                raise CannotDo("Zammad counts deadlines by itself")
        raise refused(name, f"{value or 'nothing'} can't be set there")

    def _state(self, row: StateRow) -> dict[str, Any]:
        """With the moment at which it ends, where it needs one."""
        if row.state_type == MERGED:
            raise refused(STATUS, "a ticket is merged by merging it")
        until = int(self._clock() * 1000) + self._words.pending
        return {"state_id": row.id} | ({"pending_time": stamp(until)} if row.state_type in PENDING else {})


def _named(name: str, value: Value, known: Mapping[int, Any]) -> Any:
    found = next((row for row in known.values() if row.name == value), None)
    if found is None:
        raise refused(name, f"{value} is none of {', '.join(row.name for row in known.values())}")
    return found


def _attached(files: Sequence[OutFile]) -> dict[str, Any]:
    sent = [
        {
            "filename": file.name, "mime-type": file.media_type or "application/octet-stream",
            "data": base64.b64encode(content(file)).decode(),
        }
        for file in files
    ]  # fmt: skip
    return {"attachments": sent} if sent else {}
