"""What fails when something was done already: it is not true any more that nothing was."""

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


@contextmanager
def partly(begun: bool) -> Iterator[None]:
    """One of several requests that are one step: once the step has *begun*, what is raised within is Uncertain."""
    try:
        yield
    except Uncertain:
        raise
    except RemoteError as error:
        if not begun:
            raise
        raise Uncertain(f"only a part of it was done: {error}") from None
