"""A backend, as `supportterm.backends.protocol` has it, for the fake help desk at the other end of a line."""

from collections.abc import Callable
from pathlib import Path
from typing import IO, Protocol

import msgspec
from msgspec.structs import replace

from fakes import able
from fakes.answering import Server, encode
from fakes.rules import US, Rules
from fakes.speech import Call, Said, error_of
from fakes.walking import walk
from supportterm.backends import errors
from supportterm.backends.protocol import Capabilities
from supportterm.core.remote import (
    AnyStep,
    Catalog,
    Identity,
    Item,
    OpenTicket,
    Page,
    Receipt,
    RemoteTicket,
    Say,
    SetFields,
    TicketSeen,
)

__all__ = ["FakeBackend", "Line", "Server"]

_said = msgspec.msgpack.Decoder(Said).decode


class Line(Protocol):
    """Carries a call there and the answer back; raises errors of the backend."""

    def call(self, request: bytes, *, write: bool) -> bytes: ...


class FakeBackend:
    def __init__(self, wire: Line, capabilities: Capabilities) -> None:
        self._wire = wire
        self._capabilities = capabilities
        self.between: Callable[[], None] = lambda: None
        """What others do between our look at a ticket and our write, where the remote does not guard it."""

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    # --- reading

    def probe(self) -> Identity:
        identity = self._ask(Call("probe")).identity
        assert identity is not None
        return identity

    def catalog(self) -> Catalog:
        """Known here, so that stories of the simulator are about something else."""
        return Rules().catalog()

    def changes(self, cursor: str) -> Page:
        if self._capabilities.feed == "none":
            raise errors.CannotDo("changes are not told")
        if (self._capabilities.feed, self._capabilities.deletes) == ("walk", "scan"):
            return walk(cursor, lambda after: self._page("changes", after), self.fetch)
        return self._page("changes", cursor)

    def fetch(self, key: str) -> Item:
        item = self._ask(Call("fetch", key)).item
        assert item is not None
        return item

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        if not self._capabilities.search:
            raise errors.CannotDo("there is no way to search there")
        return self._ask(Call("search", text, limit=limit)).tickets

    def articles(self, cursor: str) -> Page:
        if self._capabilities.articles == "none":
            raise errors.CannotDo("there are no articles")
        return self._page("articles", cursor)

    def download(self, key: str, into: IO[bytes]) -> None:
        if not self._capabilities.files_down:
            raise errors.CannotDo("there is no way to fetch files")
        into.write(self._ask(Call("download", key)).content)

    def wait(self, seconds: float) -> bool:
        return False

    def handled(self, keys: tuple[str, ...]) -> None:
        return None

    def close(self) -> None:
        return None

    # --- writing

    def write(self, step: AnyStep) -> Receipt:
        able.check(step, self._capabilities)
        match step:
            case SetFields():
                return self._set(step)
            case Say() | OpenTicket():
                return self._send(Call("write", step=step, contents=tuple(_content(f.path) for f in step.files)))
        return self._send(Call("write", step=step))

    def find(self, step: AnyStep) -> Receipt | None:
        return self._ask(Call("find", step=step)).receipt

    def upload(self, file: Path, name: str, media_type: str) -> str:
        """Files go with their message."""
        return ""

    # --- inside

    def _set(self, step: SetFields) -> Receipt:
        guard, tags, before = self._capabilities.guard, None, None
        replacing = self._capabilities.tags == "replace" and bool(step.add or step.remove)
        if guard in ("checked", "reread") or replacing:
            before = self._look(step.key)
            if guard in ("checked", "reread"):
                self._compare(step, before)
            if replacing:
                tags = tuple(sorted((set(before.ticket.tags) | set(step.add)) - set(step.remove)))
            self.between()
        receipt = self._send(Call("write", step=step, tags=tags))
        if guard == "reread" and self._capabilities.history and before is not None:
            self._look_back(step, before)
        return receipt

    def _look(self, key: str) -> TicketSeen:
        """What a client can do where the remote does not guard: look first. Others may come between."""
        try:
            item = self.fetch(key)
        except errors.Unreadable as error:  # nothing was sent yet
            raise errors.Unavailable(str(error)) from error
        assert isinstance(item, TicketSeen)
        return item

    def _compare(self, step: SetFields, before: TicketSeen) -> None:
        values = before.ticket.values()
        if any(values.get(f) not in (step.base.get(f), v) for f, v in step.values.items()):
            raise errors.Conflict("it was changed since", values)

    def _look_back(self, step: SetFields, before: TicketSeen) -> None:
        """Raises Conflict when the history shows that somebody set the same between our look and our write."""
        try:
            after = self.fetch(step.key)
        except errors.RemoteError as error:
            raise errors.Uncertain(f"it was written, and not looked at afterwards: {error}") from error
        assert isinstance(after, TicketSeen)
        known = {event.key for event in before.events}
        if any(e.key not in known and e.actor != US and e.field in step.values for e in after.events):
            raise errors.Conflict("it was changed at the same moment", after.ticket.values())

    def _page(self, name: str, cursor: str) -> Page:
        page = self._ask(Call(name, cursor)).page
        assert page is not None
        return page

    def _send(self, call: Call) -> Receipt:
        step = call.step
        if isinstance(step, Say | OpenTicket) and step.files:  # where a file lies here is nobody's business there
            files = tuple(replace(file, path="") for file in step.files)
            call = replace(call, step=replace(step, files=files))
        receipt = self._ask(call, write=True).receipt
        assert receipt is not None
        return receipt

    def _ask(self, call: Call, *, write: bool = False) -> Said:
        answer = self._wire.call(encode(call), write=write)
        try:
            said = _said(answer)
        except msgspec.DecodeError as error:
            kind = errors.Uncertain if write else errors.Unreadable
            raise kind("the answer is not one") from error
        failure = error_of(said)
        if failure is not None:
            raise failure
        return said


def _content(path: str) -> bytes:
    """Raises Invalid when the file can't be read: nothing was sent."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise errors.Invalid("a file that should go with it can't be read") from error
