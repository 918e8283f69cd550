"""A real Request Tracker as a counterpart."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from servers import request_tracker as server
from servers.request_tracker import Tracker
from supportterm.backends.request_tracker import REQUEST_TRACKER
from supportterm.backends.request_tracker.backend import RequestTracker
from supportterm.core.remote import Say
from supportterm.core.terms import Status

_STATUSES = {Status.NEW: "new", Status.OPEN: "open", Status.PENDING: "stalled", Status.SOLVED: "resolved"}
_PRIORITIES = (0, 50, 75, 100)


def _wire_name(name: str) -> str:
    """As mail programs write it: the only way in which Request Tracker keeps letters outside ASCII."""
    return f"=?UTF-8?B?{base64.b64encode(name.encode()).decode()}?="


class TrackerCounterpart:
    name = "request-tracker"
    capabilities = REQUEST_TRACKER.capabilities

    def __init__(self, tracker: Tracker) -> None:
        self._tracker = tracker
        self.secret = tracker.tokens["sync"]
        with_marker = self.backend()
        with_marker.prove(self.open("Contract", "prove"))
        with_marker.close()

    def backend(self) -> RequestTracker:
        return REQUEST_TRACKER.open({"url": self._tracker.url}, lambda: self._tracker.tokens["sync"])

    def stranger(self) -> RequestTracker:
        return REQUEST_TRACKER.open({"url": self._tracker.url}, lambda: "1-99-0123456789abcdef0123456789abcdef")

    def open(self, subject: str, body: str, files: Mapping[str, bytes] | None = None) -> str:
        key = self._tracker.open(subject, Content=body)
        for name, content in (files or {}).items():  # only with a message of its own is its name read
            file = {"FileName": _wire_name(name), "FileType": "application/octet-stream",
                    "FileContent": base64.b64encode(content).decode()}  # fmt: skip
            self._tracker.say(key, "correspond", name, user="carol", Attachments=[file])
        return key

    def customer(self, key: str, body: str) -> None:
        self._tracker.say(key, "correspond", body, user="carol")

    def agent(self, key: str, body: str) -> None:
        self._tracker.say(key, "correspond", body, user="bob")

    def set(self, key: str, field: str, value: Any) -> None:
        words: dict[str, dict[str, Any]] = {
            "status": {"Status": _STATUSES.get(value)},
            "priority": {"Priority": _PRIORITIES[value] if field == "priority" else 0},
            "subject": {"Subject": value},
        }
        self._tracker.put(key, user="bob", **words[field])

    def step(self, step: Say) -> Say:
        return step

    def said(self, key: str) -> Sequence[str]:
        there = self.backend()
        try:
            return [m.body for m in sorted(there.fetch(key).messages, key=lambda m: int(m.key))]
        finally:
            there.close()

    def edit(self, key: str, old: str, new: str) -> bool:
        return False

    def publish(self, title: str, body: str) -> None:
        self._tracker.call("POST", "/article", {"Class": "KB", "Name": title, "CustomFields": {"Body": body}})

    def merge(self, key: str, into: str) -> bool:
        self._tracker.put(key, MergeInto=into)
        return True

    def delete(self, key: str) -> None:
        self._tracker.put(key, user="root", Status="deleted")

    @contextmanager
    def away(self) -> Iterator[None]:
        port = int(self._tracker.url.rpartition(":")[2])
        server.down(self._tracker.folder)
        yield
        server.start(self._tracker.folder, port)
