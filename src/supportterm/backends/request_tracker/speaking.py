"""Tickets opened, replies and notes: sent once, with a marker by which each is found again."""

import base64
from collections.abc import Sequence
from typing import Any, Final

from msgspec.structs import replace

from supportterm.backends.attaching import encoded
from supportterm.backends.errors import CannotDo, Invalid, NotThere, RemoteError, Uncertain, Unreadable
from supportterm.backends.http import parsed
from supportterm.backends.request_tracker.current import Current, number
from supportterm.backends.request_tracker.fieldsets import CUSTOM
from supportterm.backends.request_tracker.rest import quoted
from supportterm.backends.request_tracker.tickets import URN
from supportterm.backends.request_tracker.wire import Ref, name_of
from supportterm.core.remote import OpenTicket, OutFile, Receipt, Say
from supportterm.core.terms import Role

_TEXT: Final = "text/plain"
_KIND: Final = {Role.REPLY: "correspond", Role.NOTE: "comment"}
_NOT_STORED: Final = "Unable to load transaction custom field"


class Speaker(Current):
    marker_lost = False
    """The server said that the field for our marker is not there."""

    def open(self, step: OpenTicket) -> Receipt:
        values = step.given()
        fields = self._fieldsets.body(values | {"subject": step.subject}, None)
        team = fields.pop("Queue", "") or self._first_queue()
        custom = fields.pop(CUSTOM, {})
        tags = self._fieldsets.tags((), step.tags, ())
        if tags is not None:
            custom[self._fieldsets.tags_field()] = tags
        status = self._fieldsets.status_words(values["status"])[0] if "status" in values else ""
        body = fields | {
            "Queue": team,
            "Requestor": _mailbox(step.requester.name, step.requester.email) or step.requester.key,
            "Content": step.body,
            "ContentType": _TEXT,
            "RefersTo": URN + step.marker,
        }
        body |= {"Status": status} if status else {}
        body |= {CUSTOM: custom} if custom else {}
        body |= {"Attachments": _files(step.files)} if step.files else {}
        made = parsed(self._rest.write("POST", "ticket", body), Ref, self._host, writing=True)
        return Receipt(key=made.key, number=made.key)

    def say(self, step: Say) -> Receipt:
        kind = _KIND.get(step.role)
        if kind is None:
            raise CannotDo("Request Tracker takes replies and notes, no forwards")
        body: dict[str, Any] = {
            "Content": step.body,
            "ContentType": _TEXT,
            "TxnCustomFields": {self._words.marker: step.marker},
        }
        if step.files:
            body["Attachments"] = _files(step.files)
        if kind == "correspond" and step.cc:
            self._include(step)
        try:
            # Never with If-Match: Request Tracker answers 412 to any, also to the right one.
            answer = self._rest.write("POST", f"ticket/{number(step.key)}/{kind}", body)
        except Invalid as refused:
            raise self._reason(step.key, refused) from None
        told = parsed(answer, list[str], self._host, writing=True)
        self.marker_lost = self.marker_lost or any(text.startswith(_NOT_STORED) for text in told)
        made = answer.headers.get("location", "").rpartition("/")[2]
        if not made.isdecimal():
            raise Uncertain(f"{self._host} did not say what it made of the message")
        return Receipt(key=made, number=step.key)

    def _include(self, step: Say) -> None:
        """Whoever gets a copy has to be on the ticket first: a reply goes to those who are."""
        row, _ = self.one(step.key)
        there = [name_of(ref) for ref in row.Cc or ()] if isinstance(row.Cc, list) else []
        missing = [address for address in step.cc if address.lower() not in {name.lower() for name in there}]
        requestors = {name_of(ref).lower() for ref in row.Requestor or () if isinstance(ref, Ref)}
        missing = [address for address in missing if address.lower() not in requestors]
        if missing:
            self._rest.write("PUT", f"ticket/{number(step.key)}", {"Cc": there + missing})

    def _reason(self, key: str, refused: Invalid) -> RemoteError:
        """A message to a ticket that is not there is refused as if something was wrong with the message."""
        try:
            self.one(key)
        except NotThere as missing:
            return missing
        return refused

    # --- looking up

    def find_opened(self, step: OpenTicket) -> Receipt | None:
        me = self._names.me().Name
        query = f"EffectiveId > 0 AND Creator = {quoted(me)} AND RefersTo = {quoted(URN + step.marker)}"
        rows, _ = self._tickets.page(query, 1, fields="Creator")
        if not rows or name_of(rows[0].Creator) != me:
            return None
        return Receipt(key=str(rows[0].id), number=str(rows[0].id))

    def find_said(self, step: Say) -> Receipt | None:
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

    def _first_queue(self) -> str:
        wanted = self._words.queues[:1]
        names = sorted(row.Name for row in self._names.scope().values())
        if not names:
            raise Invalid("there is no queue that we see", {"team": "no queue"})
        return next((name for name in names if name.lower() == wanted[0].lower()), names[0]) if wanted else names[0]


def _mailbox(name: str, address: str) -> str:
    """`Dana Q <dana@acme.test>`; a name that could be read as more than a name is left out."""
    if not address or any(c in address for c in " ,;<>\r\n\t"):
        return ""
    plain = "".join(c for c in name if c.isprintable() and c not in '<>"\\,;:@()[]').strip()
    return f'"{plain}" <{address}>' if plain else address


def _files(files: Sequence[OutFile]) -> list[dict[str, str]]:
    """Raises Invalid when one can't be read here; nothing was sent then."""
    named = (replace(file, name=_wire_name(file.name)) for file in files)
    return encoded(named, "FileName", "FileType", "FileContent")


def _wire_name(name: str) -> str:
    """Letters outside ASCII survive only as an encoded word."""
    if name.isascii():
        return name
    return f"=?UTF-8?B?{base64.b64encode(name.encode()).decode()}?="
