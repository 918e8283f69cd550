"""History that goes to another system: each ticket with all that was said on it, as entries of the outbox.

Nobody there can say something in another's name or at another time, so that who wrote and when stands above each text.
"""

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from supportterm.core.merge import Wish
from supportterm.core.moving import Target, fit, headline, left_behind, role_there, why_not_article
from supportterm.core.nouns import Attachment, Message, Value
from supportterm.core.terms import Role
from supportterm.store import articles, messages, outbox, replica, tickets
from supportterm.store.unsent import OPEN

if TYPE_CHECKING:
    from supportterm.store.stroke import Stroke


class Moved(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an entry for history says beside its message: `history` in `Entry.what`."""

    head: str = ""
    """Who wrote, and when."""
    role: int = int(Role.REPLY)
    """As what it is said there."""
    without: tuple[int, ...] = ()
    """Attachments that can't go there."""
    values: dict[str, Value] = {}
    tags: tuple[str, ...] = ()
    """With which the ticket is opened."""

    def text(self, body: str) -> str:
        return f"{self.head}\n\n{body}" if self.head else body

    def files(self, files: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
        return tuple(file for file in files if file.id not in self.without)


class _What(msgspec.Struct, frozen=True):
    history: Moved | None = None


def moved(entry: outbox.Entry) -> Moved | None:
    """What *entry* says when it is history."""
    return msgspec.json.decode(entry.what, type=_What).history if entry.kind in ("open", "say") else None


class Leaving:
    """Puts what goes to the connection *name* into the outbox, within *stroke*."""

    def __init__(self, stroke: "Stroke", name: str, there: Target, *, notes: bool) -> None:
        self._stroke = stroke
        self._connection = stroke.work.connection
        self._name = name
        self._there = there
        self._notes = notes

    def ticket(self, number: int) -> bool:
        """A ticket that belongs there and has not gone there yet; False when it has, or belongs elsewhere."""
        ticket = tickets.get(self._connection, number)
        if ticket.home != self._name or self._is_known("ticket", number) or self._has_entry(number, "open"):
            return False
        wanted = fit(ticket, self._there)
        said = [m for m in self._messages(number) if m.body or m.attachments]
        first = next((m for m in said if m.role.public), None)
        opening = replace(self._said(first) if first is not None else Moved(), values=wanted.values, tags=wanted.tags)
        self._add(number, "open", _What(opening), first.id if first is not None else None)
        for message in said:
            role = role_there(message.role, self._there, notes=self._notes)
            if role is not None and message is not first:
                self._add(number, "say", _What(self._said(message, role)), message.id)
        if wanted.after:
            self._add(number, "set", Wish(wanted.after, whatever=True))
        if ticket.merged_into is not None and "merge" in self._there.can:
            self._add(number, "merge", {"into": ticket.merged_into})
        return True

    def article(self, number: int) -> bool:
        """An article that has not gone there yet; False when it has, or can't."""
        article = articles.get(self._connection, number)
        if article is None or why_not_article(article, self._there.can):
            return False
        if self._is_known("article", number) or self._has_entry(-number, "article"):
            return False
        self._add(-number, "article", {"history": {}})
        return True

    def _messages(self, ticket: int) -> list[Message]:
        found = self._connection.execute(
            "SELECT id FROM message WHERE ticket = ? AND NOT hidden ORDER BY id", (ticket,)
        ).fetchall()
        return [messages.get(self._connection, row[0]) for row in found]

    def _said(self, message: Message, role: Role = Role.REPLY) -> Moved:
        files = messages.attachments_of(self._connection, message.id) if message.attachments else ()
        without = tuple(file.id for file in left_behind(files, role, self._there))
        return Moved(headline(message), int(role), without)

    def _is_known(self, kind: str, local: int) -> bool:
        return replica.of_local(self._connection, kind, local, self._name) is not None

    def _has_entry(self, ticket: int, kind: str) -> bool:
        found = self._connection.execute(
            f"SELECT 1 FROM outbox WHERE ticket = ? AND {OPEN} AND connection = ? AND kind = ?",
            (ticket, self._name, kind),
        )
        return found.fetchone() is not None

    def _add(self, ticket: int, kind: str, what: object, message: int | None = None) -> None:
        stroke = self._stroke
        id = stroke.work.new_id(stroke.now)
        outbox.add(
            self._connection, id=id, name=self._name, ticket=ticket, kind=kind, what=what, change=id, message=message,
            actor=stroke.actor, at=stroke.now, not_before=stroke.now, seen_upto=stroke.work.log.seq,
        )  # fmt: skip
