"""The fake help desk as Chatwoot: its paths, words and refusals, over fakes/remote.py."""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote

from fakes import forms
from fakes.minutes import Minutes
from fakes.remote import FakeRemote
from fakes.rules import US
from fakes.server import TOKEN
from fakes.specification import Specification
from fakes.vendor import FILES, Asked, Told
from supportterm.backends import errors
from supportterm.core.nouns import Value
from supportterm.core.remote import OpenTicket, OutFile, RemoteFile, RemoteMessage, RemotePerson, Say, SetFields
from supportterm.core.terms import Priority, Role, Status

SETTINGS: Final = {"account": "1", "inbox": "Service", "sweep": "0"}
"""All is walked through each time: a label moves no conversation to the top."""
_STATUSES: Final = dict(zip(Status, ("open", "open", "pending", "snoozed", "resolved", "resolved"), strict=True))
_PRIORITIES: Final = dict(zip(Priority, ("low", "medium", "high", "urgent"), strict=True))
PUBSUB: Final = "what-the-socket-takes"
_MARKER: Final = "supportterm_id"
_LISTED, _MESSAGES = 25, 100


def patch(document: dict[str, Any]) -> None:
    """What the vendor's source says and its file does not."""
    schemas = document["components"]["schemas"]
    schemas["conversation"]["properties"]["status"]["enum"].append("snoozed")
    definitions = document["paths"]["/api/v1/accounts/{account_id}/custom_attribute_definitions"]["get"]
    for parameter in definitions["parameters"]:
        parameter.pop("required", None)
    version = {"type": "object", "required": ["version"], "properties": {"version": {"type": "string"}}}
    told = {"description": "what runs there", "content": {"application/json": {"schema": version}}}
    document["paths"]["/api"] = {"get": {"responses": {"200": told}}}


@cache
def judge() -> Specification | None:
    """The vendor's own file, where it lies beside the checkout."""
    file = Path(__file__).resolve().parents[3] / "shared" / "specs" / "chatwoot-application.yaml"
    return Specification(file, patch) if file.exists() else None


def limits(clock: Callable[[], int], limit: int = 3000) -> Minutes:
    """As it is set up."""
    return Minutes(clock, limit)


