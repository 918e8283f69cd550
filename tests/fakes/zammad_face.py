"""The fake help desk as Zammad: its paths, words and refusals, over fakes/remote.py."""

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from fakes.remote import FakeRemote
from fakes.rules import US
from fakes.server import TOKEN
from fakes.specification import Specification
from fakes.vendor import Asked, Told
from supportterm.backends import errors
from supportterm.core.nouns import Value
from supportterm.core.remote import (
    MergeTickets,
    OpenTicket,
    OutFile,
    RemoteEvent,
    RemoteMessage,
    RemotePerson,
    RemoteTicket,
    Say,
    SetFields,
)
from supportterm.core.terms import Role, Status

SETTINGS: Final = {"statuses": "waiting for vendor=on-hold", "priorities": "4 emergency=urgent", "sweep": "0"}
"""With which a connection understands all that there is here; and deleted tickets are looked for each time."""
_STATES: Final = {
    1: ("new", "new"), 2: ("open", "open"), 3: ("pending reminder", "pending reminder"), 4: ("closed", "closed"),
    5: ("merged", "merged"), 7: ("pending close", "pending action"), 8: ("waiting for vendor", "open"),
}  # fmt: skip
_STATUSES: Final = dict(zip(Status, (1, 2, 3, 8, 4, 4), strict=True))
_PRIORITIES: Final = ("1 low", "2 normal", "3 high", "4 emergency")
_MARKER: Final = "supportterm_id"
_ATTRIBUTES: Final = {
    "subject": "title",
    "status": "state",
    "priority": "priority",
    "assignee": "owner",
    "team": "group",
}


@cache
def judge() -> Specification:
    """What was read of the API, by which every request and answer is judged."""
    return Specification(Path(__file__).with_name("zammad_api.yaml"), lambda document: None)


