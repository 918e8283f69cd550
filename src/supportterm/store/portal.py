"""What the customers' side needs to be the same after a restart: its secret, and where it is found.

Both lie in the desk, so that whoever sends a link signs it as who serves it expects.
"""

from typing import Final

from supportterm.store.sqlite import Connection

KEY_BYTES: Final = 32
_KEY: Final = "portal_key"
_ADDRESS: Final = "portal_address"


def key(connection: Connection) -> bytes | None:
    """The secret that passes are signed with; None before it was made."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)).fetchone()
    return bytes(row[0]) if row else None


def keep_key(connection: Connection, new: bytes) -> None:
    """Keep *new*, unless there is one already: it is made once."""
    connection.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (_KEY, new))


def address(connection: Connection) -> str:
    """Where customers find it, without a slash at the end; empty: it was never served."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (_ADDRESS,)).fetchone()
    return str(row[0]) if row else ""


def keep_address(connection: Connection, url: str) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_ADDRESS, url))
