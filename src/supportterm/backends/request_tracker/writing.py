"""One step → one thing done there, and how to find out whether it was done.

Request Tracker says 200 to what it refuses and explains it in prose, so that fields are read again after they were
written. Its ETag makes it refuse a write that was decided on another state, but two at the same moment may both pass:
what happened meanwhile is looked at afterwards.
"""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from supportterm.backends.errors import CannotDo, Conflict, Invalid, NotThere, RemoteError, Uncertain, Unreadable
from supportterm.backends.http import parsed
from supportterm.backends.request_tracker.fieldsets import Fieldsets, different
from supportterm.backends.request_tracker.names import ROBOT, Names
from supportterm.backends.request_tracker.rest import afterwards, quoted
from supportterm.backends.request_tracker.tickets import URN, Tickets
from supportterm.backends.request_tracker.wire import Ref, TicketRow, TransactionRow, name_of
from supportterm.backends.request_tracker.words import Words
from supportterm.core.nouns import Value
from supportterm.core.remote import MergeTickets, OpenTicket, OutFile, Receipt, RemoteTicket, Say, SetFields, handle_of
from supportterm.core.terms import Role

_TEXT: Final = "text/plain"
_KIND: Final = {Role.REPLY: "correspond", Role.NOTE: "comment"}
_NOT_STORED: Final = "Unable to load transaction custom field"
_CUSTOM: Final = "CustomFields"


