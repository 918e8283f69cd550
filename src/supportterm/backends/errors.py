"""How a remote says no. Every backend raises these and nothing else; the engine decides by the class alone.

The text is a plain sentence for people, without secrets. What may have been done although no answer came is
`Uncertain`, never one of the others: of them all it is known that nothing was done.
"""

from collections.abc import Mapping

from supportterm.core.nouns import Value


class RemoteError(Exception):
    """Base of them all."""


class AuthFailed(RemoteError):
    """The secret is wrong or expired: the connection pauses until a person has given another."""


class NotAllowed(RemoteError):
    """We are known and may not."""


class NotThere(RemoteError):
    """Not found, or gone. *moved_to* is the key under which it goes on, after a merge."""

    def __init__(self, words: str, moved_to: str = "") -> None:
        super().__init__(words)
        self.moved_to = moved_to


class Conflict(RemoteError):
    """The remote's ticket is not the one this was decided on; *current* are the values it has, where told."""

    def __init__(self, words: str, current: Mapping[str, Value] | None = None) -> None:
        super().__init__(words)
        self.current = dict(current or {})


class Invalid(RemoteError):
    """The remote does not take what it was sent, and will not when asked again. *fields*: what is wrong with which."""

    def __init__(self, words: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(words)
        self.fields = dict(fields or {})


class RateLimited(RemoteError):
    """Too much, too fast; nothing was done. *retry_after* in seconds, None when it was not told."""

    def __init__(self, words: str, retry_after: float | None = None) -> None:
        super().__init__(words)
        self.retry_after = retry_after


class Unavailable(RemoteError):
    """It could not be reached, and nothing was sent: no name, no connection, no TLS. Or a read failed."""

    def __init__(self, words: str, retry_after: float | None = None) -> None:
        super().__init__(words)
        self.retry_after = retry_after


class Untrusted(Unavailable):
    """The other side could not prove who it is: its certificate is not trusted. Nothing was sent."""


UNTRUSTED = "its certificate is not trusted (`ca_file` names an authority of your own)"


class Unreadable(RemoteError):
    """A read was answered with something that is not an answer: a login page, half a document, another shape."""


class Uncertain(RemoteError):
    """A write was sent, and what became of it is not known: time ran out, the line broke, a 5xx, half an answer."""


class CannotDo(RemoteError):
    """This backend has no way to do it; the engine should not have asked."""
