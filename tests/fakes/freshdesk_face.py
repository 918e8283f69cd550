"""The fake help desk as Freshdesk: its paths, words and refusals, over fakes/remote.py."""

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from fakes import forms
from fakes.html_texts import meant, shown
from fakes.minutes import Minutes
from fakes.remote import FakeRemote
from fakes.rules import US
from fakes.server import TOKEN
from fakes.specification import Specification
from fakes.vendor import Asked, Told
from supportterm.backends import errors
from supportterm.core.remote import OpenTicket, OutFile, RemoteMessage, RemotePerson, Say, SetFields, TicketGone
from supportterm.core.terms import Priority, Role, Status

EMAIL: Final = "us@desk.test"
_STATUSES: Final = dict(zip(Status, (2, 2, 3, 7, 4, 5), strict=True))
_MEANT: Final = {2: Status.OPEN, 3: Status.PENDING, 6: Status.PENDING, 7: Status.ON_HOLD, 4: Status.SOLVED,
                 5: Status.CLOSED}  # fmt: skip
_NAMES: Final = {"2": ["Open", "Being Processed"], "3": ["Pending", "Awaiting your Reply"], "4": ["Resolved", "Done"],
                 "5": ["Closed", "Done"], "6": ["Waiting on Customer", "Awaiting your Reply"],
                 "7": ["Waiting on Third Party", "Being Processed"]}  # fmt: skip
_PRIORITIES: Final = dict(zip(Priority, (1, 2, 3, 4), strict=True))
_MONTH: Final = 30 * 86_400_000


def patch(document: dict[str, Any]) -> None:
    """What the vendor's pages say and the file does not, which others wrote."""
    schemas, paths = document["components"]["schemas"], document["paths"]
    for name in ("Ticket", "TicketCreate", "TicketUpdate"):
        del schemas[name]["properties"]["status"]["enum"]  # an account's own statuses have numbers from 6 on
    for name in ("responder_id", "group_id", "type"):
        schemas["TicketUpdate"]["properties"][name]["nullable"] = True
    schemas["Field"]["properties"]["choices"] = {}  # a list of some fields, a mapping of others
    for told in schemas["Contact"]["properties"].values():
        told["nullable"] = True
    row = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
    listed = {"200": {"description": "", "content": {"application/json": {"schema": {"type": "array", "items": row}}}}}
    for path in ("/canned_response_folders", "/canned_response_folders/{id}/responses"):
        paths[path] = {"get": {"responses": listed}}
    who = {name: told for name, told in paths["/agents/{agent_id}"]["get"].items() if name != "parameters"}
    paths["/agents/me"] = {"get": who}


@cache
def judge() -> Specification | None:
    """The file that others wrote, where it lies beside the checkout: the vendor publishes none."""
    file = Path(__file__).resolve().parents[3] / "shared" / "specs" / "freshdesk-thirdparty.yaml"
    return Specification(file, patch, base="/api/v2") if file.exists() else None


def limits(clock: Callable[[], int], limit: int = 200) -> Minutes:
    """Of the smallest plan that is paid for. What is included counts, too."""

    def headers(limit: int, left: int, used: int) -> dict[str, str]:
        told = {"Total": limit, "Remaining": left, "Used-CurrentRequest": used}
        return {f"X-RateLimit-{name}": str(number) for name, number in told.items()}

    def cost(asked: Asked) -> int:
        return 1 + len([one for one in asked.query.get("include", "").split(",") if one])

    return Minutes(clock, limit, of={r"GET /api/v2/tickets": 20}, cost=cost, headers=headers)


