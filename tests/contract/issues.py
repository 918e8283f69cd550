"""A real Redmine as a counterpart."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from servers import redmine as server
from servers.redmine import Redmine as Server
from supportterm.backends.redmine import REDMINE
from supportterm.backends.redmine.backend import Redmine
from supportterm.core.remote import Say

_PRIORITIES = (1, 2, 3, 4)


class IssuesCounterpart:
    name = "redmine"
    capabilities = REDMINE.capabilities

    def __init__(self, redmine: Server) -> None:
        self._redmine = redmine
        self.secret = redmine.keys["sync"]

    def backend(self) -> Redmine:
        return REDMINE.open({"url": self._redmine.url}, lambda: self._redmine.keys["sync"])

    def stranger(self) -> Redmine:
        return REDMINE.open({"url": self._redmine.url}, lambda: "0123456789abcdef0123456789abcdef01234567")

    def open(self, subject: str, body: str, files: Mapping[str, bytes] | None = None) -> str:
        uploads = [
            {"token": self._redmine.upload(name, content), "filename": name, "content_type": "application/octet-stream"}
            for name, content in (files or {}).items()
        ]
        return self._redmine.open(subject, body, **({"uploads": uploads} if uploads else {}))

    def customer(self, key: str, body: str) -> None:
        self._redmine.put(key, user="carol", notes=body)

    def agent(self, key: str, body: str) -> None:
        self._redmine.put(key, user="bob", notes=body)

    def set(self, key: str, field: str, value: Any) -> None:
        """Statuses are numbered as they are set up: New, In Progress, Resolved, Feedback, Closed."""
        there: dict[str, Any] = {"subject": {"subject": value}}
        if field == "priority":
            there["priority"] = {"priority_id": _PRIORITIES[value]}
        elif field == "status":
            there["status"] = {"status_id": {0: 1, 1: 2, 2: 4, 4: 3, 5: 5}[value]}
        self._redmine.put(key, user="bob", **there[field])

    def step(self, step: Say) -> Say:
        return step

    def said(self, key: str) -> Sequence[str]:
        there = self._redmine.call("GET", f"/issues/{key}.json?include=journals")["issue"]
        return [there["description"], *(journal["notes"] for journal in there["journals"] if journal["notes"])]

    def edit(self, key: str, old: str, new: str) -> bool:
        """Redmine tells nobody that a note was edited."""
        return False

    def publish(self, title: str, body: str) -> None:
        path = f"/projects/support/wiki/{quote(title.replace(' ', '_'))}.json"
        self._redmine.call("PUT", path, {"wiki_page": {"text": body}}, user="bob")

    def merge(self, key: str, into: str) -> bool:
        return False

    def delete(self, key: str) -> None:
        self._redmine.call("DELETE", f"/issues/{key}.json", user="admin")

    @contextmanager
    def away(self) -> Iterator[None]:
        port = int(self._redmine.url.rpartition(":")[2])
        server.down(self._redmine.folder)
        yield
        server.start(self._redmine.folder, port)
