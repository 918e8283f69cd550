"""The fake help desk as django-helpdesk: its paths, words and silences, over fakes/remote.py.

What it says was read off a real django-helpdesk 2.6, which the same tests are asked of in `pytest -m servers`.
"""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from html import escape
from typing import Any, Final
from urllib.parse import quote

from fakes import forms
from fakes.remote import FakeRemote
from fakes.rules import US
from fakes.server import TOKEN
from fakes.vendor import FILES, Asked, Told
from supportterm.backends import errors
from supportterm.core.nouns import Value
from supportterm.core.remote import (
    MergeTickets,
    OpenTicket,
    OutFile,
    RemoteFile,
    RemoteMessage,
    RemotePerson,
    Say,
    SetFields,
)
from supportterm.core.terms import Role, Status

SETTINGS: Final = {"file_types": "*", "sweep": "0"}
"""What others do leaves no trace: so everything is walked through each time."""
_STATUSES: Final = {1: "Open", 2: "Reopened", 3: "Resolved", 4: "Closed", 5: "Duplicate"}
_BY_STATUS: Final = dict(zip(Status, (1, 1, 1, 1, 3, 4), strict=True))
_PRIORITIES: Final = {1: "1. Critical", 2: "2. High", 3: "3. Normal", 4: "4. Low", 5: "5. Very Low"}
_BY_PRIORITY: Final = (4, 3, 2, 1)
_ZONE: Final = timezone(timedelta(hours=-6))
"""Moments are told in the zone of the site."""
_LITERAL: Final = re.compile(r'\{\{ "(.?)" \}\}')