class Writer:
    def __init__(self, tickets: Tickets, names: Names, words: Words) -> None:
        self._tickets = tickets
        self._rest = tickets.rest
        self._names = names
        self._words = words
        self._fieldsets = Fieldsets(names, words)
        self.marker_lost = False
        """The server said that the field for our marker is not there."""

    # --- opening and speaking

    def open(self, step: OpenTicket) -> Receipt:
        values = {name: value for name, value in step.values.items() if value is not None}
        fields = self._fieldsets.body(values | {"subject": step.subject}, None)
        team = fields.pop("Queue", "") or self._first_queue()
        custom = fields.pop(_CUSTOM, {})
        tags = self._fieldsets.tags((), step.tags, ())
        if tags is not None:
            custom[self._tags_field()] = tags
        status = self._fieldsets.status_words(values["status"])[0] if "status" in values else ""
        body = fields | {
            "Queue": team,
            "Requestor": _mailbox(step.requester.name, step.requester.email) or step.requester.key,
            "Content": step.body,
            "ContentType": _TEXT,
            "RefersTo": URN + step.marker,
        }
        body |= {"Status": status} if status else {}
        body |= {_CUSTOM: custom} if custom else {}
        body |= {"Attachments": _files(step.files)} if step.files else {}
        made = parsed(self._rest.write("POST", "ticket", body), Ref, self._rest.http.host, writing=True)
        return Receipt(key=made.key, number=made.key)

    def say(self, step: Say) -> Receipt:
        kind = _KIND.get(step.role)
        if kind is None:
            raise CannotDo("Request Tracker takes replies and notes, no forwards")
        if kind == "correspond" and step.cc:
            self._include(step)
        body: dict[str, Any] = {
            "Content": step.body,
            "ContentType": _TEXT,
            "TxnCustomFields": {self._words.marker: step.marker},
        }
        if step.files:
            body["Attachments"] = _files(step.files)
        try:
            # Never with If-Match: Request Tracker answers 412 to any, also to the right one.
            answer = self._rest.write("POST", f"ticket/{_key(step.key)}/{kind}", body)
        except Invalid as refused:
            raise self._reason(step.key, refused) from None
        told = parsed(answer, list[str], self._rest.http.host, writing=True)
        self.marker_lost = self.marker_lost or any(text.startswith(_NOT_STORED) for text in told)
        made = answer.headers.get("location", "").rpartition("/")[2]
        if not made.isdecimal():
            raise Uncertain(f"{self._rest.http.host} did not say what it made of the message")
        return Receipt(key=made, number=step.key)

    def _include(self, step: Say) -> None:
        """Whoever gets a copy has to be on the ticket first: a reply goes to those who are."""
        row, _ = self._read(step.key)
        there = [name_of(ref) for ref in row.Cc or ()] if isinstance(row.Cc, list) else []
        missing = [address for address in step.cc if address.lower() not in {name.lower() for name in there}]
        requestors = {name_of(ref).lower() for ref in row.Requestor or () if isinstance(ref, Ref)}
        missing = [address for address in missing if address.lower() not in requestors]
        if missing:
            self._rest.write("PUT", f"ticket/{_key(step.key)}", {"Cc": there + missing})

    def _reason(self, key: str, refused: Invalid) -> RemoteError:
        """A message to a ticket that is not there is refused as if something was wrong with the message."""
        try:
            self._read(key)
        except NotThere as missing:
            return missing
        return refused

    # --- fields

    def set(self, step: SetFields) -> Receipt:
        row, tag = self._read(step.key)
        current = self._ticket(row, tag)
        self._check(step, current, tag)
        values = {name: value for name, value in step.values.items() if name in different(step.values, current)}
        body = self._fieldsets.body(values, current)
        tags = self._fieldsets.tags(current.tags, step.add, step.remove)
        if tags is not None:
            body.setdefault(_CUSTOM, {})[self._tags_field()] = tags
        tries = self._fieldsets.status_words(values["status"]) if "status" in values else ("",)
        if not body and tries == ("",):
            return self._receipt(current, tag)
        told: list[str] = []
        before = tag
        after = current
        for word in tries:
            told += self._put(step.key, body | ({"Status": word} if word else {}), tag, current)
            with afterwards(self._rest.http.host):
                row, tag = self._read(step.key)
                after = self._ticket(row, tag)
            body = {}
            if "status" not in different(values, after):
                break
        wrong = different(values, after)
        if tags is not None and sorted(tags) != sorted(after.tags):
            wrong["tags"] = ", ".join(after.tags)
        with afterwards(self._rest.http.host):
            self._look_back(step, before, after, wrong)
        if wrong:
            self._undo(row, tag, current, after)
            why = "; ".join(told)[:300] or "it stays as it was"
            raise Invalid(f"Request Tracker does not take it: {why}", dict.fromkeys(wrong, why))
        return self._receipt(after, tag)

    def _check(self, step: SetFields, current: RemoteTicket, tag: str) -> None:
        """Raise Conflict unless the ticket is as it was when the step was decided on, but for what we did ourselves."""
        if step.version.isdecimal():
            if step.version != tag and _theirs(
                self._tickets.changes_since(int(step.key), int(step.version)), self._names.me().Name
            ):
                raise Conflict(f"ticket {step.key} was changed meanwhile", current.values())
            return
        changed = different(step.base, current)
        if any(name in changed and name in different(step.values, current) for name in step.values):
            raise Conflict(f"ticket {step.key} was changed meanwhile", current.values())

    def _put(self, key: str, body: Mapping[str, Any], tag: str, current: RemoteTicket) -> list[str]:
        try:
            answer = self._rest.write("PUT", f"ticket/{_key(key)}", body, if_match=tag)
        except Conflict:
            row, now = self._read(key)
            raise Conflict(f"ticket {key} was changed meanwhile", self._ticket(row, now).values()) from None
        return parsed(answer, list[str], self._rest.http.host, writing=True)

    def _look_back(self, step: SetFields, before: str, after: RemoteTicket, wrong: Mapping[str, Value]) -> None:
        """Raise Conflict when somebody else came between our look and our write, and changed the same."""
        if not before.isdecimal():
            return
        rows = _theirs(self._tickets.changes_since(int(step.key), int(before)), self._names.me().Name)
        fields = {"assignee" if row.Field == "Owner" else (row.Field or "").lower() for row in rows if row.Field}
        fields = {"team" if field == "queue" else field for field in fields}
        numbers = {int(field) for field in fields if field.isdecimal()}
        fields |= {self._names.field_name(number) or "" for number in numbers}
        asked = {name.removeprefix("field.") for name in step.values} | ({"tags"} if step.add or step.remove else set())
        if (wrong and rows) or fields & asked:
            who = handle_of(name_of(rows[-1].Creator))
            raise Conflict(f"{who} changed ticket {step.key} at the same moment", after.values())

    def _undo(self, row: TicketRow, tag: str, was: RemoteTicket, after: RemoteTicket) -> None:
        """A step happens whole or not at all: take back those of its fields that were taken."""
        back = different(was.values(), after)
        values = {name: was.values()[name] for name in back}
        try:
            body = self._fieldsets.body(values, None)
            if "status" in values:
                body["Status"] = self._fieldsets.status_words(values["status"])[0]
            if sorted(was.tags) != sorted(after.tags):
                body.setdefault(_CUSTOM, {})[self._tags_field()] = list(was.tags)
            if body:
                self._rest.write("PUT", f"ticket/{row.id}", body, if_match=tag)
        except RemoteError:
            return  # what is so now will be seen in the feed, as anybody's change

    # --- merging

    def merge(self, step: MergeTickets) -> Receipt:
        row, _ = self._tickets_row(step.key)
        if row.id == int(_key(step.into)):
            return Receipt(key=step.into, number=step.into)
        self._read(step.key)
        self._read(step.into)
        answer = self._rest.write("PUT", f"ticket/{_key(step.key)}", {"MergeInto": step.into})
        told = parsed(answer, list[str], self._rest.http.host, writing=True)
        with afterwards(self._rest.http.host):
            row, tag = self._tickets_row(step.key)
        if row.id != int(step.into):
            raise Invalid(f"Request Tracker does not merge them: {'; '.join(told)[:300]}")
        return self._receipt(self._ticket(row, tag), tag)

    # --- looking up

    def find(self, step: OpenTicket | Say | SetFields | MergeTickets) -> Receipt | None:
        match step:
            case OpenTicket():
                return self._find_opened(step)
            case Say():
                return self._find_said(step)
            case SetFields():
                row, tag = self._read(step.key)
                ticket = self._ticket(row, tag)
                tags = set(ticket.tags)
                done = not different(step.values, ticket) and tags >= set(step.add) and not tags & set(step.remove)
                return self._receipt(ticket, tag) if done else None
            case MergeTickets():
                row, tag = self._tickets_row(step.key)
                return self._receipt(self._ticket(row, tag), tag) if row.id == int(_key(step.into)) else None

    def _find_opened(self, step: OpenTicket) -> Receipt | None:
        me = self._names.me().Name
        query = f"EffectiveId > 0 AND Creator = {quoted(me)} AND RefersTo = {quoted(URN + step.marker)}"
        rows, _ = self._tickets.page(query, 1, fields="Creator")
        if not rows or name_of(rows[0].Creator) != me:
            return None
        return Receipt(key=str(rows[0].id), number=str(rows[0].id))

    def _find_said(self, step: Say) -> Receipt | None:
        if self._names.marker() is None:
            if not self.marker_lost:
                # Whoever asks still believes in markers: "not found" would have it sent a second time.
                self.marker_lost = True
                raise Unreadable("the field that kept our marks is gone, so that nothing can be found by them")
            return None
        condition = self._tickets.has_marker(step.marker)
        for row in self._rest.transactions(condition, 0, fields="ObjectId,Creator,CustomFields"):
            if name_of(row.Creator) == self._names.me().Name and self._tickets.marker_of(row) == step.marker:
                return Receipt(key=str(row.id), number=step.key)
        return None

    # --- inside

    def _tickets_row(self, key: str) -> tuple[TicketRow, str]:
        """The ticket that answers to *key*: another one when it was merged."""
        return self._rest.record(f"ticket/{_key(key)}", TicketRow)

    def _read(self, key: str) -> tuple[TicketRow, str]:
        """A ticket and its ETag. Raises NotThere when it is deleted or goes on in another."""
        row, tag = self._tickets_row(key)
        if row.id != int(key):
            raise NotThere(f"ticket {key} goes on in {row.id}", moved_to=str(row.id))
        if (row.Status or "") == "deleted":
            raise NotThere(f"ticket {key} was deleted")
        return row, tag

    def _ticket(self, row: TicketRow, tag: str) -> RemoteTicket:
        return self._tickets.remote(row, tag)

    def _receipt(self, ticket: RemoteTicket, tag: str) -> Receipt:
        return Receipt(key=ticket.key, version=tag, number=ticket.key, ticket=ticket)

    def _first_queue(self) -> str:
        wanted = self._words.queues[:1]
        names = sorted(row.Name for row in self._names.scope().values())
        if not names:
            raise Invalid("there is no queue that we see", {"team": "no queue"})
        return next((name for name in names if name.lower() == wanted[0].lower()), names[0]) if wanted else names[0]

    def _tags_field(self) -> str:
        field = self._names.tags()
        return field.Name if field is not None else ""