class FreshdeskFace:
    api = "/api/v2/"

    def __init__(self, remote: FakeRemote) -> None:
        self.remote = remote
        self.url: Callable[[], str] = lambda: ""
        self.everybody = True
        """Whether the other agents are shown to us."""
        self._people: dict[str, int] = {}
        self._routes: tuple[tuple[str, str, Callable[..., Told]], ...] = (
            ("GET", r"agents/me", lambda asked: Told(200, self._agent(US))),
            ("GET", r"agents", self._agents),
            ("GET", r"contacts/(\d+)", self._contact),
            ("GET", r"groups", self._groups),
            ("GET", r"ticket_fields", self._fields),
            ("GET", r"canned_response_folders", lambda asked: Told(200, [{"id": 4, "name": "Printers"}])),
            ("GET", r"canned_response_folders/4/responses", self._canned),
            ("GET", r"search/tickets", self._search),
            ("GET", r"tickets", self._list),
            ("POST", r"tickets", self._open),
            ("GET", r"tickets/(\d+)", self._ticket),
            ("PUT", r"tickets/(\d+)", self._put),
            ("GET", r"tickets/(\d+)/conversations", self._conversations),
            ("POST", r"tickets/(\d+)/(reply|notes|forward)", self._say),
            ("GET", r"/files/(\d+)", lambda asked, key: Told(200, raw=self.remote.download(key))),
        )

    def admits(self, asked: Asked) -> bool:
        if asked.path.startswith("/files/"):  # on another host, for who was given its address
            return "authorization" not in asked.headers or asked.headers["authorization"].startswith("Basic ")
        return asked.headers.get("authorization") == f"Basic {base64.b64encode(f'{TOKEN}:X'.encode()).decode()}"

    def answer(self, asked: Asked) -> Told:
        path = asked.path.removeprefix(self.api)
        for method, pattern, route in self._routes:
            if method == asked.method and (found := re.fullmatch(pattern, path)):
                return route(asked, *found.groups())
        raise errors.NotThere("no such page")

    def refuse(self, error: errors.RemoteError) -> Told:
        statuses = {errors.NotThere: 404, errors.Invalid: 400, errors.NotAllowed: 403}
        told: dict[str, Any] = {"description": "Validation failed"}
        if isinstance(error, errors.Invalid):
            named = error.fields or {"ticket": str(error)}
            told["errors"] = [{"field": name, "message": why, "code": "invalid_value"} for name, why in named.items()]
        return Told(statuses[type(error)], told)

    # --- people and words

    def _number(self, who: str) -> int:
        return self._people.setdefault(who, 1000 + len(self._people))

    def _agent(self, who: str) -> dict[str, Any]:
        email = EMAIL if who == US else f"{who}@desk.test"
        return {"id": self._number(who), "contact": {"name": who, "email": email}, "created_at": _stamp(0)}

    def _agents(self, asked: Asked) -> Told:
        if not self.everybody:
            raise errors.NotAllowed("access denied")
        return Told(200, _page(asked, [self._agent(name) for name in (US, *self.remote.rules.agents)]))

    def _person(self, who: str) -> dict[str, Any]:
        return {"id": self._number(who), "name": who.partition("@")[0].title(), "email": who, "phone": None}

    def _contact(self, asked: Asked, number: str) -> Told:
        known = {n: who for who, n in self._people.items() if "@" in who}
        if int(number) not in known:
            raise errors.NotThere("no such contact")
        return Told(200, self._person(known[int(number)]))

    def _groups(self, asked: Asked) -> Told:
        return Told(200, _page(asked, [{"id": 500 + n, "name": t} for n, t in enumerate(self.remote.rules.teams)]))

    def _fields(self, asked: Asked) -> Told:
        rows = [
            {"name": "status", "label": "Status", "type": "default_status", "default": True, "choices": _NAMES},
            {"name": "ticket_type", "label": "Type", "type": "default_ticket_type", "default": True,
             "choices": ["Question", "Incident"]},
            {"name": "cf_serial", "label": "Serial", "type": "custom_text", "default": False},
            {"name": "cf_model", "label": "Model", "type": "custom_dropdown", "default": False,
             "choices": ["A1", "B2"]},
        ]  # fmt: skip
        return Told(200, rows)

    def _canned(self, asked: Asked) -> Told:
        return Told(200, [{"id": 9, "title": "Ask for the log", "content": "x",
                           "content_html": "<div>Could you send the log?<br>Thanks</div>"}])  # fmt: skip

    # --- tickets

    def row(self, key: str, include: str = "") -> dict[str, Any]:
        ticket = self.remote.ticket(key)
        custom = {"cf_serial": ticket.fields.get("serial"), "cf_model": ticket.fields.get("model")}
        told: dict[str, Any] = {
            "id": int(key), "subject": ticket.subject, "type": ticket.fields.get("type"), "source": 2,
            "status": int(str(ticket.fields.get("own status") or _STATUSES[Status(ticket.status)])),
            "priority": _PRIORITIES[Priority(ticket.priority)], "tags": list(ticket.tags), "custom_fields": custom,
            "requester_id": self._number(ticket.requester.email or "nobody@acme.test"),
            "responder_id": self._number(ticket.assignee) if ticket.assignee else None,
            "group_id": 500 + self.remote.rules.teams.index(ticket.team) if ticket.team else None,
            "created_at": _stamp(ticket.created_at), "updated_at": _stamp(ticket.updated_at), "spam": False,
            "due_by": _stamp(ticket.created_at + 86_400_000),
        }  # fmt: skip
        if "requester" in include:
            told["requester"] = self._person(ticket.requester.email or "nobody@acme.test")
        return told

    def _ticket(self, asked: Asked, key: str) -> Told:
        if key not in self.remote.ledger.tickets and any(line.key == key for line in self.remote.ledger.log):
            return Told(200, {"id": int(key), "deleted": True, "updated_at": _stamp(0)})
        first, *said = self.remote.ledger.messages[self.remote.ticket(key).key]
        told = {"description": shown(first.body), "attachments": self._attachments(first)}
        if asked.query.get("include") == "conversations":
            told["conversations"] = [self._conversation(one, key) for one in said[:10]]
        return Told(200, self.row(key) | told)

    def _list(self, asked: Asked) -> Told:
        since = int(datetime.fromisoformat(asked.query["updated_since"]).timestamp() * 1000)
        if since == 0:
            raise AssertionError("without a moment only thirty days are told")
        rows = self._gone() if asked.query.get("filter") == "deleted" else []
        if "filter" not in asked.query:
            there = self.remote.ledger.tickets.values()
            rows = [(t.updated_at, int(t.key), None) for t in there]
        assert (asked.query["order_by"], asked.query["order_type"]) == ("updated_at", "asc")
        found = _page(asked, sorted(row for row in rows if row[0] >= since))
        include = asked.query.get("include", "")
        return Told(200, [gone or self.row(str(key), include) for _, key, gone in found])

    def _gone(self) -> list[tuple[int, int, Any]]:
        lines = [line for line in self.remote.ledger.log if isinstance(line.item, TicketGone)]
        return [(line.at, int(line.key), {"id": int(line.key), "deleted": True, "updated_at": _stamp(line.at)})
                for line in lines]  # fmt: skip

    def _search(self, asked: Asked) -> Told:
        since = re.fullmatch(r"\"updated_at:>'(\d{4}-\d\d-\d\d)'\"", asked.query["query"])
        assert since is not None
        start = datetime.fromisoformat(f"{since[1]}T00:00:00Z").timestamp() * 1000
        there = [key for key, ticket in self.remote.ledger.tickets.items() if ticket.updated_at >= start]
        return Told(200, {"results": [self.row(key) for key in there[:30]], "total": len(there)})

    # --- messages

    def _conversation(self, message: RemoteMessage, key: str) -> dict[str, Any]:
        incoming = message.role is Role.CUSTOMER
        who = message.person or self.remote.ticket(key).requester
        author = self._number(who.email) if incoming else self._number(message.agent or US)
        return {
            "id": int(message.key), "body": shown(message.body), "body_text": message.body, "incoming": incoming,
            "private": message.role is Role.NOTE, "user_id": author, "ticket_id": int(key),
            "source": 8 if message.role is Role.FORWARD else 2 if message.role is Role.NOTE else 0,
            "created_at": _stamp(message.at), "updated_at": _stamp(message.at),
            "attachments": self._attachments(message),
        }  # fmt: skip

    def _conversations(self, asked: Asked, key: str) -> Told:
        _, *said = self.remote.ledger.messages[self.remote.ticket(key).key]
        return Told(200, _page(asked, [self._conversation(one, key) for one in said]))

    def _attachments(self, message: RemoteMessage) -> list[dict[str, Any]]:
        return [{"id": int(file.key), "name": file.name, "content_type": file.media_type, "size": file.size,
                 "attachment_url": f"{self.url()}/files/{file.key}"} for file in message.files]  # fmt: skip

    # --- what is written

    def _sent(self, asked: Asked) -> tuple[dict[str, Any], tuple[OutFile, ...], tuple[bytes, ...]]:
        kind = asked.headers.get("content-type", "")
        if not kind.startswith("multipart/"):
            return asked.body, (), ()
        form = forms.read(kind, asked.raw)
        assert not form.files or "attachments[]" in asked.raw.decode("latin-1")
        numbers = {"status", "priority", "source", "responder_id", "group_id"}
        fields = {name: int(value) if name in numbers else value for name, value in form.fields.items()}
        names = tuple(OutFile(name, "application/octet-stream", len(content)) for name, content in form.files.items())
        return fields, names, tuple(form.files.values())

    def _open(self, asked: Asked) -> Told:
        sent, names, contents = self._sent(asked)
        missing = {"email", "subject", "description", "status", "priority", "source"} - sent.keys()
        if missing:
            raise errors.Invalid("missing", dict.fromkeys(missing, "It should not be blank"))
        who = RemotePerson("", sent.get("name", ""), sent["email"])
        step = OpenTicket("", sent["subject"], who, meant(sent["description"]), self._values(sent),
                          tuple(sent.get("tags", ())), names)  # fmt: skip
        return Told(201, self.row(self.remote.apply(step, None, contents).key))

    def _put(self, asked: Asked, key: str) -> Told:
        sent, ticket = asked.body, self.remote.ticket(key)
        tags = tuple(sorted(sent["tags"])) if "tags" in sent else ticket.tags
        self.remote.apply(SetFields("", key, self._values(sent), version=ticket.version), tags)
        return Told(200, self.row(key))

    def _say(self, asked: Asked, key: str, how: str) -> Told:
        sent, names, contents = self._sent(asked)
        role = {"reply": Role.REPLY, "notes": Role.NOTE, "forward": Role.FORWARD}[how]
        assert how != "notes" or sent["private"] in (True, "true")
        step = Say("", key, role, meant(sent["body"]), US, files=names)
        made = self.remote.apply(step, None, contents).key
        (message,) = [m for m in self.remote.ledger.messages[key] if m.key == made]
        return Told(201, self._conversation(message, key))

    def _values(self, sent: dict[str, Any]) -> dict[str, Any]:
        people = {number: who for who, number in self._people.items()}
        teams = self.remote.rules.teams
        meanings: dict[str, tuple[str, Callable[[Any], Any]]] = {
            "subject": ("subject", str),
            "status": ("status", lambda number: int(_MEANT[number])),
            "priority": ("priority", lambda number: next(int(p) for p, n in _PRIORITIES.items() if n == number)),
            "responder_id": ("assignee", lambda number: people.get(number)),
            "group_id": ("team", lambda number: teams[number - 500] if number else None),
            "type": ("field.type", lambda kind: kind),
        }
        values = {meanings[name][0]: meanings[name][1](sent[name]) for name in meanings if name in sent}
        if "status" in sent:
            values["field.own status"] = sent["status"] if sent["status"] > 5 else None
        custom = {f"field.{name.removeprefix('cf_')}": v for name, v in sent.get("custom_fields", {}).items()}
        return values | custom


def _page(asked: Asked, rows: list[Any]) -> list[Any]:
    size, page = int(asked.query.get("per_page", 30)), int(asked.query.get("page", 1))
    if size > 100 or page > 300:
        raise errors.Invalid("per_page", {"per_page": "It should be a Positive Integer less than or equal to 100"})
    return rows[(page - 1) * size : page * size]


def _stamp(at: int) -> str:
    return datetime.fromtimestamp(at // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
