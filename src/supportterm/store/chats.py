"""Whether who chats is still there, and what they have seen. No operations: it is of the moment."""

from supportterm.store.sqlite import Connection


def here(connection: Connection, ticket: int, until: int) -> None:
    """Who asked is at the chat, as far as is known, until a moment (milliseconds); when that has passed they left."""
    connection.execute(
        "INSERT INTO chat (ticket, here) VALUES (?1, ?2) ON CONFLICT (ticket) DO UPDATE SET here = ?2", (ticket, until)
    )


def is_here(connection: Connection, ticket: int, now: int) -> bool:
    row = connection.execute("SELECT here FROM chat WHERE ticket = ?", (ticket,)).fetchone()
    return row is not None and row[0] > now


def saw(connection: Connection, ticket: int, message: int) -> None:
    """Who asked has seen the chat up to *message*."""
    connection.execute("UPDATE chat SET seen = ?2 WHERE ticket = ?1 AND seen < ?2", (ticket, message))


def seen_by_customer(connection: Connection, ticket: int) -> int:
    """The newest message that who asked has seen; 0: none."""
    row = connection.execute("SELECT seen FROM chat WHERE ticket = ?", (ticket,)).fetchone()
    return int(row[0]) if row else 0


def seen_by_agents(connection: Connection, ticket: int) -> int:
    """The newest message that somebody of the desk has seen; 0: none."""
    row = connection.execute("SELECT max(message) FROM seen WHERE ticket = ? AND agent <> '*'", (ticket,)).fetchone()
    return int(row[0] or 0)
