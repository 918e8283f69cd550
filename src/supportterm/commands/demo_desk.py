"""`demo`: a desk to try on, and desks of any size."""

import sys
import time
from pathlib import Path

from supportterm.commands.call import Call, Outcome
from supportterm.core.refusal import Refused


def open_demo(call: Call, *, keep: bool, at: str) -> Outcome:
    """A fresh demo desk, or the one of last time; the console opens on it."""
    from supportterm.config.paths import paths
    from supportterm.demo import HERO
    from supportterm.demo.build import build_demo
    from supportterm.desk.fresh import person

    path = Path(at).expanduser() if at else paths().state / "demo" / "demo.desk"
    if not (keep and path.exists()):
        path = build_demo(path, now_ms=_now(), me=person()[0])
    return Outcome(opens=str(path), opens_as=HERO)


def open_tutor() -> Outcome:
    """A fresh desk to learn on, with the tutor."""
    from supportterm.config.paths import paths
    from supportterm.demo import HERO
    from supportterm.demo.build import build_demo
    from supportterm.desk.fresh import person

    path = build_demo(paths().state / "tutor" / "tutor.desk", now_ms=_now(), me=person()[0])
    return Outcome(opens=str(path), opens_as=HERO, teaches=True)


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


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{done:,} of {total:,} tickets", end="\n" if done >= total else "", file=sys.stderr, flush=True)
