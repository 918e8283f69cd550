"""The fake help desk as a counterpart, with any capabilities: in memory, and behind HTTP."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count
from random import Random
from typing import Any

from fakes.backend import FakeBackend, Server
from fakes.doors import as_agent, customer
from fakes.http_backend import FakeDriver
from fakes.remote import FakeRemote, Rules
from fakes.server import TOKEN, FakeServer, serving
from fakes.wire import Wire
from supportterm.backends.protocol import Capabilities
from supportterm.core.remote import Say


class FakeCounterpart:
    secret = TOKEN

    def __init__(self, name: str, rules: Rules, capabilities: Capabilities) -> None:
        self.name = name
        self.capabilities = capabilities
        moments = count(1_790_000_000_000, 1000)
        self._clock = lambda: next(moments)
        self.remote = FakeRemote(self._clock, rules)
        self._wire = self._laid()

    def _laid(self) -> Wire:
        return Wire(Server(self.remote, Random(1), self._clock).serve, self._clock, Random(1), 1000)

    def backend(self) -> FakeBackend:
        return FakeBackend(self._wire, self.capabilities)

    def stranger(self) -> FakeBackend:
        wire = self._laid()
        wire.expired = True
        return FakeBackend(wire, self.capabilities)

    def close(self) -> None: ...

    def open(self, subject: str, body: str, files: Mapping[str, bytes] | None = None) -> str:
        return customer(self.remote, "al@acme.test").opens(subject, body, files)

    def customer(self, key: str, body: str) -> None:
        customer(self.remote, "al@acme.test").writes(key, body)

    def agent(self, key: str, body: str) -> None:
        as_agent(self.remote, "bob").reply(key, body)

    def set(self, key: str, field: str, value: Any) -> None:
        as_agent(self.remote, "bob").set(key, **{field: value})

    def step(self, step: Say) -> Say:
        return step

    def said(self, key: str) -> Sequence[str]:
        return [m.body for m in self.remote.ledger.messages[key]]

    def edit(self, key: str, old: str, new: str) -> bool:
        (message,) = [m.key for m in self.remote.ledger.messages[key] if m.body == old]
        as_agent(self.remote, "bob").edit(key, message, new)
        return True

    def merge(self, key: str, into: str) -> bool:
        as_agent(self.remote, "bob").merge(key, into)
        return True

    def delete(self, key: str) -> None:
        as_agent(self.remote, "bob").delete(key)

    def publish(self, title: str, body: str) -> None:
        as_agent(self.remote, "bob").publish(title, body)

    @contextmanager
    def away(self) -> Iterator[None]:
        self._wire.down = True
        yield
        self._wire.down = False


class HttpFakeCounterpart(FakeCounterpart):
    """To be closed."""

    def __init__(self, name: str, rules: Rules, capabilities: Capabilities) -> None:
        super().__init__(name, rules, capabilities)
        self._server = FakeServer(rules)
        self.remote = self._server.remote
        self._driver = FakeDriver(capabilities)
        self._serving = ExitStack()
        self._url = self._serving.enter_context(serving(self._server))

    def backend(self) -> FakeBackend:
        return self._driver.open({"url": self._url}, lambda: TOKEN)

    def stranger(self) -> FakeBackend:
        return self._driver.open({"url": self._url}, lambda: f"not-{TOKEN}")

    def close(self) -> None:
        self._serving.close()

    @contextmanager
    def away(self) -> Iterator[None]:
        self._serving.close()
        yield
        self._url = self._serving.enter_context(serving(self._server, int(self._url.rpartition(":")[2])))
