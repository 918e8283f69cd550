"""The fake help desk as Zendesk: its paths, words and refusals, over fakes/remote.py."""

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from fakes.books import Books
from fakes.minutes import Minutes
from fakes.remote import FakeRemote
from fakes.rules import US
from fakes.server import TOKEN
from fakes.specification import Judge, Several, Specification
from fakes.vendor import Asked, Told
from fakes.zendesk_help_center import HELP_CENTER, PAGES, HelpCenterFace, pages
from supportterm.backends import errors
from supportterm.core.remote import OpenTicket, OutFile, RemoteMessage, RemotePerson, Say, SetFields
from supportterm.core.terms import Priority, Role, Status

API: Final = "/api/v2/"
EMAIL: Final = "us@desk.test"
EXPORTED: Final = 8
"""Tickets of a page of the export where few are enough; Zendesk has a thousand."""
_STATUSES: Final = dict(zip(Status, ("new", "open", "pending", "hold", "solved", "closed"), strict=True))
_PRIORITIES: Final = dict(zip(Priority, ("low", "normal", "high", "urgent"), strict=True))
_FIELD: Final = 360001
_MARKER: Final = "supportterm-id"


def patch(document: dict[str, Any]) -> None:
    """What the vendor's pages say and its file does not."""
    schemas, paths = document["components"]["schemas"], document["paths"]
    for name in ("TicketObject", "TicketUpdateInput"):
        for told in schemas[name]["properties"].values():
            if "type" in told:
                told["nullable"] = True
    schemas["TicketObject"]["properties"]["status"]["enum"].append("deleted")
    values = schemas["TicketObject"]["properties"]["custom_fields"]
    values["items"]["properties"]["value"]["nullable"] = True
    schemas["TicketUpdateInput"]["properties"]["custom_fields"] = values  # the file names the fields' definitions
    document["components"]["parameters"]["IncrementalUnixTime"]["required"] = False
    paths["/api/v2/uploads"]["post"].setdefault("parameters", []).append({"name": "filename", "in": "query"})
    paths["/api/v2/search/export"]["get"]["parameters"].append({"name": "page[after]", "in": "query"})
    told = yaml.safe_load(PAGES.read_bytes())
    schemas |= told["components"]["schemas"]
    paths |= {f"{HELP_CENTER}{path.removeprefix('/')}": of for path, of in told["paths"].items()}


@cache
def judge() -> Specification | None:
    """The vendor's own file, where it lies beside the checkout, with what its pages say of the Help Center."""
    file = Path(__file__).resolve().parents[3] / "shared" / "specs" / "zendesk-support.yaml"
    return Specification(file, patch) if file.exists() else None


def articles_judge() -> Judge:
    """Of who only reads articles: of the Help Center there are always the vendor's pages."""
    support = judge()
    return Several({HELP_CENTER: pages()} | ({API: support} if support is not None else {}))


def limits(clock: Callable[[], int], limit: int = 200) -> Minutes:
    """Of the smallest plan; of the export ten looks a minute."""

    def headers(limit: int, left: int, used: int) -> dict[str, str]:
        return {"ratelimit-limit": str(limit), "ratelimit-remaining": str(left), "ratelimit-reset": "60"}

    return Minutes(clock, limit, of={r"GET /api/v2/incremental/tickets/cursor": 10}, headers=headers)


