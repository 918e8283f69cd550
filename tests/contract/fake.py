"""The fake help desk as a counterpart, with any capabilities."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from random import Random
from typing import Any

from fakes.backend import FakeBackend, Server
from fakes.remote import FakeRemote, Rules
from fakes.wire import Wire
from supportterm.backends.protocol import Capabilities
from supportterm.core.remote import RemotePerson, Say
from supportterm.core.terms import Role

AL = RemotePerson("", "Al", "al@acme.test")


class FakeCounterpart:
    def __init__(self, name: str, rules: Rules, capabilities: Capabilities) -> None:
        self.name = name
        self.capabilities = capabilities
        moments = count(1_790_000_000_000, 1000)
        self._clock = lambda: next(moments)
        self.remote = FakeRemote(self._clock, rules)
        server = Server(self.remote, Random(1), self._clock)
        self._wire = Wire(server.serve, self._clock, Random(1), 1000)

    def backend(self) -> FakeBackend:
        return FakeBackend(self._wire, self.capabilities)

    def stranger(self) -> FakeBackend:
        server = Server(self.remote, Random(1), self._clock)
        wire = Wire(server.serve, self._clock, Random(1), 1000)
        wire.expired = True
        return FakeBackend(wire, self.capabilities)

    def open(self, subject: str, body: str) -> str:
        return self.remote.open(subject, AL, body)

    def customer(self, key: str, body: str) -> None:
        self.remote.say(key, Role.CUSTOMER, body)

    def agent(self, key: str, body: str) -> None:
        self.remote.say(key, Role.REPLY, body, agent="bob")

    def set(self, key: str, field: str, value: Any) -> None:
        self.remote.change(key, "bob", {field: value})

    def step(self, step: Say) -> Say:
        return step

    def said(self, key: str) -> Sequence[str]:
        return [m.body for m in self.remote.ledger.messages[key]]

    def merge(self, key: str, into: str) -> None:
        self.remote.merge(key, into, "bob")

    def delete(self, key: str) -> None:
        self.remote.delete(key)

    @contextmanager
    def away(self) -> Iterator[None]:
        self._wire.down = True
        yield
        self._wire.down = False
