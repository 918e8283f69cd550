"""A real django-helpdesk as a counterpart."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from servers import django_helpdesk as server
from servers.django_helpdesk import Helpdesk
from supportterm.backends.django_helpdesk import DJANGO_HELPDESK
from supportterm.backends.django_helpdesk.backend import DjangoHelpdesk
from supportterm.core.remote import Say

_PRIORITIES = (4, 3, 2, 1)


class HelpdeskSiteCounterpart:
    name = "django-helpdesk"
    capabilities = DJANGO_HELPDESK.capabilities

    def __init__(self, desk: Helpdesk) -> None:
        self._desk = desk
        self.secret = desk.tokens["sync"]

    def backend(self) -> DjangoHelpdesk:
        return self._as(self.secret)

    def stranger(self) -> DjangoHelpdesk:
        return self._as("0123456789abcdef0123456789abcdef01234567")

    def _as(self, token: str) -> DjangoHelpdesk:
        """What others do here leaves no trace: so everything is walked through each time."""
        return DJANGO_HELPDESK.open({"url": self._desk.url, "file_types": "*", "sweep": "0"}, lambda: token)

    def open(self, subject: str, body: str, files: Mapping[str, bytes] | None = None) -> str:
        """By mail; with files by the API, since its mail gives them other names."""
        return self._desk.open(subject, body, files) if files else self._desk.mail(subject, body)

    def customer(self, key: str, body: str) -> None:
        self._desk.mail(f"Re: [support-{key}] again", body)

    def agent(self, key: str, body: str) -> None:
        self._desk.say(key, body)

    def set(self, key: str, field: str, value: Any) -> None:
        there: dict[str, Any] = {"subject": {"title": value}}
        if field == "priority":
            there["priority"] = {"priority": _PRIORITIES[value]}
        elif field == "status":
            there["status"] = {"status": {1: 1, 4: 3, 5: 4}[value]}
        self._desk.patch(key, **there[field])

    def step(self, step: Say) -> Say:
        return step

    def said(self, key: str) -> Sequence[str]:
        there = self._desk.call("GET", f"tickets/{key}/")
        return [there["description"], *(said["comment"] for said in there["followup_set"])]

    def edit(self, key: str, old: str, new: str) -> bool:
        there = self._desk.call("GET", f"tickets/{key}/")["followup_set"]
        (found,) = [said["id"] for said in there if said["comment"] == old]
        self._desk.call("PATCH", f"followups/{found}/", {"comment": new})
        return True

    def publish(self, title: str, body: str) -> None:
        raise NotImplementedError

    def merge(self, key: str, into: str) -> bool:
        self._desk.patch(key, merged_to=int(into), status=5)
        return True

    def delete(self, key: str) -> None:
        self._desk.call("DELETE", f"tickets/{key}/")

    @contextmanager
    def away(self) -> Iterator[None]:
        port = int(self._desk.address.rpartition(":")[2])
        server.down(self._desk.folder)
        yield
        server.start(self._desk.folder, port)
