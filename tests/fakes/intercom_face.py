"""The fake help desk as Intercom: its paths, words and refusals, over fakes/remote.py."""

import base64
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

from fakes.minutes import Minutes
from fakes.remote import FakeRemote, Write
from fakes.rules import US
from fakes.server import TOKEN
from fakes.specification import Specification
from fakes.vendor import FILES, Asked, Told
from supportterm.backends import errors
from supportterm.core.remote import (
    OpenTicket,
    OutFile,
    RemoteMessage,
    RemotePerson,
    Say,
    SetFields,
    TicketGone,
)
from supportterm.core.terms import Role, Status
from supportterm.exchange.html import to_text

_STATES: Final = {Status.OPEN: "open", Status.ON_HOLD: "snoozed", Status.SOLVED: "closed"}
_DONE: Final = {"assignee": "assignment", "team": "assignment"}
_ATTRIBUTE: Final = "Serial"


def patch(document: dict[str, Any]) -> None:
    """What the vendor's pages say and its file does not."""
    schemas = document["components"]["schemas"]
    for name in ("conversation", "conversation_list_item"):
        for field in ("admin_assignee_id", "team_assignee_id"):
            schemas[name]["properties"][field]["nullable"] = True
    schemas["conversation_part"]["properties"]["attachments"]["nullable"] = True
    # 24 characters, as its sample has, are no UUID.
    schemas["create_conversation_request"]["properties"]["from"]["properties"]["id"].pop("format")


@cache
def judge() -> Specification | None:
    """The vendor's own file, where it lies beside the checkout."""
    file = Path(__file__).resolve().parents[3] / "shared" / "specs" / "intercom-2.16.yaml"
    return Specification(file, patch) if file.exists() else None


def limits(clock: Callable[[], int], limit: int = 1_000) -> Minutes:
    """Of the smallest workspace."""
    return Minutes(clock, limit)


