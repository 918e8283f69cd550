"""The driver `fake`: the fake help desk behind HTTP, over the same client as shipped backends."""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from fakes.answering import encode
from fakes.backend import FakeBackend
from fakes.speech import Call, Said
from supportterm.backends import errors
from supportterm.backends.http import Http, parsed
from supportterm.backends.protocol import Capabilities, Proof, Setting
from supportterm.core.remote import AnyStep, Receipt, SetFields, TicketSeen

CAPABILITIES: Final = Capabilities(
    feed="cursor", deletes="feed", guard="atomic", marker="stored", settle=1.0, poll=0.3, open_tickets=True, reply=True,
    note=True, fields=frozenset({"subject", "status", "priority", "assignee", "team", "custom"}), tags="delta",
    merge=True, files_up=True, files_down=True, search=True, articles="write", history=True,
)  # fmt: skip
_call = msgspec.msgpack.Decoder(Call).decode


class _HttpLine:
    """Calls as requests."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def call(self, request: bytes, *, write: bool) -> bytes:
        call = _call(request)
        answer = self._http.write("POST", "write", call) if write else self._http.query("read", {}, call)
        return encode(parsed(answer, Said, self._http.host, writing=write))


class HttpFakeBackend(FakeBackend):
    def __init__(self, http: Http, capabilities: Capabilities) -> None:
        super().__init__(_HttpLine(http), capabilities)
        self._http = http

    def close(self) -> None:
        self._http.close()

    def write(self, step: AnyStep) -> Receipt:
        """A status says that it was refused; what the ticket is by now is asked for."""
        try:
            return super().write(step)
        except errors.Conflict as error:
            if not isinstance(step, SetFields):
                raise
            raise errors.Conflict(str(error), self._look(step.key).ticket.values()) from None
        except errors.NotThere as error:
            raise errors.NotThere(str(error), self._goes_on(getattr(step, "key", ""))) from None

    def _goes_on(self, key: str) -> str:
        """The ticket that *key* was merged into; empty when it was not, or nobody can say."""
        try:
            item = self.fetch(key)
        except errors.RemoteError:
            return ""
        return item.ticket.merged_into if isinstance(item, TicketSeen) else ""


class FakeDriver:
    name = "fake"
    title = "Fake help desk"
    proof: Mapping[str, Proof] = {}
    settings = (Setting("url", "Where is it?"),)
    secret = "token"

    def __init__(self, capabilities: Capabilities) -> None:
        self.capabilities = capabilities

    def open(self, settings: Mapping[str, str], secret: Callable[[], str]) -> HttpFakeBackend:
        http = Http(settings.get("url", ""), lambda: f"token {secret()}")
        return HttpFakeBackend(http, self.capabilities)


FAKE: Final = FakeDriver(CAPABILITIES)