class ChatwootFace:
    api = "/api"

    def __init__(self, remote: FakeRemote, *, version: str = "4.5.0") -> None:
        self.remote = remote
        self.version = version
        self.pubsub = PUBSUB
        self.url: Callable[[], str] = lambda: ""
        self._people: dict[str, int] = {}
        self._contacts: dict[int, RemotePerson] = {}
        at = r"conversations/(\d+)"
        self._routes: tuple[tuple[str, str, Callable[..., Told]], ...] = (
            ("GET", r"agents", lambda asked: Told(200, [self._agent(name) for name in (US, *remote.rules.agents)])),
            ("GET", r"teams", lambda asked: Told(200, self._teams())),
            ("GET", r"inboxes", self._inboxes),
            ("GET", r"canned_responses", self._canned),
            ("GET", r"custom_attribute_definitions", self._fields),
            ("GET", r"contacts/search", self._known),
            ("POST", r"contacts", self._met),
            ("GET", r"conversations", self._listed),
            ("POST", r"conversations", self._open),
            ("GET", at, lambda asked, key: Told(200, self.row(key))),
            ("GET", rf"{at}/messages", self._said),
            ("POST", rf"{at}/messages", self._say),
            ("POST", rf"{at}/toggle_status", self._status),
            ("POST", rf"{at}/toggle_priority", self._priority),
            ("POST", rf"{at}/assignments", self._assign),
            ("POST", rf"{at}/labels", self._label),
            ("POST", rf"{at}/custom_attributes", self._custom),
        )

    def admits(self, asked: Asked) -> bool:
        return asked.path == "/api" or asked.path.startswith(FILES) or asked.headers.get("api_access_token") == TOKEN

    def answer(self, asked: Asked) -> Told:
        if asked.path == "/api":
            return Told(200, {"version": self.version, "queue_services": "ok", "data_services": "ok"})
        if asked.path.startswith(FILES):
            return Told(200, raw=self.remote.download(asked.path.split("/")[2]))
        if asked.path == "/api/v1/profile":
            return Told(200, self._agent(US) | {"account_id": 1, "pubsub_token": self.pubsub})
        path = asked.path.removeprefix("/api/v1/accounts/1/")
        for method, pattern, route in self._routes:
            if method == asked.method and (found := re.fullmatch(pattern, path)):
                return route(asked, *found.groups())
        raise errors.NotThere("Resource could not be found")

    def refuse(self, error: errors.RemoteError) -> Told:
        statuses = {errors.NotThere: 404, errors.Invalid: 422, errors.Conflict: 409, errors.NotAllowed: 403}
        return Told(statuses[type(error)], {"error": str(error)})

    # --- people and words

    def _number(self, who: str) -> int:
        return self._people.setdefault(who, 1 + len(self._people))

    def _agent(self, name: str) -> dict[str, Any]:
        return {"id": self._number(name), "name": name, "email": f"{name}@desk.test", "role": "agent"}

    def _contact(self, person: RemotePerson) -> dict[str, Any]:
        number = self._number(person.email or person.name)
        self._contacts[number] = person
        return {
            "id": number, "name": person.name or person.email, "email": person.email or None, "phone_number": None,
            "identifier": None, "thumbnail": "", "additional_attributes": {}, "custom_attributes": {}, "blocked": False,
        }  # fmt: skip

    def _teams(self) -> list[dict[str, Any]]:
        return [{"id": 50 + n, "name": name} for n, name in enumerate(self.remote.rules.teams)]

    def _inboxes(self, asked: Asked) -> Told:
        rows = [{"id": 1, "name": "Website", "channel_type": "Channel::WebWidget"},
                {"id": 2, "name": "Service", "channel_type": "Channel::Api"}]  # fmt: skip
        return Told(200, {"payload": rows})

    def _canned(self, asked: Asked) -> Told:
        return Told(200, [{"id": 9, "short_code": "log", "content": "Could you send the log?", "account_id": 1}])

    def _fields(self, asked: Asked) -> Told:
        serial = {"id": 1, "attribute_key": "serial", "attribute_display_name": "Serial"}
        return Told(200, [serial | {"attribute_display_type": "text", "attribute_model": "conversation_attribute"}])

    def _known(self, asked: Asked) -> Told:
        wanted = asked.query["q"].lower()
        found = [person for person in self._contacts.values() if wanted in f"{person.email} {person.name}".lower()]
        rows = [self._contact(person) | {"contact_inboxes": []} for person in found]
        return Told(200, {"meta": {"count": len(rows), "current_page": "1"}, "payload": rows})

    def _met(self, asked: Asked) -> Told:
        person = RemotePerson("", asked.body["name"], asked.body.get("email", ""))
        told = {name: value for name, value in self._contact(person).items() if value is not None}
        return Told(200, {"payload": [told]})

    # --- conversations

    def row(self, key: str) -> dict[str, Any]:
        ticket, said = self.remote.ticket(key), self.remote.ledger.messages[key]
        marked = {_MARKER: said[0].marker} if said[0].marker else {}
        teams = {team["name"]: team for team in self._teams()}
        meta: dict[str, Any] = {"sender": self._contact(ticket.requester), "channel": "Channel::Api"}
        meta |= {"assignee": self._agent(ticket.assignee)} if ticket.assignee else {}
        meta |= {"team": teams[ticket.team]} if ticket.team else {}
        return {
            "id": int(key), "account_id": 1, "inbox_id": 2, "status": _STATUSES[Status(ticket.status)],
            "priority": _PRIORITIES[Priority(ticket.priority)], "labels": list(ticket.tags), "meta": meta,
            "additional_attributes": {"mail_subject": ticket.subject, **marked}, "can_reply": True, "muted": False,
            "custom_attributes": {name: value for name, value in ticket.fields.items() if value is not None},
            "messages": [self._message(said[-1], key)], "created_at": ticket.created_at // 1000,
            "last_activity_at": said[-1].at // 1000, "timestamp": said[-1].at // 1000, "uuid": f"uuid-{key}",
            "updated_at": ticket.updated_at / 1000, "unread_count": 0, "snoozed_until": None,
        }  # fmt: skip

    def _listed(self, asked: Asked) -> Told:
        tickets = self.remote.ledger.tickets
        found = self.remote.search(asked.query["q"], 999) if "q" in asked.query else tickets.values()
        keys = [ticket.key for ticket in found]
        rows = sorted(map(self.row, keys), key=lambda row: (row["last_activity_at"], row["id"]), reverse=True)
        at = (int(asked.query.get("page", 1)) - 1) * _LISTED
        meta = {"mine_count": 0, "unassigned_count": 0, "assigned_count": 0, "all_count": len(keys)}
        return Told(200, {"data": {"meta": meta, "payload": rows[at : at + _LISTED]}})

    def _said(self, asked: Asked, key: str) -> Told:
        self.remote.ticket(key)
        after = int(asked.query.get("after", 0))
        rows = [m for m in self.remote.ledger.messages[key] if int(m.key) > after]
        rows = rows[:_MESSAGES] if "after" in asked.query else rows[-20:]
        return Told(200, {"meta": {}, "payload": [self._message(message, key) for message in rows]})

    def _message(self, message: RemoteMessage, key: str) -> dict[str, Any]:
        customer = message.role is Role.CUSTOMER
        who = message.person or self.remote.ledger.tickets[key].requester
        agent = self._agent(message.agent or US) | {"type": "user"}
        sender = self._contact(who) | {"type": "contact"} if customer else agent
        marked = {_MARKER: message.marker} if message.marker and not customer else {}
        return {
            "id": int(message.key), "content": message.body, "account_id": 1, "inbox_id": 2,
            "conversation_id": int(key),
            "message_type": 0 if customer else 1, "private": message.role is Role.NOTE, "content_type": "text",
            "status": "sent", "content_attributes": marked, "created_at": message.at // 1000, "source_id": None,
            "sender": sender, "attachments": [self._file(file, message) for file in message.files],
        }  # fmt: skip

    def _file(self, file: RemoteFile, message: RemoteMessage) -> dict[str, Any]:
        url = f"{self.url()}{FILES}{file.key}/{quote(file.name, safe='')}"
        return {"id": int(file.key), "message_id": int(message.key), "file_type": "file", "account_id": 1,
                "data_url": url, "thumb_url": "", "file_size": file.size}  # fmt: skip

    # --- what is written

    def _open(self, asked: Asked) -> Told:
        sent = asked.body
        told = sent["additional_attributes"]
        person = self._contacts[sent["contact_id"]]
        step = OpenTicket(told[_MARKER], told["mail_subject"], person, sent["message"]["content"])
        key = self.remote.apply(step).key
        return Told(200, {"id": int(key), "account_id": 1, "inbox_id": 2})

    def _say(self, asked: Asked, key: str) -> Told:
        self.remote.ticket(key)
        sent, files = asked.body, dict[str, bytes]()
        if sent is None:
            fields, files = forms.read(asked.headers["content-type"], asked.raw)
            sent = fields | {"private": fields["private"] == "true"}
            sent["content_attributes"] = json.loads(fields["content_attributes"])
        role = Role.NOTE if sent["private"] else Role.REPLY
        kind = "application/octet-stream"
        names = tuple(OutFile(unquote(name), kind, len(content)) for name, content in files.items())
        say = Say(sent["content_attributes"][_MARKER], key, role, sent["content"], US, files=names)
        made = self.remote.apply(say, None, tuple(files.values())).key
        (message,) = [message for message in self.remote.ledger.messages[key] if message.key == made]
        return Told(200, self._message(message, key))

    def _status(self, asked: Asked, key: str) -> Told:
        word = asked.body["status"]
        status = next(int(status) for status, known in reversed(_STATUSES.items()) if known == word)
        values: dict[str, Value] = {"status": int(Status.SOLVED) if word == "resolved" else status}
        self._set(key, values)
        if word == "open":  # who opens it takes it
            self.remote.change(key, US, {"assignee": US})
        told = {"success": True, "current_status": word, "conversation_id": int(key)}
        return Told(200, {"meta": {}, "payload": told})

    def _priority(self, asked: Asked, key: str) -> Told:
        words = {word: int(priority) for priority, word in _PRIORITIES.items()} | {"none": int(Priority.NORMAL)}
        self._set(key, {"priority": words[asked.body["priority"]]})
        return Told(200, {})

    def _assign(self, asked: Asked, key: str) -> Told:
        if "assignee_id" in asked.body:
            people = {number: who for who, number in self._people.items()}
            name = people.get(asked.body["assignee_id"])
            self._set(key, {"assignee": name})
            return Told(200, self._agent(name) if name else {})
        team = next((team for team in self._teams() if team["id"] == asked.body["team_id"]), None)
        self._set(key, {"team": team["name"] if team else None})
        return Told(200, team or {})

    def _label(self, asked: Asked, key: str) -> Told:
        self.remote.change(key, US, {}, tuple(sorted(asked.body["labels"])))
        return Told(200, {"payload": sorted(asked.body["labels"])})

    def _custom(self, asked: Asked, key: str) -> Told:
        self._set(key, {f"field.{name}": value for name, value in asked.body["custom_attributes"].items()})
        return Told(200, {"custom_attributes": asked.body["custom_attributes"]})

    def _set(self, key: str, values: dict[str, Value]) -> None:
        self.remote.ticket(key)
        self.remote.apply(SetFields("", key, values))
