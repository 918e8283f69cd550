"""Tickets opened, replies and notes sent, fields set.

django-helpdesk checks nothing: the later write stays, and nothing tells one's own message from another with the same
words. So a ticket is looked at right before its fields are set, and after a lost answer a person is asked.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from supportterm.backends import writer as base
from supportterm.backends.afterwards import afterwards
from supportterm.backends.comparing import Wanted, different
from supportterm.backends.django_helpdesk.names import PRIORITY, STATUS, Names
from supportterm.backends.django_helpdesk.reading import Reader
from supportterm.backends.django_helpdesk.rest import Rest, Ticket, number
from supportterm.backends.django_helpdesk.wire import CUSTOM, LATEST, FollowUp, TicketRow
from supportterm.backends.django_helpdesk.words import DUPLICATE, PRIORITY_NUMBERS, Words
from supportterm.backends.errors import CannotDo, Invalid
from supportterm.backends.http import parsed
from supportterm.backends.multipart import attached, form
from supportterm.backends.refusing import found, no_status, one_of, refused, subject
from supportterm.backends.stamps import stamp
from supportterm.core.nouns import Value
from supportterm.core.remote import MergeTickets, OpenTicket, OutFile, Receipt, Say, SetFields
from supportterm.core.terms import Priority, Role, Status

_LONGEST_SUBJECT: Final = 200
_LITERAL: Final = {ord("{"): '{{ "{" }}', ord("}"): '{{ "}" }}'}
"""A message is read as a template there: so our braces stay braces."""


class Writer(base.Writer[Ticket]):
    def __init__(self, rest: Rest, words: Words, names: Names, reader: Reader) -> None:
        super().__init__("django-helpdesk", rest.host, rest.ticket, lambda ticket: reader.ticket(ticket, 0))
        self._rest = rest
        self._words = words
        self._names = names

    # --- opening

    def open(self, step: OpenTicket) -> Receipt:
        if step.tags:
            raise CannotDo("django-helpdesk has no tags")
        if len(step.files) > 1:
            raise CannotDo("django-helpdesk takes one file with a new ticket")
        values = step.given()
        sent = self._body(values | {"subject": step.subject}, TicketRow(0))
        sent.setdefault("queue", self._first_queue())
        sent.setdefault("priority", PRIORITY_NUMBERS[int(Priority.NORMAL)])  # it is asked for there
        sent |= {"description": _kept(step.body) or step.subject, "submitter_email": step.requester.email}
        made = self._rest.read(self._send("tickets/", sent, "attachment", step.files), writing=True)
        with afterwards(self.host):  # a ticket begins as an open one, whatever was said
            if different(values, self.ticket(made)):
                made = self._rest.read(self._patch(str(made.row.id), self._body(values, made.row)), writing=True)
        return self.receipt(made)

    def _first_queue(self) -> int:
        queue = min(self._names.queues(), default=None)
        if queue is None:
            raise Invalid("no queue is known: the setting `queues` can name them", {"team": "no queue"})
        return queue

    # --- saying

    def say(self, step: Say) -> Receipt:
        self.alive(step.key)
        sent = {"ticket": int(step.key), "comment": _template(step.body), "public": step.role is Role.REPLY}
        answer = self._send("followups/", sent, "attachments", step.files)
        made = parsed(answer, FollowUp, self.host, writing=True)
        return Receipt(key=str(made.id), number=step.key)

    # --- setting

    def change(self, step: SetFields, row: Ticket, todo: Wanted) -> Ticket:
        return self._rest.read(self._patch(step.key, self._body(todo.values, row.row)), writing=True)

    # --- merging

    def merge(self, step: MergeTickets) -> Receipt:
        """As people merge them there, but for the follow-ups, which stay where they were written."""
        self.alive(step.key)
        self.alive(step.into)
        sent: dict[str, Any] = {"merged_to": int(step.into)}
        words = {name.lower(): status for status, name in self._names.statuses().items()}
        sent |= {"status": words[DUPLICATE]} if DUPLICATE in words else {}
        return self.receipt(self._rest.read(self._patch(step.key, sent), writing=True))

    # --- inside

    def _send(self, path: str, sent: Mapping[str, Any], field: str, files: Sequence[OutFile]) -> Any:
        if not files:
            return self._rest.http.write("POST", path, sent)
        for file in files:
            self._taken(file)
        content, kind = form(((name, _form_text(value)) for name, value in sent.items()), attached(field, files))
        return self._rest.http.send(path, {}, content, kind)

    def _taken(self, file: OutFile) -> None:
        kind = file.name.rpartition(".")[2].lower() if "." in file.name else ""
        if kind and self._words.file_types is not None and kind not in self._words.file_types:
            words = f"django-helpdesk takes no .{kind} (the setting `file_types` says which it takes)"
            raise Invalid(f"{file.name}: {words}", {"files": words})

    def _patch(self, key: str, sent: Mapping[str, Any]) -> Any:
        return self._rest.http.write("PATCH", f"tickets/{number(key)}/", sent)

    # --- fields

    def _body(self, values: Mapping[str, Value], row: TicketRow) -> dict[str, Any]:
        """What to send so that *values* are so. Raises Invalid for what would be passed over in silence."""
        sent: dict[str, Any] = {}
        for name, value in values.items():
            own = name.removeprefix("field.")
            if own == name:
                sent = self._plain(name, value, row) | sent
            elif own == STATUS:  # what is said exactly comes before what our words say
                sent |= {"status": one_of(name, value, _named(self._names.statuses()))}
            elif own == PRIORITY:
                sent |= {"priority": one_of(name, value, _named(self._names.priorities()))}
            elif own in self._names.fields():
                sent[f"{CUSTOM}{own}"] = value
            else:
                raise refused(name, "there is no such field")
        return sent

    def _plain(self, name: str, value: Value, row: TicketRow) -> dict[str, Any]:
        match name:
            case "subject":
                return {"title": subject(value, _LONGEST_SUBJECT)}
            case "status":
                return self._status(value, row)
            case "priority" if value in PRIORITY_NUMBERS:
                return {"priority": PRIORITY_NUMBERS[int(str(value))]}
            case "assignee":
                agent = self._names.agent_number(str(value))
                return {"assigned_to": found(name, "agent", value, agent) if value else None}
            case "team":
                return {"queue": found(name, "queue", value, self._names.queue_number(str(value)))}
            case "due" if value is None or (isinstance(value, int) and 0 < value < LATEST):
                return {"due_date": None if value is None else stamp(int(value))}
        raise refused(name, f"{value} can't be set there")

    def _status(self, value: Value, row: TicketRow) -> dict[str, Any]:
        """One of theirs for ours: the one it has, where that will do, and what was done is reopened."""
        wanted = Status.OPEN if value == Status.ON_HOLD else value
        known = self._names.statuses()
        rows = [number for number, name in known.items() if self._words.status(number, name) == wanted]
        if not rows:
            raise no_status(value, "the setting `statuses` can name one")
        was = self._words.status(row.status, known.get(row.status, ""))
        again = wanted == Status.OPEN and was >= Status.SOLVED
        chosen = row.status if row.status in rows else rows[-1] if again else rows[0]
        return {"status": chosen, "on_hold": value == Status.ON_HOLD}


def _template(text: str) -> str:
    """*text* as it has to be written to arrive as it is. Blanks around it would be cut off; a template is not."""
    kept = _kept(text)
    ends = ('{{ "" }}' if kept[:1].isspace() else "", '{{ "" }}' if kept[-1:].isspace() else "")
    return f"{ends[0]}{kept.translate(_LITERAL)}{ends[1]}"


def _kept(text: str) -> str:
    """Without the one character that it takes nowhere."""
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}")


def _form_text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _named(known: Mapping[int, str]) -> dict[str, int]:
    return {word: number for number, word in known.items()}