class ZammadFace:
    api = "/api/v1/"

    def __init__(self, remote: FakeRemote, *, admin: bool = True) -> None:
        self.remote = remote
        self.admin = admin
        self.counts = True
        """It is new enough to say how many tickets there are."""
        self.url: Callable[[], str] = lambda: ""
        self._people: dict[str, int] = {"-": 1}
        self._routes: tuple[tuple[str, str, Callable[..., Told]], ...] = (
            ("GET", r"users/me", lambda asked: Told(200, self._user(US))),
            ("GET", r"users/search", self._agents),
            ("GET", r"groups", self._groups),
            ("GET", r"ticket_states", self._states),
            ("GET", r"ticket_priorities", self._priorities),
            ("GET", r"object_manager_attributes", self._fields),
            ("GET", r"macros", self._macros),
            ("GET", r"text_modules", self._modules),
            ("POST", r"tickets/search", self._listed),
            ("GET", r"tickets/search", self._search),
            ("GET", r"tickets", self._tickets),
            ("POST", r"tickets", self._open),
            ("GET", r"tickets/(\d+)", lambda asked, key: Told(200, self.all(key))),
            ("PUT", r"tickets/(\d+)", self._put),
            ("GET", r"ticket_history/(\d+)", self._history),
            ("PUT", r"ticket_merge/(\d+)/22(\d+)", self._merge),
            ("POST", r"tags/add", self._tag),
            ("DELETE", r"tags/remove", self._tag),
            ("GET", r"ticket_attachment/(\d+)/(\d+)/(\d+)", self._content),
        )

    def admits(self, asked: Asked) -> bool:
        return asked.headers.get("authorization") == f"Token token={TOKEN}"

    def answer(self, asked: Asked) -> Told:
        path = asked.path.removeprefix(self.api)
        for method, pattern, route in self._routes:
            if method == asked.method and (found := re.fullmatch(pattern, path)):
                return route(asked, *found.groups())
        raise errors.NotThere("No route matches")

    def refuse(self, error: errors.RemoteError) -> Told:
        statuses = {errors.NotThere: 404, errors.Invalid: 422, errors.Conflict: 422, errors.NotAllowed: 403}
        return Told(statuses[type(error)], {"error": str(error), "error_human": str(error)})

    # --- people and words

    def _number(self, who: str) -> int:
        return self._people.setdefault(who, 10 + len(self._people))

    def _user(self, who: str) -> dict[str, Any]:
        email = who if "@" in who else f"{who}@desk.test"
        return {
            "id": self._number(who), "login": email, "firstname": who.partition("@")[0], "lastname": "", "email": email,
            "active": True, "created_at": _stamp(0),
        }  # fmt: skip

    def _agents(self, asked: Asked) -> Told:
        page = int(asked.query["page"])
        return Told(200, [self._user(name) for name in (US, *self.remote.rules.agents)] if page == 1 else [])

    def _groups(self, asked: Asked) -> Told:
        teams = [{"id": n, "name": name, "active": True} for n, name in enumerate(self.remote.rules.teams, 1)]
        return Told(200, teams if asked.query["page"] == "1" else [])

    def _states(self, asked: Asked) -> Told:
        rows = [{"id": n, "name": name, "state_type": kind, "active": True} for n, (name, kind) in _STATES.items()]
        return Told(200, rows)

    def _priorities(self, asked: Asked) -> Told:
        return Told(200, [{"id": n, "name": name, "active": True} for n, name in enumerate(_PRIORITIES, 1)])

    def _fields(self, asked: Asked) -> Told:
        if not self.admin:
            raise errors.NotAllowed("Not authorized")
        serial = {"name": "serial", "object": "Ticket", "display": "Serial", "data_type": "input", "active": True}
        kind = {"name": "kind", "object": "Ticket", "display": "Kind", "data_type": "select", "active": True,
                "data_option": {"options": {"hard": "Hardware", "soft": "Software"}}}  # fmt: skip
        return Told(200, [serial, kind, {"name": "title", "object": "Ticket"}, {"name": "phone", "object": "User"}])

    def _macros(self, asked: Asked) -> Told:
        perform = {
            "ticket.state_id": {"value": "4"}, "ticket.tags": {"operator": "add", "value": "spam, junk"},
            "article.note": {"body": "<p>closed as spam</p>", "internal": "true"},
        }  # fmt: skip
        return Told(200, [{"id": 3, "name": "Spam", "active": True, "perform": perform}])

    def _modules(self, asked: Asked) -> Told:
        return Told(
            200, [{"id": 4, "name": "Ask for the log", "content": "<p>Could you send the log?</p>", "active": True}]
        )

    # --- tickets

    def row(self, key: str) -> dict[str, Any]:
        ticket = self.remote.ticket(key)
        teams = list(self.remote.rules.teams)
        first = self.remote.ledger.messages[key][0]
        return {
            "id": int(key), "number": f"22{key}", "title": ticket.subject,
            "group_id": 1 + teams.index(ticket.team) if ticket.team else 1,
            "state_id": 5 if ticket.merged_into else _STATUSES[Status(ticket.status)],
            "priority_id": ticket.priority + 1, "owner_id": self._number(ticket.assignee) if ticket.assignee else 1,
            "customer_id": self._number(ticket.requester.email or "nobody@acme.test"), "organization_id": None,
            "serial": ticket.fields.get("serial"), "kind": ticket.fields.get("kind"), "escalation_at": None,
            "preferences": {_MARKER: first.marker} if first.marker else {},
            "created_by_id": self._author(first, ticket), "created_at": _stamp(ticket.created_at),
            "updated_at": _stamp(ticket.updated_at),
        }  # fmt: skip

    def all(self, key: str) -> dict[str, Any]:
        ticket = self.remote.ticket(key)
        articles = {str(article["id"]): article for article in self._articles(key)}
        self._number(ticket.requester.email or "nobody@acme.test")
        users = {str(number): self._user(who) | {"id": number} for who, number in self._people.items()}
        return {
            "ticket_id": int(key), "ticket_article_ids": list(map(int, articles)), "tags": list(ticket.tags),
            "assets": {"Ticket": {key: self.row(key)}, "TicketArticle": articles, "User": users}, "links": [],
        }  # fmt: skip

    def _tickets(self, asked: Asked) -> Told:
        page, size = int(asked.query["page"]), int(asked.query["per_page"])
        keys = sorted(self.remote.ledger.tickets, key=int)[(page - 1) * size : page * size]
        return Told(200, [self.row(key) for key in keys])

    def _listed(self, asked: Asked) -> Told:
        sent = asked.body
        keys = [key for key in self.remote.ledger.tickets if _meets(self.row(key), sent["condition"])]
        if sent.get("only_total_count") and self.counts:
            return Told(200, {"total_count": len(keys)})
        rows = sorted(
            map(self.row, keys), key=lambda row: str(row[sent.get("sort_by", "id")]),
            reverse=sent.get("order_by", "desc") == "desc",
        )
        size = sent.get("per_page", 50)
        at = (sent.get("page", 1) - 1) * size
        return Told(200, rows[at : at + size])

    def _search(self, asked: Asked) -> Told:
        found = self.remote.search(asked.query["query"], int(asked.query["limit"]))
        return Told(200, [self.row(ticket.key) for ticket in found])

    def _history(self, asked: Asked, key: str) -> Told:
        ticket = self.remote.ticket(key)
        rows = [self._change(event, key) for event in self.remote.ledger.events[key]]
        if ticket.merged_into:
            rows.append({
                "id": int(ticket.version[1:]), "o_id": int(key), "object": "Ticket", "type": "merged_into",
                "id_to": int(ticket.merged_into), "id_from": int(key), "created_at": _stamp(ticket.updated_at),
                "created_by_id": self._number(ticket.actor),
            })  # fmt: skip
        return Told(200, {"history": rows, "assets": {}})

    def _change(self, event: RemoteEvent, key: str) -> dict[str, Any]:
        name = _ATTRIBUTES.get(event.field, event.field.removeprefix("field."))
        told = {
            "id": int(event.key), "o_id": int(key), "object": "Ticket", "type": "updated", "attribute": name,
            "value_from": event.old, "value_to": event.value, "created_at": _stamp(event.at),
            "created_by_id": self._number(event.actor) if event.actor != "customer" else 1,
        }  # fmt: skip
        ids = {"id_from": self._id(event.field, event.old), "id_to": self._id(event.field, event.value)}
        return told | (ids if any(ids.values()) else {})

    def _id(self, field: str, value: Value) -> int | None:
        match field:
            case "status":
                return _STATUSES[Status(int(str(value)))]
            case "priority":
                return int(str(value)) + 1
            case "assignee":
                return self._number(str(value)) if value else 1
            case "team":
                return 1 + list(self.remote.rules.teams).index(str(value)) if value else None
        return None

    # --- articles

    def _articles(self, key: str) -> list[dict[str, Any]]:
        """Of what was merged, all articles are with the ticket that it goes on in."""
        ledger = self.remote.ledger
        if ledger.tickets[key].merged_into:
            return []
        merged = [other for other, ticket in ledger.tickets.items() if ticket.merged_into == key]
        said = [(message, ledger.tickets[one]) for one in (key, *merged) for message in ledger.messages[one]]
        said.sort(key=lambda pair: int(pair[0].key))
        return [self._article(message, ticket, key) for message, ticket in said]

    def _author(self, message: RemoteMessage, ticket: RemoteTicket) -> int:
        if message.role is not Role.CUSTOMER:
            return self._number(message.agent or US)
        return self._number(US if message.marker else (message.person or ticket.requester).email)

    def _article(self, message: RemoteMessage, ticket: RemoteTicket, key: str) -> dict[str, Any]:
        customer = message.role is Role.CUSTOMER
        who = (message.person or ticket.requester).email
        return {
            "id": int(message.key), "ticket_id": int(key), "type_id": 11 if customer else 10,
            "sender_id": 2 if customer else 1, "body": message.body, "content_type": "text/plain",
            "internal": message.role is Role.NOTE, "to": None, "cc": None, "message_id": None, "in_reply_to": None,
            "preferences": {_MARKER: message.marker} if message.marker else {},
            "created_by_id": self._author(message, ticket), "created_at": _stamp(message.at),
            "origin_by_id": self._number(who) if customer and message.marker else None,
            "attachments": [
                {"id": int(file.key), "filename": file.name, "size": file.size,
                 "preferences": {"Content-Type": file.media_type}}
                for file in message.files
            ],
        }  # fmt: skip

    # --- what is written

    def _open(self, asked: Asked) -> Told:
        sent = asked.body
        names, contents = _files(sent["article"])
        person = RemotePerson("", sent["customer"]["firstname"], sent["customer"]["email"])
        tags = tuple(filter(None, sent.get("tags", "").split(",")))
        values = self._values(sent)
        marker = sent["article"]["preferences"][_MARKER]
        step = OpenTicket(marker, values.pop("subject"), person, sent["article"]["body"], values, tags, names)
        return Told(201, self.all(self.remote.apply(step, None, contents).key))

    def _put(self, asked: Asked, key: str) -> Told:
        self.remote.ticket(key)
        values = self._values(asked.body)
        if values:
            self.remote.apply(SetFields("", key, values))
        if article := asked.body.get("article"):
            names, contents = _files(article)
            role = Role.NOTE if article["internal"] else Role.REPLY
            say = Say(article["preferences"][_MARKER], key, role, article["body"], US, files=names)
            self.remote.apply(say, None, contents)
        return Told(200, self.all(key) if asked.query.get("all") else self.row(key))

    def _values(self, sent: dict[str, Any]) -> dict[str, Value]:
        people = {number: who for who, number in self._people.items()}
        statuses = {number: int(status) for status, number in reversed(_STATUSES.items())}
        meanings: dict[str, tuple[str, Callable[[Any], Value]]] = {
            "title": ("subject", str),
            "state_id": ("status", lambda number: statuses[number]),
            "priority_id": ("priority", lambda number: number - 1),
            "owner_id": ("assignee", lambda number: None if number == 1 else people[number]),
            "group_id": ("team", lambda number: self.remote.rules.teams[number - 1]),
            "serial": ("field.serial", lambda value: value),
            "kind": ("field.kind", lambda value: value),
        }
        return {meanings[name][0]: meanings[name][1](sent[name]) for name in meanings if name in sent}

    def _merge(self, asked: Asked, key: str, into: str) -> Told:
        if into not in self.remote.ledger.tickets:
            return Told(200, {"result": "failed", "message": "The target ticket number could not be found."})
        self.remote.apply(MergeTickets("", key, into))
        return Told(200, {"result": "success"})

    def _tag(self, asked: Asked) -> Told:
        ticket = self.remote.ticket(str(asked.body["o_id"]))
        tag = {asked.body["item"]}
        tags = set(ticket.tags) | tag if asked.method == "POST" else set(ticket.tags) - tag
        self.remote.change(ticket.key, US, {}, tuple(sorted(tags)))
        return Told(201 if asked.method == "POST" else 200, True)

    def _content(self, asked: Asked, ticket: str, article: str, key: str) -> Told:
        return Told(200, raw=self.remote.download(key))


def _files(article: dict[str, Any]) -> tuple[tuple[OutFile, ...], tuple[bytes, ...]]:
    sent = [
        (one["filename"], one["mime-type"], base64.b64decode(one["data"])) for one in article.get("attachments", ())
    ]
    names = tuple(OutFile(name, kind, len(content)) for name, kind, content in sent)
    return names, tuple(content for _, _, content in sent)


def _meets(row: dict[str, Any], conditions: dict[str, dict[str, Any]]) -> bool:
    for name, wanted in conditions.items():
        has = row[name.removeprefix("ticket.")]
        match wanted["operator"]:
            case "after (absolute)" if not has > wanted["value"]:
                return False
            case "before (absolute)" if not has < wanted["value"]:
                return False
            case "is" if str(has) not in wanted["value"]:
                return False
            case "contains" if wanted["value"].lower() not in has.lower():
                return False
    return True


def _stamp(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