class ZendeskFace:
    api = API

    def __init__(self, remote: FakeRemote, *, admin: bool = True, books: Books | None = None) -> None:
        self.remote = remote
        self.books = books if books is not None else Books()
        self.help_center = HelpCenterFace(self.books, self._number)
        self.admin = admin
        self.exported = EXPORTED
        self.url: Callable[[], str] = lambda: ""
        self.views: list[dict[str, Any]] = []
        self._people: dict[str, int] = {}
        self._uploads: dict[str, tuple[str, bytes]] = {}
        self._opened: dict[str, str] = {}
        """Tickets by the key or the mark that they were opened with."""
        self._routes: tuple[tuple[str, str, Callable[..., Told]], ...] = (
            ("GET", r"users/me", self._me),
            ("GET", r"users", self._agents),
            ("GET", r"users/show_many", self._many),
            ("GET", r"groups", self._groups),
            ("GET", r"ticket_fields", self._fields),
            ("GET", r"custom_statuses", lambda asked: Told(200, {"custom_statuses": []})),
            ("GET", r"macros/active", self._macros),
            ("GET", r"views/active", lambda asked: Told(200, {"views": self.views})),
            ("GET", r"incremental/tickets/cursor", self._export),
            ("GET", r"search/export", self._search_export),
            ("GET", r"search", self._search),
            ("GET", r"search/count", self._count),
            ("GET", r"tickets", self._by_mark),
            ("POST", r"tickets", self._open),
            ("GET", r"tickets/(\d+)", self._ticket),
            ("PUT", r"tickets/(\d+)", self._put),
            ("GET", r"tickets/(\d+)/comments", self._comments),
            ("GET", r"tickets/(\d+)/audits", self._audits),
            ("POST", r"uploads", self._upload),
            ("GET", r"attachments/(\d+)", self._attachment),
            ("GET", r"/attachments/(\d+)/file", self._content),
        )

    def admits(self, asked: Asked) -> bool:
        wanted = base64.b64encode(f"{EMAIL}/token:{TOKEN}".encode()).decode()
        is_file = asked.path.startswith("/attachments/")  # whose address says enough
        return is_file or asked.headers.get("authorization") == f"Basic {wanted}"

    def answer(self, asked: Asked) -> Told:
        if asked.path.startswith(HELP_CENTER):
            return self.help_center.answer(asked)
        path = asked.path.removeprefix(self.api)
        for method, pattern, route in self._routes:
            if method == asked.method and (found := re.fullmatch(pattern, path)):
                return route(asked, *found.groups())
        raise errors.NotThere("RecordNotFound")

    def refuse(self, error: errors.RemoteError) -> Told:
        statuses = {errors.NotThere: 404, errors.Invalid: 422, errors.Conflict: 409, errors.NotAllowed: 403}
        word = type(error).__name__
        told: dict[str, Any] = {"error": word, "description": str(error)}
        return Told(statuses[type(error)], told)

    # --- people and words

    def _number(self, who: str) -> int:
        return self._people.setdefault(who, 1000 + len(self._people))

    def _user(self, who: str, role: str) -> dict[str, Any]:
        email = who if "@" in who else EMAIL if who == US else f"{who}@desk.test"
        name = who.partition("@")[0].title() if "@" in who else who
        return {"id": self._number(who), "name": name, "email": email, "role": role, "created_at": _stamp(0)}

    def _me(self, asked: Asked) -> Told:
        return Told(200, {"user": self._user(US, "admin" if self.admin else "agent")})

    def _agents(self, asked: Asked) -> Told:
        return Told(200, {"users": [self._user(name, "agent") for name in (US, *self.remote.rules.agents)]})

    def _many(self, asked: Asked) -> Told:
        by_number = {number: who for who, number in self._people.items()}
        wanted = [by_number[n] for n in map(int, asked.query["ids"].split(",")) if n in by_number]
        return Told(200, {"users": [self._user(who, "end-user") for who in wanted]})

    def _groups(self, asked: Asked) -> Told:
        teams = [{"id": 500 + n, "name": name} for n, name in enumerate(self.remote.rules.teams)]
        return Told(200, {"groups": teams})

    def _fields(self, asked: Asked) -> Told:
        own = {"id": _FIELD, "type": "text", "title": "Serial", "active": True, "removable": True}
        system = {"id": 1, "type": "subject", "title": "Subject", "active": True, "removable": False}
        return Told(200, {"ticket_fields": [system, own]})

    def _macros(self, asked: Asked) -> Told:
        told = {"comment_value": "Could you send the log?", "status": "pending", "current_tags": "log waiting"}
        actions = [{"field": field, "value": value} for field, value in told.items()]
        return Told(200, {"macros": [{"id": 7, "title": "Ask for the log", "active": True, "actions": actions}]})

    # --- tickets

    def row(self, key: str) -> dict[str, Any]:
        ticket = self.remote.ticket(key)
        teams = list(self.remote.rules.teams)
        return {
            "id": int(key), "subject": ticket.subject, "status": _STATUSES[Status(ticket.status)],
            "priority": _PRIORITIES[Priority(ticket.priority)], "type": None, "tags": list(ticket.tags),
            "requester_id": self._number(ticket.requester.email or "nobody@acme.test"),
            "assignee_id": self._number(ticket.assignee) if ticket.assignee else None,
            "group_id": 500 + teams.index(ticket.team) if ticket.team else None,
            "custom_fields": [{"id": _FIELD, "value": ticket.fields.get("serial")}],
            "created_at": _stamp(ticket.created_at), "updated_at": _stamp(ticket.updated_at),
        }  # fmt: skip

    def _ticket(self, asked: Asked, key: str) -> Told:
        return Told(200, {"ticket": self.row(key)})

    def _by_mark(self, asked: Asked) -> Told:
        key = self._opened.get(asked.query.get("external_id", ""))
        return Told(200, {"tickets": [self.row(key)] if key else []})

    def _export(self, asked: Asked) -> Told:
        if not self.admin:
            raise errors.NotAllowed("Forbidden")
        log = self.remote.ledger.log
        start = int(asked.query.get("cursor") or 0)
        lines = log[start : start + self.exported]
        rows = [self.row(key) if key in self.remote.ledger.tickets else _gone(key, line.at)
                for key, line in {line.key: line for line in lines}.items()]  # fmt: skip
        end = start + len(lines)
        told = {"tickets": rows, "after_cursor": str(end), "end_of_stream": end >= len(log)}
        return Told(200, told)

    def _search_export(self, asked: Asked) -> Told:
        since = datetime.fromisoformat(asked.query["query"].removeprefix("updated>=")).timestamp() * 1000
        keys = sorted((int(k) for k, t in self.remote.ledger.tickets.items() if t.updated_at >= since))
        after, size = int(asked.query.get("page[after]") or 0), int(asked.query["page[size]"])
        rest = [key for key in keys if key > after]
        rows = [self.row(str(key)) | {"result_type": "ticket"} for key in rest[:size]]
        more = len(rest) > size
        meta = {"has_more": more, "after_cursor": str(rest[size - 1]) if more else None}
        return Told(200, {"results": rows, "meta": meta})

    def _search(self, asked: Asked) -> Told:
        words = " ".join(re.findall(r'"([^"]*)"', asked.query["query"]))
        found = self.remote.search(words, 100)
        return Told(200, {"results": [self.row(ticket.key) | {"result_type": "ticket"} for ticket in found]})

    def _count(self, asked: Asked) -> Told:
        since = re.search(r"updated>=(\S+)", asked.query["query"])
        start = datetime.fromisoformat(since[1]).timestamp() * 1000 if since else 0
        return Told(200, {"count": sum(t.updated_at >= start for t in self.remote.ledger.tickets.values())})

    # --- messages

    def _author(self, message: RemoteMessage, key: str) -> int:
        if message.role is not Role.CUSTOMER:
            return self._number(message.agent or US)
        if message.marker:
            return self._number(US)
        who = message.person or self.remote.ticket(key).requester
        return self._number(who.email)

    def _comment(self, message: RemoteMessage, key: str) -> dict[str, Any]:
        return {
            "id": int(message.key), "type": "Comment", "author_id": self._author(message, key), "body": message.body,
            "public": message.role is not Role.NOTE, "created_at": _stamp(message.at),
            "audit_id": int(message.key) * 10,
            "attachments": [self._file(file.key, file.name, file.size) for file in message.files],
        }  # fmt: skip

    def _comments(self, asked: Asked, key: str) -> Told:
        self.remote.ticket(key)
        return Told(200, {"comments": [self._comment(m, key) for m in self.remote.ledger.messages[key]]})

    def _audit(self, message: RemoteMessage, key: str) -> dict[str, Any]:
        custom = {_MARKER: message.marker} if message.marker else {}
        return {
            "id": int(message.key) * 10, "ticket_id": int(key), "author_id": self._author(message, key),
            "created_at": _stamp(message.at), "metadata": {"custom": custom, "system": {}},
            "events": [{"id": int(message.key), "type": "Comment", "body": message.body}],
        }  # fmt: skip

    def _audits(self, asked: Asked, key: str) -> Told:
        self.remote.ticket(key)
        return Told(200, {"audits": [self._audit(m, key) for m in self.remote.ledger.messages[key]]})

    # --- what is written

    def _open(self, asked: Asked) -> Told:
        sent = asked.body["ticket"]
        known = self._opened.get(asked.headers.get("idempotency-key", ""))
        if known:
            return Told(201, {"ticket": self.row(known)}, (("x-idempotency-lookup", "hit"),))
        names, contents = self._files(sent["comment"])
        who = RemotePerson("", sent["requester"]["name"], sent["requester"]["email"])
        step = OpenTicket(
            sent.get("metadata", {}).get(_MARKER, ""), sent["subject"], who, sent["comment"]["body"],
            self._values(sent), tuple(sent.get("tags", ())), names,
        )  # fmt: skip
        key = self.remote.apply(step, None, contents).key
        self._opened |= dict.fromkeys((asked.headers.get("idempotency-key", ""), sent.get("external_id", "")), key)
        return Told(201, {"ticket": self.row(key)}, (("x-idempotency-lookup", "miss"),))

    def _put(self, asked: Asked, key: str) -> Told:
        sent = asked.body["ticket"]
        ticket = self.remote.ticket(key)
        if sent.get("safe_update") and sent["updated_stamp"] != _stamp(ticket.updated_at):
            raise errors.Conflict("UpdateConflict")
        values = self._values(sent)
        told: dict[str, Any] = {}
        if values or "tags" in sent:
            tags = tuple(sorted(sent["tags"])) if "tags" in sent else ticket.tags
            self.remote.apply(SetFields("", key, values, version=ticket.version), tags)
        if comment := sent.get("comment"):
            names, contents = self._files(comment)
            marker = sent.get("metadata", {}).get(_MARKER, "")
            role = Role.REPLY if comment.get("public", True) else Role.NOTE
            made = self.remote.apply(Say(marker, key, role, comment["body"], US, files=names), None, contents).key
            (message,) = [m for m in self.remote.ledger.messages[key] if m.key == made]
            told["audit"] = self._audit(message, key)
        return Told(200, {"ticket": self.row(key)} | told)

    def _values(self, sent: dict[str, Any]) -> dict[str, Any]:
        people = {number: who for who, number in self._people.items()}
        meanings: dict[str, tuple[str, Callable[[Any], Any]]] = {
            "subject": ("subject", str),
            "status": ("status", lambda word: next(int(s) for s, w in _STATUSES.items() if w == word)),
            "priority": ("priority", lambda word: next(int(p) for p, w in _PRIORITIES.items() if w == word)),
            "assignee_id": ("assignee", lambda number: people.get(number)),
            "group_id": ("team", lambda number: self.remote.rules.teams[number - 500]),
        }
        values = {meanings[name][0]: meanings[name][1](sent[name]) for name in meanings if name in sent}
        (serial,) = sent.get("custom_fields") or [None]
        return values | ({"field.serial": serial["value"]} if serial is not None else {})

    # --- files

    def _upload(self, asked: Asked) -> Told:
        token = f"token-{len(self._uploads)}"
        self._uploads[token] = (asked.query["filename"], asked.raw)
        return Told(201, {"upload": {"token": token}})

    def _files(self, comment: dict[str, Any]) -> tuple[tuple[OutFile, ...], tuple[bytes, ...]]:
        sent = [self._uploads[token] for token in comment.get("uploads", ())]
        names = tuple(OutFile(name, "application/octet-stream", len(content)) for name, content in sent)
        return names, tuple(content for _, content in sent)

    def _file(self, key: str, name: str, size: int) -> dict[str, Any]:
        return {
            "id": int(key), "file_name": name, "content_type": "application/octet-stream", "size": size,
            "content_url": f"{self.url()}/attachments/{key}/file", "inline": False,
        }  # fmt: skip

    def _attachment(self, asked: Asked, key: str) -> Told:
        return Told(200, {"attachment": self._file(key, "file", len(self.remote.download(key)))})

    def _content(self, asked: Asked, key: str) -> Told:
        return Told(200, raw=self.remote.download(key))


def _gone(key: str, at: int) -> dict[str, Any]:
    return {"id": int(key), "requester_id": 0, "status": "deleted", "updated_at": _stamp(at), "created_at": _stamp(at)}


def _stamp(at: int) -> str:
    return datetime.fromtimestamp(at // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
