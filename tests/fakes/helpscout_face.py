"""The fake help desk as Help Scout: its paths, words and refusals, over fakes/remote.py."""

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

from fakes.html_texts import meant, shown
from fakes.minutes import Minutes
from fakes.remote import FakeRemote
from fakes.rules import US
from fakes.server import TOKEN
from fakes.specification import Specification
from fakes.vendor import Asked, Told
from supportterm.backends import errors
from supportterm.core.remote import OpenTicket, OutFile, RemoteMessage, RemotePerson, Say, SetFields
from supportterm.core.terms import Role, Status

APP: Final = "desk-app"
EMAIL: Final = "us@desk.test"
PAGE: Final = 5
"""Conversations of a page where few are enough; Help Scout has 25."""
_STATUSES: Final = dict(zip(Status, ("active", "active", "pending", "pending", "closed", "closed"), strict=True))
_MEANT: Final = {"active": Status.OPEN, "pending": Status.PENDING, "closed": Status.SOLVED}
_TYPES: Final = {Role.CUSTOMER: "customer", Role.REPLY: "message", Role.NOTE: "note", Role.FORWARD: "forwardparent"}
_OPTIONS: Final = {"1": "IPA", "2": "Stout"}
_FIELDS: Final = {31: "Serial", 32: "Beer"}


@cache
def judge() -> Specification:
    """Ours, written from the vendor's pages: it publishes none."""
    return Specification(Path(__file__).with_name("helpscout_pages.yaml"), lambda document: None, base="/v2")


def limits(clock: Callable[[], int], limit: int = 200) -> Minutes:
    """Of the smallest plan; what is written counts twice."""

    def headers(limit: int, left: int, used: int) -> dict[str, str]:
        return {"X-RateLimit-Limit-Minute": str(limit), "X-RateLimit-Remaining-Minute": str(left)}

    return Minutes(
        clock, limit, cost=lambda asked: 1 + (asked.method != "GET"), headers=headers, retry="X-RateLimit-Retry-After"
    )


