"""Tickets opened, replies and notes sent, fields set.

Redmine answers nothing to what it did, and passes over in silence what it does not take, so that a ticket is read
before and after. A write that comes at the same moment as another's is refused with 422 and no words; one that comes
between our look and our write is found in the journals afterwards.
"""

from collections.abc import Sequence
from email.utils import formataddr
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from supportterm.backends import writer as base
from supportterm.backends.afterwards import afterwards
from supportterm.backends.attaching import OCTETS, ahead, read
from supportterm.backends.comparing import Wanted, different, raced
from supportterm.backends.errors import CannotDo, Invalid, NotThere, RemoteError
from supportterm.backends.http import parsed
from supportterm.backends.redmine.fieldsets import body
from supportterm.backends.redmine.names import Names
from supportterm.backends.redmine.reading import Reader
from supportterm.backends.redmine.rest import Condition, Rest, number
from supportterm.backends.redmine.wire import LATEST, Issue, Journal, OneIssue, Upload, day_of, due_of
from supportterm.core.nouns import Value
from supportterm.core.remote import OpenTicket, OutFile, Receipt, RemoteTicket, Say, SetFields
from supportterm.core.terms import Role


class Writer(base.Writer[Issue]):
    def __init__(self, rest: Rest, names: Names, reader: Reader) -> None:
        super().__init__("Redmine", rest.host, rest.issue, reader.ticket)
        self._rest = rest
        self._names = names
        self._reader = reader

    # --- opening

    def open(self, step: OpenTicket) -> Receipt:
        requester, marker = self._names.requester(), self._names.marker()
        if requester is None:
            raise CannotDo("there is no field for a customer's address, so that tickets can't be opened from here")
        sent = body(step.given() | {"subject": step.subject}, self._names, None)
        sent.setdefault("project_id", self._first_project())
        custom = [*sent.get("custom_fields", ()), {"id": requester, "value": _mailbox(step)}]
        custom += [{"id": marker, "value": step.marker}] if marker is not None else []
        sent |= {"description": step.body, "custom_fields": custom} | self._files(step.files)
        return self.receipt(self._rest.write("POST", "issues.json", {"issue": sent}, OneIssue).issue)

    def find_opened(self, step: OpenTicket) -> Receipt | None:
        """By the field, which keeps the mark of the newest message: so each ticket of ours with it is looked into."""
        field = self._names.marker()
        if field is None:
            raise NotThere("there is no field for our marks")
        mine: list[Condition] = [("author_id", "=", ("me",)), ("subject", "~", (" ".join(step.subject.split()),))]
        for row in self._rest.issues(mine, "id:desc", 100).issues:
            issue = self._rest.issue(str(row.id))
            if self._reader.markers(issue).get(0) == step.marker:
                return self.receipt(issue)
        return None

    # --- saying

    def say(self, step: Say) -> Receipt:
        if step.role is Role.NOTE and step.files:
            raise CannotDo("Redmine shows files to everybody who sees the ticket, so that an internal note takes none")
        before = self._rest.issue(step.key)
        sent: dict[str, Any] = {"notes": step.body, "private_notes": step.role is Role.NOTE}
        field = self._names.marker()
        if field is not None:
            sent["custom_fields"] = [{"id": field, "value": step.marker}]
        self._put(step.key, sent | self._files(step.files))
        with afterwards(self.host):
            after = self._rest.issue(step.key)
            made = self._said(step, after) or self._newest(step, before, after)
        return Receipt(key=str(made), number=step.key) if made else Receipt(number=step.key)

    def find_said(self, step: Say) -> Receipt | None:
        """Raises NotThere where this ticket keeps no mark, so that a person is asked."""
        issue = self._rest.issue(step.key)
        if self._names.marker() not in {field.id for field in issue.custom_fields}:
            raise NotThere(f"ticket {step.key} has no field for our marks, so that it can't be looked up")
        made = self._said(step, issue)
        return Receipt(key=str(made), number=step.key) if made else None

    def _said(self, step: Say, issue: Issue) -> int | None:
        marked = self._reader.markers(issue).items()
        return next((journal for journal, marker in marked if journal and marker == step.marker), None)

    def _newest(self, step: Say, before: Issue, after: Issue) -> int | None:
        """The note that came between two looks and is ours, where no mark is kept."""
        ours = [j for j in _since(before, after) if j.notes and j.user is not None and j.user.id == self._names.me().id]
        return ours[-1].id if ours else None

    # --- setting

    def set(self, step: SetFields) -> Receipt:
        return super().set(_by_day(step))

    def change(self, step: SetFields, row: Issue, todo: Wanted) -> Issue:
        self._put(step.key, body(todo.values, self._names, row))
        with afterwards(self.host):
            after = self.row(step.key)
            wrong = different(todo.values, self.ticket(after))
            self._look_back(step, row, after)
        if wrong:
            self._take_back(step.key, self.ticket(row), self.ticket(after))
            why = ", ".join(sorted(name.removeprefix("field.") for name in wrong))
            words = f"Redmine leaves {why} as it was: its workflow or a right forbids it"
            raise Invalid(words, dict.fromkeys(wrong, words))
        return after

    def is_set(self, step: SetFields) -> Receipt | None:
        return super().is_set(_by_day(step))

    def _look_back(self, step: SetFields, before: Issue, after: Issue) -> None:
        theirs = [j for j in _since(before, after) if j.user is None or j.user.id != self._names.me().id]
        others = [(event.actor, event.field) for journal in theirs for event in self._reader.events(journal)]
        raced(others, step, f"ticket {step.key}", self._reader.ticket(after))

    def _take_back(self, key: str, was: RemoteTicket, after: RemoteTicket) -> None:
        """A step happens whole or not at all: take back those of its fields that were taken."""
        back = different(was.values(), after)
        try:
            if back:
                self._put(key, body({name: was.values()[name] for name in back}, self._names, None))
        except RemoteError:
            return  # what is so now will be seen as anybody's change

    # --- inside

    def _put(self, key: str, sent: dict[str, Any]) -> None:
        self._rest.http.write("PUT", f"issues/{number(key)}.json", {"issue": sent})

    def _first_project(self) -> int:
        found = next(iter(self._names.projects()), None)
        if found is None:
            raise Invalid("there is no project that we see", {"team": "no project"})
        return found

    def _files(self, files: Sequence[OutFile]) -> dict[str, Any]:
        sent = [{"token": token, "filename": file.name, "content_type": file.media_type or OCTETS}
                for file, token in ahead(files, self.upload)]  # fmt: skip
        return {"uploads": sent} if sent else {}

    def upload(self, file: Path, name: str, media_type: str = "") -> str:
        answer = self._rest.http.send("uploads.json", {"filename": name}, read(file, name), OCTETS)
        return parsed(answer, Upload, self.host, writing=True).upload.token


def _since(before: Issue, after: Issue) -> list[Journal]:
    """What was written down between two looks at an issue."""
    known = {journal.id for journal in before.journals}
    return [journal for journal in after.journals if journal.id not in known]


def _by_day(step: SetFields) -> SetFields:
    """A ticket is due on a day there."""

    def plain(values: dict[str, Value]) -> dict[str, Value]:
        due = values.get("due")
        return values | {"due": due_of(day_of(due))} if isinstance(due, int) and 0 < due < LATEST else values

    return replace(step, values=plain(step.values), base=plain(step.base))


def _mailbox(step: OpenTicket) -> str:
    """`Dana Q <dana@acme.test>`, whatever is in a name."""
    return formataddr((" ".join(step.requester.name.split()), step.requester.email or step.requester.key))
