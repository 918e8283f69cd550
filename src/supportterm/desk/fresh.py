"""A desk's first minute: made where none was, with views, a team and whoever sits at it."""

import os
from pathlib import Path
from typing import Final

from supportterm.core.refusal import Refused
from supportterm.desk.door import Desk

UNDO_WINDOW: Final = 10.0
"""Seconds, where nothing else is set."""


def make(path: Path, name: str = "") -> None:
    """Make a working desk at *path*: the views every desk starts with, a team of tier 1, and this person.

    Raises Refused when there is no folder for it, StoreError when something is there already.
    """
    from supportterm.core.nouns import DESK, MAX_NAME
    from supportterm.core.views import DEFAULT_VIEWS

    if not path.parent.is_dir():
        raise Refused(f"there is no folder {path.parent} to put a desk in; make it first")
    called = " ".join((name or path.stem).split())[:MAX_NAME]
    with Desk.create(path, called, me="supportterm") as desk:
        desk.define("desk", DESK, {"name": called})  # so that `desk export` shows where it is changed
        for view in DEFAULT_VIEWS:
            spec = {"title": view.title, "query": view.query, "order": view.order, "key": view.key}
            desk.define("view", view.name, spec)
        desk.define("team", "support", {"name": "Support", "tier": 1})
        login, full_name = person()
        if login:
            desk.define("agent", login, {"name": full_name, "teams": ["support"], "unix_user": login})


def make_usual(path: Path, name: str = "") -> None:
    """`make` at the usual place, whose folder need not be there yet."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    make(path, name)


def open_or_make(path: Path, me: str, *, named: bool, undo_window: float = UNDO_WINDOW) -> Desk:
    """The desk at *path*. The usual desk is made when it is not there; one that was *named* must be."""
    if not path.exists():
        if named:
            raise Refused(f"there is no desk at {path}; `supportterm init --desk {path}` makes one")
        make_usual(path)
    return Desk.open(path, me=me, undo_window=undo_window)


def person() -> tuple[str, str]:
    """Login and full name of who runs this; empty where the system does not say."""
    try:
        import pwd

        entry = pwd.getpwuid(os.getuid())
    except (ImportError, KeyError):
        return "", ""
    handle = "".join(c for c in entry.pw_name.lower() if c.isalnum() or c in "-_.")
    return handle, entry.pw_gecos.partition(",")[0] or handle.capitalize()