class DjangoHelpdeskFace:
    api = "/api/"

    def __init__(self, remote: FakeRemote) -> None:
        self.remote = remote
        self.url: Callable[[], str] = lambda: ""
        self.people = [US, *remote.rules.agents]
        self._routes: tuple[tuple[str, str, Callable[..., Told]], ...] = (
            ("OPTIONS", r"tickets/", self._options),
            ("GET", r"tickets/", self._tickets),
            ("POST", r"tickets/", self._open),
            ("GET", r"tickets/(\d+)/", lambda asked, key: Told(200, self.row(key))),
            ("PATCH", r"tickets/(\d+)/", self._patch),
            ("GET", r"followups/", self._followups),
            ("POST", r"followups/", self._say),
            ("GET", r"followups-attachments/(\d+)/", self._attachment),
        )

    def admits(self, asked: Asked) -> bool:
        return asked.path.startswith(FILES) or asked.headers.get("authorization") == f"Token {TOKEN}"

    def answer(self, asked: Asked) -> Told:
        if asked.path.startswith(FILES):
            return Told(200, raw=self.remote.download(asked.path.split("/")[2]))
        for method, pattern, route in self._routes:
            if method == asked.method and (found := re.fullmatch(pattern, asked.path.removeprefix(self.api))):
                return route(asked, *found.groups())
        raise errors.NotThere("Not found.")

    def refuse(self, error: errors.RemoteError) -> Told:
        statuses = {errors.NotThere: 404, errors.Invalid: 400, errors.Conflict: 409, errors.NotAllowed: 403}
        if isinstance(error, errors.Invalid):
            return Told(400, {name: [words] for name, words in error.fields.items()} or {"detail": str(error)})
        return Told(statuses[type(error)], {"detail": str(error)})

    # --- what there is

    def _options(self, asked: Asked) -> Told:
        def choices(words: dict[int, str]) -> list[dict[str, Any]]:
            return [{"value": number, "display_name": name} for number, name in words.items()]

        fields = {
            "queue": {"type": "field", "label": "Queue"}, "title": {"type": "string", "label": "Title"},
            "status": {"type": "choice", "label": "Status", "choices": choices(_STATUSES)},
            "priority": {"type": "choice", "label": "Priority", "choices": choices(_PRIORITIES)},
            "custom_serial": {"type": "string", "label": "Serial"},
        }  # fmt: skip
        return Told(200, {"name": "Ticket List", "actions": {"POST": fields}})

    def _page_for_people(self) -> Told:
        """The form in which people and queues can be chosen."""

        def select(name: str, rows: list[str]) -> str:
            options = "".join(f'<option value="{n}"  >{escape(row)}</option>' for n, row in enumerate(rows, 1))
            return f'<select name="{name}"><option value="" selected>----</option>{options}</select>'

        page = select("queue", list(self.remote.rules.teams)) + select("assigned_to", self.people)
        return Told(200, raw=page.encode(), headers=(("Content-Type", "text/html; charset=utf-8"),))

    # --- tickets

    def row(self, key: str) -> dict[str, Any]:
        ticket, said = self.remote.ticket(key), self.remote.ledger.messages[key]
        teams = list(self.remote.rules.teams)
        return {
            "id": int(key), "queue": 1 + teams.index(ticket.team or teams[0]), "title": ticket.subject,
            "description": said[0].body, "resolution": None, "submitter_email": ticket.requester.email,
            "assigned_to": 1 + self.people.index(ticket.assignee) if ticket.assignee else None,
            "status": 5 if ticket.merged_into else _BY_STATUS[Status(ticket.status)],
            "on_hold": ticket.status == Status.ON_HOLD, "priority": _BY_PRIORITY[ticket.priority],
            "due_date": _moment(ticket.due) if ticket.due else None,
            "merged_to": int(ticket.merged_into) if ticket.merged_into else None,
            "followup_set": [self._followup(message, key) for message in said],
            "custom_serial": ticket.fields.get("serial"),
        }  # fmt: skip

    def _followup(self, message: RemoteMessage, key: str) -> dict[str, Any]:
        agent = None if message.role is Role.CUSTOMER else message.agent or US
        return {
            "id": int(message.key), "ticket": int(key), "user": None if agent is None else 1 + self.people.index(agent),
            "title": "Comment", "comment": message.body, "public": message.role is not Role.NOTE, "new_status": None,
            "time_spent": None, "followupattachment_set": [self._file(file) for file in message.files],
            "date": _moment(message.at), "message_id": None, "email_recipients": [],
        }  # fmt: skip

    def _file(self, file: RemoteFile) -> dict[str, Any]:
        url = f"{self.url()}{FILES}{file.key}/{quote(file.name, safe='')}"
        return {
            "id": int(file.key),
            "file": url,
            "filename": file.name,
            "mime_type": file.media_type,
            "size": file.size,
        }

    def _tickets(self, asked: Asked) -> Told:
        if "html" in asked.headers["accept"]:
            return self._page_for_people()
        keys = sorted(self.remote.ledger.tickets, key=int)
        return self._paged(asked, keys, self.row)

    def _followups(self, asked: Asked) -> Told:
        there = sorted(
            ((message, key) for key, said in self.remote.ledger.messages.items() for message in said),
            key=lambda pair: (pair[0].at, int(pair[0].key)),
        )
        return self._paged(asked, there, lambda pair: self._followup(*pair))

    def _paged(self, asked: Asked, rows: list[Any], told: Callable[[Any], dict[str, Any]]) -> Told:
        size = int(asked.query.get("page_size", 25))
        last = max(1, -(-len(rows) // size))
        page = last if asked.query.get("page") == "last" else int(asked.query.get("page", 1))
        if page > last:
            raise errors.NotThere("Invalid page.")
        link = f"{self.url()}{asked.path}?page={page + 1}&page_size={size}" if page < last else None
        shown = [told(row) for row in rows[(page - 1) * size : page * size]]
        return Told(200, {"count": len(rows), "next": link, "previous": None, "results": shown})

    # --- what is written

    def _sent(self, asked: Asked) -> tuple[dict[str, Any], tuple[OutFile, ...], tuple[bytes, ...]]:
        """What was sent as JSON, or as a form with files."""
        if asked.body is not None:
            return asked.body, (), ()
        form = forms.read(asked.headers["content-type"], asked.raw)
        plain = {"ticket", "queue", "priority", "public", "status", "on_hold", "assigned_to"}
        told = {name: json.loads(text) if name in plain else text for name, text in form.fields.items()}
        names = tuple(OutFile(name, "application/octet-stream", len(content)) for name, content in form.files.items())
        return told, names, tuple(form.files.values())

    def _open(self, asked: Asked) -> Told:
        """Always an open one."""
        sent, names, contents = self._sent(asked)
        values = {name: value for name, value in self._values(sent).items() if name not in ("status", "subject")}
        who = RemotePerson("", "", sent["submitter_email"])
        key = self.remote.apply(
            OpenTicket("", sent["title"], who, sent["description"], values, files=names), None, contents
        ).key
        return Told(201, self.row(key))

    def _say(self, asked: Asked) -> Told:
        """A comment is a template, of which only the literals are known here; blanks around it are cut off first."""
        sent, names, contents = self._sent(asked)
        key, text = str(sent["ticket"]), sent["comment"].strip()
        if key not in self.remote.ledger.tickets:
            raise errors.Invalid("", {"ticket": f'Invalid pk "{key}" - object does not exist.'})
        role = Role.REPLY if sent["public"] else Role.NOTE
        said = Say("", key, role, _LITERAL.sub(lambda found: found[1], text), US, files=names)
        made = self.remote.apply(said, None, contents).key
        (message,) = [message for message in self.remote.ledger.messages[key] if message.key == made]
        return Told(201, self._followup(message, key))

    def _patch(self, asked: Asked, key: str) -> Told:
        self.remote.ticket(key)
        if "merged_to" in asked.body:
            self.remote.apply(MergeTickets("", key, str(asked.body["merged_to"])))
        else:
            self.remote.apply(SetFields("", key, self._values(asked.body)))
        return Told(200, self.row(key))

    def _values(self, sent: dict[str, Any]) -> dict[str, Value]:
        meanings: dict[str, tuple[str, Callable[[Any], Value]]] = {
            "title": ("subject", str),
            "priority": ("priority", _BY_PRIORITY.index),
            "assigned_to": ("assignee", lambda number: None if number is None else self.people[number - 1]),
            "queue": ("team", lambda number: self.remote.rules.teams[number - 1]),
            "due_date": ("due", lambda text: text and int(datetime.fromisoformat(text).timestamp() * 1000)),
            "custom_serial": ("field.serial", lambda value: value),
        }
        values = {meanings[name][0]: meanings[name][1](sent[name]) for name in meanings if name in sent}
        if "status" in sent:
            statuses = {1: Status.OPEN, 2: Status.OPEN, 3: Status.SOLVED, 4: Status.CLOSED, 5: Status.CLOSED}
            values["status"] = int(Status.ON_HOLD if sent.get("on_hold") else statuses[sent["status"]])
        return values

    def _attachment(self, asked: Asked, key: str) -> Told:
        self.remote.download(key)
        there = (file for said in self.remote.ledger.messages.values() for one in said for file in one.files)
        return Told(200, self._file(next(file for file in there if file.key == key)))


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, _ZONE).isoformat(timespec="microseconds")
