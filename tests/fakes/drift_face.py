"""The fake help desk as Drift: its paths and words, over fakes/remote.py, after what the vendor's pages say."""

import re
from collections.abc import Callable
from typing import Any, Final

from fakes.remote import FakeRemote
from fakes.rules import US
from fakes.server import TOKEN
from fakes.vendor import Asked, Told
from supportterm.backends import errors
from supportterm.core.remote import RemoteMessage, Say
from supportterm.core.terms import Role, Status

_STATUSES: Final = {Status.PENDING: "pending", Status.SOLVED: "closed", Status.CLOSED: "bulk_sent"}
_LISTED: Final = 8
"""Conversations of a page; Drift has up to a hundred."""


class DriftFace:
    api = "/"

    def __init__(self, remote: FakeRemote) -> None:
        self.remote = remote
        self.url: Callable[[], str] = lambda: ""
        self._contacts: list[str] = []
        self._routes: tuple[tuple[str, str, Callable[..., Told]], ...] = (
            ("GET", r"/users/list", self._users),
            ("GET", r"/contacts/(\d+)", self._contact),
            ("GET", r"/conversations/list", self._list),
            ("GET", r"/conversations/(\d+)", lambda asked, key: Told(200, {"data": self._row(key)})),
            ("GET", r"/conversations/(\d+)/messages", self._messages),
            ("POST", r"/conversations/(\d+)/messages", self._say),
        )

    def admits(self, asked: Asked) -> bool:
        return asked.headers.get("authorization") == f"Bearer {TOKEN}"

    def answer(self, asked: Asked) -> Told:
        for method, pattern, route in self._routes:
            if method == asked.method and (found := re.fullmatch(pattern, asked.path)):
                return route(asked, *found.groups())
        raise errors.NotThere("not found")

    def refuse(self, error: errors.RemoteError) -> Told:
        status = 404 if isinstance(error, errors.NotThere) else 400
        return Told(status, {"error": {"type": type(error).__name__, "message": str(error)}})

    def _users(self, asked: Asked) -> Told:
        agents = (US, *self.remote.rules.agents)
        rows = [{"id": 100 + n, "orgId": 7, "name": name, "email": f"{name}@desk.test", "bot": False}
                for n, name in enumerate(agents)]  # fmt: skip
        return Told(200, {"data": rows})

    def _number(self, email: str) -> int:
        if email not in self._contacts:
            self._contacts.append(email)
        return 500 + self._contacts.index(email)

    def _contact(self, asked: Asked, key: str) -> Told:
        email = self._contacts[int(key) - 500]
        return Told(200, {"data": {"id": int(key), "attributes": {"email": email, "name": email.partition("@")[0]}}})

    def _row(self, key: str) -> dict[str, Any]:
        ticket = self.remote.ticket(key)
        return {
            "id": int(key), "status": _STATUSES.get(Status(ticket.status), "open"), "inboxId": 1,
            "contactId": self._number(ticket.requester.email), "createdAt": ticket.created_at,
            "updatedAt": ticket.updated_at,
        }  # fmt: skip

    def _list(self, asked: Asked) -> Told:
        keys = sorted(self.remote.ledger.tickets, key=int)
        rest = [key for key in keys if int(key) > int(asked.query.get("page_token", 0))]
        told: dict[str, Any] = {"data": [self._row(key) for key in rest[:_LISTED]]}
        if rest[_LISTED:]:
            told["links"] = {"next": f"{self.url()}/conversations/list?page_token={rest[_LISTED - 1]}"}
        return Told(200, told)

    def _messages(self, asked: Asked, key: str) -> Told:
        self.remote.ticket(key)
        messages, start = self.remote.ledger.messages[key], int(asked.query.get("next", 0))
        page = [self._message(message, key) for message in messages[start : start + 50]]
        more = len(messages) > start + 50
        pagination = {"more": more, "next": start + 50 if more else None}
        return Told(200, {"data": {"messages": page}, "pagination": pagination})

    def _message(self, message: RemoteMessage, key: str) -> dict[str, Any]:
        customer = message.role is Role.CUSTOMER
        who = (message.person or self.remote.ticket(key).requester).email
        agents = (US, *self.remote.rules.agents)
        author = {"id": self._number(who), "type": "contact"} if customer else {
            "id": 100 + agents.index(message.agent or US), "type": "user"
        }  # fmt: skip
        return {
            "id": int(message.key), "conversationId": int(key), "body": message.body, "author": author,
            "type": "private_note" if message.role is Role.NOTE else "chat", "createdAt": message.at,
            "attachments": [{"id": int(f.key), "fileName": f.name, "mimeType": "text/plain"} for f in message.files],
        }  # fmt: skip

    def _say(self, asked: Asked, key: str) -> Told:
        role = Role.NOTE if asked.body["type"] == "private_note" else Role.REPLY
        made = self.remote.apply(Say("", key, role, asked.body["body"])).key
        (message,) = [m for m in self.remote.ledger.messages[key] if m.key == made]
        return Told(200, {"data": self._message(message, key)})
