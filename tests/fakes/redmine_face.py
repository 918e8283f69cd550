"""The fake help desk as Redmine: its paths, words and silences, over fakes/remote.py.

What it says was read off a real Redmine 5.0, which the same tests are asked of in `pytest -m servers`.
"""

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

from fakes.redmine_wiki import RedmineWiki
from fakes.remote import FakeRemote
from fakes.rules import US
from fakes.server import TOKEN
from fakes.vendor import Asked, Told
from supportterm.backends import errors
from supportterm.core.nouns import Value
from supportterm.core.remote import (
    OpenTicket,
    OutFile,
    RemoteEvent,
    RemoteFile,
    RemoteMessage,
    RemotePerson,
    RemoteTicket,
    Say,
    SetFields,
)
from supportterm.core.terms import Role, Status
from supportterm.exchange import addresses

_STATUSES: Final = {1: "New", 2: "In Progress", 3: "Resolved", 4: "Feedback", 5: "Closed", 6: "Rejected"}
_CLOSED: Final = (5, 6)
_BY_STATUS: Final = dict(zip(Status, (1, 2, 4, 4, 3, 5), strict=True))
_PRIORITIES: Final = {1: "Low", 2: "Normal", 3: "High", 4: "Urgent", 5: "Immediate"}
_MARK, _REQUESTER, _SERIAL = 3, 4, 2
_FIELDS: Final = {_SERIAL: "Serial", _MARK: "supportterm-id", _REQUESTER: "supportterm-requester"}
_SPLIT: Final = 10_000_000
"""Added to a number: of the journal that is split off from a private note."""
_FORMAT: Final = "%Y-%m-%dT%H:%M:%SZ"


class Wanted(NamedTuple):
    """A condition of a list of issues."""

    field: str
    operator: str
    values: list[str]


