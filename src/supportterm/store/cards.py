"""What directories (CRM) know of people, by address: kept with its age, asked for anew when somebody looks at it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import msgspec

from supportterm.core.remote import RemoteCard
from supportterm.store import definitions, replica
from supportterm.store.people import address
from supportterm.store.sqlite import Connection

if TYPE_CHECKING:
    from supportterm.core.nouns import Connected

FRESH: Final = 3_600_000
"""Milliseconds in which it is not asked for again."""
AGAIN: Final = 60_000
"""Milliseconds after which it is wanted again by who still looks at it."""
PATIENCE: Final = 900_000
"""Milliseconds after which nobody waits for it any more."""
AWAY: Final = ("offline", "failing", "throttled", "auth", "changed")
"""States of a connection in which it can't be asked."""

_to_json = msgspec.json.Encoder().encode
_from_json = msgspec.json.Decoder(RemoteCard).decode


class Card(msgspec.Struct, frozen=True):
    """What a directory said of an address."""

    connection: str
    title: str
    """Of the connection."""
    looked_at: int = 0
    """When it said so, milliseconds; 0: never."""
    found: RemoteCard | None = None
    """None: it knew nobody with this address, or has not said anything yet."""
    asked_at: int = 0
    """When it was asked last, whatever came of it."""
    words: str = ""
    """Why it did not say more when it was asked last."""


def of(connection: Connection, email: str) -> tuple[Card, ...]:
    """One for each directory that the desk is connected to; of one that is paused what it said before."""
    rows = connection.execute(
        "SELECT connection, looked_at, found, asked_at, words, wanted_at FROM card WHERE email = ?", (address(email),)
    )
    found = {row[0]: row[1:] for row in rows}
    cards = []
    for there in _directories(connection):
        looked_at, text, asked_at, words, wanted_at = found.get(there.name, (0, "", 0, "", 0))
        if there.paused and not looked_at:
            continue
        if wanted_at > asked_at:
            words = _why_not(connection, there.name)
        cards.append(Card(there.name, there.title, looked_at, _from_json(text) if text else None, asked_at, words))
    return tuple(cards)


def _why_not(connection: Connection, name: str) -> str:
    """Why a directory can't be asked now; empty when it can."""
    state = replica.state(connection, name)
    return (state.words or state.state) if state.state in AWAY else ""


def stale(connection: Connection, email: str, now: int, anew: bool = False) -> tuple[str, ...]:
    """The directories that have to be asked of *email*: not asked yet, or long ago, and not wanted just now.

    *anew*: all of them.
    """
    wanted = address(email)
    there = _directories(connection) if "@" in wanted else ()
    names = tuple(directory.name for directory in there if not directory.paused)
    if anew or not names:
        return names
    fresh = {
        row[0]
        for row in connection.execute(
            "SELECT connection FROM card WHERE email = ? AND (asked_at > ? OR wanted_at > ?)",
            (wanted, now - FRESH, now - AGAIN),
        )
    }
    return tuple(name for name in names if name not in fresh)


def want(connection: Connection, email: str, names: Iterable[str], now: int) -> None:
    """Somebody looks at who has the address *email*."""
    connection.executemany(
        "INSERT INTO card (connection, email, wanted_at) VALUES (?, ?, ?) "
        "ON CONFLICT (connection, email) DO UPDATE SET wanted_at = excluded.wanted_at",
        [(name, address(email), now) for name in names],
    )


def wanted(connection: Connection, name: str, now: int) -> str | None:
    """The address that the directory *name* shall be asked of next: what was looked at last comes first."""
    row = connection.execute(
        "SELECT email FROM card WHERE connection = ? AND wanted_at > asked_at AND wanted_at > ? "
        "ORDER BY wanted_at DESC LIMIT 1",
        (name, now - PATIENCE),
    ).fetchone()
    return row[0] if row else None


def told(connection: Connection, name: str, email: str, found: RemoteCard | None, now: int) -> None:
    """The directory *name* said what it knows of *email* by now."""
    text = _to_json(found).decode() if found is not None else ""
    connection.execute(
        "INSERT OR REPLACE INTO card VALUES (?, ?, ?, ?, ?, ?, '')", (name, address(email), now, now, now, text)
    )


def refused(connection: Connection, name: str, email: str, words: str, now: int) -> None:
    """It would not say; what it said before stays, with its age."""
    connection.execute(
        "UPDATE card SET words = ?, asked_at = ? WHERE connection = ? AND email = ?",
        (words, now, name, address(email)),
    )


def forget(connection: Connection, name: str) -> None:
    """The desk is not connected to the directory *name* any more."""
    connection.execute("DELETE FROM card WHERE connection = ?", (name,))


def _directories(connection: Connection) -> "list[Connected]":
    return [there for there in definitions.all_of(connection, "connection") if "people" in there.can]
