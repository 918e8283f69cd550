"""The fake help desk behind vendors' own APIs as counterparts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

import pytest
from fake import FakeCounterpart
from markdown_it import MarkdownIt
from msgspec.structs import replace

from fakes.books import Books
from fakes.server import TOKEN
from fakes.vendor import Asked, Told
from fakes.vendor_kinds import KINDS, Kind
from supportterm.backends.protocol import Helpdesk

VENDORS = tuple(f"fake-{name}" for name in KINDS)


class VendorCounterpart(FakeCounterpart):
    """To be closed."""

    secret = TOKEN

    def __init__(self, name: str, kind: Kind) -> None:
        self.name = name
        self.capabilities = kind.most
        self.subjects = kind.subjects
        self._kind = kind
        self.vendor = kind.vendor()
        self.remote = self.vendor.face.remote
        self._serving = ExitStack()
        self._serving.enter_context(self.vendor.serving())

    def backend(self) -> Helpdesk:  # type: ignore[override]
        return self._kind.connect(self.vendor)

    def stranger(self) -> Helpdesk:  # type: ignore[override]
        return self._kind.connect(self.vendor, f"not-{TOKEN}")

    def close(self) -> None:
        self._serving.close()
        assert not self.vendor.wrong, self.vendor.wrong[:3]

    def edit(self, key: str, old: str, new: str) -> bool:
        return self._kind.edits and super().edit(key, old, new)

    def merge(self, key: str, into: str) -> bool:
        return self._kind.merges and super().merge(key, into)

    def publish(self, title: str, body: str) -> None:
        """Where articles are pages of HTML, people there write them as such."""
        books: Books | None = getattr(self.vendor.face, "books", None)
        if books is None:
            super().publish(title, body)
        else:
            books.write(title, MarkdownIt().render(body))

    def said(self, key: str) -> Sequence[str]:
        return [m.body for m in self.remote.ledger.messages[key]]

    @contextmanager
    def away(self) -> Iterator[None]:
        self._serving.close()
        yield
        self._serving.enter_context(self.vendor.serving(int(self.vendor.url.rpartition(":")[2])))


    # --- what goes wrong

    def elsewhere(self) -> Sequence[Mapping[str, str]]:
        if not self._kind.addresses:
            pytest.skip(f"no addresses of files are told by {self.name}")
        self.vendor.face.url = lambda: self.vendor.url.replace("127.0.0.1", "localhost")
        asked: list[Mapping[str, str]] = []

        def noted(one: Asked, answer: Callable[[], Told]) -> Told:
            if one.headers["host"].startswith("localhost"):
                asked.append(one.headers)
            return answer()

        self.vendor.limits = noted
        return asked

    @contextmanager
    def losing(self) -> Iterator[None]:
        self.vendor.fault = lambda asked, told: Told(502) if self._kind.writes(asked) and told.status < 300 else told
        try:
            yield
        finally:
            self.vendor.fault = lambda asked, told: told

    @contextmanager
    def pausing(self, seconds: int) -> Iterator[None]:
        asks = Told(429, {}, ((self._kind.pauses, str(seconds)),))
        self.vendor.limits = lambda asked, answer: asks if self._kind.writes(asked) else answer()
        try:
            yield
        finally:
            self.vendor.limits = lambda asked, answer: answer()

    @contextmanager
    def failing(self, at: int) -> Iterator[list[object]]:
        written: list[object] = []

        def failed(asked: Asked, answer: Callable[[], Told]) -> Told:
            if self._kind.writes(asked):
                written.append((asked.method, asked.path, asked.raw))
                if len(written) >= at:
                    return Told(503, {})
            return answer()

        self.vendor.limits = failed
        try:
            yield written
        finally:
            self.vendor.limits = lambda asked, answer: answer()

    def together(self) -> None:
        tickets = self.remote.ledger.tickets
        tickets.update({key: replace(ticket, updated_at=1_790_000_500_000) for key, ticket in tickets.items()})

    def overtake(self, change: Callable[[], None]) -> None:
        left = [change]

        def overtaken(asked: Asked, answer: Callable[[], Told]) -> Told:
            if left and self._kind.writes(asked):
                left.pop()()
            return answer()

        self.vendor.limits = overtaken


def counterpart(which: str) -> VendorCounterpart:
    name = which.removeprefix("fake-")
    return VendorCounterpart(name, KINDS[name])
