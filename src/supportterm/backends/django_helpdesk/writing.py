"""Tickets opened, replies and notes sent, fields set.

django-helpdesk checks nothing: the later write stays, and nothing tells one's own message from another with the same
words. So a ticket is looked at right before its fields are set, and after a lost answer a person is asked.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from supportterm.backends.afterwards import afterwards
from supportterm.backends.comparing import check, different, refused
from supportterm.backends.django_helpdesk.names import PRIORITY, STATUS, Names
from supportterm.backends.django_helpdesk.reading import Reader
from supportterm.backends.django_helpdesk.rest import Rest, Ticket, number
from supportterm.backends.django_helpdesk.wire import CUSTOM, LATEST, FollowUp, TicketRow
from supportterm.backends.django_helpdesk.words import DUPLICATE, PRIORITY_NUMBERS, Words
from supportterm.backends.errors import CannotDo, Conflict, Invalid, NotThere
from supportterm.backends.http import parsed
from supportterm.backends.multipart import attached, form
from supportterm.backends.stamps import stamp
from supportterm.core.nouns import Value
from supportterm.core.remote import MergeTickets, OpenTicket, OutFile, Receipt, Say, SetFields
from supportterm.core.terms import Priority, Role, Status

_LONGEST_SUBJECT: Final = 200
_LITERAL: Final = {ord("{"): '{{ "{" }}', ord("}"): '{{ "}" }}'}
"""A message is read as a template there: so our braces stay braces."""


class Writer:
    def __init__(self, rest: Rest, words: Words, names: Names, reader: Reader) -> None:
        self._rest = rest
        self._words = words
        self._names = names
        self._reader = reader

    # --- opening

    def open(self, step: OpenTicket) -> Receipt:
        if step.tags:
            raise CannotDo("django-helpdesk has no tags")
        if len(step.files) > 1:
            raise CannotDo("django-helpdesk takes one file with a new ticket")
        values = {name: value for name, value in step.values.items() if value is not None}
        sent = self._body(values | {"subject": step.subject}, TicketRow(0))
        sent.setdefault("queue", self._first_queue())
        sent.setdefault("priority", PRIORITY_NUMBERS[int(Priority.NORMAL)])  # it is asked for there
        sent |= {"description": _kept(step.body) or step.subject, "submitter_email": step.requester.email}
        made = self._rest.read(self._send("tickets/", sent, "attachment", step.files), writing=True)
        with afterwards(self._rest.host):  # a ticket begins as an open one, whatever was said
            if different(values, self._reader.ticket(made, 0)):
                made = self._rest.read(self._patch(str(made.row.id), self._body(values, made.row)), writing=True)
        return self._receipt(made)

    def find_opened(self, step: OpenTicket) -> Receipt | None:
        """It has no place for a mark: a new ticket is known by what it says, once it is told."""
        return None

    def _first_queue(self) -> int:
        found = min(self._names.queues(), default=None)
        if found is None:
            raise Invalid("no queue is known: the setting `queues` can name them", {"team": "no queue"})
        return found

    # --- saying

    def say(self, step: Say) -> Receipt:
        if step.role not in (Role.REPLY, Role.NOTE):
            raise CannotDo("django-helpdesk takes replies and notes, no forwards")
        self._alive(step.key)
        sent = {"ticket": int(step.key), "comment": _template(step.body), "public": step.role is Role.REPLY}
        answer = self._send("followups/", sent, "attachments", step.files)
        made = parsed(answer, FollowUp, self._rest.host, writing=True)
        return Receipt(key=str(made.id), number=step.key)

    def find_said(self, step: Say) -> Receipt | None:
        """Nothing there says whether a message is the one that was sent: a person is asked."""
        self._rest.ticket(step.key)
        return None

    def upload(self, file: Path, name: str, media_type: str) -> str:
        """Files go with their message."""
        return ""

    # --- setting

    def set(self, step: SetFields) -> Receipt:
        if step.add or step.remove:
            raise CannotDo("django-helpdesk has no tags")
        before = self._alive(step.key)
        was = self._reader.ticket(before, 0)
        check(step, was)
        values = {name: step.values[name] for name in different(step.values, was)}
        if not values:
            return self._receipt(before)
        after = self._rest.read(self._patch(step.key, self._body(values, before.row)), writing=True)
        with afterwards(self._rest.host):
            told = self._reader.ticket(after, 0)
            if different(values, told):
                raise Conflict(f"{self._rest.host} made something else of it", told.values())
        return self._receipt(after)

    def is_set(self, step: SetFields) -> Receipt | None:
        ticket = self._rest.ticket(step.key)
        return None if different(step.values, self._reader.ticket(ticket, 0)) else self._receipt(ticket)

    # --- merging

    def merge(self, step: MergeTickets) -> Receipt:
        """As people merge them there, but for the follow-ups, which stay where they were written."""
        self._alive(step.key)
        self._alive(step.into)
        sent: dict[str, Any] = {"merged_to": int(step.into)}
        words = {name.lower(): status for status, name in self._names.statuses().items()}
        sent |= {"status": words[DUPLICATE]} if DUPLICATE in words else {}
        return self._receipt(self._rest.read(self._patch(step.key, sent), writing=True))

    def is_merged(self, step: MergeTickets) -> Receipt | None:
        ticket = self._rest.ticket(step.key)
        return self._receipt(ticket) if str(ticket.row.merged_to) == step.into else None

    # --- inside

    def _alive(self, key: str) -> Ticket:
        """The ticket as it is. Raises NotThere, and says where it goes on when it was merged."""
        ticket = self._rest.ticket(key)
        if ticket.row.merged_to is not None:
            raise NotThere(f"ticket {key} was merged into {ticket.row.merged_to}", str(ticket.row.merged_to))
        return ticket

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

    def _receipt(self, ticket: Ticket) -> Receipt:
        told = self._reader.ticket(ticket, 0)
        return Receipt(key=told.key, version=told.version, number=told.key, ticket=told)

    # --- fields

    def _body(self, values: Mapping[str, Value], row: TicketRow) -> dict[str, Any]:
        """What to send so that *values* are so. Raises Invalid for what would be passed over in silence."""
        sent: dict[str, Any] = {}
        for name, value in values.items():
            own = name.removeprefix("field.")
            if own == name:
                sent = self._plain(name, value, row) | sent
            elif own == STATUS:  # what is said exactly comes before what our words say
                sent |= {"status": _named(name, value, self._names.statuses())}
            elif own == PRIORITY:
                sent |= {"priority": _named(name, value, self._names.priorities())}
            elif own in self._names.fields():
                sent[f"{CUSTOM}{own}"] = value
            else:
                raise refused(name, "there is no such field")
        return sent

    def _plain(self, name: str, value: Value, row: TicketRow) -> dict[str, Any]:
        match name:
            case "subject":
                text = " ".join(str(value or "").split())
                if not text or len(text) > _LONGEST_SUBJECT:
                    raise refused(name, f"a subject has between 1 and {_LONGEST_SUBJECT} characters")
                return {"title": text}
            case "status":
                return self._status(value, row)
            case "priority" if value in PRIORITY_NUMBERS:
                return {"priority": PRIORITY_NUMBERS[int(str(value))]}
            case "assignee":
                agent = self._names.agent_number(str(value)) if value else None
                if value and agent is None:
                    raise refused(name, f"there is no agent {value}")
                return {"assigned_to": agent}
            case "team":
                queue = self._names.queue_number(str(value or ""))
                if queue is None:
                    raise refused(name, f"there is no queue {value}")
                return {"queue": queue}
            case "due" if value is None or (isinstance(value, int) and 0 < value < LATEST):
                return {"due_date": None if value is None else stamp(int(value))}
        raise refused(name, f"{value} can't be set there")

    def _status(self, value: Value, row: TicketRow) -> dict[str, Any]:
        """One of theirs for ours: the one it has, where that will do, and what was done is reopened."""
        wanted = Status.OPEN if value == Status.ON_HOLD else value
        known = self._names.statuses()
        rows = [number for number, name in known.items() if self._words.status(number, name) == wanted]
        if not rows:
            meant = Status(value).word if isinstance(value, int) and value in tuple(Status) else str(value)
            raise refused("status", f"no status there means {meant}; the setting `statuses` can name one")
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


def _named(name: str, value: Value, known: Mapping[int, str]) -> int:
    found = next((number for number, word in known.items() if word == value), None)
    if found is None:
        raise refused(name, f"{value} is none of {', '.join(known.values())}")
    return found
