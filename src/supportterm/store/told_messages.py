"""What a remote tells of a ticket's messages: new ones, our own that came back, edits, and those that are gone."""

import hashlib

from supportterm.core.nouns import Value
from supportterm.core.operations import Edited, Snooze, Subject
from supportterm.core.outbox import State
from supportterm.core.remote import Receipt, RemoteMessage
from supportterm.core.terms import Role
from supportterm.core.writing import NewFile
from supportterm.store import messages, outbox, twins
from supportterm.store.met import Met
from supportterm.store.settling import granted
from supportterm.store.sqlite import Connection
from supportterm.store.stroke import Stroke


class ToldMessages:
    """Of one page of the connection *name*. *silent*: it is history, and wakes nobody."""

    def __init__(self, stroke: Stroke, met: Met, name: str, *, silent: bool) -> None:
        self._stroke = stroke
        self._met = met
        self._name = name
        self._silent = silent

    @property
    def _connection(self) -> Connection:
        return self._stroke.work.connection

    def take(self, number: int, told: RemoteMessage, *, edits: bool = True) -> None:
        """*edits*: another text than the one known is a newer one."""
        known = self._met.find("message", told.key)
        print_ = print_of(told)
        if known is not None:
            if known.version and not edits:
                return
            if (known.version or told.redacted) and known.version != print_:
                self._edited(number, known.local, told)
            if known.version != print_:  # what we sent may read otherwise there from the first
                self._met.put("message", told.key, known.local, print_)
            return
        entry = self._sent_as(number, told)
        if entry is not None and entry.connection == self._name:
            self._came_back(entry, told)
            return
        who = self._met.person(told.person) if told.person else None
        wrote = self._stroke.work.arrive(
            number, told.role, told.body, at=told.at, author=told.author, markdown=told.markdown,
            address=told.person.email if told.person else "", person=who,
            agent=told.agent, to=told.to, cc=told.cc, message_id=told.message_id, in_reply_to=told.in_reply_to,
            files=tuple(NewFile(f.name, "", f.size, f.media_type, f.inline_id, f.key) for f in told.files),
            delivery="sent" if told.role is Role.REPLY else "received",
        )  # fmt: skip
        self._stroke.record(Subject("ticket", number), wrote, at=told.at, actor=told.agent or "customer")
        self._met.put("message", told.key, wrote.message, print_)
        ticket = self._stroke.work.ticket(number)
        if told.role is Role.CUSTOMER and ticket.snoozed_until is not None and not self._silent:
            base: dict[str, Value] = {"snoozed": ticket.snoozed_until}
            self._stroke.record(Subject("ticket", number), Snooze(), at=told.at, base=base)

    def _sent_as(self, number: int, told: RemoteMessage) -> outbox.Entry | None:
        """What of ours it is: by its mark, or where no marks are kept by what it says."""
        if told.marker:
            return outbox.get(self._connection, outbox.id_of(told.marker))
        return twins.said(self._connection, self._name, number, told) if told.ours else None

    def _came_back(self, entry: outbox.Entry, told: RemoteMessage) -> None:
        """One of ours: it is there, whatever was answered when it was sent."""
        if entry.state in (State.QUEUED, State.UNCERTAIN, State.ASKING):
            self._met.flush()
            granted(self._stroke, entry, Receipt(told.key))
        self._met.put("message", told.key, entry.message or 0, print_of(told))
        if told.redacted:
            self._edited(entry.ticket, entry.message or 0, told)

    def _edited(self, number: int, local: int, told: RemoteMessage) -> None:
        if local == 0:
            return
        if self._stroke.work.holds(local):
            self._stroke.flush()
        if messages.get(self._connection, local).body == told.body and not told.redacted:
            return
        edited = Edited(local, told.redacted)
        self._stroke.record(Subject("ticket", number), edited, at=self._stroke.now, body=told.body)
        messages.rewrite(self._connection, local, told.body, redacted=told.redacted, left=told.files)

    def vanished(self, number: int, keys: set[str]) -> None:
        """Messages of the ticket that are not there any more are taken away here too."""
        self._met.flush()
        self._stroke.flush()
        here = self._connection.execute(
            "SELECT replica.key, message.id FROM message JOIN replica ON replica.kind = 'message' "
            "AND replica.local = message.id WHERE message.ticket = ? AND replica.connection = ? AND message.body <> ''",
            (number, self._name),
        ).fetchall()
        for key, local in here:
            if key not in keys:
                gone = RemoteMessage(key, Role.NOTE, "", 0, redacted=True)
                self._edited(number, local, gone)
                self._met.put("message", key, local, print_of(gone))


def print_of(told: RemoteMessage) -> str:
    """A short print of what a message says, to notice that it was edited."""
    if told.redacted and not told.body:
        return "redacted"
    left = "".join((told.body, *(file.key for file in told.files if told.redacted)))
    print_ = hashlib.blake2b(left.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"redacted {print_}" if told.redacted else print_
