"""A backend, as `supportterm.backends.protocol` has it, for the fake help desk at the other end of a wire."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import IO

import msgspec

from fakes.remote import SICK, FakeRemote
from fakes.wire import Fault, Wire
from supportterm.backends import errors
from supportterm.backends.protocol import Capabilities
from supportterm.core.nouns import Value
from supportterm.core.remote import (
    AnyStep,
    Catalog,
    Identity,
    Item,
    Page,
    Receipt,
    RemoteAgent,
    RemoteTeam,
    RemoteTicket,
    Say,
    SetFields,
    TicketSeen,
)


class Call(msgspec.Struct, frozen=True):
    """A request: `probe`, `changes` since a cursor, `fetch` of a key, `find` or `write` of a step."""

    name: str
    text: str = ""
    step: AnyStep | None = None


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """An answer, or in *error* the name of the error and its words, and what else that error tells."""

    identity: Identity | None = None
    page: Page | None = None
    item: Item | None = None
    receipt: Receipt | None = None
    error: tuple[str, str] = ("", "")
    moved_to: str = ""
    current: dict[str, Value] = {}


_encode = msgspec.msgpack.Encoder().encode
_call = msgspec.msgpack.Decoder(Call).decode
_said = msgspec.msgpack.Decoder(Said).decode


class Server:
    """The other end of the wire."""

    def __init__(self, remote: FakeRemote, random: Random, clock: Callable[[], int]) -> None:
        self._remote = remote
        self._random = random
        self._clock = clock
        """The server's own, which may be ahead or behind."""

    def serve(self, request: bytes, fault: Fault) -> bytes:
        try:
            return _encode(self._answer(_call(request), fault))
        except errors.RemoteError as error:
            said = Said(error=(type(error).__name__, str(error)))
            if isinstance(error, errors.NotThere):
                said = msgspec.structs.replace(said, moved_to=error.moved_to)
            elif isinstance(error, errors.Conflict):
                said = msgspec.structs.replace(said, current=error.current)
            return _encode(said)

    def _answer(self, call: Call, fault: Fault) -> Said:
        remote = self._remote
        if remote.sick and isinstance(call.step, Say) and SICK in call.step.body:
            kind = errors.Uncertain if call.name == "write" else errors.Unavailable
            raise kind("the server said 500")
        match call.name:
            case "probe":
                return Said(Identity("us", remote.ledger.epoch, self._clock()))
            case "changes":
                return Said(page=self._page(call.text, fault))
            case "fetch":
                return Said(item=remote.fetch(call.text))
            case "find":
                assert call.step is not None
                return Said(receipt=remote.find(call.step))
        assert call.step is not None
        return Said(receipt=remote.apply(call.step))

    def _page(self, cursor: str, fault: Fault) -> Page:
        if fault == "stale":
            return self._remote.changes(cursor, behind=self._random.randrange(1, 6))
        page = self._remote.changes(cursor)
        if fault == "again":  # older news of the same tickets and of others, in any order
            log = self._remote.ledger.log
            start = self._random.randrange(max(1, len(log) - 12), len(log) + 1)
            items = [*page.items, *(line.item for line in log[start - 1 : start + 4])]
            self._random.shuffle(items)
            page = msgspec.structs.replace(page, items=tuple(items))
        return page


class FakeBackend:
    def __init__(self, wire: Wire, capabilities: Capabilities) -> None:
        self._wire = wire
        self._capabilities = capabilities
        self.between: Callable[[], None] = lambda: None
        """What others do between our look at a ticket and our write, where the remote does not guard it."""

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    def probe(self) -> Identity:
        identity = self._ask(Call("probe")).identity
        assert identity is not None
        return identity

    def catalog(self) -> Catalog:
        agents = tuple(RemoteAgent(name, name, name.title()) for name in ("ann", "bob", "web"))
        return Catalog(agents, (RemoteTeam("support", "1", "Support"), RemoteTeam("billing", "2", "Billing")))

    def changes(self, cursor: str) -> Page:
        page = self._ask(Call("changes", cursor)).page
        assert page is not None
        return page

    def fetch(self, key: str) -> Item:
        item = self._ask(Call("fetch", key)).item
        assert item is not None
        return item

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        return ()

    def write(self, step: AnyStep) -> Receipt:
        if isinstance(step, SetFields) and self._capabilities.guard != "atomic":
            self._look(step)
        receipt = self._ask(Call("write", step=step), write=True).receipt
        assert receipt is not None
        return receipt

    def find(self, step: AnyStep) -> Receipt | None:
        return self._ask(Call("find", step=step)).receipt

    def upload(self, file: Path, name: str, media_type: str) -> str:
        return ""

    def download(self, key: str, into: IO[bytes]) -> None:
        raise errors.NotThere("there are no files")

    def wait(self, seconds: float) -> bool:
        return False

    def handled(self, keys: tuple[str, ...]) -> None:
        return None

    def close(self) -> None:
        return None

    def _look(self, step: SetFields) -> None:
        """What a client can do where the remote does not guard: look first. Others may come between."""
        try:
            item = self.fetch(step.key)
        except errors.Unreadable as error:  # nothing was sent yet
            raise errors.Unavailable(str(error)) from error
        assert isinstance(item, TicketSeen)
        values = item.ticket.values()
        if any(values.get(f) not in (step.base.get(f), v) for f, v in step.values.items()):
            raise errors.Conflict("it was changed since", values)
        self.between()

    def _ask(self, call: Call, *, write: bool = False) -> Said:
        answer = self._wire.call(_encode(call), write=write)
        try:
            said = _said(answer)
        except msgspec.DecodeError as error:
            kind = errors.Uncertain if write else errors.Unreadable
            raise kind("the answer is not one") from error
        if said.error[0]:
            raise self._error(said)
        return said

    def _error(self, said: Said) -> errors.RemoteError:
        name, words = said.error
        match name:
            case "NotThere":
                return errors.NotThere(words, said.moved_to)
            case "Conflict":
                return errors.Conflict(words, said.current)
        kind: type[errors.RemoteError] = getattr(errors, name)
        return kind(words)
