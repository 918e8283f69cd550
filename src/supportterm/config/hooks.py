"""Hooks: programs of the person's own that follow events. Which files of the folder are some, and which may run.

`hooks/assigned`, `hooks/assigned-desktop`, `hooks/assigned.d/desktop`: the name says the event. Only what the person
alone can write is run: whoever could change such a file could run anything in their name.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from supportterm.core.hooks import EVENTS, event_named
from supportterm.core.spelling import nearest


class Hook(NamedTuple):
    name: str
    """Its path from the folder of hooks."""
    event: str
    """Empty when the name says none."""
    path: Path
    since: int
    """When it was put there or last made to run, milliseconds: it follows what happens from then on."""
    state: Literal["on", "off", "wrong"] = "on"
    why: str = ""
    """Why it is not run."""


def found(folder: Path, user: int | None = None) -> tuple[Hook, ...]:
    """All there is in *folder*, in the order in which it is run, as the Unix user with that number sees it."""
    return tuple(_found(folder, os.geteuid() if user is None else user))


def runnable(folder: Path) -> tuple[Hook, ...]:
    """Those that are run."""
    return tuple(hook for hook in found(folder) if hook.state == "on")


def _found(folder: Path, user: int) -> Iterator[Hook]:
    unsafe = _unsafe(folder, user)
    for path in _visible(folder):
        if path.is_dir():
            within = unsafe or _unsafe(path, user)
            event = path.name.removesuffix(".d") if path.name.endswith(".d") else ""
            for file in _visible(path):
                yield _hook(file, f"{path.name}/{file.name}", event if event in EVENTS else "", within, user)
        else:
            yield _hook(path, path.name, event_named(path.name), unsafe, user)


def _visible(folder: Path) -> list[Path]:
    """What lies there, but for what is hidden and what editors leave."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path.name[-1] != "~")
    except OSError:
        return []


def _hook(path: Path, name: str, event: str, unsafe: str, user: int) -> Hook:
    try:
        about = path.stat()
    except OSError as error:
        return Hook(name, event, path, 0, "wrong", error.strerror or "it can't be read")
    hook = Hook(name, event, path, about.st_ctime_ns // 1_000_000)
    if not stat.S_ISREG(about.st_mode):
        return hook._replace(state="wrong", why="it is no file")
    if not about.st_mode & stat.S_IXUSR:
        return hook._replace(state="off", why="it can't be executed; `chmod u+x` switches it on")
    if why := unsafe or _others(about, user) or _others(path.lstat(), user, link=True):
        return hook._replace(state="wrong", why=why)
    if not event:
        near = nearest(path.name, EVENTS) if path.parent.suffix != ".d" else nearest(path.parent.stem, EVENTS)
        return hook._replace(
            state="wrong", why="its name says no event" + (f"; did you mean {near[0]}?" if near else "")
        )
    return hook


def _unsafe(folder: Path, user: int) -> str:
    """Why nothing in *folder* is run; empty when somebody else can't put anything there."""
    try:
        why = _others(folder.stat(), user)
    except OSError:
        return ""
    return f"in its folder {why}" if why else ""


def _others(about: os.stat_result, user: int, *, link: bool = False) -> str:
    """Who else could change it; empty when nobody can. The mode of a *link* says nothing."""
    if about.st_uid != user:
        return "it belongs to somebody else"
    if not link and about.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return "others may write; `chmod go-w` it"
    return ""