def _theirs(rows: Sequence[TransactionRow], me: str) -> list[TransactionRow]:
    """Changes that are not ours, nor what the server itself does because of ours (a reply opens a new ticket)."""
    found, because_of_us = [], False
    for row in rows:
        writer = name_of(row.Creator)
        because_of_us = writer == me or (writer == ROBOT and because_of_us)
        if not because_of_us:
            found.append(row)
    return found


def _key(key: str) -> str:
    """*key* as part of a path. Raises NotThere for what can't be a ticket's number."""
    if not key.isdecimal() or len(key) > 15:
        raise NotThere("a ticket of Request Tracker has a number")
    return key


def _mailbox(name: str, address: str) -> str:
    """`Dana Q <dana@acme.test>`; a name that could be read as more than a name is left out."""
    if not address or any(c in address for c in " ,;<>\r\n\t"):
        return ""
    plain = "".join(c for c in name if c.isprintable() and c not in '<>"\\,;:@()[]').strip()
    return f'"{plain}" <{address}>' if plain else address


def _files(files: Sequence[OutFile]) -> list[dict[str, str]]:
    return [
        {
            "FileName": _wire_name(file.name),
            "FileType": file.media_type or "application/octet-stream",
            "FileContent": base64.b64encode(Path(file.path).read_bytes()).decode(),
        }
        for file in files
    ]


def _wire_name(name: str) -> str:
    """Letters outside ASCII survive only as an encoded word."""
    if name.isascii():
        return name
    return f"=?UTF-8?B?{base64.b64encode(name.encode()).decode()}?="
