"""The far side of a backend, as the contract suite needs it: what customers and others do there, and what is there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

from supportterm.backends.protocol import Capabilities, Helpdesk
from supportterm.core.remote import Say


class Counterpart(Protocol):
    """One per backend and set of capabilities. Tickets are named by their keys there."""

    name: str
    capabilities: Capabilities
    secret: str
    """With which our own account is let in: no error may tell it."""

    def backend(self) -> Helpdesk:
        """A new connection as our own account, to be closed by who asked for it."""

    def stranger(self) -> Helpdesk:
        """A connection with a secret that is not accepted: `0123456789abcdef`, or one that begins or ends so."""

    def open(self, subject: str, body: str, files: Mapping[str, bytes] | None = None) -> str:
        """A customer opens a ticket; its key. Where tickets are ours: a customer's mail; the subject stands for it."""

    def customer(self, key: str, body: str) -> None:
        """The customer writes on."""

    def agent(self, key: str, body: str) -> None:
        """Another agent replies there, in public."""

    def set(self, key: str, field: str, value: object) -> None:
        """Another agent sets one of status, priority, subject (in our values)."""

    def step(self, step: Say) -> Say:
        """*step* as this backend is given it."""

    def said(self, key: str) -> Sequence[str]:
        """Texts of the replies and notes there, oldest first, as people read them."""

    def edit(self, key: str, old: str, new: str) -> bool:
        """Somebody changes the text of the message that says *old*; False where nobody can."""

    def merge(self, key: str, into: str) -> bool:
        """Somebody merges them; False where nobody can."""

    def delete(self, key: str) -> None: ...

    def publish(self, title: str, body: str) -> None:
        """Somebody writes an article, where there are any."""

    @contextmanager
    def away(self) -> Iterator[None]:
        """The far side can't be reached within."""


class Disturbed(Counterpart, Protocol):
    """One with which more can be done than with a real server: what it is asked is seen, and its answers spoilt."""

    def elsewhere(self) -> Sequence[Mapping[str, str]]:
        """From here on files lie at another host: the headers of what is asked there, as it comes.

        Skips the test where no addresses of files are told.
        """

    @contextmanager
    def losing(self) -> Iterator[None]:
        """Within, what is written is done there, and no answer comes back."""

    @contextmanager
    def pausing(self, seconds: int) -> Iterator[None]:
        """Within, a pause is asked for in answer to what is written, in the vendor's own way."""

    @contextmanager
    def failing(self, at: int) -> Iterator[list[object]]:
        """Within, the *at*-th thing that is written and all after it fail there, and are not done. What was written."""

    def together(self) -> None:
        """All tickets there were changed at one moment."""

    def overtake(self, change: Callable[[], None]) -> None:
        """*change* happens there between our last look and our next write."""
