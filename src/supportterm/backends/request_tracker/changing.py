"""Fields set and tickets merged, never over somebody else's change.

Request Tracker says 200 to what it refuses and explains it in prose, so that fields are read again after they were
written. Its ETag makes it refuse a write that was decided on another state, but two at the same moment may both pass:
what happened meanwhile is looked at afterwards.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from supportterm.backends.afterwards import afterwards
from supportterm.backends.comparing import holds
from supportterm.backends.errors import Conflict, Invalid, RemoteError
from supportterm.backends.http import parsed
from supportterm.backends.request_tracker.current import Current, number
from supportterm.backends.request_tracker.fieldsets import CUSTOM, different
from supportterm.backends.request_tracker.names import ROBOT
from supportterm.backends.request_tracker.wire import TicketRow, TransactionRow, name_of, whole_number
from supportterm.core.nouns import Value
from supportterm.core.remote import MergeTickets, Receipt, RemoteTicket, SetFields, handle_of


class Changer(Current):
    def set(self, step: SetFields) -> Receipt:
        row, tag = self.one(step.key)
        current = self.ticket(row, tag)
        self._check(step, current, tag)
        values = {name: step.values[name] for name in different(step.values, current)}
        body = self._fieldsets.body(values, current)
        tags = self._fieldsets.tags(current.tags, step.add, step.remove)
        if tags is not None:
            body.setdefault(CUSTOM, {})[self._fieldsets.tags_field()] = tags
        tries = self._fieldsets.status_words(values["status"]) if "status" in values else ("",)
        if not body and tries == ("",):
            return self.receipt(row, tag)
        told: list[str] = []
        before = tag
        after = current
        for word in tries:
            told += self._put(step.key, body | ({"Status": word} if word else {}), tag, current)
            with afterwards(self._host):
                row, tag = self.one(step.key)
                after = self.ticket(row, tag)
            body = {}
            if "status" not in different(values, after):
                break
        wrong = different(values, after)
        if tags is not None and sorted(tags) != sorted(after.tags):
            wrong["tags"] = ", ".join(after.tags)
        with afterwards(self._host):
            self._look_back(step, before, after, wrong)
        if wrong:
            self._undo(row, tag, current, after)
            why = "; ".join(told)[:300] or "it stays as it was"
            raise Invalid(f"Request Tracker does not take it: {why}", dict.fromkeys(wrong, why))
        return self.receipt(row, tag)

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
            answer = self._rest.write("PUT", f"ticket/{number(key)}", body, if_match=tag)
        except Conflict:
            row, now = self.one(key)
            raise Conflict(f"ticket {key} was changed meanwhile", self.ticket(row, now).values()) from None
        return parsed(answer, list[str], self._host, writing=True)

    def _look_back(self, step: SetFields, before: str, after: RemoteTicket, wrong: Mapping[str, Value]) -> None:
        """Raise Conflict when somebody else came between our look and our write, and changed the same."""
        if not before.isdecimal():
            return
        rows = _theirs(self._tickets.changes_since(int(step.key), int(before)), self._names.me().Name)
        fields = {"assignee" if row.Field == "Owner" else (row.Field or "").lower() for row in rows if row.Field}
        fields = {"team" if field == "queue" else field for field in fields}
        numbers = {whole_number(field) for field in fields} - {0}
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
                body.setdefault(CUSTOM, {})[self._fieldsets.tags_field()] = list(was.tags)
            if body:
                self._rest.write("PUT", f"ticket/{row.id}", body, if_match=tag)
        except RemoteError:
            return  # what is so now will be seen in the feed, as anybody's change

    def is_set(self, step: SetFields) -> Receipt | None:
        """The ticket, when all is there as the step wants it."""
        row, tag = self.one(step.key)
        done = holds(step, self.ticket(row, tag), different)
        return self.receipt(row, tag) if done else None

    def merge(self, step: MergeTickets) -> Receipt:
        row, _ = self.any(step.key)
        if row.id == int(number(step.into)):
            return Receipt(key=step.into, number=step.into)
        self.one(step.key)
        self.one(step.into)
        answer = self._rest.write("PUT", f"ticket/{number(step.key)}", {"MergeInto": step.into})
        told = parsed(answer, list[str], self._host, writing=True)
        with afterwards(self._host):
            row, tag = self.any(step.key)
        if row.id != int(step.into):
            raise Invalid(f"Request Tracker does not merge them: {'; '.join(told)[:300]}")
        return self.receipt(row, tag)

    def is_merged(self, step: MergeTickets) -> Receipt | None:
        row, tag = self.any(step.key)
        return self.receipt(row, tag) if row.id == int(number(step.into)) else None


def _theirs(rows: Sequence[TransactionRow], me: str) -> list[TransactionRow]:
    """Changes that are not ours, nor what the server itself does because of ours (a reply opens a new ticket)."""
    found, because_of_us = [], False
    for row in rows:
        writer = name_of(row.Creator)
        because_of_us = writer == me or (writer == ROBOT and because_of_us)
        if not because_of_us:
            found.append(row)
    return found