class IntercomFace:
    api = "/"

    def __init__(self, remote: FakeRemote) -> None:
        self.remote = remote
        self.url: Callable[[], str] = lambda: ""
        self._people: dict[str, str] = {}
        """Numbers of contacts by their addresses."""
        self._by_api: set[str] = set()
        """Parts that came by the API."""
        self._names: dict[str, str] = {}
        self._tags: list[str] = []
        self._routes: tuple[tuple[str, str, Callable[..., Told]], ...] = (
            ("GET", r"/me", lambda asked: Told(200, self._admin(US) | {"app": _APP})),
            ("GET", r"/admins", self._admins),
            ("GET", r"/teams", self._teams),
            ("GET", r"/tags", lambda asked: Told(200, {"type": "list", "data": [self._tag(t) for t in self._tags]})),
            ("POST", r"/tags", lambda asked: Told(200, self._tag(asked.body["name"]))),
            ("GET", r"/macros", self._macros),
            ("POST", r"/contacts/search", self._find_contact),
            ("POST", r"/contacts", self._new_contact),
            ("GET", r"/contacts/(\w+)", self._contact),
            ("GET", r"/conversations/attributes", self._attributes),
            ("GET", r"/conversations/deleted", self._deleted),
            ("POST", r"/conversations/search", self._search),
            ("POST", r"/conversations", self._open),
            ("GET", r"/conversations/(\d+)", lambda asked, key: Told(200, self.row(key, parts=True))),
            ("PUT", r"/conversations/(\d+)", self._put),
            ("POST", r"/conversations/(\d+)/reply", self._reply),
            ("POST", r"/conversations/(\d+)/parts", self._manage),
            ("POST", r"/conversations/(\d+)/tags", self._add_tag),
            ("DELETE", r"/conversations/(\d+)/tags/(\d+)", self._remove_tag),
            ("GET", r"/files/(\d+)", lambda asked, key: Told(200, raw=self.remote.download(key))),
        )

    def admits(self, asked: Asked) -> bool:
        return asked.path.startswith(FILES) or asked.headers.get("authorization") == f"Bearer {TOKEN}"

    def answer(self, asked: Asked) -> Told:
        assert asked.path.startswith(FILES) or asked.headers.get("intercom-version") == "2.16"
        for method, pattern, route in self._routes:
            if method == asked.method and (found := re.fullmatch(pattern, asked.path)):
                return route(asked, *found.groups())
        raise errors.NotThere("not found")

    def refuse(self, error: errors.RemoteError) -> Told:
        statuses = {errors.NotThere: 404, errors.Invalid: 422, errors.NotAllowed: 403}
        told = [{"code": type(error).__name__.lower(), "message": str(error)}]
        return Told(statuses[type(error)], {"type": "error.list", "errors": told})

    # --- who and what there is

    def _number(self, agent: str) -> int:
        return 100 + (US, *self.remote.rules.agents).index(agent)

    def _agent(self, number: int | str) -> str:
        agents = (US, *self.remote.rules.agents)
        if not 0 <= int(number) - 100 < len(agents):
            raise errors.Invalid(f"no admin {number}")
        return agents[int(number) - 100]

    def _admin(self, name: str) -> dict[str, Any]:
        number, mail = str(self._number(name)), f"{name}@desk.test"
        return {"type": "admin", "id": number, "name": name, "email": mail, "team_ids": [501]}

    def _admins(self, asked: Asked) -> Told:
        told = [self._admin(name) for name in (US, *self.remote.rules.agents)]
        return Told(200, {"type": "admin.list", "admins": told})

    def _teams(self, asked: Asked) -> Told:
        told = [{"type": "team", "id": str(501 + n), "name": name} for n, name in enumerate(self.remote.rules.teams)]
        return Told(200, {"type": "team.list", "teams": told})

    def _tag(self, name: str) -> dict[str, Any]:
        if name not in self._tags:
            self._tags.append(name)
        return {"type": "tag", "id": str(900 + self._tags.index(name)), "name": name}

    def _macros(self, asked: Asked) -> Told:
        told = {"type": "macro", "id": "7", "name": "Ask for the log", "body_text": "Could you send the log?"}
        return Told(200, {"type": "list", "data": [told], "pages": {"type": "pages", "per_page": 50, "next": None}})

    def _attributes(self, asked: Asked) -> Told:
        return Told(200, {"type": "list", "data": [{"id": 8, "name": _ATTRIBUTE, "data_type": "string"}]})

    # --- contacts

    def _key(self, email: str) -> str:
        return self._people.setdefault(email, f"{len(self._people) + 1:024x}")

    def _person(self, email: str) -> dict[str, Any]:
        name = self._names.get(email, email.partition("@")[0].title())
        return {"type": "contact", "id": self._key(email), "email": email, "name": name, "role": "user"}

    def _find_contact(self, asked: Asked) -> Told:
        wanted = asked.body["query"]["value"]
        found = [self._person(email) for email in self._people if email == wanted]
        return Told(200, {"type": "list", "data": found, "total_count": len(found)})

    def _new_contact(self, asked: Asked) -> Told:
        self._names[asked.body["email"]] = asked.body.get("name", "")
        return Told(200, self._person(asked.body["email"]))

    def _contact(self, asked: Asked, key: str) -> Told:
        return Told(200, self._person(self._email(key)))

    def _email(self, key: str) -> str:
        email = next((email for email, known in self._people.items() if known == key), None)
        if email is None:
            raise errors.NotThere("no such contact")
        return email

    # --- conversations

    def row(self, key: str, *, parts: bool = False) -> dict[str, Any]:
        ticket = self.remote.ticket(key)
        first, *rest = self.remote.ledger.messages[key]
        teams = list(self.remote.rules.teams)
        told = {
            "type": "conversation", "id": key, "title": ticket.subject, "state": _state(ticket.status),
            "open": _state(ticket.status) == "open", "priority": "none",
            "created_at": ticket.created_at // 1000, "updated_at": ticket.updated_at // 1000,
            "admin_assignee_id": self._number(ticket.assignee) if ticket.assignee else None,
            "team_assignee_id": 501 + teams.index(ticket.team) if ticket.team else None,
            "source": {
                "type": "conversation", "id": first.key, "subject": "", "body": first.body,
                "author": self._author(first, key), "attachments": self._files(first), "redacted": first.redacted,
            },
            "contacts": {"type": "contact.list", "contacts": [
                {"type": "contact", "id": self._key(ticket.requester.email)},
            ]},
            "tags": {"type": "tag.list", "tags": [self._tag(tag) for tag in ticket.tags]},
            "custom_attributes": {_ATTRIBUTE: told} if (told := ticket.fields.get("serial")) else {},
        }  # fmt: skip
        if parts:
            said = [(message.at, self._part(message, key)) for message in rest]
            done = [(w.at, self._done(w, n)) for n, w in enumerate(self.remote.writes) if w.key == key]
            all_of = [part for _, part in sorted(said + done, key=lambda pair: pair[0]) if part]
            told["conversation_parts"] = {
                "type": "conversation_part.list", "conversation_parts": all_of[-500:], "total_count": len(all_of),
            }  # fmt: skip
        return told

    def _author(self, message: RemoteMessage, key: str) -> dict[str, Any]:
        if message.role is not Role.CUSTOMER:
            told = self._admin(message.agent or US)
        else:
            told = self._person((message.person or self.remote.ticket(key).requester).email) | {"type": "user"}
        return {name: told[name] for name in ("id", "type", "name", "email")}

    def _part(self, message: RemoteMessage, key: str) -> dict[str, Any]:
        return {
            "type": "conversation_part", "id": message.key, "body": message.body, "created_at": message.at // 1000,
            "part_type": "note" if message.role is Role.NOTE else "comment", "author": self._author(message, key),
            "attachments": self._files(message), "redacted": message.redacted,
            "app_package_code": "supportterm" if message.key in self._by_api else None,
        }  # fmt: skip

    def _done(self, write: Write, place: int) -> dict[str, Any]:
        """What was done, as a part without words; none for what Intercom tells in no part."""
        state = write.value if write.field == "status" else None
        kind = {0: "open", 1: "open", 3: "snoozed"}.get(int(state), "close") if isinstance(state, int) else None
        kind = kind or _DONE.get(write.field)
        if kind is None:
            return {}
        by = write.actor if write.actor in (US, *self.remote.rules.agents) else US
        author = {name: self._admin(by)[name] for name in ("id", "type", "name", "email")}
        return {
            "type": "conversation_part", "id": f"w{place}", "part_type": kind, "body": None, "author": author,
            "created_at": write.at // 1000, "attachments": [],
        }  # fmt: skip

    def _search(self, asked: Asked) -> Told:
        filters = asked.body["query"]["value"]
        pagination = asked.body["pagination"]
        if "field" in filters[0]:
            since = filters[0]["value"]
            found = [t for t in self.remote.ledger.tickets.values() if t.updated_at // 1000 > since]
        else:
            found = list(self.remote.search(" ".join(pair["value"][0]["value"] for pair in filters), 1000))
        rising = asked.body["sort"]["order"] == "ascending"
        found.sort(key=lambda t: (t.updated_at, int(t.key)), reverse=not rising)
        after = pagination.get("starting_after")
        if after:
            mark = tuple(map(int, after.split("-")))
            found = [t for t in found if (t.updated_at, int(t.key)) > mark]
        size = pagination["per_page"]
        page = found[:size]
        more = {"per_page": size, "starting_after": f"{page[-1].updated_at}-{page[-1].key}"} if found[size:] else None
        pages = {"type": "pages", "page": 1, "per_page": size, "next": more}
        rows = [self.row(ticket.key) for ticket in page]
        told = {"type": "conversation.list", "conversations": rows, "pages": pages, "total_count": len(found)}
        return Told(200, told)

    def _deleted(self, asked: Asked) -> Told:
        gone = [line for line in reversed(self.remote.ledger.log) if isinstance(line.item, TicketGone)]
        size, page = int(asked.query["per_page"]), int(asked.query["page"])
        rows = [{"type": "conversation", "id": line.key, "deleted_at": line.at // 1000} for line in gone]
        rows = rows[(page - 1) * size : page * size]
        return Told(200, {"type": "conversations.list", "conversations": rows, "total_count": len(gone)})

    # --- what is written

    def _open(self, asked: Asked) -> Told:
        who = self._email(asked.body["from"]["id"])
        person = RemotePerson("", self._person(who)["name"], who)
        key = self.remote.apply(OpenTicket("", asked.body["body"][:40], person, asked.body["body"])).key
        told = {"type": "user_message", "id": key, "created_at": 1, "body": asked.body["body"], "message_type": "inapp"}
        return Told(200, told | {"conversation_id": key})

    def _put(self, asked: Asked, key: str) -> Told:
        values = {"subject": asked.body["title"]} if "title" in asked.body else {}
        values |= {f"field.{name.lower()}": told for name, told in asked.body.get("custom_attributes", {}).items()}
        return self._set(key, US, values)

    def _reply(self, asked: Asked, key: str) -> Told:
        sent = asked.body
        note = sent["message_type"] == "note"
        body = to_text(sent["body"]) if note else sent["body"]
        files = sent.get("attachment_files", [])
        contents = tuple(base64.b64decode(file["data"]) for file in files)
        names = tuple(OutFile(f["name"], f["content_type"], len(c)) for f, c in zip(files, contents, strict=True))
        by = self._agent(sent["admin_id"])
        step = Say("", key, Role.NOTE if note else Role.REPLY, body, by, files=names)
        self._by_api.add(self.remote.apply(step, None, contents).key)
        return Told(200, self.row(key, parts=True))

    def _manage(self, asked: Asked, key: str) -> Told:
        sent = asked.body
        by = self._agent(sent["admin_id"])
        match sent["message_type"]:
            case "assignment" if sent["type"] == "team":
                teams = self.remote.rules.teams
                number = int(sent["assignee_id"])
                return self._set(key, by, {"team": teams[number - 501] if number else None})
            case "assignment":
                number = int(sent["assignee_id"])
                return self._set(key, by, {"assignee": self._agent(number) if number else None})
            case "open":
                return self._set(key, by, {"status": int(Status.OPEN)})
            case "snoozed":
                return self._set(key, by, {"status": int(Status.ON_HOLD)})
            case _:
                return self._set(key, by, {"status": int(Status.SOLVED)})

    def _set(self, key: str, by: str, values: dict[str, Any]) -> Told:
        self.remote.apply(SetFields("", key, values))
        return Told(200, self.row(key, parts=True))

    def _add_tag(self, asked: Asked, key: str) -> Told:
        name = self._tags[int(asked.body["id"]) - 900]
        self.remote.apply(SetFields("", key, add=(name,)))
        return Told(200, self._tag(name))

    def _remove_tag(self, asked: Asked, key: str, tag: str) -> Told:
        name = self._tags[int(tag) - 900]
        self.remote.apply(SetFields("", key, remove=(name,)))
        return Told(200, self._tag(name))

    def _files(self, message: RemoteMessage) -> list[dict[str, Any]]:
        kind = "application/octet-stream"
        return [
            {"type": "upload", "name": file.name, "url": f"{self.url()}{FILES}{file.key}", "content_type": kind,
             "filesize": file.size}
            for file in message.files
        ]  # fmt: skip


_APP: Final = {"type": "app", "id_code": "fake", "name": "Acme"}


def _state(status: int) -> str:
    return _STATES.get(Status(status), "closed" if status > Status.ON_HOLD else "open")
