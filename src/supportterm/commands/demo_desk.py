"""`demo`: a desk to try on, and desks of any size."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from supportterm.commands.call import Call, Outcome
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.sync.lock import Lock

_PATIENCE: Final = 60.0
"""Seconds that are waited for a demo desk that another process makes."""
_ours: "Final[dict[Path, Lock]]" = {}
"""Held to the end of this process: the desks that it has made."""


def open_demo(call: Call, *, keep: bool, at: str) -> Outcome:
    """A fresh demo desk, or the one of last time; the console opens on it."""
    from supportterm.config.paths import paths
    from supportterm.demo import HERO

    path = Path(at).expanduser() if at else paths().state / "demo" / "demo.desk"
    if keep:
        _await(path)
    if not (keep and path.exists()):
        path = _made([path] if at else _beside(path))
    return Outcome(opens=str(path), opens_as=HERO)


def open_tutor() -> Outcome:
    """A fresh desk to learn on, with the tutor."""
    from supportterm.config.paths import paths
    from supportterm.demo import HERO

    path = _made(_beside(paths().state / "tutor" / "tutor.desk"))
    return Outcome(opens=str(path), opens_as=HERO, teaches=True)


def _beside(path: Path) -> Iterator[Path]:
    """*path*, and others of such a name; their folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    yield path
    yield from (path.with_stem(f"{path.stem}-{number}") for number in count(2))


def _made(places: Iterable[Path]) -> Path:
    """A fresh demo desk at the first of *places* where nobody sits and no other process makes one.

    Raises Refused when there is none.
    """
    from supportterm.demo.build import build_demo
    from supportterm.desk.fresh import person
    from supportterm.sync.lock import Held, is_used, making

    for path in places:
        with suppress(Held):
            if path not in _ours:
                _ours[path] = making(path)
            if not (path.exists() and is_used(path)):
                with _said("making the demo desk"):
                    return build_demo(path, now_ms=_now(), me=person()[0])
    raise Refused(f"somebody is at {path}; go on with it by `--keep`, or name another file")


def _await(path: Path) -> None:
    """Wait until another process that makes the desk at *path* is at it."""
    from supportterm.sync.lock import Held, is_used, making

    end = time.monotonic() + _PATIENCE
    while path.parent.is_dir() and time.monotonic() < end:
        try:
            return making(path).release()
        except Held:
            if path.exists() and is_used(path):
                return
        time.sleep(0.05)


def make_sized(call: Call, size: int, at: str) -> Outcome:
    """A desk of *size* tickets at *at*, else where `--desk` says, else here; refuses to touch a file that is there."""
    from supportterm.config.paths import paths
    from supportterm.demo.size import build_sized
    from supportterm.desk.fresh import person

    named = call.desk_path if call.desk_path != paths().desk else Path(f"demo-{size}.desk")
    path = Path(at).expanduser() if at else named
    if path.exists():
        raise Refused(f"{path} is there already; name another file or remove it")
    started = time.monotonic()
    build_sized(path, size, now_ms=_now(), me=person()[0], progress=_progress)
    return Outcome(f"{size} tickets in {path}, made in {time.monotonic() - started:.0f} s; open it with --desk {path}")


def _now() -> int:
    return time.time_ns() // 1_000_000


@contextmanager
def _said(words: str) -> Iterator[None]:
    """*words* stand at a terminal while it is done, and are gone after it."""
    there = sys.stderr.isatty()
    if there:
        print(f"{words} ...", end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        if there:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{done:,} of {total:,} tickets", end="\n" if done >= total else "", file=sys.stderr, flush=True)