class HelpScoutFace:
    api = "/v2/"

    def __init__(self, remote: FakeRemote) -> None:
        self.remote = remote
        self.url: Callable[[], str] = lambda: ""
        self.size = PAGE
        self.tokens: dict[str, bool] = {}
        """Those that were given, and whether each still counts."""
        self.spam: set[str] = set()
        self.chats: set[str] = set()
        """Of which a list tells the last message alone."""
        self._people: dict[str, int] = {}
        self._routes: tuple[tuple[str, str, Callable[..., Told]], ...] = (
            ("POST", r"oauth2/token", self._token),
            ("GET", r"users/me", lambda asked: Told(200, self._user(US))),
            ("GET", r"users", self._users),
            ("GET", r"mailboxes", self._mailboxes),
            ("GET", r"mailboxes/(\d+)/fields", self._fields),
            ("GET", r"mailboxes/(\d+)/saved-replies", self._saved),
            ("GET", r"mailboxes/(\d+)/saved-replies/7", self._saved_reply),
            ("GET", r"conversations", self._list),
            ("POST", r"conversations", self._open),
            ("GET", r"conversations/(\d+)", self._conversation),
            ("PATCH", r"conversations/(\d+)", self._patch),
            ("PUT", r"conversations/(\d+)/tags", self._put_tags),
            ("PUT", r"conversations/(\d+)/fields", self._put_fields),
            ("GET", r"conversations/(\d+)/threads", self._threads),
            ("POST", r"conversations/(\d+)/(reply|notes)", self._say),
            ("GET", r"conversations/(\d+)/attachments/(\d+)/data", self._data),
        )

    def date(self) -> float:
        """Seconds: what it says the time is."""
        return self.remote._now() / 1000

    def admits(self, asked: Asked) -> bool:
        if asked.path == "/v2/oauth2/token":
            return True
        return self.tokens.get(asked.headers.get("authorization", "").removeprefix("Bearer "), False)

    def answer(self, asked: Asked) -> Told:
        path = asked.path.removeprefix(self.api)
        for method, pattern, route in self._routes:
            if method == asked.method and (found := re.fullmatch(pattern, path)):
                return route(asked, *found.groups())
        raise errors.NotThere("Not found")

    def refuse(self, error: errors.RemoteError) -> Told:
        statuses = {errors.NotThere: 404, errors.Invalid: 400, errors.NotAllowed: 403}
        told: dict[str, Any] = {"logRef": "cb73#12", "message": "Validation error"}
        if isinstance(error, errors.Invalid):
            named = error.fields or {"conversation": str(error)}
            told["_embedded"] = {"errors": [{"path": path, "message": why} for path, why in named.items()]}
        return Told(statuses[type(error)], told)

    def _token(self, asked: Asked) -> Told:
        form = {name: values[0] for name, values in parse_qs(asked.raw.decode()).items()}
        if (form["grant_type"], form["client_id"], form["client_secret"]) != ("client_credentials", APP, TOKEN):
            return Told(401, {"error": "invalid_client", "error_description": "Client authentication failed"})
        self.tokens[token := f"access-{len(self.tokens)}"] = True
        return Told(200, {"token_type": "bearer", "access_token": token, "expires_in": 172_800})

    # --- people and words

    def _number(self, who: str) -> int:
        return self._people.setdefault(who, 1000 + len(self._people))

    def _user(self, who: str) -> dict[str, Any]:
        email = EMAIL if who == US else f"{who}@desk.test"
        return {"id": self._number(who), "firstName": who, "lastName": "", "email": email, "type": "user",
                "createdAt": _stamp(0)}  # fmt: skip

    def _person(self, who: str, kind: str = "customer") -> dict[str, Any]:
        name = who.partition("@")[0].title() if kind == "customer" else who
        email = who if kind == "customer" else f"{who}@desk.test"
        return {"id": self._number(who), "type": kind, "first": name, "last": "", "email": email}

    def _users(self, asked: Asked) -> Told:
        team = {"id": 77, "firstName": "Designers", "lastName": "", "email": "", "type": "team"}
        people = [self._user(name) for name in (US, *self.remote.rules.agents)]
        return Told(200, self._hal(asked, "users", [*people, team], 50))

    def _mailboxes(self, asked: Asked) -> Told:
        rows = [{"id": 500 + n, "name": name.title()} for n, name in enumerate(self.remote.rules.teams)]
        return Told(200, self._hal(asked, "mailboxes", rows, 50))

    def _fields(self, asked: Asked, inbox: str) -> Told:
        options = [{"id": int(n), "order": int(n), "label": label} for n, label in _OPTIONS.items()]
        rows = [{"id": 31, "name": "Serial", "type": "singleLine", "options": []},
                {"id": 32, "name": "Beer", "type": "dropdown", "options": options}]  # fmt: skip
        return Told(200, self._hal(asked, "fields", rows if inbox == "500" else rows[:1], 50))

    def _saved(self, asked: Asked, inbox: str) -> Told:
        rows = [{"id": 7, "name": "Ask for the log", "preview": "Could you…"}]
        return Told(200, rows if inbox == "500" else [])

    def _saved_reply(self, asked: Asked, inbox: str) -> Told:
        return Told(200, {"id": 7, "name": "Ask for the log", "text": "<p>Could you send the log?</p>"})

    # --- conversations

    def row(self, key: str, *, threads: bool = False) -> dict[str, Any]:
        ticket = self.remote.ticket(key)
        said = self.remote.ledger.messages[key]
        spam = key in self.spam
        waiting = max((m.at for m in said if m.role is Role.CUSTOMER), default=ticket.created_at)
        custom = [
            {"id": number, "name": name, "value": value} | ({"text": _OPTIONS[value]} if name == "Beer" else {})
            for number, name in _FIELDS.items()
            if (value := str(ticket.fields.get(name.lower()) or ""))
        ]
        told: dict[str, Any] = {
            "id": int(key), "number": int(key) + 90_000, "threads": len(said), "folderId": 11,
            "type": "chat" if key in self.chats else "email",
            "status": "spam" if spam else _STATUSES[Status(ticket.status)], "state": "published",
            "subject": ticket.subject, "preview": said[-1].body[:80] if said else "",
            "mailboxId": 500 + self.remote.rules.teams.index(ticket.team) if ticket.team else 500,
            "createdBy": self._person(ticket.requester.email), "createdAt": _stamp(ticket.created_at),
            "userUpdatedAt": _stamp(ticket.updated_at),
            "customerWaitingSince": {"time": _stamp(waiting), "friendly": f"{self.remote._now() % 977} min ago"},
            "source": {"type": "email", "via": "customer"},
            "tags": [{"id": 9000 + n, "tag": tag, "color": "#929499"} for n, tag in enumerate(ticket.tags)],
            "primaryCustomer": self._person(ticket.requester.email), "customFields": custom,
        }  # fmt: skip
        if ticket.assignee:
            told["assignee"] = self._person(ticket.assignee, "user")
        if threads:
            shown = said[-1:] if key in self.chats else said
            told["_embedded"] = {"threads": [self._thread(message, key) for message in reversed(shown)]}
        return told

    def _list(self, asked: Asked) -> Told:
        assert asked.query["status"] == "all", "else only active ones are told"
        assert (asked.query["sortField"], asked.query["sortOrder"]) == ("modifiedAt", "desc")
        since = asked.query.get("modifiedSince", "")
        assert not since or re.fullmatch(r"[\d-]{10}T[\d:]{8}Z", since), "milliseconds are refused"
        start = datetime.fromisoformat(since).timestamp() * 1000 if since else 0
        there = [t for t in self.remote.ledger.tickets.values() if t.updated_at >= start and not t.merged_into]
        if "mailbox" in asked.query:
            inboxes = {self._team(int(number)) for number in asked.query["mailbox"].split(",")}
            there = [ticket for ticket in there if (ticket.team or self._team(500)) in inboxes]
        if "query" in asked.query:
            words = re.findall(r'subject:"([^"]*)"', asked.query["query"])
            assert asked.query["query"].count(" AND ") == len(words) - 1
            found = {ticket.key for ticket in self.remote.search(" ".join(words), 1000)}
            there = [ticket for ticket in there if ticket.key in found]
        there.sort(key=lambda ticket: (ticket.updated_at, int(ticket.key)), reverse=True)
        told = self._hal(asked, "conversations", [ticket.key for ticket in there], self.size)
        keys = told["_embedded"]["conversations"]
        rows = [self.row(key, threads=asked.query.get("embed") == "threads") for key in keys]
        return Told(200, told | {"_embedded": {"conversations": rows}})

    def _conversation(self, asked: Asked, key: str) -> Told:
        into = self.remote.ledger.tickets[key].merged_into if key in self.remote.ledger.tickets else ""
        if into:
            return Told(301, None, (("Location", f"{self.url()}/v2/conversations/{into}?embed=threads"),))
        return Told(200, self.row(key, threads=asked.query.get("embed") == "threads"))

    def _hal(self, asked: Asked, name: str, rows: list[Any], size: int) -> dict[str, Any]:
        page = int(asked.query.get("page", 1))
        info = {"size": size, "totalElements": len(rows), "totalPages": max(1, -(-len(rows) // size)), "number": page}
        return {"_embedded": {name: rows[(page - 1) * size : page * size]}, "page": info}

    # --- messages

    def _thread(self, message: RemoteMessage, key: str) -> dict[str, Any]:
        by_customer = message.role is Role.CUSTOMER
        who = (message.person or self.remote.ticket(key).requester).email if by_customer else message.agent or US
        files = [{"id": int(file.key), "filename": file.name, "mimeType": file.media_type, "size": file.size}
                 for file in message.files]  # fmt: skip
        return {
            "id": int(message.key), "type": _TYPES[message.role], "status": "active", "state": "published",
            "body": shown(message.body), "source": {"type": "email", "via": "customer" if by_customer else "user"},
            "createdBy": self._person(who, "customer" if by_customer else "user"), "createdAt": _stamp(message.at),
            "to": [], "cc": [], "bcc": [], "_embedded": {"attachments": files},
        }  # fmt: skip

    def _threads(self, asked: Asked, key: str) -> Told:
        self.remote.ticket(key)
        rows = [self._thread(message, key) for message in reversed(self.remote.ledger.messages[key])]
        return Told(200, self._hal(asked, "threads", rows, 10))

    def _data(self, asked: Asked, key: str, file: str) -> Told:
        return Told(200, {"data": base64.b64encode(self.remote.download(file)).decode()})

    # --- what is written

    def _files(self, sent: dict[str, Any]) -> tuple[tuple[OutFile, ...], tuple[bytes, ...]]:
        files = [(one["fileName"], base64.b64decode(one["data"])) for one in sent.get("attachments", ())]
        names = tuple(OutFile(name, "application/octet-stream", len(content)) for name, content in files)
        return names, tuple(content for _, content in files)

    def _open(self, asked: Asked) -> Told:
        sent = asked.body
        (thread,) = sent["threads"]
        names, contents = self._files(thread)
        customer = sent["customer"]
        who = RemotePerson("", f"{customer.get('firstName', '')} {customer.get('lastName', '')}".strip(),
                           customer["email"])  # fmt: skip
        values: dict[str, Any] = {"team": self._team(sent["mailboxId"])}
        values |= {"assignee": self._agent(sent["assignTo"])} if "assignTo" in sent else {}
        values |= self._custom(sent.get("fields", ()))
        step = OpenTicket("", sent["subject"], who, meant(thread["text"]), values, tuple(sent.get("tags", ())), names)
        return _made(self.remote.apply(step, None, contents).key)

    def _say(self, asked: Asked, key: str, how: str) -> Told:
        names, contents = self._files(asked.body)
        role = Role.REPLY if how == "reply" else Role.NOTE
        if role is Role.REPLY:
            wanted = self._number(self.remote.ticket(key).requester.email)
            assert asked.body["customer"]["id"] == wanted, "a reply is to the customer"
        made = self.remote.apply(Say("", key, role, meant(asked.body["text"]), US, files=names), None, contents).key
        status = asked.body.get("status", "active")
        if role is Role.REPLY and status != _STATUSES[Status(self.remote.ticket(key).status)]:
            self.remote.change(key, US, {"status": int(_MEANT[status])})
        return _made(made)

    def _patch(self, asked: Asked, key: str) -> Told:
        sent = asked.body
        path, value = sent["path"], sent.get("value")
        assert sent["op"] == ("move" if path == "/mailboxId" else "remove" if value is None else "replace")
        meanings: dict[str, Callable[[], dict[str, Any]]] = {
            "/subject": lambda: {"subject": value},
            "/status": lambda: {"status": int(_MEANT[str(value)])},
            "/assignTo": lambda: {"assignee": None if value is None else self._agent(int(str(value)))},
            "/mailboxId": lambda: {"team": self._team(int(str(value)))},
        }
        return self._set(key, meanings[path](), None)

    def _put_tags(self, asked: Asked, key: str) -> Told:
        return self._set(key, {}, tuple(sorted(asked.body["tags"])))

    def _put_fields(self, asked: Asked, key: str) -> Told:
        left_out = {f"field.{name.lower()}": None for name in _FIELDS.values()}
        return self._set(key, left_out | self._custom(asked.body["fields"]), None)

    def _set(self, key: str, values: dict[str, Any], tags: tuple[str, ...] | None) -> Told:
        ticket = self.remote.ticket(key)
        self.remote.apply(SetFields("", key, values, version=ticket.version), ticket.tags if tags is None else tags)
        return Told(204)

    def _custom(self, fields: Any) -> dict[str, Any]:
        for one in fields:
            if one["id"] == 32 and one["value"] and one["value"] not in _OPTIONS:
                raise errors.Invalid("no such option", {"fields[0].value": "no such option"})
        return {f"field.{_FIELDS[one['id']].lower()}": one["value"] or None for one in fields}

    def _team(self, number: int) -> str:
        return self.remote.rules.teams[number - 500]

    def _agent(self, number: int) -> str:
        return next(who for who, known in self._people.items() if known == number)


def _made(key: str) -> Told:
    return Told(201, None, (("Resource-ID", key),), raw=b"")


def _stamp(at: int) -> str:
    return datetime.fromtimestamp(at // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
