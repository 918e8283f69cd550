"""A vendor's fake that is served, with a test's hands at it and connections to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Generic, Self, TypeVar

from fakes.doors import customer
from fakes.vendor import Asked
from fakes.vendor_kinds import KINDS

F = TypeVar("F")
B = TypeVar("B")


class There(Generic[F, B]):
    def __init__(self, name: str, face: type[F], backend: type[B]) -> None:
        """*face* and *backend*: what the fake and a connection to it are."""
        self._kind = KINDS[name]
        self._backend = backend
        self.vendor = self._kind.vendor()
        assert isinstance(self.vendor.face, face)
        self.face: F = self.vendor.face
        self.remote = self.vendor.face.remote

    @contextmanager
    def serving(self) -> Iterator[Self]:
        """Until the block ends; then nothing may have been against the vendor's specification."""
        with self.vendor.serving():
            yield self
        assert not self.vendor.wrong, self.vendor.wrong[:3]

    def open(self, subject: str, body: str = "hello") -> str:
        return customer(self.remote, "al@acme.test").opens(subject, body)

    def connect(self, **settings: str) -> B:
        found = self._kind.connect(self.vendor, **settings)
        assert isinstance(found, self._backend)
        return found

    def asked(self, method: str, ending: str) -> list[Asked]:
        return [asked for asked in self.vendor.asked if asked.method == method and asked.path.endswith(ending)]

    def sent(self, method: str, ending: str) -> list[Any]:
        """What was in those requests."""
        return [asked.body for asked in self.asked(method, ending)]