class RedmineFace:
    api = "/"

    def __init__(self, remote: FakeRemote) -> None:
        self.remote = remote
        self.url: Callable[[], str] = lambda: ""
        self.public = False
        """Everybody sees the projects, and their wikis."""
        self.marks = True
        """There is a field for our marks."""
        self._people: dict[str, int] = {}
        self._uploads: dict[str, tuple[str, bytes]] = {}
        self._routes: tuple[tuple[str, str, Callable[..., Told]], ...] = (
            ("GET", r"users/current\.json", lambda asked: Told(200, {"user": self._user(US)})),
            ("GET", r"users/(\d+)\.json", self._somebody),
            ("GET", r"projects\.json", self._projects),
            ("GET", r"projects/(\d+)/memberships\.json", self._members),
            *RedmineWiki(remote, self._ref_to).routes(),
            ("GET", r"roles\.json", lambda asked: Told(200, {"roles": [_ref(1, "Manager"), _ref(2, "Reporter")]})),
            ("GET", r"roles/(\d+)\.json", self._role),
            ("GET", r"issue_statuses\.json", lambda asked: Told(200, {"issue_statuses": _ALL})),
            ("GET", r"enumerations/issue_priorities\.json", self._priorities),
            ("GET", r"trackers\.json", lambda asked: Told(200, {"trackers": [_ref(1, "Bug"), _ref(2, "Support")]})),
            ("GET", r"custom_fields\.json", self._fields),
            ("GET", r"issues\.json", self._issues),
            ("POST", r"issues\.json", self._open),
            ("GET", r"issues/(\d+)\.json", lambda asked, key: Told(200, {"issue": self.issue(key)})),
            ("PUT", r"issues/(\d+)\.json", self._put),
            ("GET", r"search\.json", self._search),
            ("POST", r"uploads\.json", self._upload),
            ("GET", r"attachments/(\d+)\.json", self._attachment),
            ("GET", r"attachments/download/(\d+)/.+", self._content),
        )

    def admits(self, asked: Asked) -> bool:
        return asked.headers.get("authorization") == f"Basic {base64.b64encode(f'{TOKEN}:key'.encode()).decode()}"

    def answer(self, asked: Asked) -> Told:
        for method, pattern, route in self._routes:
            if method == asked.method and (found := re.fullmatch(pattern, asked.path[1:])):
                return route(asked, *found.groups())
        raise errors.NotThere("")

    def refuse(self, error: errors.RemoteError) -> Told:
        """Where something is not there or not allowed, without a word, though it says that it is JSON."""
        match error:
            case errors.NotThere():
                return Told(404, raw=b"")
            case errors.NotAllowed():
                return Told(403, raw=b"")
            case errors.Conflict():
                return Told(409, raw=b"")
        return Told(422, {"errors": [str(error)]})

    # --- people and words

    def _number(self, who: str) -> int:
        return self._people.setdefault(who, 1 + len(self._people))

    def _ref_to(self, who: str) -> dict[str, Any]:
        name = who.partition("@")[0].title() if "@" in who else who
        return _ref(self._number(who), name)

    def _user(self, who: str) -> dict[str, Any]:
        name = self._ref_to(who)
        mail = who if "@" in who else f"{who}@desk.test"
        return {"id": name["id"], "login": who, "firstname": name["name"], "lastname": "", "mail": mail,
                "created_on": _stamp(0)}  # fmt: skip

    def _somebody(self, asked: Asked, number: str) -> Told:
        who = next((who for who, known in self._people.items() if known == int(number)), None)
        if who is None:
            raise errors.NotThere("")
        return Told(200, {"user": self._user(who)})

    def _projects(self, asked: Asked) -> Told:
        rows = [_ref(n, name) | {"identifier": name, "is_public": self.public}
                for n, name in enumerate(self.remote.rules.teams, 1)]  # fmt: skip
        return Told(200, {"projects": rows, "total_count": len(rows)})

    def _members(self, asked: Asked, project: str) -> Told:
        rows = [{"id": n, "user": self._ref_to(name), "roles": [_ref(1, "Manager")]}
                for n, name in enumerate((US, *self.remote.rules.agents))]  # fmt: skip
        return Told(200, {"memberships": rows, "total_count": len(rows)})

    def _role(self, asked: Asked, number: str) -> Told:
        may = ["view_issues", "edit_issues"] if number == "1" else ["view_issues"]
        return Told(200, {"role": _ref(int(number), "Manager") | {"permissions": may}})

    def _priorities(self, asked: Asked) -> Told:
        rows = [_ref(n, name) | {"active": True} for n, name in _PRIORITIES.items()]
        return Told(200, {"issue_priorities": rows})

    def _fields(self, asked: Asked) -> Told:
        rows = [_ref(n, name) | {"customized_type": "issue", "field_format": "string", "multiple": False}
                for n, name in _FIELDS.items() if self.marks or n != _MARK]  # fmt: skip
        return Told(200, {"custom_fields": rows})

    # --- issues

    def row(self, key: str) -> dict[str, Any]:
        """As in a list: without journals."""
        ticket, said = self.remote.ticket(key), self.remote.ledger.messages[key]
        ours = [message.marker for message in said if message.marker]
        teams, status = list(self.remote.rules.teams), _BY_STATUS[Status(ticket.status)]
        opened_here = bool(said[0].marker) or ticket.requester.email not in self._people
        author = self._ref_to(US if said[0].marker else ticket.requester.email)
        requester = f"{ticket.requester.name} <{ticket.requester.email}>" if opened_here and said[0].marker else ""
        values = {_SERIAL: ticket.fields.get("serial") or "", _MARK: ours[-1] if ours else "", _REQUESTER: requester}
        row = {
            "id": int(key), "project": _ref(1 + teams.index(ticket.team or teams[0]), ticket.team or teams[0]),
            "tracker": _ref(1, "Bug"), "status": _status(status), "author": author, "subject": ticket.subject,
            "priority": _ref(ticket.priority + 1, _PRIORITIES[ticket.priority + 1]), "description": said[0].body,
            "start_date": None, "due_date": _day(ticket.due), "done_ratio": 0, "is_private": False,
            "estimated_hours": None, "total_estimated_hours": None, "created_on": _stamp(ticket.created_at),
            "custom_fields": [_ref(n, _FIELDS[n]) | {"value": value} for n, value in values.items()
                              if self.marks or n != _MARK],
            "updated_on": _stamp(ticket.updated_at), "closed_on": None,
        }  # fmt: skip
        return row | ({"assigned_to": self._ref_to(ticket.assignee)} if ticket.assignee else {})

    def issue(self, key: str) -> dict[str, Any]:
        ticket, said = self.remote.ticket(key), self.remote.ledger.messages[key]
        journals = [self._change(event) for event in self.remote.ledger.events[key]]
        marked = said[0].marker
        for message in said[1:]:
            journals += self._said(message, ticket, marked)
            marked = message.marker or marked
        journals.sort(key=lambda journal: (journal["id"] % _SPLIT, -journal["id"]))
        files = [_file(file) for message in said for file in message.files]
        return self.row(key) | {"journals": journals, "attachments": files, "allowed_statuses": _ALL}

    def _said(self, message: RemoteMessage, ticket: RemoteTicket, marked: str) -> list[dict[str, Any]]:
        """With a private note, what is changed beside it stands in a journal of its own, right before."""
        who = (message.person or ticket.requester).email if message.role is Role.CUSTOMER else message.agent or US
        mark = {"property": "cf", "name": str(_MARK), "old_value": marked, "new_value": message.marker}
        details = [mark] if message.marker and self.marks else []
        details += [{"property": "attachment", "name": file.key, "old_value": None, "new_value": file.name}
                    for file in message.files]  # fmt: skip
        journal = {
            "id": int(message.key), "user": self._ref_to(who), "notes": message.body, "private_notes": False,
            "created_on": _stamp(message.at), "details": details,
        }  # fmt: skip
        if message.role is not Role.NOTE:
            return [journal]
        split = journal | {"id": int(message.key) + _SPLIT, "notes": ""}
        note = journal | {"private_notes": True, "details": []}
        return [split, note] if details else [note]

    def _change(self, event: RemoteEvent) -> dict[str, Any]:
        names = {"subject": "subject", "status": "status_id", "priority": "priority_id", "assignee": "assigned_to_id",
                 "team": "project_id", "due": "due_date"}  # fmt: skip
        own = event.field.startswith("field.")
        detail = {
            "property": "cf" if own else "attr", "name": str(_SERIAL) if own else names[event.field],
            "old_value": self._raw(event.field, event.old), "new_value": self._raw(event.field, event.value),
        }  # fmt: skip
        who = US if event.actor == "customer" else event.actor
        return {"id": int(event.key), "user": self._ref_to(who), "notes": "", "private_notes": False,
                "created_on": _stamp(event.at), "details": [detail]}  # fmt: skip

    def _raw(self, field: str, value: Value) -> str | None:
        if value is None:
            return None
        match field:
            case "status":
                return str(_BY_STATUS[Status(int(str(value)))])
            case "priority":
                return str(int(str(value)) + 1)
            case "assignee":
                return str(self._number(str(value)))
            case "team":
                return str(1 + list(self.remote.rules.teams).index(str(value)))
            case "due":
                return _day(int(str(value)))
        return str(value)

    def _issues(self, asked: Asked) -> Told:
        pairs = parse_qsl(asked.line, keep_blank_values=True)
        operators = {name[3:-1]: value for name, value in pairs if name.startswith("op[")}
        wanted = [Wanted(field, operator, [value for name, value in pairs if name == f"v[{field}][]"])
                  for field, operator in operators.items()]  # fmt: skip
        told = dict(pairs)
        rows = [self.row(key) for key in self.remote.ledger.tickets]
        rows = [row for row in rows if all(self._meets(row, one) for one in wanted)]
        for field, _, order in (part.partition(":") for part in reversed(told["sort"].split(","))):
            rows.sort(key=lambda row: row[field], reverse=order == "desc")
        limit, offset = int(told["limit"]), int(told.get("offset", 0))
        return Told(200, {"issues": rows[offset : offset + limit], "total_count": len(rows), "limit": limit})

    def _meets(self, row: dict[str, Any], wanted: Wanted) -> bool:
        field, operator, values = wanted
        match field, operator:
            case "status_id", "o":
                return row["status"]["id"] not in _CLOSED
            case "status_id", _:
                return True
            case "issue_id", "=":
                return str(row["id"]) in values[0].split(",")
            case "issue_id", _:
                return row["id"] >= int(values[0])
            case "project_id", _:
                return str(row["project"]["id"]) in values
            case "author_id", _:
                return row["author"]["id"] == self._number(US)
            case "subject", _:
                return values[0].lower() in row["subject"].lower()
            case "updated_on", "><":
                return values[0] <= row["updated_on"] <= values[1]
        return bool(row["updated_on"] >= values[0])

    def _search(self, asked: Asked) -> Told:
        found = self.remote.search(asked.query["q"], int(asked.query["limit"]))
        rows = [{"id": int(ticket.key), "title": ticket.subject, "type": "issue"} for ticket in found]
        return Told(200, {"results": rows, "total_count": len(rows)})

    # --- what is written

    def _open(self, asked: Asked) -> Told:
        sent = asked.body["issue"]
        own = {field["id"]: field["value"] for field in sent.get("custom_fields", ())}
        entry = addresses.parse(own[_REQUESTER])[0]
        names, contents = self._sent_files(sent)
        values = self._values(sent)
        step = OpenTicket(
            own.get(_MARK, ""), str(values.pop("subject")), RemotePerson("", entry.name, entry.address),
            sent["description"], values, files=names,
        )  # fmt: skip
        return Told(201, {"issue": self.row(self.remote.apply(step, None, contents).key)})

    def _put(self, asked: Asked, key: str) -> Told:
        """What it does not know it passes over in silence."""
        self.remote.ticket(key)
        sent = asked.body["issue"]
        values = self._values(sent)
        if values:
            self.remote.apply(SetFields("", key, values))
        if "notes" in sent:
            own = {field["id"]: field["value"] for field in sent.get("custom_fields", ())}
            names, contents = self._sent_files(sent)
            role = Role.NOTE if sent["private_notes"] else Role.REPLY
            self.remote.apply(Say(own.get(_MARK, ""), key, role, sent["notes"], US, files=names), None, contents)
        return Told(204)

    def _values(self, sent: dict[str, Any]) -> dict[str, Value]:
        statuses = {number: int(status) for status, number in reversed(_BY_STATUS.items())}
        people = {number: who for who, number in self._people.items()}
        meanings: dict[str, tuple[str, Callable[[Any], Value]]] = {
            "subject": ("subject", str),
            "status_id": ("status", lambda number: statuses[number]),
            "priority_id": ("priority", lambda number: number - 1),
            "assigned_to_id": ("assignee", lambda number: people[number] if number else None),
            "project_id": ("team", lambda number: self.remote.rules.teams[number - 1]),
            "due_date": ("due", _moment),
        }
        values = {meanings[name][0]: meanings[name][1](sent[name]) for name in meanings if name in sent}
        serial = [field["value"] for field in sent.get("custom_fields", ()) if field["id"] == _SERIAL]
        return values | ({"field.serial": serial[0]} if serial else {})

    # --- files

    def _upload(self, asked: Asked) -> Told:
        token = f"{len(self._uploads)}.token"
        self._uploads[token] = (asked.query["filename"], asked.raw)
        return Told(201, {"upload": {"id": len(self._uploads), "token": token}})

    def _sent_files(self, sent: dict[str, Any]) -> tuple[tuple[OutFile, ...], tuple[bytes, ...]]:
        files = [(one["filename"], self._uploads[one["token"]][1]) for one in sent.get("uploads", ())]
        names = tuple(OutFile(name, "application/octet-stream", len(content)) for name, content in files)
        return names, tuple(content for _, content in files)

    def _attachment(self, asked: Asked, key: str) -> Told:
        self.remote.download(key)
        there = (file for said in self.remote.ledger.messages.values() for one in said for file in one.files)
        return Told(200, {"attachment": _file(next(file for file in there if file.key == key))})

    def _content(self, asked: Asked, key: str) -> Told:
        return Told(200, raw=self.remote.download(key))


def _ref(number: int, name: str) -> dict[str, Any]:
    return {"id": number, "name": name}


def _status(number: int) -> dict[str, Any]:
    return _ref(number, _STATUSES[number]) | {"is_closed": number in _CLOSED}


def _file(file: RemoteFile) -> dict[str, Any]:
    return {"id": int(file.key), "filename": file.name, "filesize": file.size, "content_type": file.media_type}


def _stamp(at: int) -> str:
    return datetime.fromtimestamp(at // 1000, UTC).strftime(_FORMAT)


def _day(due: int | None) -> str | None:
    return None if due is None else datetime.fromtimestamp(due // 1000, UTC).strftime("%Y-%m-%d")


def _moment(day: str) -> int | None:
    return int(datetime.fromisoformat(f"{day}T23:59:59+00:00").timestamp() * 1000) if day else None


_ALL: Final = list(map(_status, _STATUSES))
