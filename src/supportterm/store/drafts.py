"""What is being written, kept at every pause in typing.

Drafts are no operations: nobody but their author sees them. They can be kept when nothing else can, with a newer
schema that allows it and on a full disk, for which a little room is held in reserve.
"""

import os
from pathlib import Path
from typing import Any, Final

import msgspec

from supportterm.core.writing import Draft, NewFile
from supportterm.store.connection import Store
from supportterm.store.errors import DiskFull
from supportterm.store.sqlite import Connection

RESERVE: Final = 2 << 20
"""Bytes held beside the desk, let go for drafts when the disk is full."""
VERSIONS: Final = 20
"""Earlier texts kept of one draft."""
LOSS: Final = 20
"""Characters that must have gone between two saves for the earlier text to be kept."""


class _Rest(msgspec.Struct, frozen=True, omit_defaults=True):
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    subject: str = ""
    files: tuple[NewFile, ...] = ()
    channel: str = ""
    bcc: tuple[str, ...] = ()


_rest_from = msgspec.json.Decoder(_Rest).decode
_SELECT: Final = "SELECT ticket, kind, body, rest, updated_at FROM draft WHERE agent = ?"


def save(store: Store, agent: str, draft: Draft, now: int) -> None:
    """Keep *draft*; when this has returned the machine may die and it is there.

    A text that lost a part is kept as a version before. On a full disk the reserve is let go; if that is not
    enough DiskFull says so, and the draft is as it was at the last save.
    """
    try:
        _save(store, agent, draft, now)
    except DiskFull:
        if not _release_reserve(store.path):
            raise
        _save(store, agent, draft, now)
    else:
        _hold_reserve(store.path)


def drop(store: Store, agent: str, ticket: int, kind: str, now: int) -> None:
    """The draft was sent or thrown away; its text stays among the versions."""
    with store.writing(drafts=True) as connection:
        take(connection, agent, ticket, kind, now)


def keep_version(store: Store, agent: str, draft: Draft, now: int) -> None:
    """The text of *draft* is among the versions from now on."""
    with store.writing(drafts=True) as connection:
        _keep_version(connection, agent, draft, now)


def take(connection: Connection, agent: str, ticket: int, kind: str, now: int) -> None:
    """As `drop`, in a transaction that the caller holds: what was sent is never there as a draft too."""
    old = get(connection, agent, ticket, kind)
    if old is not None:
        _keep_version(connection, agent, old, now)
        connection.execute("DELETE FROM draft WHERE agent = ? AND ticket = ? AND kind = ?", (agent, ticket, kind))


def give_back(connection: Connection, agent: str, draft: Draft, now: int) -> None:
    """A text that did not leave is a draft again; beside one that is being written it is an earlier version."""
    if get(connection, agent, draft.ticket, draft.kind) is None:
        _put(connection, agent, draft, now)
    else:
        _keep_version(connection, agent, draft, now)


def get(connection: Connection, agent: str, ticket: int, kind: str) -> Draft | None:
    row = connection.execute(f"{_SELECT} AND ticket = ? AND kind = ?", (agent, ticket, kind)).fetchone()
    return _draft_from(row) if row else None


def all_of(connection: Connection, agent: str) -> tuple[Draft, ...]:
    """Newest first."""
    return tuple(_draft_from(row) for row in connection.execute(f"{_SELECT} ORDER BY updated_at DESC", (agent,)))


def versions(connection: Connection, agent: str, ticket: int, kind: str) -> tuple[tuple[int, str], ...]:
    """Earlier texts of a draft with the moment each was left, newest first."""
    found = connection.execute(
        "SELECT at, body FROM draft_version WHERE agent = ? AND ticket = ? AND kind = ? ORDER BY id DESC",
        (agent, ticket, kind),
    )
    return tuple((at, body) for at, body in found)


def _hold_reserve(desk: Path) -> None:
    """Hold the reserve of the desk at *desk*, if there is room for it."""
    path = _reserve_path(desk)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            # Random, so that a file system that compresses gives the room back too.
            file.write(os.urandom(RESERVE))
    except FileExistsError:
        return
    except OSError:
        path.unlink(missing_ok=True)


def _release_reserve(desk: Path) -> bool:
    """Give the reserve back to the disk; False when it was not there."""
    try:
        _reserve_path(desk).unlink()
    except OSError:
        return False
    return True


def _save(store: Store, agent: str, draft: Draft, now: int) -> None:
    with store.writing(drafts=True) as connection:
        old = get(connection, agent, draft.ticket, draft.kind)
        if old is not None and _lost(old.body, draft.body) >= LOSS:
            _keep_version(connection, agent, old, now)
        _put(connection, agent, draft, now)


def _put(connection: Connection, agent: str, draft: Draft, now: int) -> None:
    rest = msgspec.json.encode(_Rest(draft.to, draft.cc, draft.subject, draft.files, draft.channel, draft.bcc)).decode()
    connection.execute(
        "INSERT OR REPLACE INTO draft (agent, ticket, kind, body, rest, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
        (agent, draft.ticket, draft.kind, draft.body, rest, now),
    )


def _lost(old: str, new: str) -> int:
    """How many characters of *old* are not in *new*, taking one edit in one place."""
    start = _alike(old, new)
    return len(old) - start - _alike(old[start:][::-1], new[start:][::-1])


def _alike(one: str, other: str) -> int:
    """With how many characters both begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _keep_version(connection: Connection, agent: str, draft: Draft, now: int) -> None:
    if not draft.body.strip():
        return
    key = (agent, draft.ticket, draft.kind)
    connection.execute(
        "INSERT INTO draft_version (agent, ticket, kind, body, at) VALUES (?, ?, ?, ?, ?)", (*key, draft.body, now)
    )
    connection.execute(
        """DELETE FROM draft_version WHERE agent = ?1 AND ticket = ?2 AND kind = ?3 AND id <= (SELECT id FROM
        draft_version WHERE agent = ?1 AND ticket = ?2 AND kind = ?3 ORDER BY id DESC LIMIT 1 OFFSET ?4)""",
        (*key, VERSIONS),
    )


def _reserve_path(desk: Path) -> Path:
    return desk.with_name(desk.name + ".reserve")


def _draft_from(row: tuple[Any, ...]) -> Draft:
    rest = _rest_from(row[3])
    return Draft(
        ticket=row[0], kind=row[1], body=row[2], to=rest.to, cc=rest.cc, subject=rest.subject, files=rest.files,
        channel=rest.channel, updated_at=row[4], bcc=rest.bcc,
    )  # fmt: skip
