"""Desks that a person goes to: their profiles by name, else a file."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated

from supportterm.commands.call import Call
from supportterm.commands.kinds import PATH, Completion


def _complete(prefix: str, call: Call) -> Iterable[Completion]:
    from supportterm.config.paths import paths

    file = paths().settings
    written = file.stat().st_mtime_ns if file.exists() else 0
    profiles = [Completion(name, desk) for name, desk in _profiles(written) if name.startswith(prefix)]
    yield from profiles
    if prefix and not profiles:
        yield from PATH.complete(prefix, call)


@lru_cache(maxsize=1)
def _profiles(written: int) -> tuple[tuple[str, str], ...]:
    """Profiles with their desks, read again when config.yaml was *written* since."""
    from supportterm.config.marked import ConfigError
    from supportterm.config.settings import load

    try:
        return tuple((name, profile.desk) for name, profile in load().profiles.items())
    except ConfigError:
        return ()


DeskName = Annotated[str, PATH._replace(name="desk", complete=_complete)]
