"""Reading after a write: when that fails, it is not true any more that nothing was done."""

from collections.abc import Iterator
from contextlib import contextmanager

from supportterm.backends.errors import Conflict, RemoteError, Uncertain


@contextmanager
def afterwards(host: str) -> Iterator[None]:
    """What is raised within but a Conflict, which was found out by reading, becomes Uncertain."""
    try:
        yield
    except Conflict:
        raise
    except RemoteError as error:
        raise Uncertain(f"{host} took it, and could not be asked what came of it ({error})") from None
